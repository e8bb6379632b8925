"""How SDKs read the words of a container's URL: the same words are not the same request to all of them.

The functions are the chains' and the gatherer's alike: a chain knows the words without what may be secret in them, and
what it asks for must be what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable

READINGS = (
    "left-stripped",
    "right-stripped",
    "http-unless-https",
    "bare",
    "numbers",
    "decimal-numbers",
    "mapped",
    "path-of-url",
)
"""`left-stripped`, `right-stripped`: white space in front of it, or behind it, is none of it. `http-unless-https`: any
scheme but https is asked as http; `bare`: what has none too. `numbers`: a host of numbers is an IPv4 address, as the
C library's `inet_aton` has it; `decimal-numbers`: so is one of decimal numbers. `mapped`: an IPv6 address that
stands for one of IPv4 is that. `path-of-url`: of a path that is a whole URL, its path.
"""

_PARTS = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<user>[^/?#]*@)?(?P<host>[^/?#:@\[\]]*)(?P<rest>.*)", re.DOTALL
)

_SEEN_IN = {
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
}
ODDITIES = tuple(_SEEN_IN)
"""What an address may have that is not plainly `http(s)://host[:port]/path[?query]`, and that SDKs read in their own
ways. Blanks and line ends around it, who asks, and hosts of numbers are for the readings.
"""


def unread(text: str, oddities: tuple[str, ...]) -> bool:
    """Whether an address has one of these oddities."""
    return any(re.fullmatch(_SEEN_IN[one], text.strip(" \n"), re.DOTALL) for one in oddities)


def full_url(text: str, readings: tuple[str, ...]) -> str:
    """The URL that is asked for the words of the full URI."""
    text = _stripped(text, readings)
    if "bare" in readings and "://" not in text:
        text = f"http://{text}"
    if "mapped" in readings:
        text = re.sub(r"(?i)(?<=//)\[::ffff:([0-9.]+)\]", r"\1", text)
    if (parts := _PARTS.fullmatch(text)) is None:
        return text
    scheme, host = parts["scheme"], parts["host"]
    if "http-unless-https" in readings and scheme.lower() != "https":
        scheme = "http"
    for reading, number in _NUMBERS:
        if reading in readings and (address := _address(host, number)) is not None:
            host = address
    return f"{scheme}://{parts['user'] or ''}{host}{parts['rest']}"


def path(text: str, readings: tuple[str, ...]) -> str:
    """The path that is asked for the words of the relative URI."""
    text = _stripped(text, readings)
    if "path-of-url" in readings and (parts := _PARTS.fullmatch(text)) is not None:
        return re.sub(r"^:\d*", "", parts["rest"])
    return text


def _stripped(text: str, readings: tuple[str, ...]) -> str:
    text = text.lstrip() if "left-stripped" in readings else text
    return text.rstrip() if "right-stripped" in readings else text


def _address(host: str, number: Callable[[str], int | None]) -> str | None:
    """A host of one to four numbers, as four: the last stands for all bytes that are left."""
    numbers = [number(part) for part in host.split(".")]
    if not 1 <= len(numbers) <= 4 or any(one is None for one in numbers):
        return None
    *first, last = (one or 0 for one in numbers)
    if any(one > 255 for one in first) or last >= 256 ** (4 - len(first)):
        return None
    left = last.to_bytes(4 - len(first), "big")
    return ".".join(str(byte) for byte in (*first, *left))


def _as_c(part: str) -> int | None:
    """A number as C spells it: hexadecimal, octal or decimal."""
    if re.fullmatch(r"0[xX][0-9a-fA-F]{1,8}", part):
        return int(part, 16)
    if re.fullmatch(r"0[0-7]{1,11}", part):
        return int(part, 8)
    return _decimal(part) if not part.startswith("0") or part == "0" else None


def _decimal(part: str) -> int | None:
    return int(part) if re.fullmatch(r"[0-9]{1,10}", part) else None


_NUMBERS = (("numbers", _as_c), ("decimal-numbers", _decimal))
