"""What confirms an identity: STS at an address of AWS's own or a trusted one; the metadata service at its own."""

from __future__ import annotations

from collections.abc import Callable

import botocore.session
import pytest

from tests.check.test_not_knowing import (
    ACCOUNT,
    INSTANCE,
    KEY,
    USER,
    WAYS,
    RoleChain,
    check,
    keys,
    recorded,
    reports,
    role,
)
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check.assertion import HOLDS, UNKNOWN
from whoami_aws.check.result import judge, with_defaults
from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.cli.rendering import rendered
from whoami_aws.comparison import compare
from whoami_aws.diagnosis import CONTRADICTED, FOREIGN, OVERRIDDEN, PROXIED
from whoami_aws.gather.aws_hosts import is_sts
from whoami_aws.host.address import address_of
from whoami_aws.host.facts import IdentityNeed, ImdsAnswer, ImdsNeed
from whoami_aws.host.host import Host
from whoami_aws.render import Options, comparison_json, comparison_text
from whoami_aws.report import Report, report_of

from .hosts import asked

LOADER = botocore.session.get_session().get_component("data_loader")


def sts_endpoints() -> list[str]:
    """Every STS that the installed botocore knows, of every partition, and its variants."""
    found = []
    for partition in LOADER.load_data("endpoints")["partitions"]:
        service = partition["services"].get("sts", {})
        for region, entry in service.get("endpoints", {}).items():
            suffix = partition["dnsSuffix"]
            found.append(entry.get("hostname") or f"sts.{region}.{suffix}")
            found += [one["hostname"] for one in entry.get("variants", ()) if "hostname" in one]
        for region in partition["regions"]:
            found.append(f"sts.{region}.{partition['dnsSuffix']}")
    return sorted(set(found))


def test_every_sts_of_every_partition_is_awss_own() -> None:
    found = sts_endpoints()
    assert len(found) > 40 and any(name.endswith(".cn") for name in found) and any("ic.gov" in name for name in found)
    assert [name for name in found if not is_sts(address_of(f"https://{name}"), LOADER)] == []


@pytest.mark.parametrize(
    "url",
    [
        "http://sts.us-west-2.amazonaws.com",
        "https://sts.us-west-2.amazonaws.com:8443",
        "https://sts.us-west-2.amazonaws.com.example.com",
        "https://amazonaws.com",
        "https://evilamazonaws.com",
        "https://sts.us-west-2.evilamazonaws.com",
        # Below an AWS suffix, and of whoever made it.
        "https://abcdef1234.execute-api.us-east-1.amazonaws.com",
        "https://sts.s3.amazonaws.com",
        "https://sts.execute-api.us-east-1.amazonaws.com",
        "https://sts-1.us-east-1.elb.amazonaws.com",
        "https://127.0.0.1",
        "https://localhost",
    ],
)
def test_others_are_not(url: str) -> None:
    assert not is_sts(address_of(url), LOADER)


def test_an_address_that_is_none_is_not() -> None:
    assert not is_sts(address_of("https://sts.amazonaws.com@10.9.9.9/"), LOADER)


def by_sts(**fields: object) -> Report:
    """The report on keys whose STS answered so."""
    WAYS.setdefault("confirmed-keys", RoleChain(keys({"identity_by_key": {KEY: USER}})))
    host = recorded("confirmed-keys")
    answer = host.identity("env")
    assert answer is not None
    return report_of(host.with_facts({IdentityNeed("env"): answer._replace(**fields)}), CHAINS["boto3"])


def test_aws_needs_no_trust_and_others_need_it_by_scheme_host_and_port() -> None:
    own = by_sts(endpoint="https://sts.us-west-2.amazonaws.com", at_aws=True).diagnosis.identity
    assert own.confirmed and own.foreign == ""
    trusted = by_sts().diagnosis.identity
    assert trusted.confirmed and trusted.foreign.startswith("http://127.0.0.1:")
    other = by_sts(endpoint="http://127.0.0.1:1").diagnosis.identity
    assert (other.confirmed, other.doubt) == (False, FOREIGN)


@pytest.mark.parametrize(
    "fields", [{"arn": "x"}, {"account": "444455556666"}, {"account": ""}, {"arn": "arn:aws:iam::1:x"}]
)
def test_an_answer_that_is_no_identity_confirms_nothing(fields: dict[str, str]) -> None:
    report = by_sts(at_aws=True, **fields)
    assert not report.diagnosis.identity.confirmed and report.diagnosis.use.state == "unknown"
    found = judge(with_defaults([asked("account", ACCOUNT)]), ("boto3",), {"boto3": report})
    assert [one.state for one in found.outcomes if one.asked.name != "resolves"] == [UNKNOWN, UNKNOWN]


OWN = "http://169.254.169.254/"


def instance(change: Callable[[ImdsAnswer], ImdsAnswer] = lambda answer: answer, url: str = OWN) -> Report:
    """The report on an instance whose metadata service answered at an address, and STS was not asked."""
    WAYS.setdefault("instance-metadata", RoleChain(INSTANCE, ("--network", "metadata")))
    host = recorded("instance-metadata")
    (need,) = [need for kind, need in host.facts if kind == "ImdsNeed"]
    answer = change(host.imds(need))
    env = {name: value for name, value in host.env.items() if name != "AWS_EC2_METADATA_SERVICE_ENDPOINT"}
    if url != OWN:
        env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = url
    facts = {key: fact for key, fact in host.facts.items() if key[0] not in ("ImdsNeed", "WitnessNeed")}
    changed: Host = host._replace(env=env, facts=facts)
    return report_of(changed.with_facts({ImdsNeed(url, 1, 1, False): answer}), CHAINS["boto3"])


def states(report: Report, *names: str) -> dict[str, str]:
    values = {"account": [ACCOUNT], "arn": ["role/web-prod-role"], "partition": ["aws"]}
    found = judge(with_defaults(asked(name, *values[name]) for name in names), ("boto3",), {"boto3": report})
    return {one.asked.name: one.state for one in found.outcomes}


def test_the_metadata_service_at_its_own_address_confirms_its_role() -> None:
    report = instance()
    identity = report.diagnosis.identity
    assert (identity.source, identity.confirmed, identity.foreign) == ("imds", True, "")
    assert set(states(report, "account", "arn", "partition").values()) == {HOLDS}


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        (lambda answer: answer._replace(proxy="http://10.0.0.1:3128"), PROXIED),
        (lambda answer: answer._replace(account="444455556666"), CONTRADICTED),
        (lambda answer: answer._replace(instance_profile_arn="garbage"), CONTRADICTED),
        (lambda answer: answer._replace(server="kiam/3.6"), CONTRADICTED),
        (lambda answer: answer._replace(info_code="InstanceProfileNotFound"), CONTRADICTED),
        (lambda answer: answer._replace(role_list="one\ntwo"), CONTRADICTED),
    ],
)
def test_what_contradicts_it_does_not(change: Callable[[ImdsAnswer], ImdsAnswer], doubt: str) -> None:
    report = instance(change)
    assert (report.diagnosis.identity.confirmed, report.diagnosis.identity.doubt) == (False, doubt)
    found = states(report, "account", "arn", "partition")
    assert HOLDS not in (found["account"], found["arn"], found["partition"], found["usable"])


def test_at_another_address_it_confirms_nothing() -> None:
    report = instance(url="http://10.9.9.9/")
    assert (report.diagnosis.identity.confirmed, report.diagnosis.identity.doubt) == (False, OVERRIDDEN)
    assert report.diagnosis.identity.foreign == "http://10.9.9.9"
    assert states(report, "account")["account"] == UNKNOWN


@pytest.mark.parametrize("trust", [True, False])
def test_an_endpoint_that_is_not_awss_is_named_wherever_the_identity_is_shown(trust: bool) -> None:
    WAYS.setdefault("confirmed-keys", RoleChain(keys({"identity_by_key": {KEY: USER}})))
    way = "confirmed-keys" if trust else "sts-is-foreign"
    report = reports(way)["boto3"]
    endpoint = report.diagnosis.identity.endpoint.partition("://")[2]
    done = check(way, ("account", "arn"))
    texts = {f"check {one}": rendered(one, done, Options()) for one in CHECK_FORMATS}
    texts |= {f"explain {one}": rendered(one, report, Options()) for one in ("short", *CHECK_FORMATS)}
    compared = compare(list(reports(way).values()))
    texts |= {"compare": comparison_text.render(compared, {}, Options())}
    texts |= {"compare json": comparison_json.render(compared, {}, Options())}
    shown = [name for name, text in texts.items() if "user/deploy" in text]
    assert len(shown) >= 14
    assert [name for name in shown if endpoint not in texts[name]] == []
    if not trust:
        unsure = ("not confirmed", '"confirmed": false')
        assert [name for name in shown if not any(word in texts[name] for word in unsure)] == []


def test_another_clock_counts_for_min_ttl() -> None:
    """Keys that end in an hour by a clock that is 50 minutes slow end in ten minutes."""
    WAYS.setdefault("an-hour", RoleChain(role({})))
    host = recorded("an-hour")
    answer = host.identity("assume-role")
    assert answer is not None

    def left(wanted: str, **fields: object) -> str:
        ends = answer._replace(expires_at=host.now + 3600, **fields)
        report = report_of(host.with_facts({IdentityNeed("assume-role"): ends}), CHAINS["boto3"])
        found = judge(with_defaults([asked("min-ttl", wanted)]), ("boto3",), {"boto3": report})
        return found.outcomes[0].state

    assert (left("30m", clock_offset=0.4), left("30m", clock_offset=3000.0)) == (HOLDS, "fails")
    assert left("5m", clock_offset=3000.0) == HOLDS
    # Up to five seconds are those of the Date header itself, and of its way.
    assert (left("3596s", clock_offset=5.0), left("3596s", clock_offset=5.5)) == (HOLDS, "fails")
    # A clock that is fast makes them last longer; only whoever is trusted is believed that.
    assert left("80m", clock_offset=-3000.0) == HOLDS
    assert left("80m", clock_offset=-3000.0, endpoint="http://127.0.0.1:1") == "fails"
    assert left("30m", clock_offset=3000.0, endpoint="http://127.0.0.1:1") == "fails"


@pytest.mark.parametrize(
    ("pattern", "path", "state"),
    [
        ("role/prod/deploy", "prod/", HOLDS),
        ("role/*/deploy", "prod/", HOLDS),
        ("arn:aws:iam::*:role/prod/deploy", "prod/", HOLDS),
        ("role/prod/deploy", "", "fails"),
        ("role/deploy", "prod/", HOLDS),
    ],
)
def test_a_path_holds_if_the_profile_names_it(pattern: str, path: str, state: str) -> None:
    way = f"path-{path}"
    described = role({})
    files = {name: text.replace("role/deploy", f"role/{path}deploy") for name, text in described["files"].items()}
    WAYS.setdefault(way, RoleChain({**described, "files": files}))
    report = report_of(recorded(way), CHAINS["boto3"])
    found = judge([asked("arn", pattern)], ("boto3",), {"boto3": report})
    assert found.outcomes[0].state == state, found.outcomes[0].answer


def test_a_session_alone_does_not_say_its_path() -> None:
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/x"
    report = by_sts(arn=session)
    found = judge([asked("arn", "role/prod/deploy")], ("boto3",), {"boto3": report}).outcomes[0]
    assert found.state == UNKNOWN and "assert role/deploy, or name the role with its path" in found.answer.is_


@pytest.mark.parametrize("garbage", ["x", "", "arn", "arn:", "arn:aws", ":::::", "arn:aws:iam::", "🦆", "a" * 5000])
def test_garbage_for_an_arn_raises_nowhere(garbage: str) -> None:
    for report in (
        by_sts(arn=garbage, at_aws=True),
        instance(lambda answer: answer._replace(instance_profile_arn=garbage, role_name=garbage)),
    ):
        assert not report.crashed
        for names in (("account",), ("arn",), ("partition",)):
            assert states(report, *names)["usable"] in (HOLDS, UNKNOWN, "fails")
