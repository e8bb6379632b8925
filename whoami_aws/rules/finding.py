"""A finding, and how a rule is declared."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from whoami_aws.chain.probe import Phrase
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin
from whoami_aws.rules import shell
from whoami_aws.rules.shell import Commands

ERROR, WARNING, INFO = "error", "warning", "info"
SURE, LIKELY = "sure", "likely"


class Fix(NamedTuple):
    """One cure. `commands` can be pasted into a shell; `changes`, where the cure is one of the host, lets it be
    tried by judging.
    """

    text: Phrase
    commands: Commands = ()
    changes: tuple[Change, ...] = ()


class Finding(NamedTuple):
    """Something that the reader should know or fix. A rule yields it; `run` adds which rule that is."""

    severity: str
    message: Phrase
    subject: Origin
    """The thing to look at."""
    fix: Fix
    confidence: str = SURE
    rule: str = ""
    title: str = ""
    """The rule's title."""


class Page(NamedTuple):
    """A rule's docstring in its parts."""

    title: str
    """What is wrong, without a period."""
    why: str
    """What happens because of it."""
    example: str
    """Lines of a file, commands or answers: a small host on which the rule speaks."""
    fix: str
    ignore: str
    """When a finding may be ignored."""
    see: str
    """The source of the rule: a page, or an SDK's file and function."""


Need = Literal["sts", "metadata", "container", "program", "chain", "comparison"]
"""What a rule may look at that needs asking: STS's answer, that of the metadata service or of the container's endpoint,
the run of a `credential_process`, which link wins and what the others have, what other SDKs pick.
"""
STS: Need = "sts"
METADATA: Need = "metadata"
CONTAINER: Need = "container"
PROGRAM: Need = "program"
CHAIN: Need = "chain"
COMPARISON: Need = "comparison"

_OF_PARAMETERS: dict[str, tuple[Need, ...]] = {
    "answer": (STS,),
    "use": (STS,),
    "imds": (METADATA,),
    "surroundings": (METADATA,),
    "verdict": (CHAIN,),
    "winner": (CHAIN,),
    "disagreement": (COMPARISON,),
}
"""What a rule needs by its parameters. What it takes out of others (`host`, `view`, `diagnosis`), it declares."""


class Rule(NamedTuple):
    """`function`'s parameters are named for the inputs that it gets (`run.inputs_of`). `severity` is its highest.

    `suppressed_by` are rules that name a deeper cause: where one of them speaks as loudly, this one keeps silent.
    `sdks` says of whom it speaks: see `BOTOCORE`, `EVERY`, `IF_FIX_HELPS`. `declared`: what it needs beyond what its
    parameters say.
    """

    name: str
    topic: str
    severity: str
    function: Callable[..., Iterable[Finding]]
    suppressed_by: tuple[str, ...] = ()
    sdks: str = "botocore"
    declared: tuple[Need, ...] = ()
    explains_subject: bool = False
    """Whether it explains all else that is found about the same subject, and so comes first."""

    @property
    def needs(self) -> tuple[Need, ...]:
        """What must have been gathered for this rule's silence to mean something."""
        code = self.function.__code__
        names = code.co_varnames[: code.co_argcount]
        return tuple(
            dict.fromkeys((*(need for name in names for need in _OF_PARAMETERS.get(name, ())), *self.declared))
        )

    @property
    def page(self) -> Page:
        """The docstring: its title, and the parts that begin with their names. Only the example keeps its lines."""
        title, _, rest = (self.function.__doc__ or "").strip().partition("\n")
        parts: dict[str, list[str]] = {name: [] for name in ("Why", "Example", "Fix", "Ignore", "See")}
        part: list[str] = []
        for line in textwrap.dedent(rest).splitlines():
            head, colon, tail = line.partition(":")
            if colon and head in parts:
                part, line = parts[head], tail.strip()
            if line:
                part.append(line)
        example = textwrap.dedent("\n".join(parts.pop("Example")))
        why, fix, ignore, see = (" ".join(lines) for lines in parts.values())
        return Page(title.rstrip("."), why, example, fix, ignore, see)


RULES: dict[str, Rule] = {}

OLD_IDS: dict[str, str] = {
    "blemished-profile-name": "stray-characters-in-profile-name",
    "blemished-value": "stray-characters-in-key",
}
"""Ids that rules had before, each with the id that the rule has now. They are accepted wherever a rule is named."""


def current_id(name: str) -> str:
    """The id of a rule that may be named by an old one."""
    return OLD_IDS.get(name, name)


ANY = ("*",)
"""As `suppressed_by`: the rule is the last resort, silent where any other speaks as loudly."""


BOTOCORE, EVERY, IF_FIX_HELPS = "botocore", "every", "cured"
"""Whom a rule is about: botocore's chains alone, since it tells what those do with a file or a setting; every SDK,
since it tells what the verdict or the world says; or others too where its cure, carried out, gives them credentials.
"""


def rule(
    name: str,
    severity: str,
    suppressed_by: tuple[str, ...] = (),
    sdks: str = BOTOCORE,
    needs: tuple[Need, ...] = (),
    explains_subject: bool = False,
) -> Callable[[Callable[..., Iterable[Finding]]], Callable[..., Iterable[Finding]]]:
    """Registers a rule under its name for ever; its topic is the module that defines it."""

    def register(function: Callable[..., Iterable[Finding]]) -> Callable[..., Iterable[Finding]]:
        if name in RULES:
            raise ValueError(f"two rules are called {name}")
        topic = function.__module__.rpartition(".")[2]
        RULES[name] = Rule(name, topic, severity, function, suppressed_by, sdks, needs, explains_subject)
        return function

    return register


def unset(*names: str) -> Fix:
    """The fix that removes variables."""
    commands = shell.unset(*names)
    text = "; ".join(commands) or f"take {' and '.join(map(repr, names))} out of the environment"
    return Fix(text, commands, tuple(Change("unset", name) for name in names))
