"""No secret leaves this host without TLS, and no address that can be read in two ways is asked."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3.util
from hypothesis import given
from hypothesis import strategies as st

from tests.check.hosts import KEYS, run
from tests.scenario import lay_out
from whoami_aws.fakes import Fake
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.address import Address, address_of, trusts

ELSEWHERE = "http://10.9.9.9:8000"
"""An address that is not this host's: the guard of the tests says so on standard error if somebody connects there."""
REGION = {"AWS_DEFAULT_REGION": "us-west-2"}
PAIR = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
TOKEN = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJzdHMuYW1hem9uYXdzLmNvbSIsImV4cCI6NDEwMjQ0NDgwMH0.EXAMPLE"
ROLE = "role_arn = arn:aws:iam::111122223333:role/deploy\n"
SSO = (
    "[profile s]\nsso_account_id = 111122223333\nsso_role_name = R\nsso_session = c\n"
    "[sso-session c]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-west-2\n"
)
LOGIN = {"key": "c", "startUrl": "https://x.awsapps.com/start", "region": "us-west-2", "accessToken": "aoaEXAMPLE"}


def hosts(url: str) -> dict[str, dict]:
    """Each way to send something signed, or a token, to an address that a variable or a file names."""
    services = f"services = x\n[services x]\nsts =\n  endpoint_url = {url}\n"
    keys = {**KEYS, **REGION, "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLETOKEN"}
    base = {"~/.aws/credentials": f"[base]\n{PAIR}"}
    off = {"AWS_ENDPOINT_URL_STS": None, "AWS_ENDPOINT_URL_SSO": None}
    role = f"[profile r]\n{ROLE}source_profile = base\n"
    irsa = {"AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/deploy", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}
    return {
        "sts-variable": {"env": {**keys, "AWS_ENDPOINT_URL_STS": url}},
        "every-service-variable": {"env": {**keys, **off, "AWS_ENDPOINT_URL": url}},
        "profile": {"env": {**keys, **off}, "files": {"~/.aws/config": f"[default]\nendpoint_url = {url}\n"}},
        "services": {"env": {**keys, **off}, "files": {"~/.aws/config": f"[default]\n{services}"}},
        "assume-role": {
            "env": {**REGION, "AWS_PROFILE": "r", "AWS_ENDPOINT_URL_STS": url},
            "files": {**base, "~/.aws/config": role},
        },
        "web-identity": {"env": {**REGION, **irsa, "AWS_ENDPOINT_URL_STS": url}, "files": {"~/token": TOKEN}},
        "sso": {
            "env": {**REGION, "AWS_PROFILE": "s", "AWS_ENDPOINT_URL_SSO": url, "AWS_ENDPOINT_URL_SSO_OIDC": url},
            "files": {"~/.aws/config": SSO},
            "sso_cache": [{**LOGIN, "expiresAt": "+6h"}],
        },
    }


COMMANDS = {"explain": ("explain",), "all": ("explain", "--identities", "all"), "check": ("check",)}


FAST = ("sts-variable", "web-identity")


@pytest.mark.parametrize(
    ("how", "command"),
    [
        pytest.param(how, command, marks=() if how in FAST and command == "explain" else pytest.mark.slow)
        for how in hosts(ELSEWHERE)
        for command in COMMANDS
    ],
)
def test_nothing_signed_goes_without_tls(how: str, command: str, tmp_path: Path) -> None:
    host = {"imds": None, "sts": {}, "sso": {}, **hosts(ELSEWHERE)[how]}
    with lay_out(host, tmp_path / "host") as laid:
        done = run(laid, *COMMANDS[command], "--format", "json")
        assert [one for fake in (laid.sts, laid.sso) for one in fake.requests if how != "sso"] == []
    assert "GUARD" not in done.stderr and "Traceback" not in done.stderr
    said = json.loads(done.stdout)
    if command == "check":
        assert done.returncode == 1
        return
    assert (said["usable"], said["usable_code"]) == ("unknown", "plain-http"), said["usable_because"]
    assert f"--trust-endpoint {ELSEWHERE}" in said["usable_because"]
    assert said["identity"] is None or not said["identity"]["confirmed"]


@pytest.mark.parametrize(
    "how", ["sts-variable", *(pytest.param(one, marks=pytest.mark.slow) for one in ("assume-role", "web-identity"))]
)
def test_an_endpoint_that_is_trusted_is_asked(how: str, tmp_path: Path) -> None:
    """The guard stops the connection then, and says that somebody tried."""
    with lay_out({"imds": None, "sts": {}, **hosts(ELSEWHERE)[how]}, tmp_path / "host") as laid:
        done = run(laid, "explain", "--trust-endpoint", ELSEWHERE, "--timeout", "3", trust=False)
    assert "GUARD: a test tried to reach ('10.9.9.9', 8000)" in done.stderr


def test_a_proxy_elsewhere_gets_nothing_without_tls(tmp_path: Path) -> None:
    """What goes to loopback in clear goes over the network where a proxy is in the way."""
    # (The metadata service, which gets no secret, would be asked through the proxy, as the SDK does.)
    env = {**KEYS, **REGION, "http_proxy": "http://10.9.9.9:3128", "AWS_EC2_METADATA_DISABLED": "true"}
    host = {"env": env, "imds": None, "sts": {}}
    with lay_out(host, tmp_path / "host") as laid:
        done = run(laid, "explain", "--format", "json", trust=False)
    assert "GUARD" not in done.stderr
    said = json.loads(done.stdout)
    assert said["usable_code"] == "plain-http" and "--trust-endpoint http://10.9.9.9:3128" in said["usable_because"]


def test_loopback_is_asked_and_named(tmp_path: Path) -> None:
    host = {
        "env": {**KEYS, **REGION},
        "imds": None,
        "sts": {"identity_by_key": {KEYS["AWS_ACCESS_KEY_ID"]: "arn:aws:iam::111122223333:user/u"}},
    }
    with lay_out(host, tmp_path / "host") as laid:
        text = run(laid, "explain", f"--report=json={tmp_path / 'report'}", trust=False).stdout
        url = laid.sts.url
    assert f"(sts at {url}, not confirmed, " in text
    identity = json.loads((tmp_path / "report").read_text())["identity"]
    assert (identity["confirmed"], identity["unconfirmed_because"]) == (False, "foreign-endpoint")
    assert (identity["endpoint"], identity["endpoint_is_aws"]) == (url, False)


TWO_WAYS = [
    "http://10.9.9.9:8000\\@127.0.0.1/",
    "http://127.0.0.1\\@10.9.9.9/",
    "http://10.9.9.9@127.0.0.1/",
    "http://127.0.0.1@10.9.9.9/",
    "http://10.9.9.9:80@127.0.0.1:81/",
    "http://a@10.9.9.9@127.0.0.1/",
    "http://10.9.9.9#@127.0.0.1/",
    "http://10.9.9.9?@127.0.0.1/",
    "http://127.0.0.1#@10.9.9.9/",
    "http://127.0.0.1\t.10.9.9.9/",
    "http://127.0.0.1\n.10.9.9.9/",
    "http://127.0.0.1 .10.9.9.9/",
    " http://127.0.0.1/",
    "http://127.0.0.1:80:8000/",
    "http://[::1]@10.9.9.9/",
    "http://[::1].10.9.9.9/",
    "http://[::1",
    "http://::1]/",
    "http://[127.0.0.1]/",
    "http:\\\\10.9.9.9\\@127.0.0.1/",
    "http:/10.9.9.9/",
    "http:///10.9.9.9/",
    "http:10.9.9.9/",
    "//10.9.9.9/",
    "http://127.0.0.1%2f@10.9.9.9/",
    "http://127.0.0.1%00.10.9.9.9/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:/@10.9.9.9",
    "http://\u2460\u2466.0.0.1/",
    "http://127.0.0.1\u3002/",
    "http://127。0。0。1/",
    "http://[::1%25eth0]/",
    "http://\u212aocalhost/",
    "http://127.0.0.1;@10.9.9.9/",
]
PLACES = (
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL",
)


def test_what_can_be_read_in_two_ways_has_no_address() -> None:
    for url in TWO_WAYS:
        if url != "http://127.0.0.1:/@10.9.9.9":  # an empty port: both read the same, and it is refused all the same
            assert address_of(url) is None, url


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("url", TWO_WAYS, ids=range(len(TWO_WAYS)))
def test_none_of_them_is_ever_asked(place: str, url: str, tmp_path: Path) -> None:
    """By any SDK's chain."""
    _never_asked(place, [url], ("compare", "--all") if place in PLACES[:2] else ("explain",), tmp_path)


def _never_asked(place: str, urls: list[str], command: tuple[str, ...], tmp_path: Path) -> None:
    with Fake({}) as listener:
        port = urlsplit(listener.url).port
        for number, url in enumerate(urls):
            # Also the one of the two that is this host's must not be asked.
            url = url.replace("127.0.0.1/", f"127.0.0.1:{port}/").replace(":8000", f":{port}")
            env = {**REGION, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer-EXAMPLE-TOKEN", place: url}
            env |= KEYS if "STS" in place or place == "AWS_ENDPOINT_URL" else {}
            off = {"AWS_ENDPOINT_URL_STS": None} if place == "AWS_ENDPOINT_URL" else {}
            with lay_out({"env": {**off, **env}, "imds": None}, tmp_path / str(number)) as laid:
                done = run(laid, *command, "--timeout", "4", "--network", "full", trust=False)
            assert "GUARD" not in done.stderr, (url, done.stderr)
            assert done.returncode in (0, 1), (url, done.stderr)
        assert list(listener.requests) == []


def test_the_report_says_why_and_what_to_do(tmp_path: Path) -> None:
    env = {**REGION, "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://10.9.9.9:8000\\@127.0.0.1/"}
    with lay_out({"env": env, "imds": None}, tmp_path / "host") as laid:
        done = run(laid, "explain", "--network", "metadata", "--format", "json")
    assert "GUARD" not in done.stderr
    said = json.loads(done.stdout)
    assert (said["outcome"], said["winner"]) == ("unknown", None)
    (row,) = [one for one in said["links"] if one["id"] == "container-role"]
    assert row["reason"]["code"] == "ambiguous-address"
    assert "http://HOST:PORT/PATH" in row["reason"]["text"]
    # Neither of the two hosts is named as if it were the one.
    assert "10.9.9.9" not in done.stdout and "127.0.0.1/" not in done.stdout.replace("127.0.0.1:", "")


HOST = st.sampled_from(["127.0.0.1", "10.9.9.9", "localhost", "a.example", "[::1]", "2130706433", ""])
JOIN = st.sampled_from(["", "@", "\\", "#", "?", "/", ":", ":80", "%40", "\t", " ", ".", ";", "\\@", "#@", "]", "["])


@given(st.lists(st.tuples(HOST, JOIN), min_size=1, max_size=4), st.sampled_from(["http://", "https://", "HTTP://", ""]))
def test_two_real_parsers_agree_on_every_address(parts: list[tuple[str, str]], scheme: str) -> None:
    """Python's own, with which the SDK decides who may be asked, and urllib3's, which connects."""
    url = scheme + "".join(host + join for host, join in parts)
    address = address_of(url)
    if address is None:
        return
    mine = urlsplit(url)
    theirs = urllib3.util.parse_url(url)
    hosts = {mine.hostname, (theirs.host or "").strip("[]"), address.host}
    assert len(hosts) == 1, (url, hosts)
    assert {mine.port or address.port, theirs.port or address.port} == {address.port}


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:8080/x", Address("http", "127.0.0.1", 8080)),
        ("HTTPS://STS.amazonaws.com", Address("https", "sts.amazonaws.com", 443)),
        ("http://[::1]:80/", Address("http", "::1", 80)),
        ("http://169.254.170.2/v2/credentials/…?a=@b", Address("http", "169.254.170.2", 80)),
        ("http://localhost:9/a@b", Address("http", "localhost", 9)),
    ],
)
def test_plain_addresses(url: str, address: Address) -> None:
    assert address_of(url) == address and address_of(str(address)) == address
    assert trusts([url], address) and not trusts([url], address._replace(port=1))
    assert not trusts([url], address._replace(scheme="https" if address.scheme == "http" else "http"))


def test_every_client_of_the_witness_is_guarded(tmp_path: Path) -> None:
    """However a provider comes by its client."""
    from whoami_aws.gather.botocore_witness import Witness
    from whoami_aws.gather.gatherer import Gatherer
    from whoami_aws.gather.http import Guarded
    from whoami_aws.gather.secret_store import SecretStore
    from whoami_aws.host.host import Budget

    session = Witness(None, Gatherer(ThisProcess(), SecretStore(), Budget())).session
    for service in sorted({"sts", "sso", "sso-oidc", "signin"} & set(session.get_available_services())):
        client = session.create_client(service, region_name="us-west-2")
        assert isinstance(client._endpoint.http_session, Guarded), service
