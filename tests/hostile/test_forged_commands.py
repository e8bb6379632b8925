"""No text from outside becomes a command to the CI system that shows the log: not in any format of any command, not in
a usage error or a note, not where a line is broken.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.check import formats
from tests.commands import Said, command
from whoami_aws.cli.options import CHECK_FORMATS, SCHEMAS
from whoami_aws.demo.layout import lay_out
from whoami_aws.render.defang import defang

from .cases import ENV_KEYS, KEY
from .child import unsafe
from .test_formats import HOSTS

COMMANDS = (
    "##vso[task.complete result=Succeeded;]x",
    "##[error]x",
    "##[add-mask]x",
    "##VSO[task.setvariable variable=x]y",
    "##teamcity[buildStatus status='SUCCESS']",
    "section_start:1700000000:x",
    "::error file=a,line=1::x",
    "::add-mask::x",
)
LINE = "::set-output name=x::y " + " ".join(f"{one} word" for one in COMMANDS) + " \u200b::error::x ##\ufe0f[error]x"
"""All of them, one at the start of the text, and each where a line may be broken."""
TEXT = f"{LINE}\n::error::x\r\n  ::warning::x\r::stop-commands::x\n##[error]x\n\u3164::error::x\x1b[0K"
"""The same for a place that may hold several lines."""

_VARIABLES = (
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CREDENTIAL_FILE",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "AWS_METADATA_SERVICE_TIMEOUT",
    "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_STS",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "BOTO_CONFIG",
    "HOME",
    "HTTPS_PROXY",
    "JAVA_TOOL_OPTIONS",
    "GITHUB_WORKFLOW_REF",
    "GITLAB_CI_CONFIG_PATH",
    "CI_PROJECT_DIR",
)
_OPTIONS = (
    "role_arn",
    "source_profile",
    "credential_source",
    "credential_process",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "region",
    "endpoint_url",
    "duration_seconds",
    "mfa_serial",
    "role_session_name",
    "services",
    "ca_bundle",
    "metadata_service_timeout",
    "aws_access_key_id",
)
_NEEDED = {
    "role_arn": "source_profile = b\n",
    "source_profile": "role_arn = arn:aws:iam::123456789012:role/x\n",
    "credential_source": "role_arn = arn:aws:iam::123456789012:role/x\n",
    "web_identity_token_file": "role_arn = arn:aws:iam::123456789012:role/x\n",
    "sso_start_url": "sso_region = us-east-1\nsso_account_id = 1\nsso_role_name = x\n",
}


_NAME = LINE.replace("=", "")
"""What can be the name of a variable."""


def _hosts() -> dict[str, dict[str, Any]]:
    """A host for each place in which a text from outside can be."""
    hosts: dict[str, dict[str, Any]] = {}
    for name in _VARIABLES:
        more = ENV_KEYS if name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "HTTPS_PROXY") else {}
        hosts[name] = {"env": {**more, name: TEXT}}
    hosts["AWS_EC2_METADATA_DISABLED"]["env"]["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://127.0.0.1:9"
    hosts["a variable's name"] = {"env": {f"AWS_{_NAME}": "x", "AWS_PROFILE": "x"}}
    for option in _OPTIONS:
        text = f"[default]\n{_NEEDED.get(option, '')}{option} = {LINE}\n[b]\n{LINE} = {LINE}\n[profile b]\n"
        hosts[option] = {"files": {"~/.aws/config": text}}
    hosts["sections"] = {
        "files": {
            "~/.aws/config": f"[{LINE}]\nregion = x\n[profile '{LINE}']\n[sso-session {LINE}]\n{LINE}\n",
            "~/.aws/credentials": f"[profile {LINE}]\naws_access_key_id = {LINE}\n",
        },
        "env": {"AWS_PROFILE": LINE},
    }
    odd = "\x1b]8;;http://x\x07a\x1b]8;;\x07\x1b[31m\x9b1m\x85\x7f\u202e\u2066\u200b\u2028|`<b>&]]>\\u0000"
    for name, host in HOSTS.items():
        # What endpoints and programs say: the same hosts as for control characters.
        hosts[f"host {name}"] = _swapped(host, odd, LINE)
        hosts[f"host {name}"]["env"] = {
            key.replace(LINE, _NAME): value for key, value in hosts[f"host {name}"].get("env", {}).items()
        }
    hosts["what STS says"] = {"env": ENV_KEYS, "sts": {"identity_by_key": {KEY: f"arn:aws:iam::1:user/{TEXT}"}}}
    hosts["the name of a role"] = {"imds": {"role": LINE, "region": TEXT, "instance_profile_arn": TEXT}}
    return hosts


def _swapped(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        return value.replace(old, new).replace("FORGED", "##[error]x")
    if isinstance(value, Mapping):
        return {_swapped(key, old, new): _swapped(inner, old, new) for key, inner in value.items()}
    return [_swapped(one, old, new) for one in value] if isinstance(value, list) else value


PLACES = _hosts()
_QUICK = ("host refusal",)


@pytest.mark.parametrize(
    "place", [pytest.param(name, marks=() if name in _QUICK else pytest.mark.slow) for name in PLACES]
)
def test_nothing_on_a_host_is_a_command(place: str, tmp_path: Path) -> None:
    with lay_out(PLACES[place], tmp_path / "host") as laid:
        base = {"AWS_EC2_METADATA_DISABLED": "true"} if "imds" not in PLACES[place] else {}
        env = {**base, **laid.env, "PATH": "/usr/bin:/bin"}
        cwd = laid.root
        runs = [(["--timeout", "3"], "explain"), (["--timeout", "3", "--arn", LINE, "--region", LINE], "check")]
        for words, name in runs:
            reports = [f"--report={kind}={tmp_path / f'{name}.{kind}'}" for kind in CHECK_FORMATS]
            _harmless(command([name, "--format", "text", *words, *reports], env, cwd), "text")
            for kind in CHECK_FORMATS:
                _harmless_text((tmp_path / f"{name}.{kind}").read_text(), kind)
        for kind in ("text", "json"):
            _harmless(command(["compare", "--timeout", "3", "--format", kind], env, cwd), kind)
            _harmless(command(["imds", "--timeout", "3", "--format", kind], env, cwd), kind)
        for columns in ("67",) if place in _QUICK else ("44", "67", "97"):
            narrow = {**env, "COLUMNS": columns}
            _harmless(command([], narrow, cwd), "text")
            _harmless(command(["explain", "--verbose", "--offline", "--color", "always"], narrow, cwd), "text", True)
            _harmless(command(["compare", "--all", "--offline"], narrow, cwd), "text")
        ci = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
        _harmless(command(["check", "--offline"], {**env, **ci}, cwd), "github")
        _harmless_text((tmp_path / "summary.md").read_text(), "markdown")
        _harmless(command(["check", "--offline"], {**env, "GITLAB_CI": "true", "CI_PROJECT_DIR": LINE}, cwd), "text")


def _harmless(said: Said, format_: str, colour: bool = False) -> None:
    assert said.code in (0, 1, 2) and "Traceback" not in said.err, said.err
    _harmless_text(said.out, format_, colour)
    _harmless_text(said.err, "text")


def _harmless_text(text: str, format_: str, colour: bool = False) -> None:
    assert formats.forged(text, format_) == [], format_
    if not colour:
        assert unsafe(text) == [], format_
    if text and format_ in formats.READERS:
        formats.READERS[format_](text)


WORDS: list[list[str]] = [
    [LINE],
    [TEXT],
    [f"--{LINE}"],
    ["-x\n::error::x"],
    *(["explain", option, value] for value in (LINE, TEXT) for option in (
        "--profile", "--sdk", "--without", "--set", "--java-property", "--assume", "--network", "--timeout",
        "--identities", "--ignore", "--format", "--report", "--output", "--mode", "--color",
    )),
    ["explain", "--report", f"json=/nonexistent/{TEXT}"],
    ["explain", "--output", f"/nonexistent/{TEXT}"],
    ["explain", "--report", f"{TEXT}=x"],
    ["explain", "--set", f"={TEXT}"],
    ["explain", "--set", f"AWS_PROFILE={TEXT}"],
    ["explain", "--sdk", "java-v2", "--java-property", f"{LINE}=x"],
    ["explain", "--java-property", f"{LINE}=x"],
    ["explain", "--assume", f"{LINE}:sts=absent"],
    ["explain", "--assume", f"no-{LINE}"],
    *(["check", option, value] for value in (LINE, TEXT) for option in (
        "--account", "--arn", "--source", "--not-source", "--min-ttl", "--region", "--partition", "--no-finding",
        "--fail-on", "--expect", "--sdk", "--wait", "--profile", "--report", "--output", "--format",
    )),
    *(["compare", option, value] for value in (LINE, TEXT) for option in ("--sdk", "--profile", "--format")),
    *(["imds", option, value] for value in (LINE, TEXT) for option in ("--profile", "--format", "--timeout")),
    *([name, LINE] for name in ("rule", "rules", "schema", "demo", "completion", "man", "explain", "check")),
    ["rules", "--format", LINE],
    ["demo", "--format", TEXT],
]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [pytest.param(one, id=str(at), marks=() if at % 20 == 0 else pytest.mark.slow) for at, one in enumerate(WORDS)],
)
def test_no_word_is_a_command(words: list[str], tmp_path: Path) -> None:
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true", "COLUMNS": "60"}
    more = ["--offline"] if words[0] in ("explain", "check", "compare") else []
    said = command([*words, *more], env, tmp_path)
    assert said.code in (0, 1, 2, 3) and (said.out or said.err)
    assert "Traceback" not in said.err and "could not finish" not in said.err
    _harmless_text(said.out, "text")
    _harmless_text(said.err, "text")


@pytest.mark.slow
def test_a_file_of_expectations_is_no_command(tmp_path: Path) -> None:
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    quoted = json.dumps(TEXT)
    path = tmp_path / "##[error]x\n::error::x"
    for content in (
        f"arn = {quoted}",
        f"{quoted} = 1",
        f"[{quoted}]",
        f"sdk = {quoted}",
        LINE,
        f"account = [{quoted}]",
    ):
        path.write_text(content)
        for more in ([], ["--format", "github"]):
            said = command(["check", "--offline", "--expect", str(path), *more], env, tmp_path)
            assert said.code in (1, 2)
            _harmless(said, "github" if more else "text")


# The one place where it is done.


_BEFORE = ("", " ", "\t", "\u3000", "x\n", "x\r", "x\r\n\r\n ", "\x1b[31m", "\u200b", "\u3164")


@pytest.mark.parametrize("format_", [*CHECK_FORMATS, "short"])
def test_each_command_is_escaped_in_each_format(format_: str) -> None:
    for one, before in itertools.product((*COMMANDS, LINE), _BEFORE):
        value = before + one
        assert formats.forged(value), "the readers see it"
        text = _written(value, format_)
        assert formats.forged(text, format_) == [], text
        assert defang(text, format_) == text, "what was written can be written again"


def _written(value: str, format_: str) -> str:
    """The value in a text of that format, of which a reader takes it out as it was."""
    if formats.is_json(format_):
        text = defang(json.dumps({value: [value]}, indent=2), format_)
        assert json.loads(text) == {value: [value]}
    elif format_ == "junit":
        element = ElementTree.Element("a")
        element.text = "\n" + "".join(char for char in value if char == "\n" or not unsafe(char))
        text = defang(ElementTree.tostring(element, encoding="unicode"), format_)
        assert ElementTree.fromstring(text).text == element.text
    elif format_ == "tap":
        text = defang(f"# {value}\n  message: {json.dumps(value)}\n", format_)
        assert json.loads(text.splitlines()[-1].partition(": ")[2]) == value
    else:
        text = defang(value, format_)
    return text


def test_our_own_annotations_stay_ours_and_another_reader_sees_no_others() -> None:
    ours = "::error file=a,line=1,title=whoami-aws%3A x::it is so\n::notice title=whoami-aws::a\n"
    assert defang(ours, "github") == ours
    assert formats.forged(ours, "github") == [] and len(formats.forged(ours)) == 2
    for line in ("::add-mask::x", " ::error ::x", "::error::x", "::stop-commands::x", "::debug ::x"):
        assert formats.forged(defang(f"{line}\n", "github"), "github") == [], line


def test_what_is_harmless_is_left_alone() -> None:
    text = "arn:aws:iam::111122223333:role/x\n  at ~/.aws/config:3 # ##a ## [x]\n\x1b[31ma: b::c\x1b[0m ✗ … é\n"
    assert defang(text, colour=True) == text
    assert defang("\x1b[31mx", colour=False) == "\\x1b[31mx"
    assert defang("\x1b[31m\x1b]0;x\x07", colour=True) == "\x1b[31m\\x1b]0;x\\x07"


@pytest.mark.parametrize("format_", ["text", "short", "markdown", "github", "junit", "tap"])
def test_colours_are_for_texts_alone(format_: str) -> None:
    """What a renderer lets through drives no terminal either: not where a file or a page is written."""
    kept = "\x1b[31m" if format_ in ("text", "short") else "\\x1b[31m"
    assert defang("a\x1b[31m\x07b\n", format_, colour=True) == f"a{kept}\\x07b\n"
    assert defang("a\x1b[31m\x07b\n", format_) == "a\\x1b[31m\\x07b\n"


def test_what_the_tool_says_of_itself_is_left_alone(tmp_path: Path) -> None:
    from importlib.resources import files

    from whoami_aws.demo import run_demo
    from whoami_aws.rules import pages
    from whoami_aws.rules.finding import RULES

    texts = [pages.page(name) or "" for name in RULES] + [pages.listing(kind) for kind in ("text", "markdown")]
    assert all(defang(text) == text for text in [*texts, run_demo.listing()])
    for name in SCHEMAS:
        text = files("whoami_aws.render").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
        assert defang(text, "json") == text
    env = {"PATH": "/usr/bin:/bin", "HOME": os.fspath(tmp_path)}
    for words in (["man"], ["completion", "bash"], ["completion", "zsh"], ["completion", "fish"], ["check", "--help"]):
        said = command(words, env).out
        assert said and "\\x" not in said.replace("\\x1b", "") and "\\::" not in said and "# #" not in said
