"""The options of `check` that assert something: one for each assertion, as it declares it."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from inspect import Parameter, Signature, signature

import typer

from whoami_aws.cli.output import Outcome

Given = list[str] | str | bool | None
"""What the command line says of an assertion."""


class Asserting:
    """A command with an option for each assertion, in place of its `**asserted`.

    The assertions are loaded when typer asks for the options, since most commands have no use for them.
    """

    def __init__(self, command: Callable[..., Outcome]) -> None:
        update_wrapper(self, command)
        self._command = command

    def __call__(self, **given: object) -> Outcome:
        """Runs it."""
        return self._command(**given)

    @property
    def __signature__(self) -> Signature:
        from whoami_aws.check.asserted import OPTIONS

        own = signature(self._command, eval_str=True)
        others = [one for one in own.parameters.values() if one.kind is not Parameter.VAR_KEYWORD]
        named = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in (*map(_parameter, OPTIONS), *others)]
        return own.replace(parameters=named)


def _parameter(name: str) -> Parameter:
    from whoami_aws.check.asserted import ASSERTIONS, OPTIONS

    option, takes = OPTIONS[name], ASSERTIONS[name].takes
    kind = bool if takes == "flag" else str | None if takes == "last" else list[str] | None
    given = typer.Option(
        False if takes == "flag" else None, f"--{name}", metavar=option.metavar or None, help=option.help
    )
    return Parameter(_word(name), Parameter.KEYWORD_ONLY, default=given, annotation=kind)


def _word(name: str) -> str:
    return name.replace("-", "_")


def by_name(given: dict[str, Given]) -> dict[str, Given]:
    """What is given of each assertion, in the order in which they are shown."""
    from whoami_aws.check.asserted import OPTIONS

    return {name: given[_word(name)] for name in OPTIONS}
