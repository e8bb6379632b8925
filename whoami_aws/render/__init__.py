"""Reports as texts. Each format is a file of its name in this package, imported when it is used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from whoami_aws.render.ci_report import CiReport

PAPERS = ("github", "gitlab", "junit", "sarif", "markdown", "tap")
"""The formats for other programs and for people elsewhere, in the order in which they are listed. Each is one file,
with what `PaperFormat` asks for, and one word here.
"""
FORMATS = ("text", "json", *PAPERS)
"""What `explain` and `check` can write."""


class PaperFormat(Protocol):
    """What the module of a format has."""

    def render(self, paper: CiReport, /) -> str:
        """The paper as a text."""

    def escape(self, text: str, /) -> str:
        """The text with an escape in whatever would be a command to a CI system or a terminal (see `defang`)."""


def paper_format(name: str) -> PaperFormat:
    """The module of one of `PAPERS`."""
    return cast("PaperFormat", importlib.import_module(f"{__name__}.{name}"))


class Options(NamedTuple):
    """`width` in columns; `colour` whether escape sequences of our own may be used."""

    width: int = 100
    colour: bool = False
    verbose: bool = False
    show_key_ids: bool = False
