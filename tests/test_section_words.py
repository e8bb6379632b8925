"""A label in place of a secret in a section's name does not change which sections botocore finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.scenario import explained, lay_out
from whoami_aws.gather.redact import redaction_of
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SEVERAL = f"{SECRET} and more words"
KEYS = f"aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"
SESSION = "sso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-1\n"
FORMS = {
    "one word": (SECRET, SECRET),
    "several words": (SEVERAL, SEVERAL),
    "quoted": (f'"{SEVERAL}"', SEVERAL),
    "quoted inside": (f'{SECRET}" "more', f"{SECRET} more"),
    "quoted, and a word more": (f'"{SEVERAL}" more', SEVERAL),
    "a quote without an end": (f'"{SEVERAL}', SEVERAL),
}
"""How a section is written, and by which name it is asked for."""


HEADERS = [
    SECRET,
    f"{SECRET} {SECRET}",
    f"{SECRET} more",
    f"more {SECRET}",
    f'"{SECRET}" more',
    f'{SECRET} "more"',
    f"profile {SECRET} more",
    f"{SECRET} profile",
    f"Profile {SECRET}",
    f'profile{SECRET} "x"',
    f'"profile" {SECRET}',
    f'pro"file" {SECRET}',
    f'{SECRET}" x" y',
    f'profile {SECRET[:12]}"{SECRET[12:]}"',
    f"profile {SECRET[:20]}'{SECRET[20:]}'",
    f"sso-session {SECRET[:8]}\\{SECRET[8:]}",
]
"""A secret in each place of a section's name."""


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_no_secret_is_left_in_the_name_of_a_section(header: str) -> None:
    """Where the name enters, and not only where all that is kept is looked through once more."""
    kept = redaction_of("~/.aws/config", SecretStore(), ThisProcess().exists).section_name(header)
    bare = re.sub(r"[\"'\\]", "", kept)
    assert "wJalrXUtnFEMI" not in bare and "CYEXAMPLEKEY" not in bare


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_no_secret_is_left_in_a_section_name(header: str, tmp_path: Path) -> None:
    with lay_out({"files": {"~/.aws/config": f"[{header}]\nregion = us-east-1\n"}}, tmp_path / "host") as laid:
        live, recorded = explained(laid)
    assert SECRET not in recorded and SECRET not in str(live)


@pytest.mark.parametrize("kind", ["profile", "sso-session"])
@pytest.mark.parametrize("form", FORMS)
def test_the_same_sections_are_found(form: str, kind: str, tmp_path: Path) -> None:
    written, asked = FORMS[form]
    text = f"[{kind} {written}]\n"
    if kind == "profile":
        env, text = {"AWS_PROFILE": asked}, text + KEYS
    else:
        env = {}
        text = f"{text}{SESSION}[default]\nsso_session = {asked}\nsso_account_id = {asked}\nsso_role_name = {asked}\n"
    with lay_out({"env": env, "files": {"~/.aws/config": text}}, tmp_path / "host") as laid:
        live, recorded = explained(laid)
    assert live["report"]["sdk"]["witness"] == "agrees"
    assert SECRET not in recorded
