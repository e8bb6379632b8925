"""Which profile is meant, and in which files it is looked for."""

from __future__ import annotations

from .words import BASE, CONFIG, CREDS, States, default, env_keys, host, pair, role, section, with_prefix

_A, _B = section("a", pair("PROFA00")), section("b", pair("PROFB00"))
_FILE = default(CREDS) + _A + _B
_IN_CONFIG = default(CONFIG) + section("profile a", pair("CONFA00")) + section("profile b", pair("CONFB00"))
_LOAD = {"AWS_SDK_LOAD_CONFIG": "1"}


def _variables(profile: str | None, other: str | None) -> dict[str, str | None]:
    named = {"AWS_PROFILE": profile, "AWS_DEFAULT_PROFILE": other}
    return {name: value for name, value in named.items() if value is not None}


_BY_VARIABLE: States = {
    "AWS_PROFILE": host(_variables("a", None), _FILE),
    "AWS_DEFAULT_PROFILE": host(_variables(None, "a"), _FILE),
    "AWS_DEFAULT_PROFILE with load config": host({**_variables(None, "a"), **_LOAD}, _FILE),
    "both variables": host(_variables("a", "b"), _FILE),
    "AWS_PROFILE empty": host(_variables("", None), _FILE),
    "AWS_PROFILE empty, other set": host(_variables("", "b"), _FILE),
    "AWS_DEFAULT_PROFILE empty": host(_variables(None, ""), _FILE),
    "both empty": host(_variables("", ""), _FILE),
    "AWS_PROFILE blank": host(_variables(" ", None), _FILE),
    "space after": host(_variables("a ", None), _FILE),
    "space before": host(_variables(" a", None), _FILE),
    "line end after": host(_variables("a\n", None), _FILE),
    "wrong case": host(_variables("A", None), _FILE),
    "DEFAULT": host(_variables("DEFAULT", None), _FILE),
    "default by name": host(_variables("default", None), _FILE),
    "with the prefix": host(_variables("profile a", None), cfg=_IN_CONFIG),
    "quoted": host(_variables('"a"', None), _FILE),
    "missing": host(_variables("nope", None), _FILE),
    "missing, no files": host(_variables("nope", None)),
    "missing by AWS_DEFAULT_PROFILE": host(_variables(None, "nope"), _FILE),
    "missing, env keys": host({**env_keys(), **_variables("nope", None)}, _FILE),
    "missing by AWS_DEFAULT_PROFILE, env keys": host({**env_keys(), **_variables(None, "nope")}, _FILE),
    "env keys": host({**env_keys(), **_variables("a", None)}, _FILE),
    "env keys, AWS_PROFILE empty": host({**env_keys(), **_variables("", None)}, _FILE),
    "env keys, AWS_PROFILE=default": host({**env_keys(), **_variables("default", None)}, _FILE),
    "profile without keys, default with": host(_variables("c", None), _FILE + section("c", "region = us-east-1")),
    "profile is empty": host(_variables("c", None), _FILE + section("c")),
}
_EXPLICIT: States = {
    "wins": host(None, _FILE, profile="a"),
    "env keys": host(env_keys(), _FILE, profile="a"),
    "over AWS_PROFILE": host(_variables("b", None), _FILE, profile="a"),
    "over AWS_DEFAULT_PROFILE": host(_variables(None, "b"), _FILE, profile="a"),
    "missing": host(None, _FILE, profile="nope"),
    "missing, env keys": host(env_keys(), _FILE, profile="nope"),
    "default, env keys": host(env_keys(), _FILE, profile="default"),
    "empty": host(None, _FILE, profile=""),
    "without keys": host(None, _FILE + section("c", "region = us-east-1"), profile="c"),
    "good, AWS_PROFILE missing": host(_variables("nope", None), _FILE, profile="a"),
    "role of env keys": host(env_keys(), section("a", role("app", "credential_source = Environment")), profile="a"),
    "config only": host(None, cfg=_IN_CONFIG, profile="a"),
    "config only with load config": host(_LOAD, cfg=_IN_CONFIG, profile="a"),
}
_FILES: States = {
    "config only": host(_variables("a", None), cfg=_IN_CONFIG),
    "config only, load config": host({**_variables("a", None), **_LOAD}, cfg=_IN_CONFIG),
    "both files": host(_variables("a", None), _FILE, _IN_CONFIG),
    "both files, load config": host({**_variables("a", None), **_LOAD}, _FILE, _IN_CONFIG),
    "default of config, load config": host(_LOAD, cfg=_IN_CONFIG),
    "other profile in credentials": host(_variables("a", None), _B, _IN_CONFIG),
    "default in credentials, profile in config": host(_variables("a", None), default(CREDS), _IN_CONFIG),
    "only another profile": host(None, _A),
    "load config, no config file": host(_LOAD, _FILE),
    "load config empty": host({"AWS_SDK_LOAD_CONFIG": ""}, cfg=_IN_CONFIG),
    "load config true": host({"AWS_SDK_LOAD_CONFIG": "true"}, cfg=_IN_CONFIG),
    "load config false": host({"AWS_SDK_LOAD_CONFIG": "false"}, cfg=_IN_CONFIG),
    "load config 0": host({"AWS_SDK_LOAD_CONFIG": "0"}, cfg=_IN_CONFIG),
    "load config yes": host({"AWS_SDK_LOAD_CONFIG": "yes"}, cfg=_IN_CONFIG),
    "role in config, keys in credentials": host(None, default(CREDS) + BASE, default(role())),
    "role in config, keys in credentials, load config": host(_LOAD, default(CREDS) + BASE, default(role())),
    "id in credentials, secret in config": host(None, default(CREDS.splitlines()[0]), default(CREDS.splitlines()[1])),
    "secret in credentials, id in config": host(None, default(CREDS.splitlines()[1]), default(CREDS.splitlines()[0])),
    "halves over both files, load config": host(_LOAD, default(CREDS.splitlines()[0]), default(CREDS.splitlines()[1])),
    "keys in credentials, other id in config": host(None, default(CREDS), default(CONFIG.splitlines()[0])),
    "keys in config, other id in credentials": host(None, default(CREDS.splitlines()[0]), default(CONFIG)),
    "keys in credentials, token in config": host(None, default(CREDS), default("aws_session_token = STRAY")),
}

_ALT = {"~/alt": default(pair("ALTFILE"))}
_C, _F = "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"


def _paths(variable: str) -> States:
    crd, cfg = (default(CREDS), None) if variable == _C else (None, default(CONFIG))
    texts = {
        "named": "{home}/alt",
        "tilde": "~/alt",
        "variable": "$HOME/alt",
        "empty": "",
        "blank": " ",
        "missing": "{home}/nowhere",
        "directory": "{home}/dir",
        "relative": "alt",
        "quoted": '"{home}/alt"',
        "not readable as text": "{home}/bytes",
    }
    files = {**_ALT, "~/dir": {"directory": True}, "~/bytes": {"bytes_hex": "fffe00"}}
    states = {f"{variable} {name}": host({variable: text}, crd, cfg, files=files) for name, text in texts.items()}
    more = {**_LOAD, variable: "{home}/alt"}
    states[f"{variable} named, load config"] = host(more, crd, cfg or "", files=files)
    states[f"{variable} is a fifo's name"] = host({variable: "/dev/null"}, crd, cfg, files=files)
    return states


_PLACES: States = {
    "both variables name one file": host({_C: "{home}/alt", _F: "{home}/alt"}, files=_ALT),
    "credentials variable names the config": host({_C: "{home}/.aws/config"}, None, _IN_CONFIG),
    "HOME empty": host({"HOME": ""}, default(CREDS)),
    "HOME missing": host({"HOME": None}, default(CREDS)),
    "HOME elsewhere": host({"HOME": "{home}/nowhere"}, default(CREDS)),
    "java's home elsewhere": host(
        None, default(CREDS), files={"~/other/.aws/credentials": default(pair("ALTFILE"))}, user_home="other"
    ),
    "credentials is a directory": host(None, {"directory": True}, default(CONFIG)),
    "config is a directory": host(None, default(CREDS), {"directory": True}),
    "credentials is a link": host(None, {"symlink": "~/alt"}, files=_ALT),
    "credentials is a broken link": host(None, {"symlink": "~/nowhere"}, default(CONFIG)),
    "config empty": host(None, default(CREDS), ""),
    "credentials empty": host(None, "", default(CONFIG)),
    "env keys, config is a directory": host(env_keys(), None, {"directory": True}),
}

SELECTION = (
    with_prefix("profile", _BY_VARIABLE)
    | with_prefix("explicit", _EXPLICIT)
    | with_prefix("files", _FILES | _PLACES)
    | with_prefix("path", _paths(_C) | _paths(_F))
)
