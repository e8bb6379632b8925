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

    Why: botocore treats a shared file that it cannot open as an empty file, and names a token cache that it cannot
    read only by a hash. The usual causes are a file written with sudo, a volume that belongs to another user, and
    `chmod -R`.
    Example:
        # ls -l ~/.aws/credentials, for a process of the user app
        -rw------- 1 root root 116 Jan  1 12:00 .aws/credentials
    Fix: If this user owns the file, run `chmod 600 ~/.aws/credentials`; for the directory, `chmod 700 ~/.aws`. If
    another user owns it, run `sudo chown UID ~/.aws/credentials`. If a directory above the file is closed, find it
    with `ls -ld DIRECTORY` and let this user enter it.
    Ignore: If its severity is info and the SDK finds the credentials that you want: they do not come from this file.
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
    """The credentials or config file has the wrong name, so no SDK reads it.

    Why: The SDKs read ~/.aws/credentials and ~/.aws/config, without a file extension. Editors add .txt or .ini, and
    the console's download is a .csv file that no SDK reads.
    Example:
        # ls ~/.aws
        config  credentials.txt
    Fix: Rename the file: `mv ~/.aws/credentials.txt ~/.aws/credentials`. Import a .csv file with
    `aws configure import --csv file://PATH`.
    Ignore: If the file is not meant to be read: the credentials or the profile are then missing for another reason.
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

    Why: A user who can read the file has the keys. A user who can write it can change the identity of every program,
    or make the SDK run a program of their choice with credential_process.
    Example:
        # ls -l ~/.aws/credentials
        -rw-r--r-- 1 alice alice 116 Jan  1 12:00 .aws/credentials
    Fix: Run `chmod 600 ~/.aws/credentials`.
    Ignore: If no other user can reach the file, for example because ~/.aws has mode 700 or the container has only one
    user.
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

    Why: ~/.boto and /etc/boto.cfg are config files of boto 2. botocore still looks for keys in them near the end of
    its chain. It skips a file that has no key in a section [Credentials].
    Example:
        # ~/.boto
        [Boto]
        debug = 0
    Fix: Nothing has to be done. If no other program reads the file, delete it with `rm ~/.boto`.
    Ignore: If another program uses the file, such as an old tool on boto 2: the file does not affect the result.
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
