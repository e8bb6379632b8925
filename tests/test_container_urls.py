"""How the words of a container's URL are read: by the chain, of what a Host keeps, and by the gatherer alike."""

from __future__ import annotations

import pytest

from whoami_aws.chain.fetching.urls import READINGS, full_url, path
from whoami_aws.gather.container import real_url
from whoami_aws.gather.vault import Vault
from whoami_aws.host.facts import ContainerNeed
from whoami_aws.host.values import seal_url

FULL, RELATIVE = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"


@pytest.mark.parametrize(
    ("text", "reading", "url"),
    [
        (" http://127.0.0.1/c ", "left-stripped", "http://127.0.0.1/c "),
        (" http://127.0.0.1/c\n", "right-stripped", " http://127.0.0.1/c"),
        ("ftp://127.0.0.1:8/c", "http-unless-https", "http://127.0.0.1:8/c"),
        ("HTTPS://127.0.0.1/c", "http-unless-https", "HTTPS://127.0.0.1/c"),
        ("127.0.0.1/c", "bare", "http://127.0.0.1/c"),
        ("http://2130706433/c", "numbers", "http://127.0.0.1/c"),
        ("http://2130706433/c", "decimal-numbers", "http://127.0.0.1/c"),
        ("http://0x7f000001:80/c?x#y", "numbers", "http://127.0.0.1:80/c?x#y"),
        ("http://0x7f000001/c", "decimal-numbers", "http://0x7f000001/c"),
        ("http://0177.0.0.1/c", "numbers", "http://127.0.0.1/c"),
        ("http://127.1", "decimal-numbers", "http://127.0.0.1"),
        ("http://1.2.3/", "numbers", "http://1.2.0.3/"),
        ("http://u:p@2130706433/c", "numbers", "http://u:p@127.0.0.1/c"),
        ("http://4294967296/c", "numbers", "http://4294967296/c"),
        ("http://256.1/c", "numbers", "http://256.1/c"),
        ("http://09.1/c", "numbers", "http://09.1/c"),
        ("http://1.2.3.4.5/c", "numbers", "http://1.2.3.4.5/c"),
        ("http://[::1]/c", "numbers", "http://[::1]/c"),
        ("http://localhost/c", "numbers", "http://localhost/c"),
        ("http:///c", "numbers", "http:///c"),
        ("not a url", "numbers", "not a url"),
    ],
)
def test_full_urls(text: str, reading: str, url: str) -> None:
    assert full_url(text, (reading,)) == url
    assert full_url(text, ()) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("http://127.0.0.1:8/c?x=1", "/c?x=1"), ("/c", "/c"), ("c", "c"), ("http://h", ""), ("//h/c", "//h/c")],
)
def test_paths(text: str, wanted: str) -> None:
    assert path(text, ("path-of-url",)) == wanted
    assert path(text, ()) == text


@pytest.mark.parametrize(
    "text",
    [
        "http://user:password@2130706433/v2/credentials/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f ",
        "ftp://0x7f.1:8080/creds?token=0a1b2c3d0a1b2c3d",
        "127.1/creds",
    ],
)
def test_the_gatherer_asks_what_the_chain_named_without_its_secrets(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FULL, text)
    need = ContainerNeed(full_url(seal_url(text), READINGS), False, "none", READINGS)
    assert real_url(need, Vault()) == full_url(text, READINGS)
    assert "password" not in need.url and "0a1b2c3d0a1b" not in need.url


def test_the_gatherer_takes_the_path_that_the_chain_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RELATIVE, "http://127.0.0.1/v2/credentials/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f")
    need = ContainerNeed("http://169.254.170.2/v2/credentials/…", True, "none", ("path-of-url",))
    assert real_url(need, Vault()) == "http://169.254.170.2/v2/credentials/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
