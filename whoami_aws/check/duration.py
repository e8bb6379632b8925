"""Lengths of time as people write them in a job's settings."""

from __future__ import annotations

import re

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")


def seconds(text: str) -> float | None:
    """`90`, `60s`, `30m`, `1h30m`, `1.5h` in seconds; None for anything else."""
    bare = text.strip().lower()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", bare):
        return float(bare)
    if not bare or len(bare) > 40 or not re.fullmatch(rf"(?:{_PART.pattern}\s*)+", bare):
        return None
    return float(sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(bare)))


def wrong(text: str) -> str:
    """What is wrong with a text that is to be a length of time; "" for a good one."""
    return "" if seconds(text) is not None else "wants a time such as 90s, 30m, 1h30m"
