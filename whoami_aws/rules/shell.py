"""Commands that can be pasted into a shell."""

from __future__ import annotations

import shlex

from whoami_aws.host.host import Change
from whoami_aws.rules.finding import Fix


def pasted(path: str) -> str:
    """A path for a shell: a leading `~/` stays one, the rest is quoted where it must be."""
    return "~/" + shlex.quote(path[2:]) if path.startswith("~/") and len(path) > 2 else shlex.quote(path)


def export(name: str, value: str) -> str:
    """`export NAME=value`."""
    return f"export {name}={pasted(value)}"


def exported(*pairs: tuple[str, str]) -> Fix:
    """The cure of setting variables."""
    commands = tuple(export(name, value) for name, value in pairs)
    return Fix("; ".join(commands), commands, tuple(Change("set", name, reading=value) for name, value in pairs))


def selecting(name: str, explicit: bool) -> Fix:
    """The cure of choosing another profile, in place of a variable's or of `--profile`'s."""
    change = Change("set", "AWS_PROFILE", reading=name)
    if explicit:
        return Fix(f"--profile {shlex.quote(name)}", (), (Change("drop-option", "--profile"), change))
    return exported(("AWS_PROFILE", name))
