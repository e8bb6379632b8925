"""A label in place of a secret in a section's name does not change which sections botocore finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario import explained, lay_out

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
