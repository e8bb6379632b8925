"""Options that several commands share: declared once, as a NamedTuple, and handed to each command as one value."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints


def with_flat_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command as typer wants it: each parameter that is a group of options becomes the options of that group."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: hints[name] for name in signature(command).parameters if hasattr(hints[name], "_fields")}
    parameters: list[Parameter] = []
    for parameter in signature(command).parameters.values():
        group = groups.get(parameter.name)
        if group is None:
            parameters.append(parameter.replace(annotation=hints[parameter.name], kind=Parameter.KEYWORD_ONLY))
            continue
        fields = get_type_hints(group, include_extras=True)
        parameters += [
            Parameter(name, Parameter.KEYWORD_ONLY, default=group._field_defaults[name], annotation=fields[name])
            for name in group._fields
        ]

    def run(**given: Any) -> Any:  # noqa: ANN401 - of each option's own type
        values = {name: group(*(given.pop(field) for field in group._fields)) for name, group in groups.items()}
        return command(**given, **values)

    run.__doc__ = command.__doc__
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run
