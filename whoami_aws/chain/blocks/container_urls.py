"""How SDKs read the words of a container's URL: the same words are not the same request to all of them.

The functions are the chains' and the gatherer's alike: a chain knows the words without what may be secret in them, and
what it asks for must be what is asked.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Reading = Literal["left-stripped", "right-stripped", "path-of-url"]
"""White space in front of the words, or behind them, is not part of them; of a path that is a whole URL, its path."""

_PARTS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*@)?[^/?#:@\[\]]*(?P<rest>.*)", re.DOTALL)

Oddity = Literal[
    "parameter",
    "fragment",
    "control",
    "large-port",
    "port",
    "dots",
    "escape",
    "no-slashes",
    "other-scheme",
    "no-host",
    "no-scheme",
    "capitals",
    "schemeless",
    "numbers",
    "mapped",
]

_SEEN_IN: dict[Oddity, str] = {
    "parameter": r".*;.*",
    "fragment": r".*#.*",
    "control": r".*[\x00-\x1f\x7f].*",
    "large-port": r"[^/]*//[^/?#]*:(?!0*\d{1,4}([/?#]|$)|0*[1-5]\d{4}([/?#]|$)|0*6[0-4]\d{3}([/?#]|$)"
    r"|0*65[0-4]\d\d([/?#]|$)|0*655[0-2]\d([/?#]|$)|0*6553[0-5]([/?#]|$))\d+([/?#].*)?",
    "port": r"[^/]*//([^/?#]*@)?(\[[^]/]*\]|[^][:/?#@]*):(?!\d*([/?#]|$)).*",
    "dots": r"[^/]*//[^?#]*/\.\.?([/?#].*)?",
    "escape": r"[^/]*//([^/?#]*@)?[^/?#@]*%.*",
    "no-slashes": r"(?i:https?):(?!//).*",
    "other-scheme": r"(?!(?i:https?)://)[A-Za-z][A-Za-z0-9+.-]*://.*",
    "no-host": r"[^/]*//([?#:].*)?",
    "no-scheme": r"//.*",
    "capitals": r"(?!https?:)(?i:https?):.*",
    "schemeless": r"(?!.*://).+",
    # a host of numbers that are not the four of an IPv4 address
    "numbers": r"[^/]*//([^/?#]*@)?(?!((0|[1-9]\d{0,2})\.){3}(0|[1-9]\d{0,2})([:/?#]|$))"
    r"(0[xX][0-9a-fA-F]+|\d+)(\.(0[xX][0-9a-fA-F]+|\d+))*\.?([:/?#].*)?",
    "mapped": r"[^/]*//([^/?#]*@)?\[::[fF]{4}:[0-9.]+\].*",
}
ODDITIES: Final[tuple[Oddity, ...]] = tuple(_SEEN_IN)
"""What an address may have that is not plainly `http(s)://host[:port]/path[?query]`, and that SDKs read in their own
ways. Blanks and line ends around it, and the caller, are for the readings.
"""


def unread(text: str, oddities: tuple[Oddity, ...]) -> bool:
    """Whether an address has one of these oddities."""
    return any(re.fullmatch(_SEEN_IN[one], text.strip(" \n"), re.DOTALL) for one in oddities)


def full_url(text: str, readings: tuple[str, ...]) -> str:
    """The URL that is asked for the words of the full URI."""
    return _stripped(text, readings)


def path(text: str, readings: tuple[str, ...]) -> str:
    """The path that is asked for the words of the relative URI."""
    text = _stripped(text, readings)
    if "path-of-url" in readings and (parts := _PARTS.fullmatch(text)) is not None:
        return re.sub(r"^:\d*", "", parts["rest"])
    return text


def _stripped(text: str, readings: tuple[str, ...]) -> str:
    text = text.lstrip() if "left-stripped" in readings else text
    return text.rstrip() if "right-stripped" in readings else text
