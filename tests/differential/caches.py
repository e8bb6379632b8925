"""Generates the token caches of `aws sso login` and `aws login`."""

from __future__ import annotations

from typing import Any

from whoami_aws.fakes.examples import DPOP_KEY

from .dice import SECRET, TOKEN, Dice

START_URLS = ("https://corp.awsapps.com/start", "https://other.awsapps.com/start")
LOGIN_SESSIONS = ("arn:aws:sts::111122223333:assumed-role/Admin/jane", "arn:aws:iam::111122223333:user/jane")
_OTHER_KEY = "-----BEGIN X-----\nRVhBTVBMRQ==\n-----END X-----"
_BROKEN = ("", "{", "[]", "null", '"text"', "7", "{}", '["accessToken", "expiresAt"]')


def sso_cache(dice: Dice) -> list[dict[str, Any]]:
    """Cached tokens for some of the sessions and start URLs."""
    return [_sso_token(dice, key) for key in ("corp", "my sso", "other", *START_URLS) if dice.happens(0.6)]


def _sso_token(dice: Dice, key: str) -> dict[str, Any]:
    if dice.happens(0.15):
        return {"key": key, "raw": dice.choice(_BROKEN)}
    token: dict[str, Any] = {
        "key": key,
        "accessToken": "EXAMPLE",
        "expiresAt": dice.moment(),
        "startUrl": START_URLS[0],
    }
    if dice.happens(0.4):
        token |= {"refreshToken": "EXAMPLE", "clientId": "EXAMPLE", "clientSecret": "EXAMPLE"}
        token["registrationExpiresAt"] = dice.moment()
    if dice.happens(0.25):
        del token[dice.choice([name for name in token if name != "key"])]
    if dice.happens(0.06):
        token[dice.one_of("accessToken", "expiresAt", "registrationExpiresAt")] = dice.one_of(None, 7, [], {})
    return token


def login_cache(dice: Dice) -> list[dict[str, Any]]:
    """Cached sessions of `aws login`."""
    return [{"session": session, **_login_token(dice)} for session in LOGIN_SESSIONS if dice.happens(0.8)]


def _login_token(dice: Dice) -> dict[str, Any]:
    if dice.happens(0.12):
        return {"raw": dice.choice(_BROKEN)}
    access: Any = {
        "accessKeyId": dice.odd_key_id(),
        "secretAccessKey": SECRET,
        "sessionToken": TOKEN,
        "accountId": "111122223333",
        "expiresAt": dice.moment(),
    }
    if dice.happens(0.1):
        del access[dice.choice(list(access))]
    if dice.happens(0.06):
        access[dice.one_of("accessKeyId", "expiresAt", "accountId")] = dice.one_of(None, 7, [], {})
    if dice.happens(0.05):
        access = dice.one_of(None, [], "text", {})
    token = {
        "accessToken": access,
        "refreshToken": "EXAMPLE",
        "dpopKey": dice.weighted({DPOP_KEY: 8, _OTHER_KEY: 1, "EXAMPLE": 1, None: 0.3, 7: 0.2}),
        "clientId": "arn:aws:signin:::devtools/same-device",
    }
    if dice.happens(0.08):
        del token[dice.choice(list(token))]
    return {"token": token}
