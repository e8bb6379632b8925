"""Profiles and the files that they stand in."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from whoami_aws.chain.probe import SdkError
from whoami_aws.chain.region import client_error
from whoami_aws.chain.session import describe
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.chain.view import View
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.host import Change
from whoami_aws.host.ini import Document, Entry
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import ERROR, INFO, WARNING, Fix, Hit, rule, unset


@rule("profile-not-found", ERROR)
def profile_not_found(view: View, verdict: Verdict) -> Iterable[Hit]:
    """The selected profile is in neither file.

    Why: botocore raises ProfileNotFound before it looks at any credentials, so even complete keys in the environment
    do not help. An empty AWS_PROFILE counts as a profile without a name.
    Fix: name one that exists, or unset the variable.
    See: botocore/session.py get_scoped_config
    """
    selected, session = view.selected, verdict.session
    if selected is None or session is None or session.error.type != "ProfileNotFound":
        return
    name = selected.text or ""
    names = view.profiles.names()
    bare = _bare_section(view, name)
    near = difflib.get_close_matches(name, names, 3, 0.6) if name else []
    files = f"{view.profiles.config.shown} nor {view.profiles.credentials.shown}"
    message = f"{selected.origin} names {name!r}, which is in neither {files}."
    fix = (
        unset(selected.origin.name)
        if selected.origin.kind == "env"
        else Fix("leave --profile out", (), session.triggers)
    )
    if bare is not None:
        message += f" {bare} would be it with the word 'profile ' in front."
        fix = Fix(f"write [profile {name}] at {bare._replace(section=None)}")
    elif near:
        message += f" Close: {', '.join(near)}."
    elif names:
        message += f" There are: {', '.join(names[:8])}{', …' if len(names) > 8 else ''}."
    else:
        message += " No profile exists there at all."
    yield Hit(ERROR, message, selected.origin, fix)


@rule("profile-prefix-missing", WARNING)
def profile_prefix_missing(view: View, verdict: Verdict) -> Iterable[Hit]:
    """A section of the config file lacks the word `profile `, so no SDK sees it.

    Why: in the config file a profile is written [profile NAME]; only [default] goes without. In the credentials file
    it is the other way round.
    Fix: write [profile NAME].
    See: botocore/configloader.py build_profile_map
    """
    document = view.profiles.config.document
    if document is None or (verdict.session is not None and verdict.session.error.type == "ProfileNotFound"):
        return
    for name, section in document.sections.items():
        if name.split(" ")[0] in _NO_PROFILES or not _looks_like_profile(document, name):
            continue
        wanted = name == view.profile and verdict.winner not in _OWN_LINKS
        # Where nobody answers, a section with credentials that nobody sees is the best guess.
        wanted = wanted or (verdict.outcome == NONE and any(key.startswith(_CREDENTIAL_KEYS) for key in section.own))
        origin = Origin("file", view.profiles.config.shown, section.line, name)
        place = f"{origin.name}:{origin.line}"
        message = f"[{name}] at {place} is no profile for the SDK: it would have to be [profile {name}]."
        yield Hit(WARNING if wanted else INFO, message, origin, Fix(f"write [profile {name}] at {place}"))


_NO_PROFILES = ("default", "profile", "sso-session", "services", "preview", "plugins")


@rule("profile-prefix-in-credentials", WARNING)
def profile_prefix_in_credentials(view: View, verdict: Verdict) -> Iterable[Hit]:
    """A section of the credentials file has the word `profile `, which becomes part of the name.

    Why: in the credentials file a profile is written [NAME]. [profile dev] there is a profile called "profile dev".
    Fix: write [NAME].
    See: botocore/session.py full_config
    """
    document = view.profiles.credentials.document
    for name, section in (document.sections if document else {}).items():
        if not name.startswith("profile "):
            continue
        bare = name.removeprefix("profile ").strip()
        wanted = bare == view.profile and verdict.winner not in _OWN_LINKS
        shown = view.profiles.credentials.shown
        message = f"[{name}] at {shown}:{section.line} is a profile called {name!r}, not {bare!r}."
        yield Hit(
            WARNING if wanted else INFO,
            message,
            Origin("file", shown, section.line, name),
            Fix(f"write [{bare}] at {shown}:{section.line}"),
        )


@rule("config-unparsable", ERROR)
def config_unparsable(view: View, verdict: Verdict) -> Iterable[Hit]:
    """A config or credentials file cannot be parsed.

    Why: one bad line makes botocore refuse the whole file, and with it everything, before any credentials are looked
    for. Its message names the file and not the line.
    Fix: mend the line.
    See: botocore/configloader.py raw_config_parse
    """
    for file in (view.profiles.config, view.profiles.credentials):
        if file.problem is None:
            continue
        decides = verdict.session is not None and verdict.session.triggers == (Change("drop-file", file.shown),)
        document = file.fact.document if file.fact else None
        mark = (
            " The file begins with a byte order mark, which hides its first [section]."
            if document and document.byte_order_mark
            else ""
        )
        message = f"{file.shown}: {describe(file.problem)}.{mark}"
        yield Hit(
            ERROR if decides else WARNING,
            message,
            Origin("file", file.shown, file.problem.line),
            Fix(f"mend {file.shown}:{file.problem.line}"),
        )


@rule("indented-key-eaten", ERROR)
def indented_key_eaten(view: View, verdict: Verdict) -> Iterable[Hit]:
    """An indented line was taken as the rest of the value above it.

    Why: in these files an indent continues the line before. A key that is indented by accident is not set, and the
    key above it gets a value of two lines.
    Fix: remove the indent.
    See: configparser, "Values can also span multiple lines"
    """
    sections = (
        (view.profiles.config, view.profiles.section_of(view.profile)),
        (view.profiles.credentials, view.profile),
    )
    for file, section in sections:
        if file.document is None or section not in file.document.sections:
            continue
        for entry in file.document.entries(section).values():
            for line, key in _eaten(entry):
                eater = f"{entry.key} at line {entry.line}"
                message = f"{file.shown}:{line} sets no {key}: its indent makes it a part of {eater}."
                severity = WARNING if verdict.outcome != NONE else ERROR
                yield Hit(
                    severity,
                    message,
                    Origin("file", file.shown, line, section, key),
                    Fix(f"remove the indent at {file.shown}:{line}"),
                )


@rule("profile-broken", ERROR)
def profile_broken(diagnosis: Diagnosis, verdict: Verdict, view: View) -> Iterable[Hit]:
    """The profile is set up for a role, SSO or a login, and something of it is missing or wrong.

    Why: once a profile says how it wants its credentials, botocore does not go on to the next source when that
    fails: the chain stops with an exception.
    Fix: complete the profile, or take the settings out that ask for it.
    See: botocore/credentials.py AssumeRoleProvider, SSOProvider, LoginProvider
    """
    use = diagnosis.use
    if (
        (error := client_error(view)) is not None
        and use is not None
        and use.state == "fails"
        and use.error is not None
        and use.error.type == error.type
    ):
        message = f"No client can be made with the profile {view.profile}, whoever wins: {error.message}"
        yield Hit(ERROR, message, Origin("file", view.profiles.config.shown), Fix(f"complete {view.place}"))
        return
    row = verdict.row(verdict.error_link)
    if row is None or row.link not in ("assume-role", "assume-role-with-web-identity", "sso", "login"):
        return
    raised = verdict.error or SdkError("Exception", "")
    path = f" The way: {' → '.join(row.probe.hops)}." if len(row.probe.hops) > 1 else ""
    origin = next((one.origin for one in row.probe.inputs if one.state != "absent"), Origin("default", row.link))
    yield Hit(
        ERROR, f"{row.probe.reason.text} ({raised.type}).{path}", origin, Fix(f"complete the profile at {origin}")
    )


_OWN_LINKS = ("assume-role", "sso", "shared-credentials-file", "login", "custom-process", "config-file")


def _bare_section(view: View, name: str) -> Origin | None:
    document = view.profiles.config.document
    if document is None or name not in document.sections or not name:
        return None
    return Origin("file", view.profiles.config.shown, document.sections[name].line, name)


_CREDENTIAL_KEYS = ("aws_access_key_id", "role_arn", "sso_", "credential_process", "login_session")
_PROFILE_KEYS = ("region", "output", "role_arn", "source_profile", "sso_", "aws_", "credential_", "login_session")


def _looks_like_profile(document: Document, name: str) -> bool:
    return any(key.startswith(_PROFILE_KEYS) for key in document.sections[name].own)


def _eaten(entry: Entry) -> list[tuple[int, str]]:
    """Continuation lines that set a key which belongs to a profile. A block below an empty value is meant."""
    if type(entry.value) is tuple and entry.key in ("s3", "api_versions", "sts", "services"):
        return []
    return [(line, key) for line, key in entry.continued if key is not None and key.startswith(_PROFILE_KEYS)]
