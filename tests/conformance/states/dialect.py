"""How the files are written: prefixes, blanks, comments, quotes, doubles, and lines that are none."""

from __future__ import annotations

from .words import CREDS, SECRET, States, default, env_keys, host, key, pair, section, with_prefix

_ID, _KEY = CREDS.splitlines()
_P = {"AWS_PROFILE": "p"}
_P_KEYS = pair("PROFP00")
_MY = {"AWS_PROFILE": "my prof"}


def _crd(text: str) -> dict[str, object]:
    return host(None, text)


_SECTIONS: States = {
    "config without prefix": host(_P, cfg=section("p", _P_KEYS)),
    "config without prefix, load config": host({**_P, "AWS_SDK_LOAD_CONFIG": "1"}, cfg=section("p", _P_KEYS)),
    "config without prefix, credentials there": host(_P, default(CREDS), section("p", _P_KEYS)),
    "credentials with prefix": host(_P, section("profile p", _P_KEYS)),
    "credentials with and without prefix": host(_P, section("profile p", pair("WITHPRE")) + section("p", _P_KEYS)),
    "config with and without prefix": host(_P, cfg=section("p", pair("WITHOUT")) + section("profile p", _P_KEYS)),
    "prefix in upper case": host(_P, cfg=section("Profile p", _P_KEYS)),
    "prefix misspelled": host(_P, cfg=section("profiles p", _P_KEYS)),
    "prefix glued": host(_P, cfg=section("profilep", _P_KEYS)),
    "prefix and tab": host(_P, cfg=section("profile\tp", _P_KEYS)),
    "prefix and blanks": host(_P, cfg=section("profile   p", _P_KEYS)),
    "blanks inside brackets": host(_P, cfg=section(" profile p ", _P_KEYS)),
    "blanks inside brackets of credentials": host(_P, section(" p ", _P_KEYS)),
    "quoted name": host(_P, cfg=section('profile "p"', _P_KEYS)),
    "single-quoted name": host(_P, cfg=section("profile 'p'", _P_KEYS)),
    "quoted name in credentials": host(_P, section('"p"', _P_KEYS)),
    "name with blank": host(_MY, cfg=section("profile my prof", _P_KEYS)),
    "quoted name with blank": host(_MY, cfg=section('profile "my prof"', _P_KEYS)),
    "name with blank in credentials": host(_MY, section("my prof", _P_KEYS)),
    "name with odd letters": host({"AWS_PROFILE": "a/b.c@d:e+f%g"}, section("a/b.c@d:e+f%g", _P_KEYS)),
    "name with umlaut": host({"AWS_PROFILE": "bäcker"}, section("bäcker", _P_KEYS)),
    "name with dollar": host({"AWS_PROFILE": "a$b"}, section("a$b", _P_KEYS)),
    "profile default in config": host(cfg=section("profile default", _P_KEYS)),
    "profile default after default": host(cfg=default(pair("PLAIN00")) + section("profile default", _P_KEYS)),
    "profile default before default": host(cfg=section("profile default", _P_KEYS) + default(pair("PLAIN00"))),
    "profile default in credentials": _crd(section("profile default", _P_KEYS)),
    "DEFAULT section": _crd(section("DEFAULT", CREDS)),
    "Default section": _crd(section("Default", CREDS)),
    "section twice": _crd(default(pair("FIRST00")) + default(pair("SECOND0"))),
    "section twice, halves": _crd(default(_ID) + default(_KEY)),
    "section twice in config": host(cfg=default(pair("FIRST00")) + default(pair("SECOND0"))),
    "comment after header": _crd(f"[default] # mine\n{CREDS}"),
    "words after header": _crd(f"[default] mine\n{CREDS}"),
    "header indented": _crd(f"  [default]\n{CREDS}"),
    "header not closed": _crd(f"[default\n{CREDS}"),
    "header empty": _crd(f"[]\nregion = us-east-1\n{default(CREDS)}"),
    "no header": _crd(CREDS),
    "key before first header": _crd(f"region = us-east-1\n{default(CREDS)}"),
    "junk before first header": _crd(f"hello\n{default(CREDS)}"),
    "sso-session named like a profile": host(_P, cfg=section("sso-session p", _P_KEYS)),
}
_LINES: States = {
    "indented keys": _crd(default(f"  {_ID}", f"  {_KEY}")),
    "tab before keys": _crd(default(f"\t{_ID}", f"\t{_KEY}")),
    "second key indented": _crd(default(_ID, f"  {_KEY}")),
    "indented keys, env keys": host(env_keys(), default(f"  {_ID}", f"  {_KEY}")),
    "nested block": _crd(default("s3 =", "  max_concurrent_requests = 20", _ID, _KEY)),
    "nested keys": _crd(default("s3 =", f"  {_ID}", f"  {_KEY}")),
    "nested line without equals": _crd(default("s3 =", "  broken", _ID, _KEY)),
    "value continued": _crd(default(_ID, _KEY, "description = one", "  two")),
    "secret continued": _crd(default(_ID, _KEY, "  more")),
    "no blanks around equals": _crd(default(f"aws_access_key_id={key('CREDS00')}", f"aws_secret_access_key={SECRET}")),
    "tabs around equals": _crd(
        default(f"aws_access_key_id\t=\t{key('CREDS00')}", f"aws_secret_access_key\t=\t{SECRET}")
    ),
    "colons": _crd(default(_ID.replace(" = ", ": "), _KEY.replace(" = ", ": "))),
    "equals in value": _crd(default(_ID, _KEY, "note = a=b")),
    "upper-case keys": _crd(
        default(_ID.replace("aws_access_key_id", "AWS_ACCESS_KEY_ID"), _KEY.upper()[:21] + _KEY[21:])
    ),
    "mixed-case keys": _crd(default(_ID.replace("aws", "Aws"), _KEY.replace("aws", "Aws"))),
    "comment after value": _crd(default(f"{_ID} # work", _KEY)),
    "semicolon comment after value": _crd(default(f"{_ID} ; work", _KEY)),
    "hash glued to value": _crd(default(f"{_ID}#work", _KEY)),
    "comment lines": _crd("# one\n; two\n" + default("# three", _ID, "; four", _KEY)),
    "comment line indented": _crd(default("  # three", _ID, "  ; four", _KEY)),
    "comment between, indented": _crd(default(_ID, "  # between", _KEY)),
    "quoted value": _crd(default(f'aws_access_key_id = "{key("CREDS00")}"', _KEY)),
    "single-quoted value": _crd(default(f"aws_access_key_id = '{key('CREDS00')}'", _KEY)),
    "both values quoted": _crd(
        default(f'aws_access_key_id = "{key("CREDS00")}"', f'aws_secret_access_key = "{SECRET}"')
    ),
    "blanks after value": _crd(default(f"{_ID}   ", f"{_KEY}\t")),
    "key twice": _crd(default(pair("FIRST00"), pair("SECOND0"))),
    "id twice": _crd(default(_ID, f"aws_access_key_id = {key('SECOND0')}", _KEY)),
    "key twice in two cases": _crd(default(_ID, _KEY, f"AWS_ACCESS_KEY_ID = {key('SECOND0')}")),
    "junk line": _crd(default(_ID, "hello", _KEY)),
    "junk line at the end": _crd(default(CREDS, "hello")),
    "junk line in another section": _crd(default(CREDS) + section("other", "hello")),
    "junk line in config, keys in credentials": host(None, default(CREDS), default("hello")),
    "junk line in config, env keys": host(env_keys(), None, default("hello")),
    "junk line in credentials, env keys": host(env_keys(), default("hello")),
    "line begins with equals": _crd(default("= x", CREDS)),
    "key without value": _crd(default("aws_session_token", CREDS)),
    "blank lines": _crd("\n\n" + default("", _ID, "", "   ", _KEY, "")),
    "no line end at the end": _crd(default(CREDS).rstrip("\n")),
    "CRLF": _crd(default(CREDS).replace("\n", "\r\n")),
    "CR only": _crd(default(CREDS).replace("\n", "\r")),
    "percent in secret": _crd(default(_ID, "aws_secret_access_key = a%b%(c)s")),
}
_BYTES: States = {
    "BOM in credentials": host(None, {"encoding": "utf-8-sig", "text": default(CREDS)}),
    "BOM in config": host(cfg={"encoding": "utf-8-sig", "text": default(CREDS)}),
    "BOM in config, keys in credentials": host(
        None, default(CREDS), {"encoding": "utf-8-sig", "text": default("region = us-east-1")}
    ),
    "BOM, comment first": host(None, {"encoding": "utf-8-sig", "text": "# mine\n" + default(CREDS)}),
    "UTF-16": host(None, {"encoding": "utf-16", "text": default(CREDS)}),
    "Latin-1 in a comment": host(None, {"encoding": "latin-1", "text": "# für mich\n" + default(CREDS)}),
    "Latin-1 in config, keys in credentials": host(
        None, default(CREDS), {"encoding": "latin-1", "text": default("note = für")}
    ),
    "NUL in a comment": _crd("# \0\n" + default(CREDS)),
    "umlaut in a value": _crd(default(CREDS, "note = für")),
    "no-break space before value": _crd(default(f"aws_access_key_id =\u00a0{key('CREDS00')}", _KEY)),
}
_VALUES: States = {
    "empty keys": _crd(default("aws_access_key_id =", "aws_secret_access_key =")),
    "empty secret": _crd(default(_ID, "aws_secret_access_key =")),
    "empty id in credentials, keys in config": host(
        None, default("aws_access_key_id =", _KEY), default(pair("CONFIG0"))
    ),
    "empty keys in credentials, keys in config": host(
        None, default("aws_access_key_id =", "aws_secret_access_key ="), default(pair("CONFIG0"))
    ),
    "session token": _crd(default(CREDS, "aws_session_token = TOKEN")),
    "empty session token": _crd(default(CREDS, "aws_session_token =")),
    "security token": _crd(default(CREDS, "aws_security_token = TOKEN")),
    "session token alone": host(cfg=default("aws_session_token = TOKEN")),
    "account id": _crd(default(CREDS, "aws_account_id = 123456789012")),
    "expired keys": _crd(
        default(CREDS, "aws_session_token = TOKEN", "x_security_token_expires = 2001-01-01T00:00:00Z")
    ),
}

DIALECT = with_prefix("section", _SECTIONS) | with_prefix("line", _LINES | _BYTES) | with_prefix("value", _VALUES)
