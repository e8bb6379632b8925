"""`--java-property` and `--assume`: what the command line says of a program that is not running."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.scenario import child, lay_out
from whoami_aws.chain.blocks.engine import SdkEngine
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.cli import sdk_assumptions
from whoami_aws.gather import java
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.host.host import Assumed, Property

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def _pair(name: str, key: str) -> str:
    return f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = {SECRET}\n"


FILES = {
    "~/.aws/config": "[profile app]\nrole_arn = arn:aws:iam::111122223333:role/app\nsource_profile = b\n",
    "~/.aws/credentials": _pair("a", "AKIAIOSFODNN7PROFA00") + _pair("b", "AKIAIOSFODNN7PROFB00"),
}


def _said(tmp_path: Path, *words: str, env: dict[str, str] | None = None) -> tuple[Any, str, int]:
    host = {"env": {"AWS_PROFILE": "a", **(env or {})}, "files": FILES, "imds": {"reachable": False}}
    with lay_out(host, tmp_path / "host") as laid:
        done = child(laid, *words)
    return done.stdout, done.stderr, done.returncode


def _explained(tmp_path: Path, *words: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    out, err, code = _said(tmp_path, "explain", "--network", "none", "--format", "json", *words, env=env)
    assert code in (0, 1), err
    return json.loads(out)


ORDERS = [
    ({"JAVA_TOOL_OPTIONS": "-Dp=tool -Dp=tool2"}, [], "tool2"),
    ({"JAVA_TOOL_OPTIONS": "-Dp=tool"}, ["-Dp=given"], "given"),
    ({"JDK_JAVA_OPTIONS": "-Dp=jdk"}, ["-Dp=given"], "given"),
    ({"JAVA_TOOL_OPTIONS": "-Dp=tool", "JDK_JAVA_OPTIONS": "-Dp=jdk"}, [], "jdk"),
    ({"_JAVA_OPTIONS": "-Dp=under"}, ["-Dp=given"], "under"),
    ({}, ["-Dp=one", "-Dp=two"], "two"),
    ({}, ["-Dp="], ""),
    ({}, ["-Dp=a=b"], "a=b"),
    ({"JAVA_TOOL_OPTIONS": "-Dp='a b'"}, [], "a b"),
    ({"JAVA_TOOL_OPTIONS": '-Dp="us-"east'}, [], "us-east"),
    ({"JAVA_TOOL_OPTIONS": r"-Dp=a\b"}, [], r"a\b"),
    ({"JDK_JAVA_OPTIONS": r"'-Dp=a\b'"}, [], r"a\b"),
    ({"JAVA_TOOL_OPTIONS": "-Xmx64m\t-Dp"}, [], ""),
]


def _named(words: list[str], name: str) -> list[str]:
    return [word.replace("-Dp", f"-D{name}", 1) for word in words]


@pytest.mark.parametrize(("env", "options", "value"), ORDERS, ids=[str(case) for case in ORDERS])
def test_which_property_counts(env: dict[str, str], options: list[str], value: str) -> None:
    name = "aws.profile"
    environ = {variable: text.replace("-Dp", f"-D{name}") for variable, text in env.items()}
    found = java.properties(environ, _named(options, name), SecretStore())
    assert next(one.reading for one in found if one.name == name) == value


@pytest.mark.skipif(shutil.which("javac") is None, reason="there is no JDK to ask")
@pytest.mark.slow
def test_a_virtual_machine_says_so_too(tmp_path: Path) -> None:
    body = 'System.out.print(System.getProperty("aws.profile"));'
    source = f"public class P {{ public static void main(String[] a) {{ {body} }} }}"
    (tmp_path / "P.java").write_text(source)
    subprocess.run(["javac", "P.java"], cwd=tmp_path, check=True, capture_output=True)
    for env, options, value in ORDERS:
        environ = {name: text.replace("-Dp", "-Daws.profile") for name, text in env.items()}
        command = ["java", "-Xshare:auto", *_named(options, "aws.profile"), "-cp", ".", "P"]
        clean = {"PATH": f"{Path(shutil.which('java') or '').parent}:/usr/bin:/bin", "HOME": str(tmp_path)}
        done = subprocess.run(
            command, cwd=tmp_path, env=clean | environ, capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stdout == value, (env, options)


def test_every_property_that_a_chain_reads_is_known() -> None:
    from whoami_aws.chain.blocks import container, imds_request, web_identity

    read = {*container._PROPERTIES.values(), *imds_request._PROPERTIES.values(), *web_identity._PROPERTIES.values()}
    for sdk in ("java-v1", "java-v2", "kotlin"):
        engine = CHAINS[sdk].engine
        assert isinstance(engine, SdkEngine)
        own = engine.dialect
        files = (*own.files.config_variables, *own.files.credentials_variables)
        read |= {*own.properties.key, *own.properties.secret, *own.properties.token, *own.selection.properties}
        read |= {name[2:] for name in files if name.startswith("-D")} | {
            "user.home",
            *dict(own.property_names).values(),
        }
    assert read <= java.READ


_URI = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/role"}
_GIVEN = {
    # property: the variables beside it, its value, and what the links say then
    "aws.containerCredentialsPath": ({}, "x", "--java-property aws.containerCredentialsPath"),
    "aws.containerCredentialsFullUri": ({}, "x", "--java-property aws.containerCredentialsFullUri"),
    "aws.containerAuthorizationToken": (_URI, "x", "--java-property aws.containerAuthorizationToken"),
    "aws.containerAuthorizationTokenFile": (_URI, "/nonexistent/x", "the token file /nonexistent/x cannot be read"),
    "aws.disableEc2Metadata": ({}, "true", "the metadata service is not asked"),
    "aws.disableEc2MetadataV1": ({}, "true", None),  # shows only where somebody answers
    "aws.ec2MetadataServiceEndpoint": ({}, "http://127.0.0.1:9", "http://127.0.0.1:9 was not asked"),
    "aws.ec2MetadataServiceEndpointMode": ({}, "IPv6", "http://[fd00:ec2::254]/ was not asked"),
    "aws.webIdentityTokenFile": ({}, "x", "--java-property aws.webIdentityTokenFile"),
    "aws.roleArn": ({}, "x", "--java-property aws.roleArn"),
    "aws.roleSessionName": ({}, "x", None),  # is sent along, and changes nothing here
}


@pytest.mark.parametrize("sdk", ["java-v2", "kotlin"])
def test_each_property_of_the_sdk_is_read_by_its_name(sdk: str, tmp_path: Path) -> None:
    """Its names are those of the SDK's own `SdkSystemSetting` (Java 2.x) and `AwsSdkSetting` (Kotlin)."""
    from whoami_aws.chain.blocks import container, imds_request, web_identity

    assert {one for module in (container, imds_request, web_identity) for one in module._PROPERTIES.values()} <= set(
        _GIVEN
    )
    off = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": None, "AWS_EC2_METADATA_DISABLED": None}
    for number, (name, (env, value, shown)) in enumerate(_GIVEN.items()):
        with lay_out({"env": {**off, **env}, "imds": None}, tmp_path / str(number)) as laid:
            words = ("explain", "--network", "none", "--format", "json", "--sdk", sdk)
            without = json.loads(child(laid, *words).stdout)["links"]
            links = json.loads(child(laid, *words, "--java-property", f"{name}={value}").stdout)["links"]
        if shown is not None:
            assert shown in json.dumps(links) and shown not in json.dumps(without), name


def test_a_property_is_an_input_with_its_origin(tmp_path: Path) -> None:
    told = _explained(tmp_path, "--sdk", "java-v2", "--java-property", "-Daws.profile=b")
    assert told["profile"]["name"] == "b"
    assert told["profile"]["origin"] == {"kind": "option", "name": "--java-property aws.profile"}
    assert told["because"].endswith("for the profile that --java-property aws.profile names")
    without = _explained(
        tmp_path / "again",
        *("--sdk", "java-v2", "--java-property", "aws.profile=b", "--without", "--java-property aws.profile"),
    )
    assert without["profile"]["origin"] == {"kind": "env", "name": "AWS_PROFILE"}


def test_what_lies_below_a_property_shows_without_it(tmp_path: Path) -> None:
    env = {"JAVA_TOOL_OPTIONS": "-Daws.profile=b"}
    words = ("--sdk", "java-v2", "--java-property", "aws.profile=gone")
    told = _explained(tmp_path, *words, "--without", "--java-property aws.profile", env=env)
    assert told["profile"]["origin"] == {"kind": "property", "name": "-Daws.profile (JAVA_TOOL_OPTIONS)"}
    bare = _explained(tmp_path / "bare", *words, "--without", "-Daws.profile", env=env)
    assert bare["profile"]["origin"] == {"kind": "env", "name": "AWS_PROFILE"}


def test_no_secret_of_a_property_is_shown(tmp_path: Path) -> None:
    keys = (
        "--java-property",
        "aws.accessKeyId=AKIAIOSFODNN7SYSTEM0",
        "--java-property",
        f"aws.secretAccessKey={SECRET}",
    )
    for number, format_ in enumerate(("text", "json")):
        words = ("explain", "--network", "none", "--sdk", "java-v2", "--verbose", "--format", format_, *keys)
        out, err, code = _said(tmp_path / str(number), *words)
        assert code == 0
        assert SECRET not in out + err
        assert "AKIAIOSFODNN7SYSTEM0" not in out + err
        assert "system-properties" in out


WRONG = [
    (["--java-property", "aws.profile"], "wants NAME=VALUE"),
    (["--java-property", "=b"], "wants NAME=VALUE"),
    (["--java-property", "aws.profil=b"], "did you mean aws.profile?"),
    (["--java-property", "aws.secretaccesskey=b"], "did you mean aws.secretAccessKey?"),
    (["--assume", "st=absent"], "did you mean sts?"),
    (["--assume", "java-v3:sts=absent"], "did you mean java-v2?"),
    (["--assume", "go-v2:sts=absent"], "no part of go-v2 is optional"),
    (["--assume", "sts=gone"], "neither present nor absent"),
    (["--assume", "sts"], "wants [SDK:]PART=present"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
@pytest.mark.parametrize("command", ["explain", "compare", "check"])
def test_wrong_usage_names_what_is_near(command: str, words: list[str], said: str, tmp_path: Path) -> None:
    out, err, code = _said(tmp_path, command, "--network", "none", "--sdk", "java-v2", *words)
    assert (code, out) == (2, "")
    assert said in err


def test_what_no_sdk_reads_is_noted(tmp_path: Path) -> None:
    words = ("explain", "--network", "none", "--sdk", "java-v2", "--java-property", "my.app=1")
    _, err, code = _said(tmp_path, *words, "--java-property", "aws.retryMode=standard")
    assert (code, err) == (0, "note: my.app, aws.retryMode are not read by any SDK on its way to credentials\n")
    _, err, _ = _said(tmp_path / "boto3", "explain", "--network", "none", "--java-property", "aws.profile=b")
    assert err == "note: boto3 reads no system property of Java; --sdk java-v2 does\n"


def test_an_absent_part_is_assumed(tmp_path: Path) -> None:
    env = {"AWS_PROFILE": "app"}
    whole = _explained(tmp_path, "--sdk", "java-v2", env=env)
    assert (whole["winner"], whole["sdk"]["assumes"]) == (
        "profile",
        {"sts": True, "sso": True, "ssooidc": True, "signin": True},
    )
    for number, text in enumerate(("sts=absent", "no-sts", "java-v2:sts=absent")):
        bare = _explained(tmp_path / str(number), "--sdk", "java-v2", "--assume", text, env=env)
        assert (whole["sdk"]["proven"], bare["sdk"]["proven"]) == ("2.57.8", None)
        assert bare["sdk"]["assumes"]["sts"] is False
        codes = {link["id"]: link["reason"]["code"] for link in bare["links"]}
        assert codes["profile"] == "no-module"
    text, _, _ = _said(
        tmp_path / "text", "explain", "--network", "none", "--sdk", "java-v2", "--assume", "no-sts", env=env
    )
    assert "assumes  sso, ssooidc, signin, no sts" in text


def test_a_part_is_of_every_sdk_that_has_it() -> None:
    assert sdk_assumptions.assumed(["sts=absent"], ["java-v1", "java-v2", "boto3"]) == (
        Assumed("java-v1", "sts", False),
        Assumed("java-v2", "sts", False),
    )
    assert sdk_assumptions.assumed(["boto3:awscrt=present"], ["java-v2"]) == (Assumed("boto3", "awscrt", True),)
    assert sdk_assumptions.assumed(["no-sso"], [], every=True) == (
        Assumed("java-v2", "sso", False),
        Assumed("rust", "sso", False),
    )
    with pytest.raises(typer.BadParameter):
        sdk_assumptions.assumed(["no-sts"], ["boto3"])


def test_compare_says_what_is_assumed_and_what_proves_it(tmp_path: Path) -> None:
    parts = ("sts", "sso", "ssooidc", "signin")
    words = ["compare", "--network", "none", "--sdk", "java-v2,kotlin"]
    bare = [word for part in parts for word in ("--assume", f"java-v2:{part}=absent")]
    out, _, _ = _said(tmp_path, *words, *bare, "--format", "json", env={"AWS_PROFILE": "app"})
    java_v2 = next(one for one in json.loads(out)["sdks"] if one["sdk"] == "java-v2")
    assert java_v2["assumes"] == dict.fromkeys(parts, False)
    assert java_v2["proven"]["version"] == "2.57.8"
    text, _, _ = _said(tmp_path / "half", *words, "--assume", "java-v2:sso=absent")
    assert "java-v2 (unproven)" in text or "java-v2* (unproven)" in text
    assert "java-v2 (unproven), no sso" in text


def test_a_missing_awscrt_ends_a_login_of_boto3(tmp_path: Path) -> None:
    host = {
        "env": {"AWS_PROFILE": "dev"},
        "files": {"~/.aws/config": "[profile dev]\nlogin_session = arn:aws:iam::111122223333:user/dev\n"},
        "imds": {"reachable": False},
    }
    for number, (state, code) in enumerate((("absent", "no-crt"), ("present", "no-login-cache"))):
        with lay_out(host, tmp_path / str(number)) as laid:
            done = child(laid, "explain", "--offline", "--format", "json", "--assume", f"awscrt={state}")
        told = json.loads(done.stdout)
        assert {link["id"]: link["reason"]["code"] for link in told["links"]}["login"] == code
        assert told["sdk"]["witness"] == "not-run"


def test_properties_are_told_apart_by_their_source() -> None:
    found = java.properties({"_JAVA_OPTIONS": "-Daws.profile=x"}, ["-Daws.profile=y"], SecretStore())
    assert found == (Property("aws.profile", "x", "_JAVA_OPTIONS"), Property("aws.profile", "y", "--java-property"))
