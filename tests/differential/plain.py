"""Hosts that have one combination of `meetings.NAMES` each and little else, so that it decides.

Among the generated hosts each combination occurs; but in most of them another link decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .dice import SECRET, TOKEN

State = dict[str, Any]

ROLE = "arn:aws:iam::111122223333:role/deploy"
KEYS = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": SECRET}
_ENDS: Mapping[str, Mapping[str, str]] = {
    "keys": KEYS,
    "half keys": {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE"},
    "web identity": {"role_arn": ROLE, "web_identity_token_file": "{home}/token"},
    "sso": {
        "sso_account_id": "111122223333",
        "sso_role_name": "Reader",
        "sso_region": "us-east-1",
        "sso_start_url": "https://corp.awsapps.com/start",
    },
    "login": {"login_session": "arn:aws:iam::111122223333:user/jane"},
    "process": {"credential_process": "cat {home}/out"},
    "nothing": {"region": "us-east-1"},
}
_SOURCES: Mapping[str, Mapping[str, str]] = {
    "no such profile": {"source_profile": "nowhere"},
    "a block": {"source_profile": "\n  a = b"},
    "Environment": {"credential_source": "Environment"},
    "EcsContainer": {"credential_source": "EcsContainer"},
    "Ec2InstanceMetadata": {"credential_source": "Ec2InstanceMetadata"},
    "an unknown source": {"credential_source": "environment"},
    "two sources": {"credential_source": "Environment", "source_profile": "default"},
    "no source": {},
}
_LOOPS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "a loop": ({}, "default"),
    "a loop and keys on the way": (KEYS, "default"),
    "a loop and half keys on the way": ({"aws_secret_access_key": SECRET}, "default"),
    "itself": ({}, ""),
    "itself and keys": (KEYS, ""),
}
_TOKENS = {
    "good": "EXAMPLE",
    "empty": "",
    "not ASCII": "é",
    "LF behind": "EXAMPLE\n",
    "LF inside": "EXAMPLE\nEXAMPLE",
    "CR behind": "EXAMPLE\r",
    "CR inside": "EXAMPLE\rEXAMPLE",
    "CR LF behind": "EXAMPLE\r\n",
}
_VARIABLE, _FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
_STATUSES = (400, 401, 403, 404, 405, 500, 302)


def _config(profiles: Mapping[str, Mapping[str, str]], **more: Any) -> State:
    text = "".join(
        f"[{name if name == 'default' else f'profile {name}'}]\n"
        + "".join(f"{key} = {value}\n" for key, value in keys.items())
        for name, keys in profiles.items()
    )
    printed = f'{{"Version": 1, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "{SECRET}"}}'
    files = {"~/.aws/config": text, "~/token": "EXAMPLE", "~/out": printed}
    env = {"AWS_EC2_METADATA_DISABLED": "true"}
    return {"env": env, "argv": [], "files": files, "awscrt": True, **more}


def _role(source: str) -> Mapping[str, str]:
    return {"role_arn": ROLE, "source_profile": source}


def _roles() -> Iterator[tuple[str, State]]:
    login = [{"session": "arn:aws:iam::111122223333:user/jane", "token": _LOGIN}]
    for end, keys in _ENDS.items():
        if end != "web identity":  # at the beginning that is no role of this link
            yield f"role of one to {end}", _config({"default": _role("end"), "end": keys}, login_cache=login)
        yield (
            f"role of more to {end}",
            _config({"default": _role("a"), "a": _role("end"), "end": keys}, login_cache=login),
        )
    yield "role of one to web identity", _config({"default": _role("end"), "end": _ENDS["web identity"]})
    for end, source in _SOURCES.items():
        last = {"role_arn": ROLE, **source}
        yield f"role of one to {end}", _config({"default": last})
        yield f"role of more to {end}", _config({"default": _role("a"), "a": last})
    for loop, (keys, back) in _LOOPS.items():
        path = {"default": _role("a") | keys, "a": _role("end"), "end": _role(back)}
        yield f"role to {loop}", _config(path if back else {"default": _role("default") | keys})
    yield "role beside mfa_serial", _config({"default": _role("a") | {"mfa_serial": "x"}, "a": KEYS})
    yield (
        "role beside a token file",
        _config({"default": _role("a") | {"web_identity_token_file": "{home}/token"}, "a": KEYS}),
    )
    both = {"default": _role("a"), "a": _role("b") | KEYS}
    yield "role with a source that has keys and a role", _config(both)


_LOGIN = {
    "accessToken": {
        "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
        "secretAccessKey": SECRET,
        "sessionToken": TOKEN,
        "accountId": "111122223333",
        "expiresAt": "+6h",
    },
    "refreshToken": "EXAMPLE",
    "dpopKey": "EXAMPLE",
    "clientId": "x",
}


def _container(env: Mapping[str, str], url: str = "{container}/creds", **files: Any) -> State:
    variables = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONTAINER_CREDENTIALS_FULL_URI": url, **env}
    return {"env": variables, "argv": [], "files": files, "container": {"path": "/creds"} if "{" in url else None}


def _containers() -> Iterator[tuple[str, State]]:
    path = {_FILE: "{home}/token"}
    for form, token in _TOKENS.items():
        yield f"container token variable {form}", _container({_VARIABLE: token})
        yield f"container token file {form}", _container(path, **{"~/token": token})
    yield "container token file missing", _container(path)
    yield "container token file a directory", _container(path, **{"~/token": {"directory": True}})
    yield "container token file not UTF-8", _container(path, **{"~/token": {"bytes_hex": "ff"}})
    both = {**path, _VARIABLE: "x\n"}
    yield "container token file and variable", _container(both, **{"~/token": "EXAMPLE"})
    for form, token in (("good", "EXAMPLE"), ("bad", "EXAMPLE\r")):
        yield f"container token {form} for another host", _container({_VARIABLE: token}, "http://10.0.0.1/creds")


def _instances() -> Iterator[tuple[str, State]]:
    for status in _STATUSES:
        imds = {"role": "web-role", "token": status, "v1": True}
        state: State = {"env": {}, "argv": [], "files": {}, "imds": imds}
        yield f"imds token refused with {status}", state
        off = {"AWS_EC2_METADATA_V1_DISABLED": "true"}
        yield f"imds token refused with {status} and version 1 is off", {**state, "env": off}


PLAIN: dict[str, State] = {}
"""The hosts by what they have."""
for _name, _state in (*_roles(), *_containers(), *_instances()):
    PLAIN.setdefault(_name, _state)
