"""Commands that are told to be pasted do what they say in a real shell, and nothing else, whatever a file holds."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.scenario import child, lay_out
from whoami_aws.host.host import Change
from whoami_aws.rules.shell import commands, options_renamed

_FILE = "~/.aws/config"
_TEXT = "[default]\nregion = us-east-1\naws_access_key_id = x\noutput = json\naws_secret_access_key = y\ncli_pager =\n"


def _pasted(changes: list[Change], home: Path) -> str:
    path = home / ".aws" / "config"
    path.parent.mkdir()
    path.write_text(_TEXT)
    script = "; ".join(commands(changes))
    subprocess.run(["/bin/sh", "-ec", script], env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, cwd=home, check=True)
    return path.read_text()


def test_lines_of_one_file_go_together(tmp_path: Path) -> None:
    """One after the other, the first would move what the second counts."""
    keys = [("aws_access_key_id", 3), ("aws_secret_access_key", 5)]
    left = _pasted([Change("drop-key", _FILE, "default", key, line=line) for key, line in keys], tmp_path)
    assert left == "[default]\nregion = us-east-1\noutput = json\ncli_pager =\n"


def test_a_section_is_renamed(tmp_path: Path) -> None:
    left = _pasted([Change("rename-section", _FILE, "default", None, "profile dev", 1)], tmp_path)
    assert left == _TEXT.replace("[default]", "[profile dev]")


@pytest.mark.parametrize("name", ["a/e;1e touch made;#", "a&b", "a\\nb", "a\nb", "é"])
def test_a_name_that_sed_would_read_is_no_command(name: str) -> None:
    assert commands([Change("rename-section", _FILE, "x", None, f"profile {name}", 1)]) == ()


@pytest.mark.parametrize("key", ["aws_access_key_i", "'aws_access_key_id'", '"aws-access-key-id"', "aws.access.key.id"])
def test_an_option_is_renamed(key: str, tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text(f"[default]\n{key} = x\n")
    (command,) = options_renamed(str(path), [(2, key, "aws_access_key_id")])
    subprocess.run(["/bin/sh", "-ec", command], check=True)
    assert path.read_text() == "[default]\naws_access_key_id = x\n"


@pytest.mark.parametrize(
    "key", ["ec2_metadata_service_endpoint_mode'$(id)'", "aws_access_key/id/e", "aws_access_key_id;e", "aws\nkey"]
)
def test_an_option_that_a_shell_or_sed_would_read_is_no_command(key: str) -> None:
    assert options_renamed(_FILE, [(2, key, "aws_access_key_id")]) == ()


_WORD = "x$(>made)`>made`;>made;y"
_ROLE = "arn:aws:iam::111122223333:role/x"
_HOSTILE = {
    "a profile without its files": {"env": {"AWS_PROFILE": _WORD}},
    "a profile with a blank": {
        "env": {"AWS_PROFILE": f" {_WORD} "},
        "files": {_FILE: f"[profile {_WORD}]\nregion=x\n"},
    },
    "an endpoint": {
        "env": {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:9/{_WORD}",
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        }
    },
    "SSO by halves": {
        "env": {"AWS_PROFILE": _WORD},
        "files": {_FILE: f"[profile {_WORD}]\nsso_account_id=111122223333\n"},
    },
    "a session that is not there": {"files": {_FILE: f"[default]\nsso_session={_WORD}\nsso_account_id=1\n"}},
    "a source without keys": {
        "files": {
            _FILE: f"[default]\nrole_arn=arn:aws:iam::111122223333:role/x\nsource_profile={_WORD}\n[profile {_WORD}]\n"
        }
    },
    "a file under another name": {"files": {"~/.aws/credentials.csv": "x"}, "env": {"AWS_CONFIG_FILE": f"~/{_WORD}"}},
    "a token that may not be read": {
        "env": {"AWS_ROLE_ARN": _ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": f"{{home}}/{_WORD}"},
        "files": {f"~/{_WORD}": {"directory": True}},
    },
    "a program": {
        "files": {_FILE: "[default]\ncredential_process = {home}/x;>made;y\n", "~/x;>made;y": "x"},
    },
    "an option misspelled": {"files": {_FILE: "[default]\nec2_metadata_service_endpoint_mode'$(>made)'=x\n"}},
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_nothing_from_outside_is_a_command(name: str, tmp_path: Path) -> None:
    """Every command that is told, with all programs replaced by one that does nothing, makes nothing."""
    with lay_out({"imds": {"reachable": False}, **_HOSTILE[name]}, tmp_path / "host") as laid:
        done = child(laid, "explain", "--format", "json", "--timeout", "3")
    told = [command for one in json.loads(done.stdout)["findings"] for command in one["fix"]["commands"]]
    assert told
    place = tmp_path / "place"
    place.mkdir()
    for command in told:
        _harmless(command, place)
    assert not list(place.iterdir())


def _harmless(command: str, place: Path) -> None:
    programs = ("aws", "chmod", "cp", "curl", "mkdir", "mv", "rm", "sed", "whoami-aws")
    nothing = "".join(f"{name}() {{ :; }}\n" for name in programs)
    subprocess.run(["/bin/bash", "-c", nothing + command], cwd=place, check=False)
