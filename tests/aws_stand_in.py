"""Carries out the logins of the AWS CLI, which need a browser: caches a login as the real one would."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from botocore.configloader import load_config

from whoami_aws.demo.files import login_cache, sso_cache, write
from whoami_aws.demo.laid import Laid

DPOP_KEY = (
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABoAoGCCqGSM49\n"
    "AwEHoUQDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/\n"
    "m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n"
    "-----END EC PRIVATE KEY-----\n"
)


class Failed(AssertionError):
    """The AWS CLI would end with an error."""


def carry_out(call: list[str], laid: Laid, env: Mapping[str, str]) -> bool:
    """Whether the call is a login, which then is there. Raises `Failed` where the AWS CLI would not log in."""
    match call:
        case ["aws", "sso", "login", *options]:
            _sso_login(_options(options, "--profile", "--sso-session"), laid, env)
        case ["aws", "login", *options]:
            _login(_options(options, "--profile"), laid, env)
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


def _profile(options: argparse.Namespace, config: Mapping[str, Any], env: Mapping[str, str]) -> dict[str, Any]:
    """The settings of the profile that the AWS CLI would use, by its option or the environment."""
    name = options.profile or env.get("AWS_PROFILE") or env.get("AWS_DEFAULT_PROFILE") or "default"
    if name not in config["profiles"]:
        raise Failed(f"the config profile ({name}) could not be found")
    return dict(config["profiles"][name])


def _sso_login(options: argparse.Namespace, laid: Laid, env: Mapping[str, str]) -> None:
    config = _config(env)
    session = options.sso_session or _profile(options, config, env).get("sso_session")
    if session is None:
        settings = _profile(options, config, env)
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


def _login(options: argparse.Namespace, laid: Laid, env: Mapping[str, str]) -> None:
    session = _profile(options, _config(env), env).get("login_session")
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
