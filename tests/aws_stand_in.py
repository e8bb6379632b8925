"""Carries out what the AWS CLI needs a person for, logins and `aws configure`: writes the files that it would write."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from botocore.configloader import load_config

from whoami_aws.demo.files import login_cache, sso_cache, write
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.fakes.examples import DPOP_KEY, SECRET


class Failed(AssertionError):
    """The AWS CLI would end with an error."""


def carry_out(call: list[str], laid: LabHost, env: Mapping[str, str]) -> bool:
    """Whether the call is known here, and has been carried out. Raises `Failed` where the AWS CLI would."""
    match call:
        case ["aws", "sso", "login", *options]:
            _sso_login(_options(options, "--profile", "--sso-session"), laid, env)
        case ["aws", "login", *options]:
            _login(_options(options, "--profile"), laid, env)
        case ["aws", "configure"] | ["aws", "configure", "--profile", _]:
            _configure(_options(call[2:], "--profile"), laid)
        case _:
            return False
    return True


def _options(words: list[str], *names: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(allow_abbrev=False, exit_on_error=False)
    for name in names:
        parser.add_argument(name)
    known, other = parser.parse_known_args(words)
    if other:
        raise Failed(f"unknown options: {other}")
    return known


def _config(env: Mapping[str, str]) -> dict[str, Any]:
    path = env.get("AWS_CONFIG_FILE", "~/.aws/config")
    return load_config(path.replace("~", env["HOME"], 1) if path.startswith("~/") else path)


def _profile(options: argparse.Namespace, config: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of the profile that the option names. A person logs in from a terminal that may have other variables
    than the program that is examined, so AWS_PROFILE does not count.
    """
    name = options.profile or "default"
    if name not in config["profiles"]:
        raise Failed(f"the config profile ({name}) could not be found")
    return dict(config["profiles"][name])


def _sso_login(options: argparse.Namespace, laid: LabHost, env: Mapping[str, str]) -> None:
    config = _config(env)
    session = options.sso_session or _profile(options, config).get("sso_session")
    if session is None:
        settings = _profile(options, config)
    elif session in config["sso_sessions"]:
        settings = config["sso_sessions"][session]
    else:
        raise Failed(f"the SSO session {session} does not exist")
    missing = {"sso_start_url", "sso_region"} - settings.keys()
    if missing:
        raise Failed(f"missing the following required SSO configuration values: {sorted(missing)}")
    url = settings["sso_start_url"]
    token = {"startUrl": url, "region": settings["sso_region"], "accessToken": "EXAMPLE-NEW", "expiresAt": "+8h"}
    if session is not None:
        token |= {"refreshToken": "EXAMPLE", "clientId": "EXAMPLE", "clientSecret": "EXAMPLE"}
        token |= {"registrationExpiresAt": "+60d"}
    write(*sso_cache(laid.home, {"key": session or url, **token}), str)
    if laid.sso is not None:
        # The portal takes the new token, whatever it said of the old one.
        laid.sso.state = {name: value for name, value in laid.sso.state.items() if name != "role_credentials"}


def _login(options: argparse.Namespace, laid: LabHost, env: Mapping[str, str]) -> None:
    session = _profile(options, _config(env)).get("login_session")
    if session is None:
        # The real one asks for a region and an account, and makes a session of its own.
        raise Failed("this profile has no login_session")
    keys = {"accessKeyId": "ASIAIOSFODNN7EXAMPLE", "secretAccessKey": "EXAMPLE", "sessionToken": "EXAMPLE"}
    token = {
        "accessToken": {**keys, "accountId": "111122223333", "expiresAt": "+15m"},
        "refreshToken": "EXAMPLE",
        "dpopKey": DPOP_KEY,
        "clientId": "EXAMPLE",
    }
    write(*login_cache(laid.home, {"session": session, "token": token}), str)


def _configure(options: argparse.Namespace, laid: LabHost) -> None:
    """Writes keys of this profile into the credentials file, where no section of its name is yet."""
    file = laid.home / ".aws/credentials"
    before = file.read_text() if file.exists() else ""
    keys = f"aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"
    write(file, f"{before}[{options.profile or 'default'}]\n{keys}", str)
