"""The syntax of the shared files: encoding, line ends, duplicates, indents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whoami_aws.chain.botocore.session import describe
from whoami_aws.chain.profiles import SharedFile
from whoami_aws.chain.verdict import ERROR as FAILED
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.host import Change
from whoami_aws.host.ini.botocore import Document, Entry, Problem
from whoami_aws.host.values import Origin
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, INFO, WARNING, Finding, Fix, rule
from whoami_aws.rules.fixes import edited, with_backup
from whoami_aws.rules.option_names import PROFILE_PREFIXES


def _shared(view: BotocoreView) -> tuple[SharedFile, SharedFile]:
    return view.profiles.credentials, view.profiles.config


def _refused(view: BotocoreView, verdict: Verdict) -> Iterator[tuple[SharedFile, Problem, str]]:
    """Files that cannot be parsed, with the problem and the severity."""
    for file in (view.profiles.config, view.profiles.credentials):
        if file.problem is None:
            continue
        triggers = verdict.removable_inputs if verdict.outcome == FAILED else ()
        yield file, file.problem, ERROR if triggers == (Change("drop-file", file.shown),) else WARNING


def _encoding(file: SharedFile) -> str:
    return file.fact.encoding if file.fact else ""


@rule("byte-order-mark", ERROR)
def byte_order_mark(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A shared file begins with a byte order mark, which hides its first [section].

    Why: Some Windows editors write three invisible bytes before the text. The SDK reads them as part of the first
    line, which is then not a [section], and rejects the whole file. In an editor the file looks correct.
    Example:
        # ~/.aws/credentials; <EF BB BF> stands for the three invisible bytes
        <EF BB BF>[default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
    Fix: Save the file as UTF-8 without a byte order mark: `cp -p ~/.aws/credentials ~/.aws/credentials.bak && tail -c
    +4 < ~/.aws/credentials.bak > ~/.aws/credentials`. Delete the copy after checking.
    Ignore: Never: the SDK rejects the file before it looks for credentials, even for those in the environment.
    See: configparser, MissingSectionHeaderError
    """
    for file, _, severity in _refused(view, verdict):
        if _encoding(file) == "utf-8":
            message = f"{file.shown} begins with a byte order mark (EF BB BF), so its first line is no [section]."
            fix = with_backup(f"delete it from {file.shown}", file.shown, shell.drop_byte_order_mark(file.shown))
            yield Finding(severity, message, Origin("file", file.shown, 1), fix)


@rule("file-is-utf-16", ERROR, sdks=EVERY)
def file_is_utf_16(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A shared file is written in UTF-16.

    Why: PowerShell's `>` and some editors write UTF-16. The SDK reads UTF-8, and rejects the file.
    Example:
        # Windows PowerShell 5.1 writes UTF-16 with this command.
        "[profile dev]" > ~/.aws/config
    Fix: Convert the file to UTF-8: `cp -p ~/.aws/config ~/.aws/config.bak && iconv -f UTF-16 -t UTF-8 <
    ~/.aws/config.bak > ~/.aws/config`. Delete the copy after checking.
    Ignore: Never: the SDK cannot read the file.
    See: botocore/configloader.py raw_config_parse
    """
    for file, _, severity in _refused(view, verdict):
        if _encoding(file) == "utf-16":
            message = f"{file.shown} is UTF-16, which the SDK does not read."
            fix = with_backup(f"write {file.shown} as UTF-8", file.shown, shell.convert_utf_16(file.shown))
            yield Finding(severity, message, Origin("file", file.shown, 1), fix)


@rule("duplicate-section", ERROR)
def duplicate_section(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A section appears twice in a shared file, and the SDK rejects the whole file.

    Why: botocore's parser is strict. Whichever profile is selected, even one that is written correctly, the SDK stops
    with "Unable to parse config file" and does not name the line.
    Example:
        [profile test]
        region = eu-central-1
        [profile test]
        output = json
    Fix: Merge the two sections into one, or rename one of them.
    Ignore: Never: the SDK rejects the file before it looks for credentials, even for those in the environment.
    See: configparser, DuplicateSectionError
    """
    for file, problem, severity in _refused(view, verdict):
        if problem.code == "duplicate-section":
            message = (
                f"[{problem.name}] appears twice in {file.shown}, at lines {problem.other_line} and "
                f"{problem.line}: the whole file is rejected."
            )
            fix = Fix(f"merge the sections at {file.shown}:{problem.other_line} and {file.shown}:{problem.line}")
            yield Finding(severity, message, Origin("file", file.shown, problem.line, problem.name), fix)


@rule("duplicate-key", ERROR)
def duplicate_key(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """An option appears twice in one section, and the SDK rejects the whole file.

    Why: botocore's parser is strict. A second aws_access_key_id that was pasted below the first does not replace it:
    the SDK stops with "Unable to parse config file" and does not name the line.
    Example:
        [work]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
    Fix: Delete one of the two lines; for line 4: `sed -i.bak -e 4d ~/.aws/credentials`.
    Ignore: Never: the SDK rejects the file before it looks for credentials, even for those in the environment.
    See: configparser, DuplicateOptionError
    """
    for file, problem, severity in _refused(view, verdict):
        if problem.code == "duplicate-key":
            message = (
                f"{problem.name} appears twice in one section of {file.shown}, at lines {problem.other_line} and "
                f"{problem.line}: the whole file is rejected."
            )
            text = f"delete one of the lines {file.shown}:{problem.line} and :{problem.other_line}"
            fix = edited(file, text, shell.delete_line(problem.line))
            yield Finding(severity, message, Origin("file", file.shown, problem.line, key=problem.name), fix)


@rule("section-header-missing", ERROR, suppressed_by=("byte-order-mark", "file-is-utf-16"))
def section_header_missing(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A shared file begins with an option, or something else, before any [section].

    Why: Every option belongs to a section, and the options of the default profile are no exception. The SDK rejects a
    file in which a line comes before the first [section].
    Example:
        # ~/.aws/credentials
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
    Fix: Write `[default]` above that line.
    Ignore: Never: the SDK rejects the file before it looks for credentials, even for those in the environment.
    See: configparser, MissingSectionHeaderError
    """
    for file, problem, severity in _refused(view, verdict):
        if problem.code == "no-section-header":
            message = f"{file.shown}:{problem.line} comes before any [section]: the whole file is rejected."
            text = f"write [default] above {file.shown}:{problem.line}"
            fix = edited(file, text, shell.insert_header(problem.line, "default"))
            yield Finding(severity, message, Origin("file", file.shown, problem.line), fix)


@rule("section-header-unclosed", ERROR)
def section_header_unclosed(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A line begins a [section] and does not end it.

    Why: Without the closing bracket the line is neither a section nor an option, and the SDK rejects the whole file.
    Example:
        [default
        region = us-east-1
    Fix: Write the closing bracket at the end of the line: `[default]`.
    Ignore: Never: the SDK rejects the file before it looks for credentials, even for those in the environment.
    See: configparser, SECTCRE
    """
    for file, problem, severity in _refused(view, verdict):
        if problem.code == "unclosed-section":
            message = f"{file.shown}:{problem.line} begins with '[' and has no ']': the whole file is rejected."
            fix = edited(file, f"write ] at the end of {file.shown}:{problem.line}", shell.close_header(problem.line))
            yield Finding(severity, message, Origin("file", file.shown, problem.line), fix)


@rule(
    "config-unparsable",
    ERROR,
    suppressed_by=(
        "byte-order-mark",
        "file-is-utf-16",
        "duplicate-section",
        "duplicate-key",
        "section-header-missing",
        "section-header-unclosed",
    ),
)
def config_unparsable(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A config or credentials file cannot be parsed.

    Why: One bad line makes botocore reject the whole file, and it stops before it looks for any credentials. Its
    message names the file and not the line.
    Example:
        # ~/.aws/config; the last line has no "="
        [default]
        region us-east-1
    Fix: Correct the line, as in `region = us-east-1`.
    Ignore: Never: the SDK rejects the file before it looks for credentials, even for those in the environment.
    See: botocore/configloader.py raw_config_parse
    """
    for file, problem, severity in _refused(view, verdict):
        message = f"{file.shown}: {describe(problem)}."
        origin = Origin("file", file.shown, problem.line)
        yield Finding(severity, message, origin, Fix(f"correct {file.shown}:{problem.line}"))


@rule("indented-key-eaten", ERROR)
def indented_key_eaten(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """An indented line was taken as the rest of the value above it.

    Why: In these files an indented line continues the line above it. An option that is indented by accident is not
    set, and the option above it gets a value of two lines.
    Example:
        [default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
          aws_secret_access_key = SECRET
    Fix: Remove the indent; for line 3: `sed -i.bak -e '3s/^[[:space:]]*//' ~/.aws/credentials`.
    Ignore: It is harmless if the line is meant to belong to the value above it, as in a nested block that another
    tool reads.
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
                severity = ERROR if verdict.outcome in (NONE, FAILED) and verdict.session is None else WARNING
                origin = Origin("file", file.shown, line, section, key)
                fix = edited(file, f"remove the indent at {file.shown}:{line}", shell.remove_indent(line))
                yield Finding(severity, message, origin, fix)


def _eaten(entry: Entry) -> list[tuple[int, str]]:
    """Continuation lines that set a key which belongs to a profile. A block below an empty value is meant."""
    if type(entry.value) is tuple and entry.key in ("s3", "api_versions", "sts", "services"):
        return []
    return [(line, key) for line, key in entry.continued if key is not None and key.startswith(PROFILE_PREFIXES)]


@rule("indented-options", WARNING, suppressed_by=("indented-key-eaten",))
def indented_options(view: BotocoreView) -> Iterable[Finding]:
    """Options are indented, which other SDKs than botocore refuse.

    Why: botocore reads an indented option directly below its [section] like any other. The SDK for Java reads the
    line as the continuation of a value that does not exist, and rejects the file ("Expected a profile or property
    definition").
    Example:
        [default]
            aws_access_key_id = AKIAIOSFODNN7EXAMPLE
            aws_secret_access_key = SECRET
    Fix: Remove the indents. In a file without nested blocks: `sed -i.bak -e 's/^[[:space:]]*//' ~/.aws/credentials`.
    Ignore: It is harmless if only the AWS CLI, boto3 and other programs on botocore read the file.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
    """
    for file in _shared(view):
        lines = file.document.indented if file.document else ()
        if lines:
            many = f"{len(lines)} options" if len(lines) > 1 else "an option"
            message = (
                f"{file.shown} has {many} behind white space, first at line {lines[0]}; SDKs such as Java's refuse it."
            )
            fix = Fix("remove the indents")
            if not _has_blocks(file.document):
                fix = edited(file, fix.text, shell.remove_indent())
            yield Finding(WARNING, message, Origin("file", file.shown, lines[0]), fix)


def _has_blocks(document: Document | None) -> bool:
    sections = document.sections.values() if document else ()
    return any(entry.continued for section in sections for entry in section.own.values())


@rule("windows-line-ends", INFO)
def windows_line_ends(view: BotocoreView) -> Iterable[Finding]:
    """A shared file has the line ends of Windows.

    Why: botocore reads them correctly. Shell scripts, and some tools with a parser of their own, read the carriage
    return as part of the value.
    Example:
        # cat -A ~/.aws/credentials
        [default]^M$
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE^M$
        aws_secret_access_key = SECRET^M$
    Fix: Optionally convert the file: `sed -i.bak -e 's/[[:cntrl:]]$//' ~/.aws/credentials`.
    Ignore: It is harmless if only the AWS CLI, boto3 and other programs on botocore read the file.
    See: Python's universal newlines (PEP 278)
    """
    for file in _shared(view):
        if file.fact is not None and file.fact.carriage_returns and file.problem is None:
            message = f"{file.shown} has Windows line ends (CR LF): fine for the SDK, not for every other tool."
            fix = edited(file, "optional: convert the file", shell.DROP_CARRIAGE_RETURNS)
            yield Finding(INFO, message, Origin("file", file.shown), fix)
