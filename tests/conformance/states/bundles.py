"""The file of trusted certificates that a variable or a profile names: some SDKs open it before they look for keys."""

from __future__ import annotations

from .words import (
    BASE,
    BASE_IN_CONFIG,
    CREDS,
    JWT,
    ROLE,
    SSO,
    States,
    default,
    env_keys,
    host,
    role,
    section,
    sso_token,
    with_prefix,
)

CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBZzCCAQ6gAwIBAgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdFeGFtcGxl
MCAXDTI2MTEyODA2NDYzMFoYDzIxMjYxMTA0MDY0NjMwWjASMRAwDgYDVQQDDAdF
eGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEFztjIE4Fira+KnRSFg/p
/0oRtdoKJ+hsLrSlqYMT6keSCuRBwaJzrUeOvsROhkBjFRP+thUjlK2ZDGHi1pQu
yqNTMFEwHQYDVR0OBBYEFP0eV75pRNn4juwjoCgX+8/IhOe+MB8GA1UdIwQYMBaA
FP0eV75pRNn4juwjoCgX+8/IhOe+MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0E
AwIDRwAwRAIgQLkTktc1EVfVWFhuZn3ZeaBvXQo8qYKLYHvpIzqwsJYCIEFhcfGA
jV6ZDBGUfqOgrvFDjdL1rEysAnTDz/L0ryz6
-----END CERTIFICATE-----
"""
"""Of nobody, signed by itself."""
_VARIABLE = "AWS_CA_BUNDLE"
_LINES = CERTIFICATE.splitlines()
_GONE = "ca_bundle = {home}/gone"
_GOOD = {"~/good": CERTIFICATE}
_LOAD = {"AWS_SDK_LOAD_CONFIG": "1"}
_WEB = {"AWS_ROLE_ARN": f"{ROLE}web", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}
_TOKEN = {"~/token": JWT}


def _holds(text: object) -> dict[str, object]:
    return host(env_keys(**{_VARIABLE: "{home}/b"}), files={"~/b": text})


def _broken(line: int, text: str) -> dict[str, object]:
    return _holds("\n".join([*_LINES[:line], text, *_LINES[line + 1 :]]) + "\n")


_FILES: States = {
    "good": _holds(CERTIFICATE),
    "words": _holds("no certificate\n"),
    "empty": _holds(""),
    "directory": _holds({"directory": True}),
    "no certificate in it": _holds("-----BEGIN PUBLIC KEY-----\nRVhBTVBMRQ==\n-----END PUBLIC KEY-----\n"),
    "certificate of bytes that are none": _holds(
        "-----BEGIN CERTIFICATE-----\nRVhBTVBMRQ==\n-----END CERTIFICATE-----\n"
    ),
    "cut": _holds("\n".join(_LINES[:5]) + "\n"),
    "no base64": _broken(3, "!!!!"),
    "a line lost": _broken(3, ""),
    "in CRLF": _holds(CERTIFICATE.replace("\n", "\r\n")),
    "behind words": _holds(f"Example\n=======\n{CERTIFICATE}"),
    "behind one that is none": _holds(
        f"-----BEGIN CERTIFICATE-----\nRVhBTVBMRQ==\n-----END CERTIFICATE-----\n{CERTIFICATE}"
    ),
    "with a heading": _broken(0, "-----BEGIN CERTIFICATE-----\nProc-Type: none\n"),
    "indented": _holds("".join(f"  {line}\n" for line in _LINES)),
    "called trusted": _holds(CERTIFICATE.replace("CERTIFICATE", "TRUSTED CERTIFICATE")),
    "in one line": _holds(f"{_LINES[0]}\n{''.join(_LINES[1:-1])}\n{_LINES[-1]}"),
    "path with a tilde": host(env_keys(**{_VARIABLE: "~/good"}), files=_GOOD),
    "path from here": host(env_keys(**{_VARIABLE: "good"}), files=_GOOD),
}
_NAMED: States = {
    "variable empty": host(env_keys(**{_VARIABLE: ""})),
    "variable blank": host(env_keys(**{_VARIABLE: " "})),
    "profile": host(env_keys(), cfg=default(_GONE)),
    "profile, good": host(env_keys(), cfg=default("ca_bundle = {home}/good"), files=_GOOD),
    "profile, empty": host(env_keys(), cfg=default("ca_bundle =")),
    "profile, load config": host({**env_keys(), **_LOAD}, cfg=default(_GONE)),
    "profile, empty, load config": host({**env_keys(), **_LOAD}, cfg=default("ca_bundle =")),
    "profile of credentials": host(env_keys(), default(_GONE)),
    "profile of credentials, load config": host({**env_keys(), **_LOAD}, default(_GONE)),
    "profile of credentials has an empty one": host(
        {**env_keys(), **_LOAD}, default("ca_bundle ="), default("ca_bundle = {home}/gone")
    ),
    "profile, variable empty": host({**env_keys(**{_VARIABLE: ""}), **_LOAD}, cfg=default(_GONE)),
    "profile, variable good": host(
        {**env_keys(**{_VARIABLE: "{home}/good"}), **_LOAD}, cfg=default(_GONE), files=_GOOD
    ),
    "profile good, variable gone": host(
        {**env_keys(**{_VARIABLE: "{home}/gone"}), **_LOAD}, cfg=default("ca_bundle = {home}/good"), files=_GOOD
    ),
    "another profile": host({**env_keys(), **_LOAD}, cfg=section("profile other", _GONE)),
    "explicit profile": host(_LOAD, cfg=section("profile p", CREDS, _GONE), profile="p"),
    "source profile": host(_LOAD, default(role()) + BASE + f"{_GONE}\n"),
}
_ROLE = default(role()) + BASE
_IN_USE: States = {
    "metadata, gone": host({_VARIABLE: "{home}/gone"}),
    "role, gone": host({_VARIABLE: "{home}/gone", **_LOAD}, _ROLE),
    "role, words": host({_VARIABLE: "{home}/b", **_LOAD}, _ROLE, files={"~/b": "no certificate\n"}),
    "role, directory": host({_VARIABLE: "{home}/b", **_LOAD}, _ROLE, files={"~/b": {"directory": True}}),
    "role, variable empty": host({_VARIABLE: "", **_LOAD}, _ROLE),
    "role, variable empty, source gone": host({_VARIABLE: "", **_LOAD}, f"{_ROLE}{_GONE}\n"),
    "profile of a role": host(_LOAD, cfg=default(role(), _GONE) + BASE_IN_CONFIG),
    "profile of a chain": host(
        _LOAD, default(role("app", "source_profile = mid")) + section("mid", role("mid"), _GONE) + BASE
    ),
    "web identity, gone": host({_VARIABLE: "{home}/gone", **_WEB}, files=_TOKEN),
    "web identity, profile": host(_WEB, cfg=default(_GONE), files=_TOKEN),
    "sso, gone": host({_VARIABLE: "{home}/gone"}, cfg=default(SSO), sso={}, sso_cache=[sso_token()]),
    "sso, profile": host(cfg=default(SSO, _GONE), sso={}, sso_cache=[sso_token()]),
}

BUNDLES = with_prefix("ca bundle", _FILES | with_prefix("by", _NAMED) | with_prefix("in use", _IN_USE))
