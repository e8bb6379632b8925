"""What is said of every wrong value, and of every file of expectations that is wrong: on record in
`texts/wrong-usage.txt`, which `pytest tests/test_wrong_usage.py --update` writes again.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from tests.test_texts import RECORD, WRONG_USAGE
from whoami_aws.cli import app

SHARED = (
    "--network some",
    "--trust-endpoint sts.example.com",
    "--java-property aws.region",
    "--java-property =x",
    "--java-property aws.regin=eu-west-1",
    "--assume sts",
    "--assume cobol:sts=absent",
    "--assume java-v1x:sts=absent",
    "--assume java-v2:sts=maybe",
    "--assume java-v2:stts=absent",
    "--assume java-v2:no-xyzzy",
    "--assume boto3:sts=absent",
)
FILES = (
    "--report junit",
    "--report junit=",
    "--report =file",
    "--report xml=file",
    "--report junit=a --report tap=./a",
    "--output a --report junit=a",
    "--output=",
    "--mode 64",
    "--mode 0o888",
    "--mode 00644",
    "--mode 1644",
    "--format xml",
    "--color red",
)
WRONG: dict[str, tuple[str, ...]] = {
    "explain": (
        *SHARED,
        *FILES,
        "--sdk cobol",
        "--identities none",
        "--set NAME",
        "--set =value",
        "--ignore env-shadow-instance-profile",
        "--ignore xyzzy",
    ),
    "check": (
        *SHARED,
        *FILES,
        "--sdk cobol",
        "--account 1234",
        "--account=",
        "--arn=",
        "--source evn",
        "--source xyzzy",
        "--not-source evn",
        "--min-ttl 30x",
        "--min-ttl half",
        "--min-ttl=",
        "--region=",
        "--partition=",
        "--no-finding env-shadow-instance-profile",
        "--no-finding xyzzy",
        "--fail-on fatal",
        "--accept everything",
        "--wait 30x",
        "--wait soon",
        "--expect missing.toml",
        "--expect .",
        "--expect /dev/null",
    ),
    "compare": (*SHARED, "--sdk cobol", "--sdk boto3,cobol", "--format tap"),
    "imds": ("--format tap", "--color red"),
    "rules": ("--format tap",),
    "rule": ("env-shadow-instance-profile", "xyzzy"),
    "schema": ("everything",),
    "demo": ("xyzzy", "--format tap"),
    "completion": ("cmd",),
}
EXPECTATIONS = (
    "",
    "# nothing\n",
    "account = '111122223333'\nacount = '1'",
    "xyzzy = 1",
    "account = []",
    "account = {}",
    "account = ''",
    "account = 111122223333",
    "account = ['111122223333', 5]",
    "account = true",
    "account = '1234'",
    "not-long-term = 'yes'",
    "not-long-term = false",
    "min-ttl = ['1h', '2h']",
    "\n\nmin-ttl = 'long'",
    "sdk = 'cobol'\nsource = 'env'",
    "sdk = 'boto3'",
    "source = 'env'\naccept = 'everything'",
    "source = 'env'\naccept = []",
    "source = 'env'\nignore = 'role-loop'",
    "source = 'env'\nignore = ['config-unparsable']",
    "source = 'env'\nignore = [{rule = 'config-unparsable'}]",
    "source = 'env'\nignore = [{rule = 'config-unparsable', reason = ' - '}]",
    "source = 'env'\nignore = [{rule = 'config-unparsable', reason = 5}]",
    "source = 'env'\nignore = [{reason = 'we know'}]",
    "source = 'env'\nignore = [{rule = 'config-unparseable', reason = 'we know'}]",
    "source = 'env'\nignore = [{rule = 'config-unparsable', because = 'we know'}]",
    "source = 'env'\nignore = [{rule = 'config-unparsable', reason = 'a'}, {rule = 'config-unparsable', reason = 'b'}]",
    "no-finding = 'config-unparsable'\nignore = [{rule = 'config-unparsable', reason = 'we know'}]",
)


def _said(name: str, words: list[str]) -> str:
    """What is wrong, in our own words, and with what."""
    with pytest.raises(typer.BadParameter) as error:
        app.command(name).main(words, standalone_mode=False, prog_name="whoami-aws")
    return error.value.format_message()


def test_what_is_said_of_wrong_usage_is_as_on_record(
    update: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("whoami_aws.cli.sdk_assumptions.note", lambda _: None)
    for asking in ("cli.rendering.explain", "cli.run_check.check", "ask.run_comparison.reports"):
        monkeypatch.setattr(f"whoami_aws.{asking}", lambda *_: pytest.fail("nothing is wrong with it"))
    # What a process does to itself before it asks.
    for started in ("whoami_aws.cli.output.end_on_signals", "whoami_aws.cli.output.end_after", "logging.disable"):
        monkeypatch.setattr(started, lambda *_: None)
    parts = []
    for name in app.COMMANDS:
        for words in WRONG.get(name, ()):
            parts.append(f"$ whoami-aws {name} {words}\n{_said(name, words.split())}\n")
    for text in EXPECTATIONS:
        Path("expect.toml").write_text(text)
        parts.append(f"{text}\n=> {_said('check', ['--expect', 'expect.toml'])}\n")
    for raw in (b"\xff", b"a" * (1 << 20) + b"a"):
        Path("expect.toml").write_bytes(raw)
        parts.append(f"{len(raw)} bytes\n=> {_said('check', ['--expect', 'expect.toml'])}\n")
    text = "\n".join(parts)
    if update:
        (RECORD / WRONG_USAGE).write_text(text, encoding="utf-8")
    assert text.split("\n") == (RECORD / WRONG_USAGE).read_text(encoding="utf-8").split("\n")
    assert list(tmp_path.iterdir()) == [tmp_path / "expect.toml"]
