"""Where the shared files are looked for: what the variables for them say, and what is there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from whoami_aws.chain.profiles import SharedFile
from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.extra_needs import windows_path
from whoami_aws.host.values import Origin
from whoami_aws.host.variables import CONFIG_FILE, CREDENTIALS_FILE
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, IF_FIX_HELPS, INFO, Finding, Fix, rule, unset
from whoami_aws.rules.fixes import exported
from whoami_aws.rules.severity import nothing_found, of_unseen_file


def _named(view: BotocoreView) -> Iterator[tuple[str, SharedFile, str]]:
    """The files that variables name: variable, file, and the kind of what is there."""
    for variable, file in ((CREDENTIALS_FILE, view.profiles.credentials), (CONFIG_FILE, view.profiles.config)):
        if file.origin.kind == "env" and file.fact is not None:
            yield variable, file, file.fact.state.kind


def _instead(verdict: Verdict) -> str:
    return f"{verdict.winner} answers instead" if verdict.winner else "nothing else answers"


@rule("file-variable-empty", ERROR)
def file_variable_empty(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """AWS_SHARED_CREDENTIALS_FILE or AWS_CONFIG_FILE is set to nothing, which hides the default file.

    Why: A variable counts as soon as it is set, even to an empty value. botocore then looks for a file without a
    name, and not for the one in ~/.aws.
    Example:
        export AWS_SHARED_CREDENTIALS_FILE=
    Fix: Remove the variable: `unset AWS_SHARED_CREDENTIALS_FILE`, or `unset AWS_CONFIG_FILE`.
    Ignore: It is harmless if the variable is empty on purpose, to hide the file from the SDK.
    See: botocore/configprovider.py EnvironmentProvider
    """
    for variable, file, _ in _named(view):
        if not file.asked:
            default = "~/.aws/credentials" if variable == CREDENTIALS_FILE else "~/.aws/config"
            message = f"{variable} is set and empty, so {default} is not read; {_instead(verdict)}."
            yield Finding(of_unseen_file(verdict), message, file.origin, unset(variable))


@rule("path-not-expanded", ERROR, sdks=IF_FIX_HELPS)
def path_not_expanded(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """AWS_SHARED_CREDENTIALS_FILE or AWS_CONFIG_FILE is set to a path in a form that the SDK does not support.

    Why: botocore expands `~`, `$NAME` and `${NAME}`, and nothing else. Quotes that are part of the value,
    `%USERPROFILE%`, a Windows path, a `file://` URL, or a `$NAME` that is not set stay as they are, and a file of
    that name does not exist.
    Example:
        export AWS_CONFIG_FILE=%USERPROFILE%/.aws/config
        export AWS_SHARED_CREDENTIALS_FILE=file:///etc/aws/credentials
    Fix: Write the path in full: `export AWS_SHARED_CREDENTIALS_FILE=/etc/aws/credentials`.
    Ignore: It is harmless if no profile of that file is needed.
    See: botocore/configloader.py raw_config_parse
    """
    for variable, file, kind in _named(view):
        found = _unexpanded(file) if kind == "missing" and file.asked else None
        if found is None:
            continue
        what, better = found
        message = f"{variable} is {file.asked!r}, {what}; no such file exists, and {_instead(verdict)}."
        yield Finding(of_unseen_file(verdict), message, file.origin, exported((variable, better)))


def _unexpanded(file: SharedFile) -> tuple[str, str] | None:
    """What of the path was not expanded, and a better one."""
    text = file.asked
    bare = text.strip()
    if len(bare) > 1 and bare[0] in "\"'" and bare[-1] == bare[0]:
        return "whose quotes are part of it", bare[1:-1]
    if bare != text:
        return "which begins or ends with white space", bare
    if text.startswith("file://"):
        return "which is a URL and no path", text.removeprefix("file://")
    if (path := windows_path(text)) is not None:
        return "a path of Windows", path
    default = "~/.aws/credentials" if file.origin.name == CREDENTIALS_FILE else "~/.aws/config"
    if match := re.search(r"%\w+%", text):
        return f"and {match[0]} is expanded by Windows alone", default
    if match := re.search(r"\$(?:\w+|\{\w+\})", file.path):
        return f"and {match[0]} is not set here", default
    if file.path.startswith("~"):
        return "whose ~ is not expanded", default
    return None


@rule("named-file-missing", ERROR, suppressed_by=("path-not-expanded", "files-swapped"))
def named_file_missing(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """AWS_SHARED_CREDENTIALS_FILE or AWS_CONFIG_FILE names a file that does not exist.

    Why: The SDK treats a missing file as an empty one and reports nothing. The intended keys are not used; a role of
    the machine may answer instead, or no source does.
    Example:
        # There is no such file.
        export AWS_SHARED_CREDENTIALS_FILE=~/old/credentials
    Fix: Correct the path, or remove the variable: `unset AWS_SHARED_CREDENTIALS_FILE`, or `unset AWS_CONFIG_FILE`.
    Ignore: It is harmless if the variable names a missing file on purpose, so that the SDK reads no file, or if the
    file is created before the program starts.
    See: botocore/configloader.py multi_file_load_config
    """
    missing = [(variable, file) for variable, file, kind in _named(view) if file.asked and kind in _NOT_THERE]
    if not missing:
        return
    said = [f"{variable} names {file.shown}, which {_NOT_THERE[_kind(file)]}" for variable, file in missing]
    relative = "" if missing[0][1].path.startswith("/") else " (The path is relative to the working directory.)"
    message = f"{', and '.join(said)}; {_instead(verdict)}.{relative}"
    yield Finding(of_unseen_file(verdict), message, missing[0][1].origin, unset(*(variable for variable, _ in missing)))


_NOT_THERE = {"missing": "does not exist", "link-loop": "is a link to itself"}


def _kind(file: SharedFile) -> str:
    return file.fact.state.kind if file.fact else "missing"


@rule("file-is-directory", ERROR)
def file_is_directory(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A directory exists where a credentials or config file is expected.

    Why: The SDK reads a regular file and skips anything else. This usually happens if a variable names the directory
    of the file, or if the source of a container's volume did not exist, so that Docker made a directory.
    Example:
        # ~/.aws is a directory.
        export AWS_SHARED_CREDENTIALS_FILE=~/.aws
    Fix: Name the file itself: `export AWS_SHARED_CREDENTIALS_FILE=~/.aws/credentials`. If no variable is set, remove
    the directory with `rmdir ~/.aws/credentials` and put or mount the file there.
    Ignore: It is harmless if no profile of that file is needed.
    See: botocore/configloader.py load_config
    """
    for variable, file in ((CREDENTIALS_FILE, view.profiles.credentials), (CONFIG_FILE, view.profiles.config)):
        if _kind(file) != "directory":
            continue
        message = f"{file.shown} is a directory, so {_instead(verdict)}."
        if file.origin.kind == "env":
            name = "credentials" if variable == CREDENTIALS_FILE else "config"
            fix = exported((variable, f"{file.asked.rstrip('/')}/{name}"))
        else:
            text = f"remove the directory {file.shown}, and put the file there"
            fix = Fix(text, shell.remove_directory(file.shown))
        origin = file.origin if file.origin.kind == "env" else Origin("file", file.shown)
        yield Finding(of_unseen_file(verdict), message, origin, fix)


@rule("files-swapped", ERROR, sdks=IF_FIX_HELPS)
def files_swapped(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A variable for one of the two shared files names the other one.

    Why: AWS_CONFIG_FILE is for the config file, where profiles are written [profile NAME].
    AWS_SHARED_CREDENTIALS_FILE is for the credentials file, where they are written [NAME]. Most of a file means
    something else if the SDK reads it as the other one.
    Example:
        export AWS_SHARED_CREDENTIALS_FILE=~/project/config
        export AWS_CONFIG_FILE=~/project/credentials
    Fix: Name each file by its own variable: `export AWS_CONFIG_FILE=~/project/config` and `export
    AWS_SHARED_CREDENTIALS_FILE=~/project/credentials`. Remove a variable for which no file is left.
    Ignore: It is harmless if the file has the sections that its variable expects: the rule only looks at the file's
    name.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
    """
    config, credentials = view.profiles.config, view.profiles.credentials
    if config.path == credentials.path:
        return
    wrong = []
    if config.origin.kind == "env" and posixpath.basename(config.path) == "credentials":
        wrong.append((CREDENTIALS_FILE, config))
    if credentials.origin.kind == "env" and posixpath.basename(credentials.path) == "config":
        wrong.append((CONFIG_FILE, credentials))
    if not wrong:
        return
    variable, file = wrong[0]
    severity = ERROR if nothing_found(verdict) else INFO
    message = f"{file.origin} names {file.shown}, which by its name belongs to {variable}."
    changes = [(variable, file.asked) for variable, file in wrong]
    fix = exported(*changes)
    if len(wrong) == 1:
        more = unset(file.origin.name)
        fix = Fix(
            f"{fix.text}; {more.text}", shell.together(fix.commands, more.commands), (*fix.changes, *more.changes)
        )
    yield Finding(severity, message, file.origin, fix)


@rule("both-variables-one-file", INFO, suppressed_by=("files-swapped",))
def both_variables_one_file(view: BotocoreView) -> Iterable[Finding]:
    """AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name the same file.

    Why: The SDK then reads the file twice, with two meanings. [profile dev] is the profile dev in one reading, and a
    profile called "profile dev" in the other.
    Example:
        export AWS_CONFIG_FILE=~/aws.ini
        export AWS_SHARED_CREDENTIALS_FILE=~/aws.ini
    Fix: Keep two files, and remove one of the variables: `unset AWS_SHARED_CREDENTIALS_FILE`.
    Ignore: It is harmless if the file has no profile but [default], which means the same in both readings.
    See: botocore/session.py full_config
    """
    config, credentials = view.profiles.config, view.profiles.credentials
    if config.path and config.path == credentials.path and config.exists:
        message = f"{config.origin} and {credentials.origin} both mean {config.shown}."
        named = next(file.origin for file in (credentials, config) if file.origin.kind == "env")
        yield Finding(INFO, message, named, unset(named.name))
