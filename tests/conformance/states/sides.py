"""The other sides of rules that one state elsewhere shows: what reaches STS, blocks in files, halves and forms."""

from __future__ import annotations

from .words import (
    BASE,
    BASE_IN_CONFIG,
    CONFIG,
    CORP,
    CREDS,
    JWT,
    ROLE,
    SECRET,
    SESSION,
    SSO,
    START_URL,
    Host,
    States,
    default,
    env_keys,
    host,
    pair,
    printed,
    role,
    section,
    sso_token,
    with_prefix,
)

_ID, _KEY = CREDS.splitlines()
_LOAD = {"AWS_SDK_LOAD_CONFIG": "1"}
_TOKEN = {"~/token": JWT}
_WEB = {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": f"{ROLE}web"}
_BY_TOKEN = "web_identity_token_file = {home}/token"
_CAT = "credential_process = cat {home}/out"
_OUT = {"~/out": printed("PROCESS", SessionToken="TOKEN")}
_GLOBAL, _STS = "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"
_IGNORED = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}
_SERVICES = "[services local]\nsts =\n  endpoint_url = nope\n"

_REACHED: States = {
    "profile, empty": host(_WEB, cfg=default("endpoint_url ="), files=_TOKEN),
    "profile, no url": host(_WEB, cfg=default("endpoint_url = nope"), files=_TOKEN),
    "profile, no url, ignored": host({**_WEB, **_IGNORED}, cfg=default("endpoint_url = nope"), files=_TOKEN),
    "profile of a role, no url": host(cfg=default(role(), "endpoint_url = nope") + BASE_IN_CONFIG),
    "profile in credentials, no url": host(_WEB, default("endpoint_url = nope"), files=_TOKEN),
    "services, no url": host(_WEB, cfg=default("services = local") + _SERVICES, files=_TOKEN),
    "services, not there": host(_WEB, cfg=default("services = elsewhere") + _SERVICES, files=_TOKEN),
    "variable, empty": host({**_WEB, _STS: ""}, files=_TOKEN),
    "variable, no url": host({**_WEB, _STS: "nope"}, files=_TOKEN),
    "variable, no url, ignored": host({**_WEB, **_IGNORED, _STS: "nope"}, files=_TOKEN),
    "global variable, no url": host({**_WEB, _GLOBAL: "nope"}, files=_TOKEN),
    "global variable, blanks": host({**_WEB, _GLOBAL: "not a url"}, files=_TOKEN),
    "variable, blanks, env keys": host({**env_keys(), _STS: "not a url"}),
    "variable, no url, env keys": host({**env_keys(), _STS: "nope"}),
    "variable, blanks, ignored, env keys": host({**env_keys(), **_IGNORED, _GLOBAL: "not a url"}),
    "profile, blanks, env keys": host(env_keys(), cfg=default("endpoint_url = not a url")),
}
_BLOCKS: States = {
    "id": host(None, default("aws_access_key_id =", "  a = b", _KEY)),
    "id behind a blank": host(None, default("aws_access_key_id = ", "  a = b", _KEY)),
    "secret": host(None, default(_ID, "aws_secret_access_key =", "  a = b")),
    "role": host(cfg=default("role_arn =", "  a = b", _CAT), files=_OUT),
    "process": host(cfg=default("credential_process =", "  a = b")),
    "of two settings": host(None, default("aws_access_key_id =", "  a = b", "  c = d", _KEY)),
    "behind a value": host(None, default(_ID, _KEY, "output = json", "  a = b")),
    "behind an empty line": host(None, default(_ID, _KEY, "output = json", "", "  a = b")),
    "in a section that may not count": host(None, default(CREDS), section("profile my prof", "s3 =", "  a = b")),
    "continued in a section that may not count": host(
        None, default(CREDS), section('sso-session "my sso"', "sso_region = us-east-1", "  a = b")
    ),
    "below a key that is none": host(None, default(CREDS, "my key = x", "  a = b")),
    "below a line that is none": host(None, default(CREDS), default("region: eu-west-1", "  # mine")),
    "in CRLF": host(None, default(CREDS, "s3 =", "  a = b").replace("\n", "\r\n")),
}
_FORMS: States = {
    "blank as id": host(None, default("aws_access_key_id =\t", _KEY)),
    "blanks as id": host(None, default("aws_access_key_id =   ", _KEY)),
    "empty id in CRLF": host(None, default("aws_access_key_id =", _KEY).replace("\n", "\r\n")),
    "header and a blank": host(None, f"[default] \n{CREDS}"),
    "header and a comment behind two blanks": host(None, f"[default]  # mine\n{CREDS}"),
    "header of config indented": host(cfg=f"  [default]\n{CONFIG}"),
    "sections twice, halves, config": host(_LOAD, cfg=default(_ID) + default(_KEY)),
    "odd name in config": host({"AWS_PROFILE": "a$b"}, cfg=section("profile a$b", pair("PROFP00"))),
    "odd name in quotes": host({"AWS_PROFILE": "a$b"}, cfg=section('profile "a$b"', pair("PROFP00"))),
    "dot for blank": host({"AWS_PROFILE": "p"}, cfg=section("profile.p", pair("PROFP00"))),
    "sso-session in credentials, keys": host(None, default(CREDS) + CORP),
    "empty role in credentials": host(
        _LOAD,
        default("role_arn =", "source_profile = base") + BASE,
        default("role_arn = arn:aws:iam::123456789012:role/x"),
    ),
    "path of nobody's home": host({"AWS_SHARED_CREDENTIALS_FILE": "~no-such-user/c"}, default(CREDS)),
    "path of no user's home": host({"AWS_CONFIG_FILE": "~~/c"}, default(CREDS)),
}
_HALVES: States = {
    "id and process": host(None, default(_ID, _CAT), files=_OUT),
    "secret and process": host(None, default(_KEY, _CAT), files=_OUT),
    "id in config, process in credentials": host(None, default(_CAT), default(_ID), files=_OUT),
    "id in credentials, process in config": host(None, default(_ID), default(_CAT), files=_OUT),
    "id in config, region in credentials": host(None, default("region = us-east-1"), default(_ID)),
    "id in credentials, pair in config": host(None, default(_ID), default(CONFIG)),
    "id of a source with a role": host(
        None, default(role("app", "source_profile = m")) + section("m", _ID, role("mid")) + BASE
    ),
}


def _cached(token: Host) -> Host:
    return host(_LOAD, cfg=default(SSO), sso={}, sso_cache=[token])


def _without(field: str) -> Host:
    return {name: value for name, value in sso_token().items() if name != field}


_SSO_SIDES: States = {
    "in credentials beside a config": host(
        None, default(SSO), default("region = us-east-1"), sso={}, sso_cache=[sso_token()]
    ),
    "in credentials, part in config": host(
        None, default("sso_role_name = Other"), default(SSO), sso={}, sso_cache=[sso_token()]
    ),
    "session in credentials beside a config": host(
        None, default(SESSION) + CORP, default("region = us-east-1"), sso={}, sso_cache=[sso_token("corp")]
    ),
    "session single-quoted": host(
        cfg=default(SESSION) + CORP.replace(" corp]", " 'corp']"), sso={}, sso_cache=[sso_token("corp")]
    ),
    "session without start url": host(
        cfg=default(SESSION) + section("sso-session corp", "sso_region = us-east-1"),
        sso={},
        sso_cache=[sso_token("corp")],
    ),
    "start url and region alone, process": host(
        cfg=default(f"sso_start_url = {START_URL}", "sso_region = us-east-1", _CAT), files=_OUT
    ),
    "token without region": _cached(_without("region")),
    "token without start url": _cached(_without("startUrl")),
    "token with a fraction": _cached(sso_token(expiresAt="2099-01-01T00:00:00.12Z")),
    "token with an offset": _cached(sso_token(expiresAt="2099-01-01T00:00:00+02:00")),
    "token of 10 minutes": _cached(sso_token(expiresAt="+10m")),
    "token of 20 minutes": _cached(sso_token(expiresAt="+20m")),
    "session, token with a fraction": host(
        cfg=default(SESSION) + CORP, sso={}, sso_cache=[sso_token("corp", expiresAt="2099-01-01T00:00:00.12Z")]
    ),
}
_LOGIN = "arn:aws:iam::123456789012:user/jane"
_CACHED = {
    "accessKeyId": "ASIALOGINKEYN7EXAMPL",
    "secretAccessKey": SECRET,
    "sessionToken": "TOKEN",
    "accountId": "123456789012",
}
_SAVED = {
    "refreshToken": "EXAMPLE",
    "dpopKey": "-----BEGIN X-----\nRVhBTVBMRQ==\n-----END X-----",
    "clientId": "arn:aws:signin:::devtools/same-device",
}


def _logged_in(expires: str) -> Host:
    token = {"accessToken": {**_CACHED, "expiresAt": expires}, **_SAVED}
    return host(cfg=default(f"login_session = {_LOGIN}"), login_cache=[{"session": _LOGIN, "token": token}])


_LOGINS: States = {
    "whole": _logged_in("2099-01-01T00:00:00Z"),
    "end with an offset": _logged_in("2099-01-01T00:00:00+02:00"),
    "end with a fraction": _logged_in("2099-01-01T00:00:00.123Z"),
}
_WEB_SIDES: States = {
    "variables and an explicit profile's": host(
        {"AWS_ROLE_ARN": f"{ROLE}other", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/none"},
        cfg=section("profile p", role("web", ""), _BY_TOKEN),
        files=_TOKEN,
        profile="p",
    ),
    "token in config, role in credentials": host(
        None, default("role_arn = arn:aws:iam::123456789012:role/web"), default(_BY_TOKEN), files=_TOKEN
    ),
    "default's, another by AWS_DEFAULT_PROFILE": host(
        {"AWS_DEFAULT_PROFILE": "p"},
        cfg=default(role("web", ""), _BY_TOKEN) + section("profile p", "region = us-east-1"),
        files=_TOKEN,
    ),
    "source of a source": host(
        None,
        default(role("app", "source_profile = m"))
        + section("m", role("mid", "source_profile = w"))
        + section("w", role("web", ""), _BY_TOKEN),
        files=_TOKEN,
    ),
    "role of another profile by AWS_DEFAULT_PROFILE": host(
        {"AWS_DEFAULT_PROFILE": "p", "AWS_PROFILE": "q", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"},
        cfg=section("profile p", role("one", "")) + section("profile q", role("two", "")),
        files=_TOKEN,
    ),
    "role of an empty AWS_PROFILE": host(
        {"AWS_PROFILE": "", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}, cfg=default(role("web", "")), files=_TOKEN
    ),
    "role of config by an empty variable": host(
        {"AWS_CONFIG_FILE": "", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"},
        cfg=default(role("web", "")),
        files=_TOKEN,
    ),
    "source without a token": host(None, default(role("app", "source_profile = m")) + section("m", "region = x")),
    "credentials, with source": host(None, default(role("web"), _BY_TOKEN) + BASE, files=_TOKEN),
    "credentials, with source without keys": host(
        None, default(role("web"), _BY_TOKEN) + section("base", "region = us-east-1"), files=_TOKEN
    ),
}
_METADATA: States = {
    "mode in profile with blanks": host(cfg=default("ec2_metadata_service_endpoint_mode =  IPv4 ")),
    "mode in credentials is bogus": host(None, default("ec2_metadata_service_endpoint_mode = bogus")),
    "mode in profile is bogus, env keys": host(env_keys(), cfg=default("ec2_metadata_service_endpoint_mode = bogus")),
    "mode is bogus, env keys": host({**env_keys(), "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "bogus"}),
    "endpoint in profile, mode is bogus": host(
        {"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "bogus"}, cfg=default("ec2_metadata_service_endpoint = {imds}")
    ),
    "endpoint in another config": host(
        {"AWS_CONFIG_FILE": "{home}/alt"},
        files={"~/alt": default("ec2_metadata_service_endpoint = {imds}")},
        imds_at_its_address=None,
    ),
    "timeout is a fraction": host({"AWS_METADATA_SERVICE_TIMEOUT": "0.5"}),
    "timeout is a word": host({"AWS_METADATA_SERVICE_TIMEOUT": "soon"}),
    "timeout is negative": host({"AWS_METADATA_SERVICE_TIMEOUT": "-1"}),
    "timeout 0, env keys": host({**env_keys(), "AWS_METADATA_SERVICE_TIMEOUT": "0"}),
    "timeout 0, disabled": host({"AWS_METADATA_SERVICE_TIMEOUT": "0", "AWS_EC2_METADATA_DISABLED": "true"}),
    "retry mode in profile is a word": host(env_keys(), cfg=default("retry_mode = often")),
    "attempts in profile are a word": host(env_keys(), cfg=default("max_attempts = often")),
    "defaults mode in profile is a word": host(env_keys(), cfg=default("defaults_mode = often")),
}
SIDES = (
    with_prefix("sts endpoint", _REACHED)
    | with_prefix("block", _BLOCKS)
    | with_prefix("form", _FORMS)
    | with_prefix("half", _HALVES)
    | with_prefix("sso", _SSO_SIDES)
    | with_prefix("login", _LOGINS)
    | with_prefix("web identity", _WEB_SIDES)
    | with_prefix("setting", _METADATA)
)
