"""Options that several commands share: declared once, as a NamedTuple, and handed to each command as one value."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints


def with_flat_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command as typer wants it: each parameter that is a group of options becomes the options of that group."""
    given = signature(command, eval_str=True).parameters
    groups = {name: one.annotation for name, one in given.items() if hasattr(one.annotation, "_fields")}
    parameters: list[Parameter] = []
    for name, parameter in given.items():
        group = groups.get(name)
        fields = get_type_hints(group, include_extras=True) if group else {name: parameter.annotation}
        defaults = group._field_defaults if group else {name: parameter.default}
        parameters += [
            Parameter(field, Parameter.KEYWORD_ONLY, default=defaults[field], annotation=hint)
            for field, hint in fields.items()
        ]

    def run(**options: Any) -> Any:  # noqa: ANN401 - of each option's own type
        values = {name: group(*(options.pop(field) for field in group._fields)) for name, group in groups.items()}
        return command(**options, **values)

    run.__doc__ = command.__doc__
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run
