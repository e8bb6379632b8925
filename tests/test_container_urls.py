"""How the words of a container's URL are read: by the chain, of what a Host keeps, and by the gatherer alike."""

from __future__ import annotations

from typing import get_args

import pytest

from whoami_aws.chain.blocks.container_urls import Oddity, Reading, full_url, path, unread
from whoami_aws.gather.container import real_url
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.facts import ContainerNeed
from whoami_aws.host.values import seal_url

FULL, RELATIVE = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"

READINGS = get_args(Reading)


@pytest.mark.parametrize(
    ("text", "reading", "url"),
    [
        (" http://127.0.0.1/c ", "left-stripped", "http://127.0.0.1/c "),
        (" http://127.0.0.1/c\n", "right-stripped", " http://127.0.0.1/c"),
    ],
)
def test_full_urls(text: str, reading: str, url: str) -> None:
    assert full_url(text, (reading,)) == url
    assert full_url(text, ()) == text


@pytest.mark.parametrize("user", ["", "u:p@"])
@pytest.mark.parametrize("rest", ["", "/c", ":80/c?x#y"])
@pytest.mark.parametrize(
    ("host", "odd"),
    [
        ("2130706433", "numbers"),
        ("0x7f000001", "numbers"),
        ("0177.0.0.1", "numbers"),
        ("127.1", "numbers"),
        ("1.2.3", "numbers"),
        ("09.1", "numbers"),
        ("1.2.3.4.5", "numbers"),
        ("127.0.0.1.", "numbers"),
        ("127.0.0.1", None),
        ("255.255.255.255", None),
        ("[::1]", None),
        ("localhost", None),
        ("7.example", None),
        ("[::ffff:127.0.0.1]", "mapped"),
        ("[::FFFF:127.0.0.1]", "mapped"),
    ],
)
def test_hosts_that_are_read_in_several_ways(host: str, odd: Oddity | None, rest: str, user: str) -> None:
    url = f"http://{user}{host}{rest}"
    assert [one for one in ("numbers", "mapped", "schemeless") if unread(url, (one,))] == ([odd] if odd else [])


@pytest.mark.parametrize("text", ["127.0.0.1/c", "c", "127.0.0.1:80"])
def test_an_address_without_a_scheme_is_read_in_several_ways(text: str) -> None:
    assert unread(text, ("schemeless",)) and not unread(f"http://{text}", ("schemeless",))
    assert not unread("", ("schemeless",))


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
    assert real_url(ThisProcess(), need, SecretStore()) == full_url(text, READINGS)
    assert "password" not in need.url and "0a1b2c3d0a1b" not in need.url


def test_the_gatherer_takes_the_path_that_the_chain_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RELATIVE, "http://127.0.0.1/v2/credentials/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f")
    need = ContainerNeed("http://169.254.170.2/v2/credentials/…", True, "none", ("path-of-url",))
    assert (
        real_url(ThisProcess(), need, SecretStore())
        == "http://169.254.170.2/v2/credentials/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
    )
