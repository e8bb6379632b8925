"""What goes out as it is, though no request may have it; and what comes back, though it is no answer."""

from __future__ import annotations

from .words import BASE, FULL, JWT, ROLE, SSO, TASK, States, default, host, role, section, sso_token, with_prefix

_LOAD = {"AWS_SDK_LOAD_CONFIG": "1"}
_WEB = {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": f"{ROLE}web"}
_TOKEN = {"~/token": JWT}
_BY_TOKEN = "web_identity_token_file = {home}/token"
_REL = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
_AUTH, _AUTH_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
_FREE = {"path": "/creds", "require_token": None}

_PATHS: States = {
    "blank inside": host({_REL: "/my creds"}, container={"path": "/my creds"}),
    "two blanks at end": host({_REL: "/creds  "}, **TASK),
    "tab at end": host({_REL: "/creds\t"}, **TASK),
    "line end at end": host({_REL: "/creds\n"}, **TASK),
    "CR at end": host({_REL: "/creds\r"}, **TASK),
    "blank in front": host({_REL: " /creds"}, **TASK),
    "umlaut": host({_REL: "/cr\u00e9ds"}, **TASK),
}
_TOKENS: States = {
    "line end in a variable": host({**FULL, _AUTH: "Basic\nabc"}, container=_FREE),
    "line end in a variable, and blanks around": host({**FULL, _AUTH: " Basic\nabc\n"}, container=_FREE),
    "CR in a variable": host({**FULL, _AUTH: "Basic\rabc"}, container=_FREE),
    "line end in a file, token needed": host(
        {**FULL, _AUTH_FILE: "{home}/t"},
        files={"~/t": "Basic\nabc"},
        container={"path": "/creds", "require_token": "Basic abc"},
    ),
    "line end in a file, its first line needed": host(
        {**FULL, _AUTH_FILE: "{home}/t"},
        files={"~/t": "Basic\nabc"},
        container={"path": "/creds", "require_token": "Basic"},
    ),
    "CR in a file": host({**FULL, _AUTH_FILE: "{home}/t"}, files={"~/t": "Basic\rabc"}, container=_FREE),
    "CRLF in a file": host({**FULL, _AUTH_FILE: "{home}/t"}, files={"~/t": "Basic\r\nabc"}, container=_FREE),
}
_PORTAL = {"misbehave": "html"}
_PORTALS: States = {
    "web identity": host(_WEB, files=_TOKEN, sts=_PORTAL),
    "web identity in profile": host(cfg=default(role("web", ""), _BY_TOKEN), files=_TOKEN, sts=_PORTAL),
    "role, load config": host(_LOAD, default(role()) + BASE, sts=_PORTAL),
    "chain of two": host(
        None, default(role("app", "source_profile = mid")) + section("mid", role("mid")) + BASE, sts=_PORTAL
    ),
    "sso": host(cfg=default(SSO), sso=_PORTAL, sso_cache=[sso_token()]),
}

RAW = (
    with_prefix("raw path", _PATHS) | with_prefix("raw token", _TOKENS) | with_prefix("answered by a portal", _PORTALS)
)
