"""credential_process, IAM Identity Center and `aws login`: what is configured, and what comes of it."""

from __future__ import annotations

from .words import (
    CONFIG,
    CORP,
    CREDS,
    RELATIVE,
    SESSION,
    SSO,
    START_URL,
    TASK,
    TOKEN,
    Host,
    States,
    default,
    env_keys,
    host,
    printed,
    section,
    sso_token,
    with_prefix,
)

_OUT = {"~/out": printed("PROCESS")}
_CAT = "credential_process = cat {home}/out"
_SCRIPT = {"~/bin/tool": f"#!/bin/sh\necho '{printed('PROCESS')}'\n"}
_LOAD = {"AWS_SDK_LOAD_CONFIG": "1"}


def _prints(text: object) -> Host:
    # In the credentials file, which is the one that all SDKs read by themselves.
    return host(None, default(_CAT), files={"~/out": text})


def _command(words: str) -> Host:
    return host(
        None,
        default(f"credential_process = {words}"),
        files={**_OUT, **_SCRIPT, "~/my dir/bin/tool": _SCRIPT["~/bin/tool"]},
    )


_WHERE: States = {
    "crd, keys in crd": host(None, default(CREDS, _CAT), files=_OUT),
    "cfg, keys in cfg": host(cfg=default(CONFIG, _CAT), files=_OUT),
    "cfg, keys in crd": host(None, default(CREDS), default(_CAT), files=_OUT),
    "crd, keys in cfg": host(None, default(_CAT), default(CONFIG), files=_OUT),
    "cfg, load config": host(_LOAD, cfg=default(_CAT), files=_OUT),
    "cfg, load config, keys in crd": host(_LOAD, default(CREDS), default(_CAT), files=_OUT),
    "cfg, container": host(RELATIVE, cfg=default(_CAT), files=_OUT, **TASK),
    "cfg, container, load config": host({**RELATIVE, **_LOAD}, cfg=default(_CAT), files=_OUT, **TASK),
    "both files": host(None, default("credential_process = false"), default(_CAT), files=_OUT),
    "named profile": host({"AWS_PROFILE": "p"}, cfg=section("profile p", _CAT), files=_OUT),
    "explicit profile": host(env_keys(), cfg=section("profile p", _CAT), files=_OUT, profile="p"),
    "fails, keys in crd": host(None, default(CREDS), default("credential_process = false")),
    "fails, keys in same section": host(None, default(CREDS, "credential_process = false")),
    "empty": host(cfg=default("credential_process =")),
    "empty, keys in crd": host(None, default(CREDS), default("credential_process =")),
}
_WORDS: States = {
    "pipe": _command("cat {home}/out | cat"),
    "and": _command("true && cat {home}/out"),
    "semicolon": _command("cd /; cat {home}/out"),
    "variable": _command("cat $HOME/out"),
    "braced variable": _command("cat ${HOME}/out"),
    "tilde": _command("~/bin/tool"),
    "home script": _command("{home}/bin/tool"),
    "relative": _command("./bin/tool"),
    "substitution": _command("echo $(cat {home}/out)"),
    "double quotes": _command('"{home}/my dir/bin/tool"'),
    "single quotes": _command("'{home}/my dir/bin/tool'"),
    "backslash": _command("{home}/my\\ dir/bin/tool"),
    "shell in quotes": _command("sh -c 'cat {home}/out'"),
    "redirection": _command("cat < {home}/out"),
    "unbalanced quote": _command("cat '{home}/out"),
    "comment": _command("cat {home}/out # mine"),
    "assignment": _command("A=1 cat {home}/out"),
    "reads stdin": _command("sh -c 'cat; cat {home}/out'"),
    "writes stderr": _command("sh -c 'echo note >&2; cat {home}/out'"),
    "prints, then fails": _command("sh -c 'cat {home}/out; exit 1'"),
    "killed": _command("sh -c 'kill -9 $$'"),
    "is a directory": _command("{home}/bin"),
    "not executable": _command("{home}/out"),
}
_PRINTED: States = {
    "version 2": _prints(printed("PROCESS", Version=2)),
    "version text": _prints(printed("PROCESS", Version="1")),
    "version float": _prints(printed("PROCESS", Version=1.0)),
    "no version": _prints(printed("PROCESS", Version=None)),
    "no secret": _prints(printed("PROCESS", SecretAccessKey=None)),
    "no id": _prints(printed("PROCESS", AccessKeyId=None)),
    "empty id": _prints(printed("PROCESS", AccessKeyId="")),
    "null id": _prints(printed("PROCESS").replace('"AKIAIOSFODNN7PROCESS"', "null")),
    "number as id": _prints(printed("PROCESS", AccessKeyId=7)),
    "lower-case names": _prints(printed("PROCESS").lower()),
    "token": _prints(printed("PROCESS", SessionToken=TOKEN, Expiration="2099-01-01T00:00:00Z")),
    "empty token": _prints(printed("PROCESS", SessionToken="")),
    "token without expiration": _prints(printed("PROCESS", SessionToken=TOKEN)),
    "expired": _prints(printed("PROCESS", SessionToken=TOKEN, Expiration="2001-01-01T00:00:00Z")),
    "expired without token": _prints(printed("PROCESS", Expiration="2001-01-01T00:00:00Z")),
    "expires soon": _prints(printed("PROCESS", SessionToken=TOKEN, Expiration="{+3m}")),
    "expiration is no time": _prints(printed("PROCESS", SessionToken=TOKEN, Expiration="soon")),
    "expiration without zone": _prints(printed("PROCESS", SessionToken=TOKEN, Expiration="2099-01-01T00:00:00")),
    "expiration with offset": _prints(printed("PROCESS", SessionToken=TOKEN, Expiration="2099-01-01T00:00:00+02:00")),
    "expiration with fraction": _prints(printed("PROCESS", SessionToken=TOKEN, Expiration="2099-01-01T00:00:00.5Z")),
    "expiration is a number": _prints(printed("PROCESS", SessionToken=TOKEN, Expiration=4070908800)),
    "expiration null": _prints(printed("PROCESS")[:-1] + ', "Expiration": null}'),
    "empty object": _prints("{}"),
    "list": _prints("[]"),
    "text": _prints('"text"'),
    "nothing": _prints(""),
    "JSON and words": _prints(printed("PROCESS") + "\nhello\n"),
    "words and JSON": _prints("hello\n" + printed("PROCESS")),
    "with BOM": _prints("\ufeff" + printed("PROCESS")),
    "extra fields": _prints(printed("PROCESS", More={"a": [1]})),
    "CRLF": _prints(printed("PROCESS") + "\r\n"),
}
_WITH_TOKEN = printed("PROCESS", SessionToken=TOKEN)
_WRITTEN: States = {
    "empty id": _prints(printed("PROCESS", AccessKeyId="", SessionToken=TOKEN)),
    "empty secret": _prints(printed("PROCESS", SecretAccessKey="", SessionToken=TOKEN)),
    "number as id": _prints(printed("PROCESS", AccessKeyId=7, SessionToken=TOKEN)),
    "list as id": _prints(printed("PROCESS", AccessKeyId=["x"], SessionToken=TOKEN)),
    "boolean as id": _prints(printed("PROCESS", AccessKeyId=True, SessionToken=TOKEN)),
    "number as secret": _prints(printed("PROCESS", SecretAccessKey=7, SessionToken=TOKEN)),
    "number as token": _prints(printed("PROCESS", SessionToken=7)),
    "version 1.5": _prints(printed("PROCESS", SessionToken=TOKEN, Version=1.5)),
    "version true": _prints(printed("PROCESS", SessionToken=TOKEN, Version=True)),
    "expiration null": _prints(_WITH_TOKEN[:-1] + ', "Expiration": null}'),
    "expiration is a list": _prints(printed("PROCESS", SessionToken=TOKEN, Expiration=["x"])),
    "expiration is empty": _prints(printed("PROCESS", SessionToken=TOKEN, Expiration="")),
    "no such day": _prints(printed("PROCESS", SessionToken=TOKEN, Expiration="2099-02-30T00:00:00Z")),
    "one name in capitals": _prints(_WITH_TOKEN.replace("AccessKeyId", "AccessKeyID")),
    "repeated id": _prints(_WITH_TOKEN[:-1] + ', "AccessKeyId": "AKIAIOSFODNN7REPEAT0"}'),
    "repeated id, other case": _prints(_WITH_TOKEN[:-1] + ', "accesskeyid": "AKIAIOSFODNN7REPEAT0"}'),
    "repeated id, null": _prints(_WITH_TOKEN[:-1] + ', "AccessKeyId": null}'),
    "words behind": _prints(_WITH_TOKEN + "\nhello\n"),
    "brace behind": _prints(_WITH_TOKEN + "}"),
    "two objects": _prints(_WITH_TOKEN + "\n" + printed("OTHER", SessionToken=TOKEN)),
    "form feed around": _prints("\f" + _WITH_TOKEN + "\f"),
    "no-break space around": _prints("\u00a0" + _WITH_TOKEN + "\u00a0"),
    "NaN": _prints(_WITH_TOKEN[:-1] + ', "More": NaN}'),
    "tab in a text": _prints(_WITH_TOKEN[:-1] + ', "More": "\t"}'),
    "trailing comma": _prints(_WITH_TOKEN[:-1] + ",}"),
    "comment": _prints("/* mine */ " + _WITH_TOKEN),
    "no UTF-8": _prints({"bytes_hex": (_WITH_TOKEN[:-1] + ', "More": "').encode().hex() + "ff" + b'"}'.hex()}),
    "70 kB": _prints(printed("PROCESS", SessionToken=TOKEN, More="x" * 70_000)),
    "1.1 MB": _prints(printed("PROCESS", SessionToken=TOKEN, More="x" * 1_100_000)),
}

_GOOD: Host = {"sso": {}, "sso_cache": [sso_token()]}
_GOOD_SESSION: Host = {"sso": {}, "sso_cache": [sso_token("corp")]}
_REFRESH = {
    "refreshToken": "EXAMPLEREFRESH",
    "clientId": "id",
    "clientSecret": "secret",
    "registrationExpiresAt": "+30d",
}
_SSO: States = {
    "keys in crd": host(None, default(CREDS), default(SSO), **_GOOD),
    "keys in cfg": host(cfg=default(SSO, CONFIG), **_GOOD),
    "no token, keys in cfg": host(cfg=default(SSO, CONFIG), sso={}),
    "no token, keys in crd": host(None, default(CREDS), default(SSO), sso={}),
    "in credentials": host(None, default(SSO), **_GOOD),
    "load config": host(_LOAD, cfg=default(SSO), **_GOOD),
    "named profile": host({"AWS_PROFILE": "p"}, cfg=section("profile p", SSO), **_GOOD),
    "account id alone, keys": host(cfg=default("sso_account_id = 123456789012", CONFIG)),
    "account id alone, keys in crd": host(None, default(CREDS), default("sso_account_id = 123456789012")),
    "start url alone, keys": host(cfg=default(f"sso_start_url = {START_URL}", CONFIG)),
    "region alone, keys": host(cfg=default("sso_region = us-east-1", CONFIG)),
    "without role name": host(cfg=default(*SSO.splitlines()[:3]), **_GOOD),
    "without start url": host(cfg=default(*SSO.splitlines()[1:]), **_GOOD),
    "unauthorized": host(cfg=default(SSO), **{**_GOOD, "sso": {"bad_tokens": ["EXAMPLETOKEN"]}}),
    "portal fails": host(cfg=default(SSO), **{**_GOOD, "sso": {"status": 500}}),
    "token file broken": host(cfg=default(SSO), sso={}, sso_cache=[{"key": START_URL, "raw": "{"}]),
    "token without expiry": host(cfg=default(SSO), sso={}, sso_cache=[sso_token(expiresAt=None)]),
    "token expires in 5 minutes": host(cfg=default(SSO), sso={}, sso_cache=[sso_token(expiresAt="+5m")]),
    "token old form UTC": host(cfg=default(SSO), sso={}, sso_cache=[sso_token(expiresAt="2099-01-01T00:00:00UTC")]),
    "token of another url": host(cfg=default(SSO), sso={}, sso_cache=[sso_token(START_URL + "/")]),
    "session": host(cfg=default(SESSION) + CORP, **_GOOD_SESSION),
    "session, load config": host(_LOAD, cfg=default(SESSION) + CORP, **_GOOD_SESSION),
    "session, token under url": host(cfg=default(SESSION) + CORP, **_GOOD),
    "session, expired": host(cfg=default(SESSION) + CORP, sso={}, sso_cache=[sso_token("corp", expiresAt="-1h")]),
    "session, refreshed": host(
        cfg=default(SESSION) + CORP, sso={}, sso_cache=[sso_token("corp", expiresAt="-1h", **_REFRESH)]
    ),
    "session, refresh refused": host(
        cfg=default(SESSION) + CORP,
        sso={"create_token": "InvalidGrantException"},
        sso_cache=[sso_token("corp", expiresAt="-1h", **_REFRESH)],
    ),
    "session, keys in crd": host(None, default(CREDS), default(SESSION) + CORP, **_GOOD_SESSION),
    "session missing, keys in crd": host(None, default(CREDS), default(SESSION)),
    "session missing, env keys": host(env_keys(), cfg=default(SESSION)),
    "session without region": host(
        cfg=default(SESSION) + section("sso-session corp", f"sso_start_url = {START_URL}"), **_GOOD_SESSION
    ),
    "session and url differ": host(
        cfg=default(SESSION, "sso_start_url = https://other.awsapps.com/start") + CORP, **_GOOD_SESSION
    ),
    "session and url agree": host(cfg=default(SSO, "sso_session = corp") + CORP, **_GOOD_SESSION),
    "session in credentials": host(None, default(SESSION) + CORP, **_GOOD_SESSION),
    "session quoted": host(cfg=default(SESSION) + CORP.replace(" corp]", ' "corp"]'), **_GOOD_SESSION),
    "session alone, keys in crd": host(None, default(CREDS), default("sso_session = corp") + CORP),
    "session alone, container": host(RELATIVE, cfg=default("sso_session = corp") + CORP, **TASK),
    "session, role name without account": host(
        cfg=default("sso_session = corp", "sso_role_name = R") + CORP, **_GOOD_SESSION
    ),
    "process beside": host(cfg=default(SSO, _CAT), files=_OUT, **_GOOD),
    "no token, process beside": host(cfg=default(SSO, _CAT), files=_OUT, sso={}),
    "source of a role": host(
        cfg=default("role_arn = arn:aws:iam::123456789012:role/app", "source_profile = s") + section("profile s", SSO),
        **_GOOD,
    ),
}
_LOGIN = "login_session = arn:aws:iam::123456789012:user/jane"
_LOGINS: States = {
    "keys in crd": host(None, default(CREDS), default(_LOGIN)),
    "keys in cfg": host(cfg=default(_LOGIN, CONFIG)),
    "container": host(RELATIVE, cfg=default(_LOGIN), **TASK),
    "process beside": host(cfg=default(_LOGIN, _CAT), files=_OUT),
    "env keys": host(env_keys(), cfg=default(_LOGIN)),
    "empty": host(cfg=default("login_session =")),
    "load config": host(_LOAD, cfg=default(_LOGIN)),
    "broken cache": host(cfg=default(_LOGIN), login_cache=[{"session": _LOGIN.partition(" = ")[2], "raw": "{"}]),
}

PROGRAMS = (
    with_prefix("process", _WHERE)
    | with_prefix("process words", _WORDS)
    | with_prefix("process prints", _PRINTED)
    | with_prefix("process writes", _WRITTEN)
    | with_prefix("sso", _SSO)
    | with_prefix("login", _LOGINS)
)
