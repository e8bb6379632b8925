"""Decides, where a text enters, what of it is kept: all, a label with its shape, or the shape alone.

A text is kept only if it fits its place (`host.forms`) and does not look like a secret (`host.secret_like`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from whoami_aws.gather.secret_store import SecretStore, secret_arguments
from whoami_aws.gather.shapes import seal_key_id, shape_of
from whoami_aws.host import misnamed_variables, variables
from whoami_aws.host.arn import looks_like_arn
from whoami_aws.host.forms import OPTIONS, VARIABLES, Form, fits, name, path
from whoami_aws.host.ini.botocore import Redaction, shell_words
from whoami_aws.host.secret_like import secret_kind, secret_parts
from whoami_aws.host.values import Reading, seal_url

URL_OPTIONS = frozenset({"endpoint_url", "ec2_metadata_service_endpoint"})

MARKERS = frozenset(
    [
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        "AWSUME_PROFILE",
        "AWS_VAULT",
        "BAZEL_TEST",
        "BUILDKITE",
        "BUILD_ID",
        "C9_PID",
        "C9_PROJECT",
        "C9_USER",
        "CI",
        "CIRCLECI",
        "CODEBUILD_BUILD_ARN",
        "CODEBUILD_BUILD_ID",
        "ECS_CONTAINER_METADATA_URI",
        "ECS_CONTAINER_METADATA_URI_V4",
        "GITHUB_ACTIONS",
        "GITLAB_CI",
        "GRANTED_SSO",
        "INVOCATION_ID",
        "JENKINS_HOME",
        "JENKINS_URL",
        "NIX_BUILD_TOP",
        "TF_BUILD",
        "TOX_ENV_NAME",
        "TOX_WORK_DIR",
        "TRAVIS",
        "VIRTUAL_ENV",
        "WSL_DISTRO_NAME",
        "WSL_INTEROP",
    ]
)
"""They tell what kind of place this is by being there. Of what they hold only the shape is kept."""
URL_VARIABLES = frozenset(
    [
        "ALL_PROXY",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "all_proxy",
        "http_proxy",
        "https_proxy",
    ]
)
_SECRET_WORDS = ("SECRET", "TOKEN", "PASSWORD", "KEY")


def redact(text: str, form: Form, store: SecretStore) -> Reading:
    """The text if it fits the form; else its shape, with a label. (A secret that is known may be read later than a text
    that repeats it: see `known_secrets`.)
    """
    return text if fits(text, form) else store.redact(text)


def redact_text(text: str, form: Form, store: SecretStore) -> str:
    """The same for a place that takes a text alone: the text or the label."""
    return text if fits(text, form) else store.label(text)


def redaction_of(path: str, store: SecretStore, exists: Callable[[str], bool], another: bool = False) -> Redaction:
    """How the texts of one file are redacted, which is read by botocore or by another SDK (`another`). `exists` tells
    whether a path exists on the host.
    """

    def option(key: str, text: str, line: int) -> Reading:
        if "\n" not in text:
            if key in OPTIONS:
                return redact(text, OPTIONS[key], store)
            if key == "aws_access_key_id":
                return _key_id(text, store)
            if key in URL_OPTIONS:
                return redact_url(text, store)
        if key == "credential_process":
            shape = shape_of(text)
            store.keep_command(path, line, text, shape.fingerprint if another else "", secret_arguments(text, exists))
            return shape
        if not looks_like_arn(text) or secret_kind(text):  # an ARN is not a secret, and an identity may repeat it
            store.keep(text, known=key in _SECRET_OPTIONS)
        return shape_of(text)

    def section_name(text: str) -> str:
        found = _SECTION.fullmatch(text)
        if found is not None and _QUOTED_INSIDE.search(found["name"]):
            words = shell_words(text)
            if len(words) == 2 and words[0] == found["head"].rstrip(" \t\"'"):
                # Who asks for the section does so without the quotes, and a secret would be in pieces between them.
                kept = redact_text(words[1], name, store)
                return text if kept == words[1] else f'{words[0]} "{kept}"'
        if found is None or (kept := redact_text(found["name"], name, store)) == found["name"]:
            return text  # the same object, of which a large file has many
        return found["head"] + kept + found["tail"]

    return Redaction(option, lambda text, line: _option_name(text, line, store), section_name)


_SECRET_OPTIONS = ("aws_secret_access_key", "aws_session_token", "aws_security_token")

_SECTION = re.compile(
    r"(?P<head>\s*(?:(?:profile|sso-session|services|plugins)\s+)?[\"']?)(?P<name>.*?)(?P<tail>[\"']?\s*)", re.DOTALL
)

_QUOTED_INSIDE = re.compile(r"[\"'\\]")

_NAME_LIMIT = 32
"""Characters of an option's name. A line that is no setting, such as a secret with an `=` in it, has a longer one."""


def _option_name(text: str, line: int, store: SecretStore) -> str:
    """The name of an option; one that cannot be meant is replaced, since a secret on a line by itself looks like it."""
    if text in OPTIONS or text in URL_OPTIONS:
        return text
    # A line of a shell script, where a line of a profile belongs.
    bare = text.removeprefix("export ").strip("\"' ")
    plain = text.isascii() and bare.replace("_", "").replace("-", "").replace(".", "").isalnum()
    if plain and len(text) <= _NAME_LIMIT and fits(text, name):
        return text
    store.keep(text, known=False)
    return f"(no option's name, line {line})"


def redact_variable(variable: str, text: str, store: SecretStore) -> Reading:
    """What may be kept of a variable's value."""
    if variable in VARIABLES:
        return redact(text, VARIABLES[variable], store)
    if misnamed_variables.may_be_kept(variable, text) and fits(text, path):
        return text
    meant = misnamed_variables.meant(variable)
    if variable in (variables.ACCESS_KEY, "AMAZON_ACCESS_KEY_ID") or (
        meant is not None and meant.name == variables.ACCESS_KEY
    ):
        return _key_id(text, store)
    if variable in URL_VARIABLES or variable.startswith("AWS_ENDPOINT_URL"):
        return redact_url(text, store)
    if not _tells_nothing(variable) or secret_kind(text):
        store.keep(text, known=not may_be_shown(variable))
    return shape_of(text)


def _tells_nothing(variable: str) -> bool:
    """Whether a variable's value is surely no secret: an identity may well repeat it (the name of a function is part
    of its role's).
    """
    if variable in MARKERS:
        return "TOKEN" not in variable or variable.endswith("_URL")
    return variable.startswith(("AWS_LAMBDA_", "AWS_XRAY_", "AWS_BATCH_")) and may_be_shown(variable)


def matters(variable: str) -> bool:
    """Whether a variable can have to do with credentials at all."""
    known = variable in VARIABLES or variable in URL_VARIABLES or variable in MARKERS
    ours = variable.startswith(("AWS", "AMAZON_", "BOTO", "aws_", "Aws_"))
    return (
        known or ours or variable == "SECRET_ACCESS_KEY" or misnamed_variables.meant(variable) is not None
    ) and fits(variable, name)


def may_be_shown(variable: str) -> bool:
    """Whether a variable that a path refers to (`$NAME`) may be kept as text."""
    return not any(word in variable.upper() for word in _SECRET_WORDS)


def redact_url(text: str, store: SecretStore) -> str:
    """A URL without what may be secret in it; of the rest an answer may well repeat a part."""
    redacted = seal_url(text)
    if redacted == text:
        return redacted
    store.keep_url(text, redacted)
    for part in secret_parts(text):
        store.keep(part)
    before, _, query = text.partition("?")
    before, _, fragment = before.partition("#")
    # A password may have a sign in it that ends a URL's host for some reader.
    user, at, _ = text.partition("//")[2].rpartition("@")
    for part in (query, fragment, *((user, *user.split(":")) if at else ())):
        store.keep(part, known=False)
        if "%" in part:  # who gets it decodes it, and may repeat it so
            store.keep(unquote(part), known=False)
    for segment in before.split("/"):
        if segment and not at and segment not in redacted.split("/"):
            store.keep(segment, known=False)
    return redacted


def _key_id(text: str, store: SecretStore) -> Reading:
    reading = seal_key_id(text)
    if reading != text:
        store.keep_misplaced(text)
    return reading


_REFERENCE = re.compile(r"\$(?:(\w+)|\{([^}]*)\})")


def references(text: str) -> list[str]:
    """The names of the variables that a path refers to: `$NAME`, `${NAME}`."""
    return [found[1] or found[2] for found in _REFERENCE.finditer(text)]
