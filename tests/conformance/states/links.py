"""Every link against every other, and every link that fails above what would answer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any, NamedTuple

from .words import (
    BASE_IN_CONFIG,
    CONFIG,
    CORP,
    CREDS,
    FULL,
    IMDS,
    JWT,
    RELATIVE,
    ROLE,
    SESSION,
    SSO,
    TASK,
    Host,
    States,
    default,
    env_keys,
    host,
    printed,
    role,
    sso_token,
    with_prefix,
)


class Part(NamedTuple):
    """What a link needs: variables, lines of the default profile in either file, further sections, and fakes."""

    env: Mapping[str, str | None] = {}
    crd: str = ""
    cfg: str = ""
    sections: str = ""
    files: Mapping[str, object] = {}
    fakes: Mapping[str, Any] = {}


TOKEN_FILE = {"~/token": JWT}
WEB = {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": f"{ROLE}web"}
_PROCESS = "credential_process = cat {home}/out.json\n"
_OUT = {"~/out.json": printed("PROCESS")}
_WEB_LINES = "web_identity_token_file = {home}/token\n" + role("web", "")

WINS = {
    "env": Part(env_keys()),
    "web-env": Part(WEB, files=TOKEN_FILE),
    "web-cfg": Part(cfg=_WEB_LINES, files=TOKEN_FILE),
    "role-cfg": Part(cfg=role(), sections=BASE_IN_CONFIG),
    "role-crd": Part(crd=role(), sections=BASE_IN_CONFIG),
    "sso": Part(cfg=SSO, fakes={"sso": {}, "sso_cache": [sso_token()]}),
    "sso-session": Part(cfg=SESSION, sections=CORP, fakes={"sso": {}, "sso_cache": [sso_token("corp")]}),
    "process-cfg": Part(cfg=_PROCESS, files=_OUT),
    "process-crd": Part(crd=_PROCESS, files=_OUT),
    "keys-crd": Part(crd=CREDS),
    "keys-cfg": Part(cfg=CONFIG),
    "full": Part(FULL, fakes=TASK),
    "relative": Part(RELATIVE, fakes=TASK),
    "imds": Part(fakes=IMDS),
}
_GONE = {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/gone"}
_DENIED: Host = {"sts": {"assume_role": {f"{ROLE}app": "AccessDenied"}, "web_identity": "AccessDenied"}}
FAILS = {
    "env id alone": Part({"AWS_ACCESS_KEY_ID": env_keys()["AWS_ACCESS_KEY_ID"]}),
    "env secret alone": Part({"AWS_SECRET_ACCESS_KEY": env_keys()["AWS_SECRET_ACCESS_KEY"]}),
    "web-env token file gone": Part({**WEB, **_GONE}),
    "web-env token file empty": Part(WEB, files={"~/token": ""}),
    "web-env token is no token": Part(WEB, files={"~/token": "EXAMPLE"}),
    "web-env denied": Part(WEB, files=TOKEN_FILE, fakes=_DENIED),
    "web-env sts is down": Part(WEB, files=TOKEN_FILE, fakes={"sts": {"reachable": False}}),
    "web-env without role": Part({"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}, files=TOKEN_FILE),
    "web-env role alone": Part({"AWS_ROLE_ARN": f"{ROLE}web"}),
    "web-cfg token file gone": Part(cfg=_WEB_LINES),
    "web-cfg without role": Part(cfg="web_identity_token_file = {home}/token\n", files=TOKEN_FILE),
    "role denied": Part(cfg=role(), sections=BASE_IN_CONFIG, fakes=_DENIED),
    "role sts is down": Part(cfg=role(), sections=BASE_IN_CONFIG, fakes={"sts": {"reachable": False}}),
    "role source is missing": Part(cfg=role()),
    "role source is empty": Part(cfg=role(), sections="[profile base]\nregion = us-east-1\n"),
    "role alone": Part(cfg=role("app", "")),
    "role arn empty": Part(cfg="role_arn =\nsource_profile = base\n", sections=BASE_IN_CONFIG),
    "role source name empty": Part(cfg=role("app", "source_profile =")),
    "source alone": Part(cfg="source_profile = base\n", sections=BASE_IN_CONFIG),
    "role of env keys": Part(cfg=role("app", "credential_source = Environment")),
    "sso no token": Part(cfg=SSO, fakes={"sso": {}}),
    "sso token expired": Part(cfg=SSO, fakes={"sso": {}, "sso_cache": [sso_token(expiresAt="-1h")]}),
    "sso forbidden": Part(
        cfg=SSO, fakes={"sso": {"role_credentials": "ForbiddenException"}, "sso_cache": [sso_token()]}
    ),
    "sso-session no token": Part(cfg=SESSION, sections=CORP, fakes={"sso": {}}),
    "sso-session missing": Part(cfg=SESSION),
    "sso-session alone": Part(cfg="sso_session = corp\n", sections=CORP),
    "sso incomplete": Part(cfg="sso_account_id = 123456789012\n"),
    "process exits 1": Part(cfg="credential_process = sh -c 'echo sorry >&2; exit 1'\n"),
    "process is missing": Part(cfg="credential_process = /nonexistent/tool\n"),
    "process prints no JSON": Part(cfg="credential_process = echo hello\n"),
    "process in crd exits 1": Part(crd="credential_process = false\n"),
    "keys-crd id alone": Part(crd=CREDS.splitlines()[0] + "\n"),
    "keys-crd secret alone": Part(crd=CREDS.splitlines()[1] + "\n"),
    "keys-cfg id alone": Part(cfg=CONFIG.splitlines()[0] + "\n"),
    "keys-crd empty": Part(crd="aws_access_key_id =\naws_secret_access_key =\n"),
    "login without a cache": Part(cfg="login_session = arn:aws:iam::123456789012:user/jane\n"),
}
BELOW = {"imds": WINS["imds"], "keys-crd": WINS["keys-crd"], "relative": WINS["relative"]}


def host_of(*parts: Part) -> Host:
    """The host that has all parts; what a later part says of a fake holds."""
    crd, cfg = ("".join(part[at] for part in parts) for at in (1, 2))
    sections = "".join(dict.fromkeys(part.sections for part in parts))
    fakes: Host = {}
    env: dict[str, str | None] = {}
    files: dict[str, object] = {}
    for part in parts:
        fakes |= {**part.fakes, "sso_cache": [*fakes.get("sso_cache", []), *part.fakes.get("sso_cache", [])]}
        env |= part.env
        files |= part.files
    if cfg or sections:
        cfg = (default(cfg) if cfg else "") + sections
    return host(env, default(crd) if crd else None, cfg or None, files=files, **{"imds": None, **fakes})


_SAME = ({"role-cfg", "role-crd"}, {"process-cfg", "process-crd"}, {"web-cfg", "role-cfg"}, {"sso", "sso-session"})
"""Two of one kind would be one: the same lines, or the same cache."""


def _duels() -> States:
    duels = {f"{a} and {b}": host_of(WINS[a], WINS[b]) for a, b in combinations(WINS, 2) if {a, b} not in _SAME}
    all_of_default = ("role-crd", "keys-crd", "process-crd"), ("sso", "keys-cfg", "process-cfg")
    duels |= {" and ".join(names): host_of(*(WINS[name] for name in names)) for names in all_of_default}
    return duels


def _failures() -> States:
    return {
        f"{name}, then {below}": host_of(part, BELOW[below])
        for name, part in FAILS.items()
        for below in BELOW
        if not (below == "keys-crd" and part.crd)
    }


def _switched() -> States:
    """What is in the config file, for the two SDKs that read it only when they are told to."""
    switch = Part({"AWS_SDK_LOAD_CONFIG": "1"})
    there = [name for name, part in WINS.items() if part.cfg]
    alone = {name: host_of(switch, WINS[name]) for name in there}
    pairs = [pair for pair in combinations([*there, "keys-crd"], 2) if {*pair} not in _SAME]
    duels = {f"{a} and {b}": host_of(switch, WINS[a], WINS[b]) for a, b in pairs}
    failures = {f"{name}, then imds": host_of(switch, part, WINS["imds"]) for name, part in FAILS.items() if part.cfg}
    return alone | duels | failures


LINKS = (
    with_prefix("alone", {name: host_of(part) for name, part in WINS.items()} | {"nothing": host(imds=None)})
    | with_prefix("duel", _duels())
    | with_prefix("fails", _failures())
    | with_prefix("switched", _switched())
)
