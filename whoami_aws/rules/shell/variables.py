"""Commands that set, change and remove variables."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.rules.shell.quoting import Commands, NotPasteable, builder, together, variable_word, word

SPACE, LINE_ENDS = "[:space:]", r"\r\n"
"""Characters that `strip_variable` deletes."""


@builder
def unset(*names: str) -> str:
    """Removes variables."""
    if not names:
        raise NotPasteable
    return f"unset {' '.join(map(variable_word, names))}"


def export(*pairs: tuple[str, str]) -> Commands:
    """Sets variables, one command for each. No value is expanded, not even a leading `~`."""
    return together(*(_export(name, value) for name, value in pairs))


@builder
def _export(name: str, value: str) -> str:
    return f"export {variable_word(name)}={word(value)}"


@builder
def copy_variables(pairs: Iterable[tuple[str, str]]) -> str:
    """Sets variables (the first of each pair) to what others hold (the second)."""
    return "export " + " ".join(f'{variable_word(name)}="${variable_word(source)}"' for name, source in pairs)


@builder
def swap_variables(one: str, other: str) -> str:
    """Gives each of two variables what the other one holds."""
    one, other = variable_word(one), variable_word(other)
    # By a third one: ksh makes the assignments of one command one after the other.
    return f'WHOAMI_AWS_OTHER="${other}" && export {other}="${one}" {one}="$WHOAMI_AWS_OTHER" && unset WHOAMI_AWS_OTHER'


@builder
def strip_variable(name: str, characters: str) -> str:
    """Deletes characters (as `tr` names them) from what a variable holds."""
    return f'export {variable_word(name)}="$(printf %s "${variable_word(name)}" | tr -d \'{characters}\')"'


@builder
def content_to_file(name: str) -> str:
    """Writes what a variable holds to a new file that only this user can read, and sets the variable to its path."""
    variable, file = variable_word(name), "WHOAMI_AWS_FILE"
    make = f'{file}=$(mktemp "${{TMPDIR:-/tmp}}/aws.XXXXXX")'
    return f'{make} && printf %s "${variable}" > "${file}" && export {variable}="${file}" && unset {file}'
