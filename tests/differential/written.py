"""Writes sections as the text of a config or credentials file, in many hands."""

from __future__ import annotations

from collections.abc import Sequence

from .dice import Dice

Section = tuple[str, dict[str, str]]
"""Header (without brackets) and keys."""

_BROKEN = (
    "stray text",
    "aws_access_key_id",
    "= x",
    "[open",
    "[default]\n[default]",
    "a = 1\nA = 2",
    "s3 =\n  broken",
    "[]",
)


def header(dice: Dice, profile: str, name: str) -> str:
    """The header of a profile in the config file, mostly right."""
    quoted = f'"{profile}"' if " " in profile or not profile else profile
    if name == "default":
        return dice.weighted({"default": 25, "profile default": 5, " default ": 0.3})
    return dice.weighted(
        {
            f"profile {quoted}": 50,
            f"profile   {quoted}": 1,
            f"profile\t'{profile}'": 1,
            f"profiles {quoted}": 0.5,
            profile or '""': 0.7,
            f"Profile {quoted}": 0.3,
            f" profile {quoted} ": 0.3,
            f"profile {profile} x": 0.3,
        }
    )


def text_of(dice: Dice, sections: Sequence[Section], broken: bool = False) -> str:
    """The text. Repeated headers are merged, since they would make the file unparsable; `broken` does that."""
    merged: dict[str, dict[str, str]] = {}
    for name, keys in sections:
        merged.setdefault(name, {}).update(keys)
    blocks = [_section(dice, name, keys) for name, keys in merged.items()]
    if broken:
        place = dice.randint(0, len(blocks))
        blocks.insert(place, dice.choice(_BROKEN) + "\n")
    ends = "\r\n" if dice.happens(0.05) else "\n"
    text = dice.one_of("", "", "\n", "# mine\n") + "".join(blocks)
    return text.replace("\n", ends)


def _section(dice: Dice, name: str, keys: dict[str, str]) -> str:
    lines = [f"[{name}]" + dice.weighted({"": 30, "  ": 1, " # here": 1, "]": 0.2})]
    for key, value in keys.items():
        if dice.happens(0.05):
            lines.append(dice.one_of("", "# note", "; note", "   ", "  # indented note"))
        shown = key.upper() if dice.happens(0.04) else key
        delimiter = dice.weighted({" = ": 20, "=": 3, ": ": 1, " :": 0.5, "\t=\t": 0.5})
        indent = dice.weighted({"": 60, "  ": 1, "\t": 0.5})
        first, *more = value.split("\n")
        lines.append(f"{indent}{shown}{delimiter}{first}")
        lines += [f"{indent}  {line}" for line in more]
    if dice.happens(0.5):
        lines.append("")
    return "\n".join(lines) + "\n"
