"""What `--help` and the man page both say."""

from __future__ import annotations

EXAMPLES = (
    ("whoami-aws", "who am I, in two lines"),
    ("whoami-aws explain --profile dev", "the whole chain, for a profile"),
    ("whoami-aws check --arn role/deploy", "stop a job that is not this role"),
    ("whoami-aws explain --without AWS_PROFILE", "what if that were not set"),
)
"""Commands, and what they are for."""

EXIT_CODES = (
    ("0", "credentials resolve; for check, all assertions hold"),
    ("1", "they don't, or an assertion fails or cannot be told"),
    ("2", "wrong usage"),
    ("3", "the tool could not finish, or its output could not be written"),
)
"""The same for every format."""

VARIABLES = (
    ("AWS_*, BOTO_*, HOME", "what the SDKs read, and so this does; no value of a secret is ever shown"),
    ("JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, _JAVA_OPTIONS", "system properties of a Java program, for its SDKs"),
    ("NO_COLOR, TERM, COLUMNS", "colours and width of the text"),
    ("GITHUB_ACTIONS, GITHUB_STEP_SUMMARY", "check writes workflow commands, and appends a summary to that file"),
    ("GITLAB_CI, CI_PROJECT_DIR", "check writes gl-code-quality-report.json there"),
)
"""Environment variables, and what they do."""


def epilog() -> str:
    """The end of `whoami-aws --help`. (The `\\b` keeps the lines as they are.)"""
    width = max(len(command) for command, _ in EXAMPLES)
    examples = "\n".join(f"  {command:<{width}}  {text}" for command, text in EXAMPLES)
    return f"\b\nExamples:\n{examples}\nExit codes: 0 credentials resolve, 1 they don't, 2 wrong usage, 3 unfinished."
