"""No piece of any secret is shown, whoever wins and whatever goes wrong; and nothing is written."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands import command as forked
from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.fakes import examples

from .canaries import Canaries
from .child import HUNG, Done, command, environment, run, sane
from .conftest import LayOut
from .loaded import KEYS, ROLE, START, WINNERS, Host, loaded

ALL = ("--verbose", "--show-key-ids", "--identities", "all")
Tree = dict[str, tuple[object, ...]]


def tree(*folders: Path) -> Tree:
    """All that is below the folders: names, kinds, modes, sizes, times, and what is in the files."""
    found: Tree = {}
    for path in sorted(path for folder in folders for path in (folder, *folder.rglob("*"))):
        state = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path)] = (state.st_mode, state.st_size, state.st_mtime_ns, state.st_ino, content)
    return found


def told_nothing(laid: LabHost, canaries: Canaries, format_: str, *arguments: str, **more: Any) -> Done:
    """Runs, and asserts that no secret was shown and nothing was written."""
    environment(laid)  # makes the folder for temporary files
    before = tree(laid.home, laid.root / "tmp")
    done = run(laid, format_, *arguments, **more)
    assert tree(laid.home, laid.root / "tmp") == before
    for token in laid.imds._tokens if laid.imds else ():
        canaries.add(f"imds session token {token[:4]}", token)
    assert canaries.found_in(done.text) == {}
    assert canaries.found_in(done.errors) == {}
    return done


def _by_itself(loaded_host: Host, winner: str) -> Host:
    """The host without this machine's AWS CLI, which may be too old to know of a login."""
    if winner == "login":
        loaded_host["env"]["PATH"] = "/nonexistent"
    return loaded_host


@pytest.mark.parametrize(
    "winner", [pytest.param(one, marks=() if one in ("env", "iam-role") else pytest.mark.slow) for one in WINNERS]
)
def test_no_secret_of_a_host_full_of_them_is_shown(host: LayOut, winner: str) -> None:
    canaries = Canaries()
    laid = host(_by_itself(loaded(canaries, winner), winner))
    sdk = ("--sdk", "aws-cli") if winner == "login" else ()  # boto3 wants awscrt for it
    done = sane(told_nothing(laid, canaries, "json", *ALL, *sdk), HUNG)
    assert done.report["winner"] == winner
    assert len(canaries.placed) > 35


@pytest.mark.slow
@pytest.mark.parametrize("winner", WINNERS)
def test_no_secret_is_shown_in_any_format_with_any_option(host: LayOut, winner: str, tmp_path: Path) -> None:
    canaries = Canaries()
    laid = host(_by_itself(loaded(canaries, winner), winner))
    sdk = ("--sdk", "aws-cli") if winner == "login" else ()
    # With the run above, each pair of choices is met.
    for options in (("--identities", "winner"), ("--verbose",), ("--show-key-ids", *ALL[2:]), ("--verbose", *ALL[2:])):
        done = sane(told_nothing(laid, canaries, "text", *options, *sdk), HUNG)
        assert done.text.startswith(("You are ", "Fails "))
    sane(told_nothing(laid, canaries, "json", *sdk), HUNG)
    sane(told_nothing(laid, canaries, "short"), HUNG)
    reports = [f"--report={format_}={tmp_path / format_}" for format_ in CHECK_FORMATS]
    told_nothing(laid, canaries, "text", *ALL, *sdk, *reports)
    for format_ in CHECK_FORMATS:
        text = (tmp_path / format_).read_text()
        assert len(text) > 20 and canaries.found_in(text) == {}, format_
    for format_ in ("text", "json"):
        # Of the keys that the fake hands out for roles, one ends as its token does.
        for words in (("compare", "--all"), ("imds", "--verbose")):
            program = [*command("text")[:3], *words, "--format", format_]
            assert told_nothing(laid, canaries, "text", program=program).code in (0, 1)


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["text", "json"])
def test_no_secret_is_shown_whatever_is_asked(host: LayOut, format_: str) -> None:
    canaries = Canaries()
    laid = host(loaded(canaries, "env"))
    for profile in ("other", "swapped", "source", "missing"):
        sane(told_nothing(laid, canaries, format_, *ALL, "--profile", profile), HUNG)
    for name in ("AWS_ACCESS_KEY_ID", "~/.aws/config", "~/.aws/config [default] role_arn", "--profile"):
        sane(told_nothing(laid, canaries, format_, "--without", name, *ALL), HUNG)
    for name in ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "NO_SUCH", "https_proxy"):
        sane(told_nothing(laid, canaries, format_, "--set", f"{name}={canaries[f'what if {name}']}", *ALL), HUNG)
    for network in ("none", "metadata"):
        sane(told_nothing(laid, canaries, format_, "--network", network, *ALL), HUNG)
    sane(told_nothing(laid, canaries, format_, "--no-exec", *ALL), HUNG)


# What goes wrong: each takes the host of a winner and breaks it, with secrets in whatever is then quoted.


def _refused(host: Host, key: str, message: str, code: str = "SignatureDoesNotMatch") -> None:
    host["sts"]["error_by_key"] = {key: {"error": code, "message": message}}


def sts_echoes_env(host: Host, canaries: Canaries) -> None:
    host["env"]["AWS_SESSION_TOKEN"] = canaries["session token variable"]
    said = f"x-amz-security-token:{canaries['session token variable']} {canaries['secret variable']}"
    _refused(host, KEYS["env"], f"The Canonical String should have been '{said}'")


def sts_echoes_imds(host: Host, canaries: Canaries) -> None:
    _refused(host, examples.IMDS_KEY, f"bad token {canaries['imds token']}", "InvalidClientTokenId")


def sts_echoes_container(host: Host, canaries: Canaries) -> None:
    _refused(host, examples.CONTAINER_KEY, f"bad token {canaries['container token']}")


def sts_echoes_sso(host: Host, canaries: Canaries) -> None:
    _refused(host, examples.SSO_KEY, f"bad token {canaries['sso session token']}")


def sts_echoes_process(host: Host, canaries: Canaries) -> None:
    _refused(host, KEYS["process"], f"bad secret {canaries['process secret']}")


def sts_echoes_source(host: Host, canaries: Canaries) -> None:
    _refused(host, KEYS["source"], f"bad secret {canaries['source secret']}", "AccessDenied")


def sts_echoes_role(host: Host, canaries: Canaries) -> None:
    for key in examples.ASSUMED_KEYS:
        host["sts"].setdefault("error_by_key", {})[key] = {"error": "ExpiredToken", "message": f"bad {examples.TOKEN}!"}


def sts_echoes_web_token(host: Host, canaries: Canaries) -> None:
    host["sts"]["web_identity"] = {
        "error": "InvalidIdentityToken",
        "message": f"not a JWT: {canaries['web identity token']}",
    }


def sso_source_is_refused(host: Host, canaries: Canaries) -> None:
    host["files"]["~/.aws/config"] = (
        f"[default]\nrole_arn = {ROLE}\nsource_profile = portal\n[profile portal]\nsso_start_url = {START}\n"
        "sso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = Admin\n"
    )
    secret, token = canaries["sso secret"], canaries["sso session token"]
    _refused(host, examples.SSO_KEY, f"bad {token[:20]} {secret[5:25]}", "AccessDenied")


def sso_echoes(host: Host, canaries: Canaries) -> None:
    host["sso"]["role_credentials"] = {
        "error": "UnauthorizedException",
        "message": f"no such token: {canaries['sso access token']}",
    }


def keys_are_swapped(host: Host, canaries: Canaries) -> None:
    host["env"]["AWS_ACCESS_KEY_ID"] = canaries["secret as key id"]
    host["env"]["AWS_SECRET_ACCESS_KEY"] = KEYS["env"]
    _refused(host, canaries["secret as key id"], f"Credential={canaries['secret as key id']}/20260101/us-east-1")


def secret_has_a_line_end(host: Host, canaries: Canaries) -> None:
    host["env"]["AWS_SESSION_TOKEN"] = f"{canaries['session token variable']}\n"
    host["env"]["AWS_ACCESS_KEY_ID"] = f"{KEYS['env']}\n"


def program_fails(host: Host, canaries: Canaries) -> None:
    host["files"]["~/bin/creds"] = (
        f"#!/bin/sh\necho 'cannot log in with '\"$@\"' or {canaries['only in errors']}' >&2\nexit 1\n"
    )


def program_prints_no_json(host: Host, canaries: Canaries) -> None:
    half = f'{{"Version": 1, "SecretAccessKey": "{canaries["process secret"]}", "AccessKeyId"'
    host["files"]["~/bin/creds"] = f"#!/bin/sh\necho '{half}'\n"


def program_prints_other_keys(host: Host, canaries: Canaries) -> None:
    wrong = f'{{"Version": 1, "access_key_id": "x", "secret_access_key": "{canaries["process secret"]}"}}'
    host["files"]["~/bin/creds"] = f"#!/bin/sh\necho '{wrong}'\n"


def program_has_a_bad_version(host: Host, canaries: Canaries) -> None:
    host["files"]["~/bin/creds"] = f'#!/bin/sh\necho \'{{"Version": "{canaries["process secret"]}"}}\'\n'


def program_prints_what_others_read(host: Host, canaries: Canaries) -> None:
    said = {
        "version": 1,
        "accesskeyid": canaries["id in small letters"],
        "SECRETACCESSKEY": canaries["process secret"],
        "sessionToken": canaries["token in another case"],
        "AccountId": canaries["account"],
        "Expiration": canaries["time"],
        canaries["name"]: canaries["value"],
        "AccessKeyId": canaries["second id"],
    }
    host["files"]["~/out"] = f"\ufeff{json.dumps(said)} {canaries['words behind']}"
    host["files"]["~/bin/creds"] = "#!/bin/sh\ncat ~/out\n"
    words = f"{{home}}/bin/creds --token={canaries['option']}"
    host["files"]["~/.aws/config"] = f"[default]\ncredential_process = {words}\n"


def the_role_list_has_a_secret(host: Host, canaries: Canaries) -> None:
    host["imds"]["role_body"] = f"web-prod\n{canaries['second line']}\n"


def the_container_url_is_padded(host: Host, canaries: Canaries) -> None:
    uri = host["env"].pop("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    host["env"]["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = f" {uri}?token={canaries['query']} "


def container_fails(host: Host, canaries: Canaries) -> None:
    said = f"token {canaries['container token variable']} is bad; {canaries['container error body']}"
    host["container"] = {**host["container"], "status": 401, "body": said}


def container_is_half(host: Host, canaries: Canaries) -> None:
    host["container"]["body"] = f'{{"SecretAccessKey": "{canaries["container secret"]}", "AccessKeyId": "x"}}'


def imds_refuses(host: Host, canaries: Canaries) -> None:
    host["imds"]["credentials"] = {"Code": "Failed", "Message": f"no: {canaries['imds secret']}"}


def imds_is_half(host: Host, canaries: Canaries) -> None:
    host["imds"]["credentials_body"] = f'{{"SecretAccessKey": "{canaries["imds secret"]}"'


def a_key_is_there_twice(host: Host, canaries: Canaries) -> None:
    host["files"]["~/.aws/credentials"] += f"[x]\naws_secret_access_key = {canaries['first']}\n"
    host["files"]["~/.aws/credentials"] += f"aws_secret_access_key = {canaries['second']}\n"


def a_line_has_no_equals(host: Host, canaries: Canaries) -> None:
    host["files"]["~/.aws/credentials"] += f"[x]\n{canaries['line alone']}\n"


def a_line_comes_first(host: Host, canaries: Canaries) -> None:
    host["files"]["~/.aws/credentials"] = f"{canaries['line alone']}\n"


def a_secret_stands_for_a_name(host: Host, canaries: Canaries) -> None:
    line = f"{canaries['line with padding']}==\n"
    host["files"]["~/.aws/credentials"] += f"[x]\n{line}{line}"


def the_role_swallows_the_secret(host: Host, canaries: Canaries) -> None:
    host["files"]["~/.aws/config"] = (
        f"[default]\nrole_arn = {ROLE}\n  aws_secret_access_key = {canaries['eaten by role']}\n"
        "source_profile = source\n"
    )


def the_region_swallows_the_secret(host: Host, canaries: Canaries) -> None:
    del host["env"]["AWS_DEFAULT_REGION"]
    host["files"]["~/.aws/credentials"] = (
        f"[default]\naws_access_key_id = {KEYS['source']}\naws_secret_access_key = {canaries['whole']}\n"
        f"region = us-east-1\n {canaries['eaten by region']}\n"
    )


def the_key_id_swallows_the_secret(host: Host, canaries: Canaries) -> None:
    host["files"]["~/.aws/credentials"] = (
        f"[default]\naws_access_key_id = {KEYS['source']}\n aws_secret_access_key = {canaries['eaten by key']}\n"
    )


def the_endpoint_has_a_password(host: Host, canaries: Canaries) -> None:
    host["env"]["AWS_ENDPOINT_URL_STS"] = f"http://user:{canaries['sts password']}@127.0.0.1:1/{canaries['path']}"


def the_proxy_has_a_password(host: Host, canaries: Canaries) -> None:
    host["env"].update(http_proxy=f"http://user:{canaries['proxy']}@127.0.0.1:1", no_proxy="")


def the_ec2_file_is_odd(host: Host, canaries: Canaries) -> None:
    host["files"]["~/keys"] = f"{canaries['ec2 line']}==\nAWSAccessKeyId={canaries['ec2 swapped']}\nAWSSecretKey=x\n"


TROUBLES = [
    (sts_echoes_env, "env"),
    (keys_are_swapped, "env"),
    (secret_has_a_line_end, "env"),
    (the_endpoint_has_a_password, "env"),
    (the_proxy_has_a_password, "env"),
    (sts_echoes_source, "assume-role"),
    (sts_echoes_role, "assume-role"),
    (sso_source_is_refused, "assume-role"),
    (the_role_swallows_the_secret, "assume-role"),
    (sts_echoes_web_token, "assume-role-with-web-identity"),
    (sts_echoes_sso, "sso"),
    (sso_echoes, "sso"),
    (a_key_is_there_twice, "shared-credentials-file"),
    (a_line_has_no_equals, "shared-credentials-file"),
    (a_line_comes_first, "shared-credentials-file"),
    (a_secret_stands_for_a_name, "shared-credentials-file"),
    (the_region_swallows_the_secret, "shared-credentials-file"),
    (the_key_id_swallows_the_secret, "shared-credentials-file"),
    (sts_echoes_process, "custom-process"),
    (program_fails, "custom-process"),
    (program_prints_no_json, "custom-process"),
    (program_prints_other_keys, "custom-process"),
    (program_has_a_bad_version, "custom-process"),
    (the_ec2_file_is_odd, "ec2-credentials-file"),
    (sts_echoes_container, "container-role"),
    (container_fails, "container-role"),
    (container_is_half, "container-role"),
    (sts_echoes_imds, "iam-role"),
    (imds_refuses, "iam-role"),
    (imds_is_half, "iam-role"),
]
_CORE = (sts_echoes_env, program_fails, a_key_is_there_twice)


def _troubles() -> list[object]:
    found: list[object] = []
    for trouble, winner in TROUBLES:
        marks = [] if trouble in _CORE else [pytest.mark.slow]
        found.append(pytest.param(trouble, winner, id=trouble.__name__, marks=marks))
    return found


@pytest.mark.parametrize(("trouble", "winner"), _troubles())
def test_no_secret_is_shown_when_something_goes_wrong(host: LayOut, trouble: Any, winner: str) -> None:
    canaries = Canaries()
    laid = host(loaded(canaries, winner, trouble))
    for format_ in ("text", "json", *(("short",) if trouble in _CORE else ())):
        sane(told_nothing(laid, canaries, format_, *(() if format_ == "short" else ALL)), HUNG)


_GATHER = """
import json
from whoami_aws.host.snapshot import encode
from whoami_aws.ask.explain import Question, gather, explain
question = Question(identities="all")
host = gather(question)
report = explain(question)
print(host, repr(host), str(host), repr(report), f"{report.diagnosis.view.__dict__}", json.dumps(encode(host)))
for fact in host.facts.items():
    print(fact)
"""


def _values() -> list[object]:
    slow = pytest.mark.slow
    found: list[object] = [
        pytest.param(None, name, id=name, marks=() if name in ("env", "iam-role") else slow) for name in WINNERS
    ]
    for trouble, winner in TROUBLES:
        if trouble in (a_secret_stands_for_a_name, the_ec2_file_is_odd):
            found.append(pytest.param(trouble, winner, id=trouble.__name__, marks=slow))
    return found


@pytest.mark.parametrize(("trouble", "winner"), _values())
def test_the_host_as_a_value_holds_no_secret(host: LayOut, winner: str, trouble: Any) -> None:
    canaries = Canaries()
    laid = host(loaded(canaries, winner, trouble))
    done = forked([], environment(laid), code=_GATHER)
    assert done.code == 0, done.stderr
    assert len(done.stdout) > 5000
    assert canaries.found_in(done.stdout.decode()) == {}


@pytest.mark.parametrize(
    ("trouble", "winner", "sdk", "told"),
    [
        (program_prints_what_others_read, "custom-process", "go-v2", "JsonText(kind='object', members=(Member("),
        (program_prints_what_others_read, "custom-process", "crt", "JsonText(kind='object', members=(Member("),
        (the_role_list_has_a_secret, "iam-role", "java-v2", "first=ImdsAnswer("),
        (the_container_url_is_padded, "container-role", "js-v3", "readings=('left-stripped'"),
    ],
)
def test_the_host_of_another_sdk_holds_no_secret(host: LayOut, trouble: Any, winner: str, sdk: str, told: str) -> None:
    canaries = Canaries()
    laid = host(loaded(canaries, winner, trouble))
    script = _GATHER.replace('identities="all"', f"sdk={sdk!r}")
    done = forked([], environment(laid), code=script)
    assert done.code == 0, done.stderr
    assert told in done.stdout.decode()
    assert canaries.found_in(done.stdout.decode()) == {}


def test_the_search_finds_what_it_looks_for(host: LayOut) -> None:
    canaries = Canaries()
    laid = host(loaded(canaries, "env"))
    shown = [canaries["sso access token"], canaries["imds token"][20:28], canaries["process secret"][3:20].upper()]
    found = canaries.found_in(" - ".join(shown))
    assert set(found) == {"sso access token", "imds token", "process secret"}
    # And every place is one that the host really has.
    everything = "".join(path.read_text() for path in laid.home.rglob("*") if path.is_file()) + str(dict(laid.env))
    served = {"imds secret", "imds token", "container secret", "container token", "sso secret", "sso session token"}
    unplaced = set(canaries.placed) - set(canaries.found_in(everything)) - served - {"sts secret", "sts token"}
    assert unplaced <= {"lonely secret variable", "session token variable", "security token variable"}


def test_no_token_is_refreshed_that_is_near_its_end(host: LayOut) -> None:
    canaries = Canaries()
    state = loaded(canaries, "sso")
    state["files"]["~/.aws/config"] = (
        "[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n"
        f"[sso-session corp]\nsso_start_url = {START}\nsso_region = us-east-1\n"
    )
    state["sso_cache"] = [{**state["sso_cache"][0], "key": "corp", "expiresAt": "+5m"}]
    laid = host(state)
    for arguments in ((), ALL, ("--profile", "default")):
        done = sane(told_nothing(laid, canaries, "json", *arguments), HUNG)
        assert (done.report["winner"], done.report["usable"]) == ("sso", "unknown")
    assert laid.sso is not None
    assert [one.step for one in laid.sso.requests] == []


def test_the_same_token_is_refreshed_by_the_sdk_itself(host: LayOut) -> None:
    """So the test above can fail: botocore, left alone, does ask for a new token and writes it."""
    canaries = Canaries()
    state = loaded(canaries, "sso")
    state["files"]["~/.aws/config"] = (
        "[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\nregion = us-east-1\n"
        f"[sso-session corp]\nsso_start_url = {START}\nsso_region = us-east-1\n"
    )
    state["sso_cache"] = [{**state["sso_cache"][0], "key": "corp", "expiresAt": "+5m"}]
    laid = host(state)
    before = tree(laid.home)
    code = "import botocore.session as s; s.Session().get_credentials().get_frozen_credentials()"
    subprocess.run([sys.executable, "-c", code], env=environment(laid), check=True, timeout=30, cwd="/")
    assert laid.sso is not None
    assert "create_token" in [one.step for one in laid.sso.requests]
    assert tree(laid.home) != before
    assert os.environ["AWS_EC2_METADATA_DISABLED"] == "true"
