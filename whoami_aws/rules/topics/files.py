"""Files that are there: who may read them, and whether they have the name that the SDK looks for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.extra_needs import misnamed_files
from whoami_aws.host.facts import CacheNeed, FileState
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, INFO, LIKELY, SURE, WARNING, Finding, Fix, rule
from whoami_aws.rules.fixes import plain
from whoami_aws.rules.severity import nothing_found, of_unseen_file, profile_answers

_CLOSED = ("unreadable", "hidden")


@rule("file-unreadable", ERROR, needs=("sts",))
def file_unreadable(diagnosis: Diagnosis, host: Host, view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A file with credentials or settings is there, and this user may not read it.

    Why: botocore passes over a shared file that it cannot open as if it were empty, and reports an unreadable token
    cache with nothing but a hash. A file written with sudo, a volume of another user, or `chmod -R` are the usual ways.
    Fix: give the file to the user who runs the program, or let that user read it.
    See: botocore/configloader.py raw_config_parse; configparser passes over what it may not open
    """
    told = set()
    for file in (view.profiles.credentials, view.profiles.config):
        state = file.fact.state if file.fact else FileState("missing")
        if state.kind in _CLOSED:
            severity = of_unseen_file(verdict)
            if severity == INFO and profile_answers(verdict):
                severity = WARNING
            finding = _closed(host, file.path, state, severity, "The SDK takes it for a missing or empty file.")
            if finding.subject not in told:
                yield finding
            told.add(finding.subject)
    use = diagnosis.use
    failing = use is not None and use.state == "fails" and verdict.winner in ("sso", "assume-role", "login")
    for _, need in host.facts:
        if isinstance(need, CacheNeed) and need.kind != "role" and (cache := host.cache(need)) is not None:
            if cache.state.kind not in _CLOSED:
                continue
            effect = "It holds the login that this profile uses." if failing else "It holds a login."
            finding = _closed(host, need.path, cache.state, ERROR if failing else INFO, effect)
            if finding.subject not in told:
                yield finding
            told.add(finding.subject)


def _closed(host: Host, path: str, state: FileState, severity: str, effect: str) -> Finding:
    """The finding about a closed path: on the directory that closes it, where that is known."""
    folder = posixpath.join(host.home or "/", ".aws")
    place = host.place(folder)
    if state.kind == "hidden" and path.startswith(folder + "/") and place is not None and place.kind in _CLOSED:
        path, state, what = folder, place, "cannot be entered"
    elif state.kind == "hidden":
        what = "cannot be reached (a parent directory may not be searched)"
    else:
        what = "cannot be read"
    shown = host.shown(path)
    me = f"{host.user} (uid {host.uid})" if host.user else f"uid {host.uid}"
    owner = "" if state.owner is None else f" Its owner is uid {state.owner}, its mode {state.mode or 0:04o}."
    mode = "700" if state.kind == "directory" or path == folder else "600"
    if state.owner is not None and state.owner == host.uid:
        fix = plain(shell.change_mode(mode, shown), f"let its owner read {shown}")
    else:
        commands = shell.change_owner(host.uid, shown, below=path == folder) if host.uid is not None else ()
        fix = Fix(f"give {shown} to {me}", commands)
    if state.kind == "hidden":
        fix = Fix(f"let this user enter the directories above {shown}", shell.list_directories_above(shown))
    return Finding(severity, f"{shown} {what} by {me}.{owner} {effect}", Origin("file", shown), fix)


@rule("file-misnamed", ERROR, sdks=EVERY)
def file_misnamed(host: Host, view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """There is a file beside the one that the SDK reads, with almost its name.

    Why: the names are ~/.aws/credentials and ~/.aws/config, without an ending. Editors add .txt or .ini, and the
    console's download is a .csv that no SDK reads.
    Fix: rename the file; import a .csv with the AWS CLI.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
    """
    if not nothing_found(verdict):
        return
    for path, meant in misnamed_files(host):
        state = host.place(path)
        real = view.profiles.credentials if meant == "credentials" else view.profiles.config
        if state is None or state.kind not in ("file", "unreadable") or real.exists or real.origin.kind != "default":
            continue
        shown = host.shown(path)
        fix = plain(shell.move(shown, real.shown), f"rename {shown} to {real.shown}")
        if path.endswith(".csv"):
            fix = plain(shell.aws_configure_import(path), f"import {shown} by the AWS CLI")
        message = f"{real.shown} does not exist; {shown} does, which no SDK reads."
        yield Finding(ERROR, message, Origin("file", shown), fix, LIKELY if "csv" in path else SURE)
        return


@rule("file-open-to-others", INFO, sdks=EVERY)
def file_open_to_others(view: BotocoreView) -> Iterable[Finding]:
    """Other users of this machine may read or change the credentials file.

    Why: a user who can read the file has the keys; a user who can write it can change the identity of every program, or
    have a program of their choice run by credential_process.
    Fix: chmod 600.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
    """
    file = view.profiles.credentials
    mode = file.fact.state.mode if file.fact and file.fact.state.kind == "file" else None
    document = file.document
    if mode is None or not mode & 0o066 or document is None:
        return
    if not any("aws_secret_access_key" in section.own for section in document.sections.values()):
        return
    what = " and ".join(word for bits, word in ((0o044, "read"), (0o022, "changed")) if mode & bits)
    fix = plain(shell.change_mode("600", file.shown), f"let its owner alone read and change {file.shown}")
    message = f"{file.shown} holds keys and can be {what} by other users (mode {mode:04o})."
    yield Finding(INFO, message, Origin("file", file.shown), fix)


@rule("boto2-file-without-keys", INFO)
def boto2_file_without_keys(host: Host, verdict: Verdict) -> Iterable[Finding]:
    """A file of boto 2 is there, and has no keys.

    Why: ~/.boto and /etc/boto.cfg were boto 2's; botocore still looks into them near the end of its chain.
    Fix: optional: delete the file.
    See: botocore/credentials.py BotoProvider
    """
    row = verdict.row("boto-config")
    for one in row.probe.inputs if row is not None and row.probe.reason.code == "no-key" else ():
        if one.origin.kind == "file" and one.state == "set":
            read = host.ini(host.expand(one.origin.name))
            if read is None or read.state.kind != "file":
                continue  # what is in it is unknown
            shown = host.shown(host.expand(one.origin.name))
            message = f"{shown} has no [Credentials] with a key: it is passed over."
            yield Finding(INFO, message, one.origin, plain(shell.remove(shown), f"delete {shown}"))
