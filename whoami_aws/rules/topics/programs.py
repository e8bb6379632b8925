"""Programs that print credentials (`credential_process`)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from whoami_aws.chain.botocore.links.process import KEY
from whoami_aws.chain.expiry import parse_expiry, span
from whoami_aws.chain.probe import SdkError
from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import ProcessNeed, ProcessRun
from whoami_aws.host.host import Change, Host
from whoami_aws.host.values import Value
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, LIKELY, SURE, Finding, Fix, rule
from whoami_aws.rules.fixes import unexpanded
from whoami_aws.rules.role_chain import RoleChain, setting, ways_to


def _runs(view: BotocoreView, verdict: Verdict) -> Iterator[tuple[RoleChain, Value, ProcessRun]]:
    """The programs that were run, and the origins of their settings."""
    for way in ways_to(view, verdict, "custom-process"):
        command = setting(way.view, KEY)
        run = view.host.process(ProcessNeed(way.view.profile, command.origin)) if command is not None else None
        if command is not None and run is not None and not run.not_run:
            yield way, command, run


def _without(command: Value, text: str) -> Fix:
    """A fix of the program itself, or one that removes the setting."""
    origin = command.origin
    change = Change("drop-key", origin.name, origin.section, KEY, line=origin.line)
    return Fix(f"{text}; or remove {origin}", (), (change,))


def _name(run: ProcessRun) -> str:
    return posixpath.basename(run.program) or run.program


_PROMPTS = (
    r"(?i)\b(mfa|otp|one[- ]time|token code|passcode|password|passphrase|pin|username|login|device code)\b[^\n]*[:?>]"
    r"|\b(enter|type|input|provide|confirm|choose|select)\b[^\n]*(:|\?|code|password)"
    r"|inappropriate ioctl for device|not a (tty|terminal)|no tty|stdin is not|EOFError|EOF when reading"
    r"|open (this|the following) (url|link|page)|in your browser|/dev/tty"
)


@rule("credential-process-wants-input", ERROR, needs=("program",))
def credential_process_wants_input(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A credential_process waits for input.

    Why: botocore runs the program with its output captured. A prompt is not visible, so the program waits forever, or
    fails where there is no terminal. The SDK sets no time limit of its own.
    Example:
        [default]
        credential_process = /opt/helper
        # /opt/helper prints "Enter MFA code:" to standard error, and reads the answer
    Fix: Log in with the program beforehand, or have it ask in a window of its own. If the program is not needed,
    delete the line `credential_process = …` from the profile.
    Ignore: You can ignore this if the program needs no input and ends when it gets more time than `--timeout` gives
    it here (`--ignore credential-process-wants-input`).
    See: botocore/credentials.py ProcessProvider._retrieve_credentials_using
    """
    for way, command, run in _runs(view, verdict):
        advice = f"log in with {_name(run)} beforehand, or let it ask in a window of its own"
        if run.timed_out:
            message = (
                f"{run.program} did not end within the time: it waits for input or for a network, and so would the"
            )
            message += f" SDK, for ever ({command.origin}).{way.through}"
            yield Finding(way.severity, message, command.origin, _without(command, advice), LIKELY)
        elif (run.exit_code or run.error) and re.search(_PROMPTS, run.stderr):
            asked = next((line for line in run.stderr.replace("\\n", "\n").splitlines() if line.strip()), "")
            message = (
                f"{run.program} asks on standard error, which the SDK captures, and gets no answer: {asked.strip()}"
            )
            yield Finding(way.severity, f"{message}{way.through}", command.origin, _without(command, advice))


_SHELL = {
    "$": "a variable",
    "$(": "a command in $( )",
    "`": "a command in backticks",
    "~": "a path with ~",
    "=": "an assignment in front",
}


@rule("credential-process-needs-shell", ERROR, needs=("program",))
def credential_process_needs_shell(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A credential_process is written for a shell, but runs without one.

    Why: The SDK splits the command into words and starts it without a shell. Pipes, `&&`, redirections, variables,
    `~` and assignments at the start are passed to the program as words, or taken as its name.
    Example:
        [default]
        credential_process = /opt/helper --json | tail -n 1
    Fix: Put the command into a script, and name the script by its full path: `credential_process = /PATH/TO/script`.
    Or start a shell: `credential_process = sh -c '…'`. If only the program's path has `~` or a variable in it, write
    the full path.
    Ignore: You can ignore this if the characters are meant as they are written, and the program fails for another
    reason (`--ignore credential-process-needs-shell`).
    See: botocore/credentials.py ProcessProvider, compat_shell_split
    """
    for way, command, run in _runs(view, verdict):
        if not run.marks or not (run.error or run.exit_code):
            continue
        if run.program in ("sh", "bash") or run.program.endswith(("/sh", "/bash", "/zsh", "/dash")):
            continue
        marks = ", ".join(_SHELL.get(mark, f"`{mark}`") for mark in run.marks)
        message = f"{command.origin} has {marks}, for which it would take a shell."
        in_name = run.error == "FileNotFoundError" and run.program.startswith(("~", "$"))
        text = "write the whole path" if in_name else "put the line into a script, and name that by its whole path"
        certain = SURE if run.error or set(run.marks) - {"$", "~", "&", ";"} else LIKELY
        yield Finding(way.severity, message + way.through, command.origin, _without(command, text), certain)


@rule("credential-process-not-found", ERROR, suppressed_by=("credential-process-needs-shell",), needs=("program",))
def credential_process_not_found(view: BotocoreView, verdict: Verdict, host: Host) -> Iterable[Finding]:
    """The program of a credential_process cannot be started.

    Why: The SDK looks for the program in PATH or, if its path is relative, below the directory in which the process
    happens to start. A service, a job or a container has another PATH than a shell in a terminal.
    Example:
        [default]
        credential_process = helper get
        # command -v helper finds nothing
    Fix: Write the program's full path, `credential_process = /PATH/TO/helper get`, or install the program on this
    host. If the file exists but is not executable, run `chmod +x /PATH/TO/helper`.
    Ignore: You can ignore this if the application runs with another PATH or on another host, where the program exists
    (`--ignore credential-process-not-found`).
    See: botocore/credentials.py ProcessProvider; subprocess.Popen
    """
    for way, command, run in _runs(view, verdict):
        if run.error not in _NOT_STARTED:
            continue
        what = _NOT_STARTED[run.error]
        name = run.program
        message = f"{command.origin} starts {name}, which {what}."
        fix = _without(command, "write the whole path of the program, or install it here")
        if run.error == "ValueError":
            message = f"{command.origin} cannot be split into words: a quotation mark is not closed."
            fix = _without(command, "close the quotation mark")
        elif run.error == "PermissionError":
            fix = Fix("make it executable", shell.change_mode("+x", unexpanded(host, name)))
        elif "\\" in name or re.match(r"[A-Za-z]:", name):
            message += " It looks like a path of Windows."
        elif name[:1] in "\"'":
            message += " A quotation mark is a part of its name."
        elif " " in name:
            message += " Its name has a blank in it: program and arguments are in one pair of quotes."
            fix = _without(command, "put only the path in quotes")
        elif "/" not in name:
            message += " It is in no directory of this process's PATH."
        elif not name.startswith("/"):
            message += " The path is relative to wherever a process starts."
        yield Finding(way.severity, message + way.through, command.origin, fix)


_NOT_STARTED = {
    "FileNotFoundError": "does not exist",
    "NotADirectoryError": "is below something that is not a directory",
    "PermissionError": "this user may not run",
    "OSError": "is not a program (no #! line, or for another machine)",
    "ValueError": "cannot be told",
    "IndexError": "is empty",
}


@rule("credential-process-prints-nothing", ERROR, suppressed_by=("credential-process-needs-shell",), needs=("program",))
def credential_process_prints_nothing(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A credential_process succeeds but prints nothing.

    Why: The SDK expects JSON on standard output. Some programs write the keys to a file, need an option to print
    them, or report an error only on standard error and still exit with 0. botocore then has nothing to read
    (JSONDecodeError).
    Example:
        [default]
        credential_process = /opt/helper --write-to-file
        # /opt/helper exits with 0, and its standard output is empty
    Fix: Have the program print the keys as JSON, and drop the option that writes them elsewhere. If the program is
    not needed, delete the line `credential_process = …` from the profile.
    Ignore: You can ignore this as a note (info): another source is used. Never as an error: the SDK stops here.
    See: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html
    """
    for way, command, run in _runs(view, verdict):
        if run.error != "JSONDecodeError" or run.exit_code != 0 or run.printed:
            continue
        message = f"{run.program} ends with exit code 0 and prints nothing ({command.origin})."
        first = next((line for line in run.stderr.splitlines() if line.strip()), "")
        message += f" It says on standard error: {first.strip()}" if first else ""
        fix = _without(command, f"let {_name(run)} print the keys as JSON, and not write them to a file")
        yield Finding(way.severity, message + way.through, command.origin, fix)


@rule("credential-process-not-json", ERROR, suppressed_by=("credential-process-needs-shell",), needs=("program",))
def credential_process_not_json(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A credential_process prints something other than one JSON object.

    Why: The SDK reads all of the program's standard output as one JSON document. A greeting, a warning, a log line
    before the JSON, `export` lines or a table make it unreadable.
    Example:
        # /opt/helper prints:
        A new version is available.
        {"Version": 1, "AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "…"}
    Fix: Have the program print only the JSON object, and everything else to standard error. If the program is not
    needed, delete the line `credential_process = …` from the profile.
    Ignore: You can ignore this as a note (info): another source is used. Never as an error: the SDK stops here.
    See: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html
    """
    for way, command, run in _runs(view, verdict):
        if run.exit_code != 0 or not run.printed:
            continue
        if run.error not in ("JSONDecodeError", "UnicodeDecodeError", "AttributeError", "RecursionError"):
            continue
        what = "JSON, but no object" if run.error == "AttributeError" else f"not JSON ({run.message})"
        message = f"{run.program} prints {run.printed} bytes that are {what} ({command.origin})."
        fix = _without(command, f"let {_name(run)} print one JSON object, and all else to standard error")
        yield Finding(way.severity, message + way.through, command.origin, fix)


@rule("credential-process-bad-answer", ERROR, needs=("program",))
def credential_process_bad_answer(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A credential_process prints JSON that lacks something or has a value that is not valid.

    Why: The object must have "Version": 1 (a number), AccessKeyId and SecretAccessKey at its top level, and an
    Expiration, if there is one, must be a time. Other tools print the same values under other names, or inside
    "Credentials", as STS does.
    Example:
        # /opt/helper prints the version as a string:
        {"Version": "1", "AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "…"}
    Fix: Have the program print `{"Version": 1, "AccessKeyId": …, "SecretAccessKey": …, "SessionToken": …,
    "Expiration": …}`. If the program is not needed, delete the line `credential_process = …` from the profile.
    Ignore: You can ignore this as a note (info): another source is used. Never as an error: the SDK stops here.
    See: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html
    """
    for way, command, run in _runs(view, verdict):
        if run.error or run.exit_code != 0:
            continue
        if not run.version_ok and run.version == "1":
            what = '"Version" as a text: it has to be the number 1'
        elif not run.version_ok and run.version and run.version.startswith("<"):
            what = 'no "Version": 1'
        elif not run.version_ok:
            what = f'"Version": {run.version}, and only 1 is known'
        elif run.missing_key:
            what = f"no {run.missing_key}"
        elif run.expires and isinstance(parse_expiry(run.expiration), SdkError):
            what = "an Expiration that is not a time"
        else:
            continue
        message = f"The JSON that {run.program} prints has {what} ({command.origin})."
        fix = _without(command, f'let {_name(run)} print {{"Version": 1, "AccessKeyId": …, "SecretAccessKey": …}}')
        yield Finding(way.severity, message + way.through, command.origin, fix)


@rule("credential-process-expired-answer", ERROR, needs=("program",))
def credential_process_expired_answer(view: BotocoreView, verdict: Verdict, host: Host) -> Iterable[Finding]:
    """A credential_process prints credentials that have expired.

    Why: botocore runs the program again whenever the keys have expired. If the program answers from a cache of its
    own that is not renewed, botocore gives up ("the refreshed credentials are still expired").
    Example:
        # /opt/helper prints, a day later:
        {"Version": 1, "AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "…",
         "SessionToken": "…", "Expiration": "2025-06-02T08:00:00Z"}
    Fix: Have the program fetch new credentials: log in with it again, or empty its cache. If the program is not
    needed, delete the line `credential_process = …` from the profile.
    Ignore: You can ignore this as a note (info): another source is used. Never as an error: every call fails.
    See: botocore/credentials.py RefreshableCredentials._protected_refresh
    """
    for way, command, run in _runs(view, verdict):
        expiry = parse_expiry(run.expiration) if run.expires and not run.error else None
        if expiry is None or isinstance(expiry, SdkError) or expiry.at is None or expiry.at >= host.now:
            continue
        message = f"{run.program} prints keys that expired {span(host.now - expiry.at)} ago ({command.origin})."
        fix = _without(command, f"let {_name(run)} fetch new ones (log in again, or empty its cache)")
        yield Finding(way.severity, message + way.through, command.origin, fix)
