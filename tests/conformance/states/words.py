"""The words that states are written in: keys that say where they come from, sections, and whole hosts."""

from __future__ import annotations

import json
from typing import Any

Host = dict[str, Any]
States = dict[str, Host]

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN"
JWT = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJzdHMuYW1hem9uYXdzLmNvbSIsImV4cCI6NDEwMjQ0NDgwMH0.EXAMPLE"
"""A web identity token that the fake STS accepts."""
START_URL = "https://example.awsapps.com/start"
ROLE = "arn:aws:iam::123456789012:role/"
MFA = "mfa_serial = arn:aws:iam::123456789012:mfa/jane"

IMDS: Host = {"imds": {"role": "app"}}
"""What most states end in: who gets its key went through the whole chain."""
TASK: Host = {"container": {"path": "/creds"}}
FULL = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/creds"}
RELATIVE = {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/creds"}


def key(source: str) -> str:
    """The key id of a source of at most seven letters, `AKIAIOSFODNN7ENVKEY0`."""
    return f"AKIAIOSFODNN7{source:0<7}"


def env_keys(source: str = "ENVKEY0", **more: str) -> dict[str, str]:
    """A pair in the environment."""
    return {"AWS_ACCESS_KEY_ID": key(source), "AWS_SECRET_ACCESS_KEY": SECRET, **more}


def pair(source: str) -> str:
    """A pair in a file."""
    return f"aws_access_key_id = {key(source)}\naws_secret_access_key = {SECRET}\n"


CREDS = pair("CREDS00")
CONFIG = pair("CONFIG0")
BASE = f"[base]\n{pair('BASE000')}"
BASE_IN_CONFIG = f"[profile base]\n{pair('BASE000')}"


def default(*lines: str) -> str:
    """The section of the default profile."""
    return section("default", *lines)


def section(name: str, *lines: str) -> str:
    """A section, whose lines need no line ends."""
    return f"[{name}]\n" + "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def role(name: str = "app", source: str = "source_profile = base", *more: str) -> str:
    """The keys of a role, without any source where that is empty."""
    return "\n".join(line for line in (f"role_arn = {ROLE}{name}", source, *more) if line) + "\n"


def printed(source: str, **more: object) -> str:
    """What a credential_process prints; a field that is None is left out."""
    fields = {"Version": 1, "AccessKeyId": key(source), "SecretAccessKey": SECRET, **more}
    return json.dumps({name: value for name, value in fields.items() if value is not None})


def host(
    env: dict[str, str | None] | None = None,
    crd: object = None,
    cfg: object = None,
    profile: str | None = None,
    files: dict[str, Any] | None = None,
    **rest: Any,
) -> Host:
    """A host with these texts as credentials and config file, and the metadata service unless `imds` says otherwise."""
    made: Host = {"env": env or {}, "files": dict(files or {}), **IMDS, **rest}
    for path, text in (("~/.aws/credentials", crd), ("~/.aws/config", cfg)):
        if text is not None:
            made["files"][path] = text
    if profile is not None:
        made["argv"] = ["--profile", profile]
    if made["imds"] is None:
        del made["imds"]
    return made


def sso_token(name: str = START_URL, **more: str) -> Host:
    """A cached token for a start URL, or for the name of an sso-session."""
    whole = {"key": name, "startUrl": START_URL, "region": "us-east-1", "accessToken": "EXAMPLETOKEN"}
    return {**whole, "expiresAt": "+6h", **more}


SSO = f"sso_start_url = {START_URL}\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = Reader\n"
SESSION = "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Reader\n"
CORP = section("sso-session corp", f"sso_start_url = {START_URL}", "sso_region = us-east-1")


def with_prefix(prefix: str, states: States) -> States:
    """The states under `prefix: name`."""
    return {f"{prefix}: {name}": state for name, state in states.items()}
