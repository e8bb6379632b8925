"""The part of a Host that needs no waiting: environment, user, clock, installed SDK."""

from __future__ import annotations

import importlib.util
import os
import re
import time
from collections.abc import Mapping, Sequence

from whoami_aws.gather.installed import cli_version
from whoami_aws.gather.redact import (
    matters,
    may_be_shown,
    redact_text,
    redact_variable,
    references,
)
from whoami_aws.gather.vault import Vault
from whoami_aws.host import forms
from whoami_aws.host.host import Budget, Host, Property, Sdk
from whoami_aws.host.values import Reading

_PATH_VARIABLES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_LOGIN_CACHE_DIRECTORY", "BOTO_CONFIG")


def this_machine(
    profile: str | None, sdk: str, budget: Budget, vault: Vault, java_properties: Sequence[str] = ()
) -> Host:
    """This process's Host, without any fact yet; `java_properties` as `-DNAME=VALUE`."""
    environ = os.environ
    return Host(
        now=time.time(),
        home=_home(environ, vault),
        user=_user(),
        uid=os.getuid(),
        env=_variables(environ, vault),
        option_profile=None if profile is None else redact_text(profile, forms.name, vault),
        sdk=_sdk(sdk, environ),
        budget=budget,
        facts={},
        passwd_home=_passwd_home(),
        properties=_properties(environ, java_properties, vault),
        cwd=redact_text(_cwd(), forms.path, vault),
        homes=_homes(environ),
    )


def _cwd() -> str:
    try:
        return os.getcwd()
    except OSError:  # it was removed under us
        return ""


def _properties(environ: Mapping[str, str], given: Sequence[str], vault: Vault) -> tuple[Property, ...]:
    if not given and not any(name in environ for name in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")):
        return ()
    from whoami_aws.gather.java import properties

    return properties(environ, given, vault)


def _variables(environ: Mapping[str, str], vault: Vault) -> dict[str, Reading]:
    kept = {name: redact_variable(name, text, vault) for name, text in environ.items() if matters(name)}
    for name in _PATH_VARIABLES:
        for referred in references(environ.get(name, "")):
            if referred in environ and may_be_shown(referred):
                kept[referred] = redact_text(environ[referred], forms.path, vault)
    return kept


def _home(environ: Mapping[str, str], vault: Vault) -> str | None:
    """posixpath.expanduser: HOME if it is set, else the passwd entry."""
    return redact_text(environ["HOME"], forms.path, vault) if "HOME" in environ else _passwd_home()


def _passwd_home() -> str | None:
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return None


def _homes(environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The homes of the users whose names the path of a shared file begins with."""
    values = (environ.get(name, "") for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"))
    names = {value[1:].partition("/")[0] for value in values if value[:1] == "~"} - {""}
    if not names:
        return ()
    import pwd

    found = []
    for name in sorted(names):
        try:
            found.append((name, pwd.getpwnam(name).pw_dir))
        except (KeyError, ValueError):
            continue
    return tuple(found)


def _user() -> str | None:
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return None


def _sdk(sdk: str, environ: Mapping[str, str]) -> Sdk:
    import botocore  # the package alone; its session takes most of the time

    version = _version("boto3") if sdk == "boto3" else cli_version(sdk, environ)
    return Sdk(sdk, version, botocore.__version__, _login_support(environ))


def _version(package: str) -> str | None:
    # importlib.metadata takes 20 ms; the package's own file has the version in a line.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    try:
        with open(spec.origin, encoding="utf-8") as source:
            found = re.search(r"^__version__ = ['\"]([^'\"]+)['\"]", source.read(), re.MULTILINE)
    except OSError:
        return None
    return found[1] if found else None


def _login_support(environ: Mapping[str, str]) -> str:
    """botocore/compat.py `HAS_CRT`, `has_minimum_crt_version((0, 28, 4))`, without importing awscrt."""
    if importlib.util.find_spec("awscrt") is None or environ.get("BOTO_DISABLE_CRT", "false").lower() == "true":
        return "no-crt"
    text = _version("awscrt") or ""
    try:
        return "yes" if tuple(int(part) for part in text.split(".")) >= (0, 28, 4) else "no-crt"
    except ValueError:
        return "no-crt"
