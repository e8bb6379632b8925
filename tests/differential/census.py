"""Counts what generated states hold: every variable in each of its five states, every way to write the files, and what
meets on a path of roles, in a container's token and at the metadata service.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from . import meetings
from .variables import STATES, VARIABLES, state_in

State = Mapping[str, Any]

_FILES = {
    "default by its name": r"(?m)^\[ ?default ?\]",
    "default as a profile": r"(?m)^\[profile\s+default\]",
    "section [DEFAULT]": r"(?m)^\[DEFAULT\]",
    "section services": r"(?m)^\[services ",
    "section sso-session": r"(?m)^\[sso-session ",
    "quoted header": r"(?m)^\[profile\s+[\"']",
    "header without `profile`": r"(?m)^\[(?!profile|default|DEFAULT|services|sso-session)[^\]]+\]",
    "name with a space": r"(?m)^\[profile\s+\"[^\"]* [^\"]*\"\]",
    "name that is not ASCII": r"(?m)^\[[^\]]*[^\x00-\x7f][^\]]*\]",
    "indented key": r"(?m)^[ \t]+\w+ ?[=:]",
    "block of settings": r"(?m)^\w+[ \t]*[=:][ \t]*\r?\n[ \t]+\w",
    "delimiter =": r"(?m)^\w+=",
    "delimiter :": r"(?m)^\w+ ?:",
    "delimiter with blanks": r"(?m)^\w+ = ",
    "carriage returns": r"\r\n",
    "comment": r"(?m)^[#;]",
    "upper case key": r"(?m)^[A-Z_]+ ?[=:]",
    "role_arn": r"(?m)^\s*role_arn\b",
    "source_profile": r"(?m)^\s*source_profile\b",
    "credential_source": r"(?m)^\s*credential_source\b",
    "mfa_serial": r"(?m)^\s*mfa_serial\b",
    "external_id": r"(?m)^\s*external_id\b",
    "duration_seconds": r"(?m)^\s*duration_seconds\b",
    "role_session_name": r"(?m)^\s*role_session_name\b",
    "web_identity_token_file": r"(?m)^\s*web_identity_token_file\b",
    "sso_session": r"(?m)^\s*sso_session\b",
    "sso_start_url": r"(?m)^\s*sso_start_url\b",
    "login_session": r"(?m)^\s*login_session\b",
    "credential_process": r"(?m)^\s*credential_process\b",
    "static keys": r"(?m)^\s*aws_access_key_id\b",
    "session token": r"(?m)^\s*aws_session_token\b",
    "data_path": r"(?m)^\s*data_path\b",
    "metadata settings": r"(?m)^\s*(metadata_service|ec2_metadata|imds)_",
}
_TROUBLES = ("status", "body", "misbehave", "reachable", "token", "role_body", "credentials_body", "get_status")


def census(states: Iterable[State]) -> Counter[str]:
    """How many of the states show each thing that is looked for; a thing of which there is none is there with 0."""
    counts = Counter(dict.fromkeys(_names(), 0))
    for state in states:
        counts.update(set(shown(state)) & counts.keys())
    return counts


def table(counts: Mapping[str, int]) -> list[str]:
    """Lines to print: the variables with their states side by side, then the rest."""
    width = max(map(len, VARIABLES))
    lines = [f"{'variable':{width}}" + "".join(f"{state:>8}" for state in STATES)]
    for name in VARIABLES:
        lines.append(f"{name:{width}}" + "".join(f"{counts[f'{name} {state}']:8}" for state in STATES))
    variables = {f"{name} {state}" for name in VARIABLES for state in STATES}
    return [*lines, *(f"{count:6} {name}" for name, count in counts.items() if name not in variables)]


def _names() -> list[str]:
    return [
        *(f"{name} {state}" for name in VARIABLES for state in STATES),
        *(f"{count} profiles" for count in range(1, 7)),
        "profile in both files",
        "explicit profile",
        *_FILES,
        "loop of profiles",
        "~/.boto",
        *(f"token file {form}" for form in ("good", "empty", "of two lines")),
        *(f"{cache} cache {form}" for cache in ("sso", "login") for form in ("good", "expired", "corrupt", "missing")),
        "program prints an answer",
        "program prints another shape",
        "program fails",
        *(f"{endpoint} answers" for endpoint in ("container", "imds")),
        *(f"{endpoint} {trouble}" for endpoint, trouble in _ENDPOINT_TROUBLES),
        *meetings.NAMES,
    ]


_ENDPOINT_TROUBLES = [
    *(("container", trouble) for trouble in ("status", "body", "misbehave", "reachable")),
    *(
        ("imds", trouble)
        for trouble in ("token", "misbehave", "reachable", "role_body", "credentials_body", "get_status")
    ),
]


def shown(state: State) -> Iterable[str]:
    """The names of all that a state shows; one may come more than once."""
    env, files = state["env"], state["files"]
    for name in VARIABLES:
        yield f"{name} {state_in(env, name)}"
    if "--profile" in state["argv"]:
        yield "explicit profile"
    texts = {path: _text(content) for path, content in files.items()}
    shared = [text for path, text in texts.items() if path.startswith(("~/.aws/", "~/elsewhere"[:10]))]
    whole = "\n".join(shared)
    yield from (name for name, pattern in _FILES.items() if re.search(pattern, whole))
    headers = [_headers(text) for text in shared]
    named = set().union(*headers) if headers else set()
    yield f"{len(named)} profiles"
    if len(headers) > 1 and headers[0] & headers[1]:
        yield "profile in both files"
    sources = dict(
        re.findall(r"(?ms)^\[(?:profile\s+)?\"?([^\]\"]+)\"?\][^\[]*?^\s*source_profile\s*[=:]\s*(\S+)", whole)
    )
    if any(_loops(name, sources) for name in sources):
        yield "loop of profiles"
    if "~/.boto" in files:
        yield "~/.boto"
    token = texts.get("~/token", "")
    yield "token file " + ("empty" if not token.strip() else "of two lines" if "\n" in token.strip() else "good")
    yield from _caches(state)
    yield from _programs(whole)
    for endpoint in ("container", "imds"):
        said = state.get(endpoint)
        wrong = [name for name in _TROUBLES if said and name in said and not _answers(said, name)]
        yield from (f"{endpoint} {name}" for name in wrong)
        if said and not wrong:
            yield f"{endpoint} answers"
    yield from meetings.shown(state)


def _answers(said: Mapping[str, Any], name: str) -> bool:
    """Whether a container's body is an answer as it should be."""
    return name == "body" and isinstance(said[name], Mapping) and "bytes_hex" not in said[name]


def _text(content: object) -> str:
    return str(content.get("text", "")) if isinstance(content, Mapping) else str(content)


def _headers(text: str) -> set[str]:
    found = re.findall(r"(?m)^\[\s*(?:profile\s+)?[\"']?(.*?)[\"']?\s*\]", text)
    return {name for name in found if not name.startswith(("sso-session", "services", "DEFAULT"))}


def _loops(name: str, sources: Mapping[str, str]) -> bool:
    seen = [name]
    while (name := sources.get(name, "")) and name not in seen:
        seen.append(name)
    return bool(name)


def _caches(state: State) -> Iterable[str]:
    for cache, most in (("sso", 5), ("login", 2)):
        entries = state[f"{cache}_cache"]
        if len(entries) < most:
            yield f"{cache} cache missing"
        for entry in entries:
            token = entry.get("token", entry)
            inner = token.get("accessToken") if cache == "login" else token
            expires = inner.get("expiresAt") if isinstance(inner, Mapping) else None
            if "raw" in entry or not isinstance(expires, str):
                yield f"{cache} cache corrupt"
            elif expires.startswith(("+", "2099")):
                yield f"{cache} cache good"
            elif expires.startswith(("-", "2001")):
                yield f"{cache} cache expired"


def _programs(text: str) -> Iterable[str]:
    for command in re.findall(r"(?m)^\s*credential_process\s*[=:][ \t]*(.*)$", text):
        if "out/shape-" in command:
            yield "program prints another shape"
        elif "{home}/out/" in command:
            yield "program prints an answer"
        else:
            yield "program fails"
