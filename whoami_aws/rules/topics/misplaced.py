"""Secrets, and contents of files, where a path, a name or another setting is expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from whoami_aws.chain.agreement import pick
from whoami_aws.chain.judge import judge
from whoami_aws.chain.probe import Usability, removal_of
from whoami_aws.chain.verdict import ERROR as STOPPED
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host import forms
from whoami_aws.host.facts import IniNeed
from whoami_aws.host.host import Host
from whoami_aws.host.ini.botocore import Document, Entry
from whoami_aws.host.secret_like import SecretKind
from whoami_aws.host.values import Origin, Shape, Value, has_label, has_redacted_host
from whoami_aws.platform import GITLAB, Platform
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, WARNING, Finding, Fix, rule


class _Expected(NamedTuple):
    """What a setting of some form expects, in words and as an example."""

    words: str
    example: str


_EXPECTED: dict[forms.Form, _Expected] = {
    forms.arn: _Expected("an ARN", "arn:aws:iam::ACCOUNT:role/NAME"),
    forms.hosts: _Expected("host names", "169.254.169.254,.internal"),
    forms.name: _Expected("a name", "NAME"),
    forms.page: _Expected("a URL", "https://NAME.awsapps.com/start"),
    forms.path: _Expected("a path", "/path/to/the/file"),
    forms.region: _Expected("a region", "us-east-1"),
    forms.setting: _Expected("a number or a word", "VALUE"),
    forms.time: _Expected("a time", "2030-01-31T12:00:00Z"),
}
_URL = _Expected("a URL", "https://HOST:PORT/PATH")
_PROFILE = _Expected("the name of a profile", "NAME")

_LOOKS_LIKE: dict[SecretKind, str] = {
    "": "a text that may be a secret",
    "file-content": "the content of a file",
    "jwt": "a token",
    "private-key": "a private key",
    "secret-key": "a secret access key",
    "token": "a token or a password",
}


class _Misplaced(NamedTuple):
    """A text in the wrong place."""

    value: Value
    kind: SecretKind
    expected: _Expected


@rule("content-instead-of-path", ERROR, sdks=EVERY, needs=("sts", "chain"), explains_subject=True)
def content_instead_of_path(diagnosis: Diagnosis, surroundings: Platform) -> Iterable[Finding]:
    """A setting that expects a path holds the token, or the content of the file, itself.

    Why: The SDK uses the text as the path of a file, which does not exist. The secret is now in a place that is
    logged more often than a file is read: the environment of a process, or the settings of a job. In GitLab this
    happens if a CI/CD variable has the type Variable instead of File.
    Example:
        export AWS_SHARED_CREDENTIALS_FILE="[default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET"
    Fix: Write the content to a file that only this user can read, and name the file: `export
    AWS_SHARED_CREDENTIALS_FILE=/path/to/the/file`. In GitLab, change the type of the CI/CD variable to File. Rotate
    the secret if it was logged.
    Ignore: Never: the setting has no effect in this form, and a secret in it stays exposed.
    See: https://docs.gitlab.com/ci/variables/#use-file-type-cicd-variables
    """
    for one in _misplaced(diagnosis):
        if one.expected is not _EXPECTED[forms.path] or not one.kind:
            continue
        what = "the token" if one.kind in ("jwt", "token", "secret-key") else "the content of the file"
        origin = one.value.origin
        message = f"{origin} holds {what} itself; it expects the path of the file."
        yield Finding(_severity(diagnosis, one.value), message, origin, _to_a_file(origin, what, surroundings))


def _to_a_file(origin: Origin, what: str, surroundings: Platform) -> Fix:
    rotate = "rotate the secret if it was logged"
    if origin.kind != "env":
        line = f"{origin.key} = {_EXPECTED[forms.path].example}"
        return Fix(f"write that to a file, and the path of the file at {origin}: {line}; {rotate}")
    name = origin.name
    if surroundings.has(GITLAB) is not None and what != "the token":
        return Fix(f"change the type of the CI/CD variable {name} from Variable to File; {rotate}")
    line = f"{name}={_EXPECTED[forms.path].example}"
    return Fix(f"write that to a file, and name the file: {line}; {rotate}", shell.content_to_file(name))


@rule("secret-in-wrong-place", ERROR, sdks=EVERY, needs=("sts", "chain"), explains_subject=True)
def secret_in_wrong_place(diagnosis: Diagnosis) -> Iterable[Finding]:
    """A name, a region or another setting holds a text that looks like a secret.

    Why: A secret that was pasted into the wrong variable, option or section name is not used as a secret, and the
    value that belongs there is missing. Names, regions and addresses appear in logs, in error messages and in
    requests, so the secret may already be in one of them.
    Example:
        export AWS_PROFILE=SECRET
    Fix: Write the value that belongs there: `export AWS_PROFILE=NAME`. Rotate the secret if it was logged.
    Ignore: It is harmless only if the text is not a secret: the rule goes by the form of the text.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
    """
    for one in _misplaced(diagnosis):
        if one.expected is _EXPECTED[forms.path] or not one.kind:
            continue
        origin = one.value.origin
        message = f"{origin} holds {_LOOKS_LIKE[one.kind]}, by its form; it expects {one.expected.words}."
        where = f" at {origin}" if origin.kind == "file" else ""
        line = _line(origin, one.expected.example)
        fix = Fix(f"write {one.expected.words}{where}: {line}; rotate the secret if it was logged")
        yield Finding(_severity(diagnosis, one.value), message, origin, fix)


def _line(origin: Origin, example: str) -> str:
    """The setting as it should be written."""
    if origin.kind == "env":
        return f"{origin.name}={example}"
    if origin.kind == "file":
        return f"{origin.key} = {example}" if origin.key is not None else f"[profile {example}]"
    return f"{origin.name} {example}"


def _severity(diagnosis: Diagnosis, value: Value) -> str:
    """An error where the text decides, or where nothing answers; a warning where a secret is merely exposed."""
    verdict, use = diagnosis.verdict, diagnosis.use
    lost = verdict.outcome in (NONE, STOPPED)
    if _fails_by(use, diagnosis, value.origin) or (lost and _is_read(diagnosis, value.origin)):
        return ERROR
    after = judge(diagnosis.host.changed(removal_of(value)), diagnosis.chain)
    return WARNING if _outcome(after) == _outcome(verdict) else ERROR


def _is_read(diagnosis: Diagnosis, origin: Origin) -> bool:
    """Whether the SDK looks at it: a file's setting only if it is one of the profile in force."""
    return origin.kind != "file" or (origin.section or "").split(" ", 1)[-1] == diagnosis.view.profile


def _fails_by(use: Usability | None, diagnosis: Diagnosis, origin: Origin) -> bool:
    region = diagnosis.region.origin if diagnosis.region else None
    return use is not None and use.state != "works" and origin == region


def _outcome(verdict: Verdict) -> object:
    return verdict.outcome, verdict.winner, pick(verdict), verdict.error_link


def _misplaced(diagnosis: Diagnosis) -> Iterator[_Misplaced]:
    host = diagnosis.host
    for name, reading in host.env.items():
        value = Value(reading, Origin("env", name))
        if isinstance(value.reading, Shape) and value.reading.label and name in forms.VARIABLES:
            yield _Misplaced(value, value.reading.looks_like, _EXPECTED[forms.VARIABLES[name]])
        elif isinstance(value.reading, str) and has_redacted_host(value.reading):
            yield _Misplaced(value, "token", _URL)
    if host.option_profile is not None and has_label(host.option_profile):
        yield _Misplaced(Value(host.option_profile, Origin("option", "--profile")), "token", _PROFILE)
    yield from _in_files(host)


def _in_files(host: Host) -> Iterator[_Misplaced]:
    seen: set[tuple[str, int]] = set()
    for _, need in host.facts:
        file = host.ini(need.path, need.grammar) if isinstance(need, IniNeed) else None
        if not isinstance(need, IniNeed) or file is None or file.document is None:
            continue
        for found in _in_document(host.shown(need.path), file.document):
            if (need.path, found.value.origin.line or 0) not in seen:
                seen.add((need.path, found.value.origin.line or 0))
                yield found


def _in_document(shown: str, document: Document) -> Iterator[_Misplaced]:
    for section in document.sections.values():
        if has_label(section.name):
            yield _Misplaced(Value(section.name, Origin("file", shown, section.line, section.name)), "token", _PROFILE)
        for entry in _entries(section.own.values()):
            origin = Origin("file", shown, entry.line, section.name, entry.key)
            if isinstance(entry.value, Shape) and entry.value.label:
                form = forms.OPTIONS.get(entry.key.lower(), forms.name)
                yield _Misplaced(Value(entry.value, origin), entry.value.looks_like, _EXPECTED[form])
            elif "endpoint" in entry.key and isinstance(entry.value, str) and has_redacted_host(entry.value):
                yield _Misplaced(Value(entry.value, origin), "token", _URL)


def _entries(entries: Iterable[Entry]) -> Iterator[Entry]:
    for entry in entries:
        if isinstance(entry.value, (str, Shape)):
            yield entry
        else:
            yield from entry.value
