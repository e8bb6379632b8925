"""The part of a Host that needs no waiting: environment, user, clock, installed SDK."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from whoami_aws.gather.aws_cli_version import cli_version
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.redact import (
    matters,
    may_be_shown,
    redact_text,
    redact_variable,
    references,
)
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.host import forms
from whoami_aws.host.host import Budget, Host, Property, Sdk
from whoami_aws.host.values import Reading

_PATH_VARIABLES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_LOGIN_CACHE_DIRECTORY", "BOTO_CONFIG")


def new_host(
    machine: Machine,
    profile: str | None,
    sdk: str,
    budget: Budget,
    store: SecretStore,
    java_properties: Sequence[str] = (),
) -> Host:
    """The machine's Host, without any fact yet; `java_properties` as `-DNAME=VALUE`."""
    environ, user = machine.environ, machine.user()
    return Host(
        now=time.time(),
        home=redact_text(environ["HOME"], forms.path, store) if "HOME" in environ else user and user.home,
        user=user and user.name,
        uid=machine.uid,
        env=_variables(environ, store),
        option_profile=None if profile is None else redact_text(profile, forms.name, store),
        sdk=_sdk(sdk, machine),
        budget=budget,
        facts={},
        passwd_home=user and user.home,
        properties=_properties(environ, java_properties, store),
        cwd=redact_text(machine.cwd(), forms.path, store),
        homes=_homes(machine),
        name=redact_text(machine.host_name, forms.name, store),
        pid=machine.pid,
        program=redact_text(machine.program, forms.path, store),
    )


def _properties(environ: Mapping[str, str], given: Sequence[str], store: SecretStore) -> tuple[Property, ...]:
    if not given and not any(name in environ for name in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")):
        return ()
    from whoami_aws.gather.java import properties

    return properties(environ, given, store)


def _variables(environ: Mapping[str, str], store: SecretStore) -> dict[str, Reading]:
    kept = {name: redact_variable(name, text, store) for name, text in environ.items() if matters(name)}
    for name in _PATH_VARIABLES:
        for referred in references(environ.get(name, "")):
            if referred in environ and may_be_shown(referred):
                kept[referred] = redact_text(environ[referred], forms.path, store)
    return kept


def _homes(machine: Machine) -> tuple[tuple[str, str], ...]:
    """The homes of the users whose names the path of a shared file begins with."""
    values = (machine.environ.get(name, "") for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"))
    names = {value[1:].partition("/")[0] for value in values if value[:1] == "~"} - {""}
    return tuple((name, user.home) for name in sorted(names) if (user := machine.user(name)) is not None)


def _sdk(sdk: str, machine: Machine) -> Sdk:
    version = machine.version_of("boto3") if sdk == "boto3" else cli_version(sdk, machine)
    return Sdk(sdk, version, machine.version_of("botocore"), _login_support(machine))


def _login_support(machine: Machine) -> str:
    """botocore/compat.py `HAS_CRT`, `has_minimum_crt_version((0, 28, 4))`, without importing awscrt."""
    if machine.environ.get("BOTO_DISABLE_CRT", "false").lower() == "true":
        return "no-crt"
    text = machine.version_of("awscrt") or ""
    try:
        return "yes" if tuple(int(part) for part in text.split(".")) >= (0, 28, 4) else "no-crt"
    except ValueError:
        return "no-crt"
