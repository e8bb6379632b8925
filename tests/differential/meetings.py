"""Names the combinations in a state: a path of roles and the keys on it, a container's token and its address, a
metadata service that refuses a token and a switch that forbids version 1.

A fault in a condition of two parts shows only where both parts are present, so combinations are counted by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

State = Mapping[str, Any]
Profile = Mapping[str, str]

_ENDS = (
    "keys",
    "half keys",
    "web identity",
    "sso",
    "login",
    "process",
    "nothing",
    "no such profile",
    "a block",
    "Environment",
    "EcsContainer",
    "Ec2InstanceMetadata",
    "an unknown source",
    "two sources",
    "no source",
)
_LOOPS = ("a loop", "a loop and keys on the way", "a loop and half keys on the way", "itself", "itself and keys")
_TOKENS = {
    "good": r"[ -~]+",
    "empty": r"",
    "not ASCII": r"[^\r\n]*[^\x00-\x7f][^\r\n]*",
    "LF behind": r"[^\r\n]+\n",
    "LF inside": r"[^\r\n]+\n[^\r\n]+",
    "CR behind": r"[^\r\n]+\r",
    "CR inside": r"[^\r\n]+\r[^\r\n]+",
    "CR LF behind": r"[^\r\n]+\r\n",
}
_NO_FILES = ("missing", "a directory", "not UTF-8")
_REFUSALS = ("400", "401", "403", "404", "405", "500", "302")

NAMES = (
    *(f"role of {count} to {end}" for end in _ENDS for count in ("one", "more")),
    *(f"role to {loop}" for loop in _LOOPS),
    "role beside mfa_serial",
    "role beside a token file",
    "role with a source that has keys and a role",
    *(f"container token variable {form}" for form in _TOKENS),
    *(f"container token file {form}" for form in (*_TOKENS, *_NO_FILES)),
    "container token file and variable",
    *(f"container token {form} for another host" for form in ("good", "bad")),
    *(f"imds token refused with {status}{more}" for status in _REFUSALS for more in ("", " and version 1 is off")),
)


def shown(state: State) -> Iterator[str]:
    """The names of what meets here."""
    yield from _path(_profiles(state), _selected(state))
    yield from _container(state)
    yield from _imds(state)


def _selected(state: State) -> str:
    argv, env = state["argv"], state["env"]
    if "--profile" in argv:
        return str(argv[argv.index("--profile") + 1])
    return str(env.get("AWS_DEFAULT_PROFILE") or env.get("AWS_PROFILE") or "default")


def _profiles(state: State) -> dict[str, dict[str, str]]:
    """The profiles of the files at their usual paths, with the credentials file's settings last: enough to count."""
    found: dict[str, dict[str, str]] = {}
    for path, header in (
        ("~/.aws/config", r"(?:profile\s+)?[\"']?(.*?)[\"']?"),
        ("~/.aws/credentials", r"(.*?)"),
    ):
        text = state["files"].get(path, "")
        own: dict[str, str] = {}
        key = ""
        for line in text.splitlines() if isinstance(text, str) else ():
            if section := re.match(rf"\[\s*{header}\s*\]", line):
                own = found.setdefault(section[1], {})
            elif setting := re.match(r"\s*(\w+)\s*[=:]\s*(.*?)\s*$", line):
                if line[0] in " \t" and own.get(key) == "":
                    own[key] = "{}"
                else:
                    key = setting[1].lower()
                    own[key] = setting[2]
    return found


def _is_role(profile: Profile) -> bool:
    return "role_arn" in profile and "web_identity_token_file" not in profile


def _keys(profile: Profile) -> str:
    held = {"aws_access_key_id", "aws_secret_access_key"} & profile.keys()
    return ("", "half keys", "keys")[len(held)]


def _path(profiles: Mapping[str, Profile], name: str) -> Iterator[str]:
    """Where the path of roles that begins at a profile ends, and what is beside it."""
    first = profiles.get(name, {})
    if "role_arn" in first and not _is_role(first):
        yield "role beside a token file"
    visited: list[str] = []
    while _is_role(profile := profiles.get(name, {})):
        visited.append(name)
        if "mfa_serial" in profile:
            yield "role beside mfa_serial"
        source, named = profile.get("source_profile"), profile.get("credential_source")
        if source is None or named is not None:
            yield from _ending(visited, _source(source, named))
            return
        below = profiles.get(source, {})
        if source in visited:
            yield f"role to {_loop(source == name, _keys(below))}"
            return
        if keys := _keys(below):
            if _is_role(below):
                yield "role with a source that has keys and a role"
            yield from _ending(visited, keys)
            return
        name = source
    if visited:
        yield from _ending(visited, _end(profiles, name))


def _ending(visited: list[str], end: str) -> Iterator[str]:
    yield f"role of {'one' if len(visited) == 1 else 'more'} to {end}"


def _source(source: str | None, named: str | None) -> str:
    if named is None:
        return "no source"
    if source is not None:
        return "two sources"
    return named if named in _ENDS else "an unknown source"


def _loop(itself: bool, keys: str) -> str:
    if itself:
        return "itself and keys" if keys == "keys" else "itself"
    return f"a loop and {keys} on the way" if keys else "a loop"


def _end(profiles: Mapping[str, Profile], name: str) -> str:
    if name not in profiles:
        return "a block" if name == "{}" else "no such profile"
    profile = profiles[name]
    for key, end in (
        ("web_identity_token_file", "web identity"),
        ("sso_account_id", "sso"),
        ("login_session", "login"),
        ("credential_process", "process"),
    ):
        if key in profile:
            return end
    return "nothing"


def _container(state: State) -> Iterable[str]:
    env, files = state["env"], state["files"]
    relative, full = (env.get(f"AWS_CONTAINER_CREDENTIALS_{kind}_URI") for kind in ("RELATIVE", "FULL"))
    if relative is None and full is None:
        return
    file, variable = (env.get(f"AWS_CONTAINER_AUTHORIZATION_TOKEN{kind}") for kind in ("_FILE", ""))
    if file and variable:
        yield "container token file and variable"
    form = ""
    if file:
        form = _form_in(files, file)
        yield f"container token file {form}"
    elif variable is not None:
        form = _form(variable)
        yield f"container token variable {form}"
    if form and relative is None and "{container}" not in str(full) and "127." not in str(full):
        yield f"container token {'good' if form == 'good' else 'bad'} for another host"


def _form_in(files: Mapping[str, Any], path: str) -> str:
    content = files.get(path.replace("{home}", "~"))
    if isinstance(content, str):
        return _form(content)
    if content is None:
        return "missing"
    return "a directory" if "directory" in content else "not UTF-8"


def _form(text: str) -> str:
    return next((form for form, pattern in _TOKENS.items() if re.fullmatch(pattern, text)), "other")


def _imds(state: State) -> Iterable[str]:
    said = state.get("imds")
    status = said.get("token") if said else None
    if status is None:
        return
    yield f"imds token refused with {status}"
    if str(state["env"].get("AWS_EC2_METADATA_V1_DISABLED")).lower() == "true":
        yield f"imds token refused with {status} and version 1 is off"
