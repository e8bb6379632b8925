"""Credentials that lie below another home than the one that this process has."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from whoami_aws.chain.profiles import SharedFile
from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.extra_needs import lost_files, tilde_home, windows_homes
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.host.variables import CONFIG_FILE, CREDENTIALS_FILE
from whoami_aws.platform import CONTAINER, EC2, Platform
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, LIKELY, SURE, Finding, Fix, rule
from whoami_aws.rules.fixes import exported
from whoami_aws.rules.severity import nothing_found


def _bare(view: BotocoreView) -> bool:
    """Whether neither file is there, and no variable says where they should be."""
    files = (view.profiles.credentials, view.profiles.config)
    return not any(file.exists or file.origin.kind == "env" for file in files)


def _lost(host: Host) -> Iterator[tuple[str, list[str], bool]]:
    """Other homes with credentials files: the home, its files, whether all can be read."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for path in lost_files(host):
        state = host.place(path)
        if state is not None and state.kind in ("file", "unreadable"):
            home = posixpath.dirname(posixpath.dirname(path))
            found.setdefault(home, []).append((path, state.kind == "file"))
    for home, files in found.items():
        yield home, [path for path, _ in files], all(readable for _, readable in files)


def _pointing(files: list[str]) -> Fix:
    """The fix that names the files where they are."""
    names = {"credentials": CREDENTIALS_FILE, "config": CONFIG_FILE}
    return exported(*((names[posixpath.basename(path)], path) for path in files))


@rule("home-missing", ERROR)
def home_missing(host: Host, view: BotocoreView, verdict: Verdict, surroundings: Platform) -> Iterable[Finding]:
    """This process has no home directory, so there is no ~/.aws.

    Why: The SDK looks for the shared files below HOME. Users of services (www-data, for example) often have a home
    directory that was never created. A HOME that is set is used even if the system's list of users names another
    directory.
    Example:
        # the directory /nonexistent does not exist
        export HOME=/nonexistent
    Fix: Name the files by variables, where this user can read them: `export
    AWS_SHARED_CREDENTIALS_FILE=/PATH/TO/credentials` and `export AWS_CONFIG_FILE=/PATH/TO/config`.
    Ignore: You can ignore this if the process needs no shared files, because it is meant to get its credentials from
    another source (`--ignore home-missing`).
    See: https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
    """
    if not nothing_found(verdict) or not _bare(view):
        return
    home = host.variable("HOME")
    state = host.place(host.home) if host.home else None
    if host.home and (state is None or state.kind not in ("missing", "file", "null-device", "not-regular")):
        return
    if home is not None:
        said = f"HOME={home.text} does not exist" if home.text else "HOME is set and empty"
    else:
        said = f"HOME is not set, and the home of uid {host.uid} is {host.passwd_home or 'not known'}"
    message = f"{said}, so ~/.aws cannot be there."
    fix = Fix(
        "let AWS_SHARED_CREDENTIALS_FILE name a file that this user can read",
        shell.export((CREDENTIALS_FILE, "/PATH/TO/credentials")),
    )
    for other, files, readable in _lost(host):
        message += f" There are credentials files below {other}."
        if readable:
            fix = _pointing(files)
        break
    elsewhere = surroundings.has(EC2, CONTAINER) is not None
    yield Finding(ERROR, message, Origin("env", "HOME"), fix, LIKELY if elsewhere else SURE)


@rule("credentials-in-other-home", ERROR, suppressed_by=("home-missing", "windows-home", "literal-tilde-directory"))
def credentials_in_other_home(host: Host, view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """This user has no credentials files, but another home directory has them.

    Why: The SDK reads ~/.aws below the HOME that the process runs with. `sudo aws configure` writes to root's home
    directory. A program that runs as another user or with another HOME (under sudo, from cron, from a unit file, as a
    container's user) does not find those files.
    Example:
        # HOME=/home/app, and /home/app/.aws does not exist; these files do:
        /root/.aws/credentials
        /root/.aws/config
    Fix: Run `aws configure` as the user who runs the program, without sudo. If that user can read the other files,
    name them by variables instead: `export AWS_SHARED_CREDENTIALS_FILE=/HOME/.aws/credentials` and `export
    AWS_CONFIG_FILE=/HOME/.aws/config`.
    Ignore: You can ignore this if the other files are another user's and this process is not meant to use them
    (`--ignore credentials-in-other-home`).
    See: https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
    """
    if not nothing_found(verdict) or not _bare(view):
        return
    apart = (tilde_home(host), *windows_homes(host))
    for home, files, readable in _lost(host):
        if home in apart:
            continue
        mine = f"uid {host.uid} ({host.user})" if host.user else f"uid {host.uid}"
        message = f"{host.shown(view.profiles.credentials.path)} does not exist for {mine}"
        message += f", whose HOME is {host.home}; {' and '.join(files)} do{'es' if len(files) == 1 else ''}."
        if home == host.passwd_home:
            message += " That is this user's home in the system's list of users."
        own = Fix("run `aws configure` as this user, without sudo", shell.AWS_CONFIGURE)
        yield Finding(ERROR, message, Origin("env", "HOME"), _pointing(files) if readable else own)
        return


@rule("windows-home", ERROR)
def windows_home(host: Host, view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The credentials files are in the Windows home directory, but this process uses the Linux one.

    Why: In WSL and Cygwin `~` is the Linux home directory. Files that a Windows program writes below C:\\Users are
    not in it, so the SDK does not find them.
    Example:
        # WSL with HOME=/home/me: /home/me/.aws does not exist, and this file does
        /mnt/c/Users/me/.aws/credentials
    Fix: Name the files by variables: `export AWS_SHARED_CREDENTIALS_FILE=/mnt/c/Users/NAME/.aws/credentials` and
    `export AWS_CONFIG_FILE=/mnt/c/Users/NAME/.aws/config`. Or link the directory: `ln -s /mnt/c/Users/NAME/.aws
    ~/.aws`.
    Ignore: You can ignore this if programs in Linux are not meant to use the credentials of Windows (`--ignore
    windows-home`).
    See: https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
    """
    if not nothing_found(verdict) or not _bare(view):
        return
    for home, files, _ in _lost(host):
        if home in windows_homes(host):
            message = f"~ is {host.home}, which has no .aws; {' and '.join(files)} are in the Windows home directory."
            yield Finding(ERROR, message, Origin("env", "HOME"), _pointing(files))
            return


@rule("literal-tilde-directory", ERROR, sdks=EVERY)
def literal_tilde_directory(host: Host, view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The credentials files lie below a directory that is called `~`.

    Why: A program that is given the path `~/.aws/credentials` and does not expand `~` creates a directory of that
    name wherever it happens to run. The SDK expands `~` and looks in the home directory, so it does not find the
    files.
    Example:
        # HOME=/home/app, and /home/app/.aws/credentials does not exist; this file does:
        /home/app/~/.aws/credentials
    Fix: Move the files to ~/.aws: `mkdir -p ~/.aws` and `mv ~/'~/.aws/credentials' ~/.aws/credentials`. Then remove
    the empty directories: `rmdir ~/'~/.aws' ~/'~'`.
    Ignore: You can ignore this if the files in that directory are out of date, and credentials will come from another
    source (`--ignore literal-tilde-directory`).
    See: https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
    """
    if not nothing_found(verdict):
        return
    for home, files, _ in _lost(host):
        if home != tilde_home(host):
            continue
        files = [path for path in files if not _own(view, path).exists]
        if not files:
            return
        moves = (shell.move(host.shown(path), _own(view, path).shown) for path in files)
        commands = shell.together(shell.make_directory("~/.aws"), *moves)
        message = f"{host.shown(files[0])} is in a directory named '~', which no SDK reads."
        origin = Origin("file", host.shown(files[0]))
        yield Finding(ERROR, message, origin, Fix("move it to ~/.aws, and remove the directory '~'", commands))
        return


def _own(view: BotocoreView, path: str) -> SharedFile:
    """The file that the SDK reads in its place."""
    return view.profiles.credentials if path.endswith("credentials") else view.profiles.config
