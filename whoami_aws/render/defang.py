"""Keeps text in a job's log from being taken for a command by the CI system that reads the log."""

from __future__ import annotations

import re

# GitHub: `::name::` where a line begins (white space before it is skipped), and, of its first version, `##[name]`
# anywhere. Azure: `##vso[…]`. TeamCity: `##teamcity[…]`. GitLab: `section_start:TIME:NAME` before a CR, which is no
# text that gets as far as here.
_ANYWHERE = re.compile(r"##(?=\[|vso\[|teamcity\[)")
_AT_START = re.compile(r"^(\s*)::", re.MULTILINE)


def defang(text: str) -> str:
    """The text, with a backslash or a space in whatever would be a command."""
    return _AT_START.sub(r"\1\\::", _ANYWHERE.sub("# #", text))


def in_json(text: str) -> str:
    """The same for a JSON text, of which nothing changes: there is another way to write a # in a string."""
    return text.replace("##", "#\\u0023")
