"""What a botocore version has not yet: the same host, judged for an older one."""

from __future__ import annotations

import hashlib

import pytest

from whoami_aws.chain.botocore.imds_settings import MetadataSettings, glued_error
from whoami_aws.chain.botocore.region import client_error, sts_endpoint
from whoami_aws.chain.features import SINCE
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host import facts as f
from whoami_aws.host.host import Budget, Host, Sdk
from whoami_aws.host.ini.botocore import Redaction, parse
from whoami_aws.host.values import Origin

KEY = "AKIAIOSFODNN7EXAMPLE"
NEWEST = "1.44.8"
SSO = "sso_account_id = 111122223333\nsso_role_name = r\nsso_start_url = https://corp.awsapps.com/start\n"


def _host(botocore: str | None, config: str = "", env: dict[str, str] | None = None) -> Host:
    """A host with a config file alone, where nobody may be asked."""
    host = Host(
        now=1_800_000_000.0,
        home="/home/jane",
        user="jane",
        uid=1000,
        env={"AWS_EC2_METADATA_DISABLED": "true", **(env or {})},
        option_profile=None,
        sdk=Sdk("boto3", botocore, botocore, "no-crt"),
        budget=Budget("none", run=False),
        facts={},
    )
    missing = f.FileState("missing")
    document = parse(config, Redaction(lambda _key, text, _line: text))
    return host.with_facts(
        {
            f.IniNeed("/home/jane/.aws/config"): f.IniFile(f.FileState("file"), document),
            f.IniNeed("/home/jane/.aws/credentials"): f.IniFile(missing, None),
            f.IniNeed("/etc/boto.cfg"): f.IniFile(missing, None),
            f.IniNeed("/home/jane/.boto"): f.IniFile(missing, None),
        }
    )


def _judge(botocore: str | None, config: str = "", env: dict[str, str] | None = None, chain: str = "boto3") -> Verdict:
    return judge(_host(botocore, config, env), CHAINS[chain])


LOGIN = f"[default]\nlogin_session = s\naws_access_key_id = {KEY}\naws_secret_access_key = x\n"


@pytest.mark.parametrize("version", ["1.34.162", "1.38.46", "1.40.99"])
def test_login_session_is_ignored_before_its_link(version: str) -> None:
    verdict = _judge(version, LOGIN)
    assert (verdict.outcome, verdict.winner, verdict.row("login")) == ("resolved", "config-file", None)
    assert [row.position for row in verdict.rows] == list(range(1, 12))


@pytest.mark.parametrize("version", ["1.41.0", NEWEST, "2.0.0", None, "a build of one's own"])
def test_login_session_counts_since(version: str | None) -> None:
    verdict = _judge(version, LOGIN)
    assert (verdict.outcome, verdict.error_link, len(verdict.rows)) == ("error", "login", 12)


@pytest.mark.parametrize(("version", "error"), [("1.34.162", "InvalidConfigError"), (NEWEST, None)])
def test_login_session_of_a_source_profile(version: str, error: str | None) -> None:
    role = "[default]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = s\n"
    verdict = _judge(version, f"{role}[profile s]\nlogin_session = s\n")
    assert verdict.error is not None and verdict.error_link == "assume-role"
    assert verdict.error.type == (error or "MissingDependencyException")


@pytest.mark.parametrize(("version", "outcome"), [("1.41.6", "error"), ("1.42.4", "error"), ("1.42.5", "unknown")])
def test_container_host_by_https(version: str, outcome: str) -> None:
    verdict = _judge(version, env={"AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://example.com/creds"})
    assert verdict.outcome == outcome
    if verdict.error:
        assert verdict.error.message.startswith("Unsupported host 'example.com'.")


@pytest.mark.parametrize(("version", "state"), [("1.39.14", "unknown"), ("1.39.15", "fails"), (NEWEST, "fails")])
def test_expired_token_of_the_legacy_form(version: str, state: str) -> None:
    name = hashlib.sha1(b"https://corp.awsapps.com/start").hexdigest()
    token = f.CacheFile(
        f.FileState("file"),
        is_json=True,
        is_object=True,
        fields=("accessToken", "expiresAt"),
        texts=(("expiresAt", "2020-01-01T00:00:00Z"),),
        kinds=(("", "object"), ("expiresAt", "text")),
    )
    host = _host(version, f"[default]\n{SSO}sso_region = us-east-1\n")
    host = host.with_facts({f.CacheNeed(f"/home/jane/.aws/sso/cache/{name}.json", "sso"): token})
    verdict = judge(host, CHAINS["boto3"])
    assert verdict.winner == "sso" and verdict.use is not None and verdict.use.state == state


@pytest.mark.parametrize(("version", "account"), [("1.36.26", None), ("1.37.0", "111122223333")])
def test_account_beside_keys(version: str, account: str | None) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_ACCOUNT_ID": "111122223333"}
    in_file = "[default]\naws_access_key_id = x\naws_secret_access_key = x\naws_account_id = 111122223333\n"
    for verdict in (_judge(version, env=keys), _judge(version, in_file)):
        assert verdict.winning_link is not None and verdict.winning_link.probe.credentials is not None
        assert verdict.winning_link.probe.credentials.account == account


@pytest.mark.parametrize(
    ("version", "variables", "url"),
    [
        ("1.39.17", {}, "https://sts.amazonaws.com"),
        ("1.40.0", {}, "https://sts.eu-west-1.amazonaws.com"),
        ("1.34.162", {"AWS_STS_REGIONAL_ENDPOINTS": "regional"}, "https://sts.eu-west-1.amazonaws.com"),
        (NEWEST, {"AWS_STS_REGIONAL_ENDPOINTS": "legacy"}, "https://sts.amazonaws.com"),
        ("1.34.162", {"AWS_USE_FIPS_ENDPOINT": "true"}, "https://sts-fips.eu-west-1.amazonaws.com"),
        ("1.34.162", {"AWS_DEFAULT_REGION": "eusc-de-east-1"}, "https://sts.eusc-de-east-1.amazonaws.com"),
        (NEWEST, {"AWS_DEFAULT_REGION": "eusc-de-east-1"}, "https://sts.eusc-de-east-1.amazonaws.eu"),
    ],
)
def test_sts_endpoint(version: str, variables: dict[str, str], url: str) -> None:
    host = _host(version, env={"AWS_DEFAULT_REGION": "eu-west-1", **variables})
    assert sts_endpoint(BotocoreView(host, CHAINS["boto3"])).url == url


@pytest.mark.parametrize("chain", [name for name in CHAINS if CHAINS[name].engine.traits.brings_botocore])
def test_the_command_lines_bring_their_own(chain: str) -> None:
    """Their chains do not hang on the botocore that is installed beside us."""
    config, env = LOGIN, {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://example.com/creds"}
    assert _judge("1.34.162", config, env, chain) == _judge(NEWEST, config, env, chain)


def _cli(version: str | None, config: str = "", env: dict[str, str] | None = None, chain: str = "aws-cli") -> Host:
    return _host(NEWEST, config, env)._replace(sdk=Sdk(chain, version, NEWEST, "no-crt"))


@pytest.mark.parametrize(
    ("chain", "version", "known"),
    [
        ("aws-cli", "2.9.19", False),
        ("aws-cli", "2.31.39", False),
        ("aws-cli", "2.32.0", True),
        ("aws-cli", None, True),
        ("aws-cli-v1", "1.42.76", False),
        ("aws-cli-v1", "1.43.0", True),
    ],
)
def test_login_of_the_command_lines(chain: str, version: str | None, known: bool) -> None:
    assert ("login" in BotocoreView(_cli(version, chain=chain), CHAINS[chain]).links) == known


FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"


@pytest.mark.parametrize(
    ("version", "url", "outcome"),
    [
        ("2.9.19", "http://127.0.0.1/", "unknown"),
        ("2.9.19", "http://127.0.0.2/", "error"),
        ("2.9.19", "http://169.254.170.23/", "error"),
        ("2.15.0", "http://169.254.170.23/", "unknown"),
        ("2.33.1", "https://example.com/", "error"),
        ("2.33.2", "https://example.com/", "unknown"),
    ],
)
def test_container_hosts_of_the_command_line(version: str, url: str, outcome: str) -> None:
    assert judge(_cli(version, env={FULL: url}), CHAINS["aws-cli"]).outcome == outcome


@pytest.mark.parametrize(("version", "auth"), [("2.14.6", "none"), ("2.15.0", "/nowhere")])
def test_token_file_of_the_command_line(version: str, auth: str) -> None:
    env = {FULL: "http://127.0.0.1/", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/nowhere"}
    row = judge(_cli(version, env=env), CHAINS["aws-cli"]).row("container-role")
    assert row is not None
    need = f.ContainerNeed("http://127.0.0.1/", False, "none") if auth == "none" else f.TokenNeed(auth)
    assert row.probe.wants == (need,)


@pytest.mark.parametrize(
    ("version", "url"), [("2.12.7", "https://sts.eu-west-1.amazonaws.com"), ("2.13.0", "http://x")]
)
def test_endpoint_variables_of_the_command_line(version: str, url: str) -> None:
    host = _cli(version, env={"AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://x"})
    assert sts_endpoint(BotocoreView(host, CHAINS["aws-cli"])).url == url


IMDS = {"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:8"}


@pytest.mark.parametrize(
    ("version", "outcome", "disabled"),
    [("2.9.19", "error", None), ("2.15.0", "error", None), ("2.28.3", "unknown", True), (None, "unknown", True)],
)
def test_metadata_endpoint_of_the_command_line(version: str | None, outcome: str, disabled: bool | None) -> None:
    verdict = judge(_cli(version, env=IMDS | {"AWS_EC2_METADATA_V1_DISABLED": "true"}), CHAINS["aws-cli"])
    assert verdict.outcome == outcome
    wants = [need.v1_disabled for need in verdict.wants if isinstance(need, f.ImdsNeed)]
    assert wants == ([] if disabled is None else [disabled])


@pytest.mark.parametrize(("region", "error"), [("us-isof-south-1", "EndpointVariantError"), ("eu-west-1", None)])
def test_no_dual_stack_there(region: str, error: str | None) -> None:
    view = BotocoreView(
        _host(NEWEST, env={"AWS_DEFAULT_REGION": region, "AWS_USE_DUALSTACK_ENDPOINT": "true"}), CHAINS["boto3"]
    )
    found = client_error(view)
    assert (found.type if found else None) == error
    assert (sts_endpoint(view).url == "") == (error is not None)


def test_links_of_the_table_are_links() -> None:
    assert {name for name in SINCE["boto3"] if name in CHAINS["boto3"].links} == {"login"}


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://[fd00:ec2::254]:80", True),
        ("http://[fd00:ec2::254]", False),
        ("http://localhost", False),
        ("http://127.0.0.1:8080/x", False),
        ("http://127.0.0.1:", False),
    ],
)
@pytest.mark.parametrize("attempts", [0, 1])
def test_what_is_glued_to_a_port_makes_none(url: str, port: bool, attempts: int) -> None:
    nobody = Origin("default", "metadata")
    error = glued_error(MetadataSettings(1, attempts, url, nobody, False, nobody))
    assert (error is not None) == (port and attempts > 0)
    assert error is None or error.message.endswith(f": {url}latest/api/token")
