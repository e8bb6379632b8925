"""The smallest values: where something was read (Origin), and what may be known of it (a text, or a Shape)."""

from __future__ import annotations

import re
from typing import NamedTuple

from whoami_aws.host.secret_like import SecretKind, secret_kind, secret_spans


class Origin(NamedTuple):
    """Where a value comes from.

    `kind` is `env` (name: the variable), `file` (name: the path), `option` (name: `--profile`), `endpoint`
    (name: the URL), `property` (name: `-Daws.profile (JAVA_TOOL_OPTIONS)`) or `default` (name: what is assumed).
    """

    kind: str
    name: str
    line: int | None = None
    section: str | None = None
    key: str | None = None

    def __str__(self) -> str:
        """`AWS_PROFILE`, `~/.aws/config:3 [profile dev] role_arn`, `--profile`, a URL."""
        if self.kind != "file":
            return self.name
        place = self.name if self.line is None else f"{self.name}:{self.line}"
        if self.section is not None:
            place += f" [{self.section}]"
        return place if self.key is None else f"{place} {self.key}"


LABEL = re.compile(r"<?redacted[-/+=.@:]+\d+>?")
"""What stands for a text that is not shown (see `Shape.label`)."""


def has_label(text: str) -> bool:
    """Whether a text has a label in it, where something is not shown."""
    return "redacted" in text and LABEL.search(text) is not None


class Shape(NamedTuple):
    """What may be told of a text that must not be kept: never any of its characters.

    `flaws` holds, in this order if present: `leading-space`, `trailing-space`, `line-end`, `carriage-return`,
    `quoted`, `angle-brackets`, `non-ascii`, `control`, `masked` (`****`), `inline-comment`, `assignment` (`NAME=`
    stands in front), `reference` (`$NAME`, `{{…}}`, the ARN of a secret), `placeholder` (a word like it). `fingerprint`
    is keyed: equal within one report means equal texts, and it means nothing outside it; a text that is kept has none.
    """

    length: int
    alphabet: str
    flaws: tuple[str, ...]
    fingerprint: str
    looks_like: SecretKind = ""
    """What kind of secret a text is where none is expected; "" for a secret in its own place."""
    label: str = ""
    """What stands for a text that is not shown where one would be, such as a profile's name: equal texts of one run
    have equal labels. "" for a secret in its own place.
    """


Reading = str | Shape
"""A text as read, or, where it is or may be a secret, its shape alone."""


def text_of(reading: Reading | None) -> str | None:
    """The text, or the label that stands for it; None for a secret in its own place, and for None."""
    return reading if reading is None or isinstance(reading, str) else reading.label or None


class Value(NamedTuple):
    """A reading with its origin."""

    reading: Reading
    origin: Origin

    @property
    def text(self) -> str | None:
        """The text itself, or the label that stands for it; None for a secret in its own place."""
        return text_of(self.reading)

    @property
    def empty(self) -> bool:
        """Whether the text has no characters (white space is not nothing: no SDK link strips it)."""
        return self.reading == "" if isinstance(self.reading, str) else self.reading.length == 0

    @property
    def shape(self) -> Shape:
        """Its shape, also for a text that was kept."""
        return outline(self.reading) if isinstance(self.reading, str) else self.reading


_ALPHABETS = (
    ("digits", re.compile(r"[0-9]+")),
    ("hex", re.compile(r"[0-9a-fA-F]+")),
    ("upper-alnum", re.compile(r"[A-Z0-9]+")),
    ("alnum", re.compile(r"[A-Za-z0-9]+")),
    ("base64", re.compile(r"[A-Za-z0-9+/=]+")),
    ("base64url", re.compile(r"[A-Za-z0-9._=-]+")),
    ("printable", re.compile(r"[ -~]+")),
)


_STAND_INS = (
    ("masked", re.compile(r"\*{3,}|…|\.{3,}|•{3,}|[xX]{6,}")),
    ("inline-comment", re.compile(r"\S[ \t]+[#;]")),
    ("assignment", re.compile(r"^(export\s+)?[Aa][Ww][Ss]_\w{2,40}\s*=")),
    ("reference", re.compile(r"^\$\w|\$\{|\$\(|\{\{|^%\w+%$|^arn:aws|^\w{2,20}://|^!\w+ ")),
    (
        "placeholder",
        re.compile(
            r"(your|my|the|insert|enter|replace|put|add|some)[ _.-]?\w*[ _.-]?(key|id|secret|token|here|me)[\w .-]*"
            r"|(access|secret|session|aws)[ _-]?(access)?[ _-]?(key|id|token)?[ _-]?(id|here)?|key[ _-]?id"
            r"|test(ing)?|test[ _-]?\w{0,20}|change[ _-]?(me|it|this)|dummy\w*|fake\w*|mock\w*|foo(bar)?|bar|baz"
            r"|example"
            r"|none|null|undefined|nil|n/?a|todo|tbd|fixme|placeholder|secret|password|true|false|not[ _-]?(set|used)"
            r"|unused|redacted|removed|hidden|minio(admin)?|localstack|x{1,5}|-+|\?+",
            re.IGNORECASE,
        ),
    ),
)
_TEMPLATE = re.compile(r"^[\s\"'`<\[({]*|[\s\"'`>\])}]*$")


def _stand_ins(text: str) -> list[str]:
    """What stands where a credential should: a mask, a reference, a word. No real credential has any of them."""
    if len(text) > 400:
        return []
    found = [name for name, pattern in _STAND_INS[:-1] if pattern.search(text)]
    name, words = _STAND_INS[-1]
    return [*found, name] if words.fullmatch(_TEMPLATE.sub("", text)) else found


_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f]")


def flaws_of(text: str) -> tuple[str, ...]:
    """The flaws that a credential's text shows (see `Shape`)."""
    flaws = []
    if text[:1].isspace():
        flaws.append("leading-space")
    if text and text.rstrip(" \t") != text:
        flaws.append("trailing-space")
    if "\n" in text:
        flaws.append("line-end")
    if "\r" in text:
        flaws.append("carriage-return")
    bare = text.strip()
    if len(bare) >= 2 and bare[0] in "\"'`" and bare[-1] == bare[0]:
        flaws.append("quoted")
    if len(bare) >= 2 and bare[0] == "<" and bare[-1] == ">":
        flaws.append("angle-brackets")
    if not text.isascii():
        flaws.append("non-ascii")
    if _CONTROL.search(text):
        flaws.append("control")
    return (*flaws, *_stand_ins(text))


def outline(text: str) -> Shape:
    """The shape of a text that is kept, or made up of kept ones. It has no fingerprint: the text itself can be
    compared, and the same host must give the same report in another process.
    """
    bare = text.strip()
    alphabet = next((name for name, pattern in _ALPHABETS if pattern.fullmatch(bare)), "other") if bare else "empty"
    return Shape(len(text), alphabet, flaws_of(text), "")


_URL = r"(?s)(?P<scheme>(?:[A-Za-z][A-Za-z0-9+.-]*:)?//)?(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<mark>[?#]?)"
_PORT = re.compile(r"(?<=:)(?![0-9]*$)[^:\]]*$")
_HOST = r"[^.:]+\.[^:]+(:|$)|localhost(:|$)|\[|[^:]{1,16}:…$"


REDACTED_HOST = "redacted"
"""What stands in a URL for a host that looks like a secret."""


def has_redacted_host(url: str) -> bool:
    """Whether the host of a URL was redacted, or a part of it."""
    found = re.match(_URL, url)
    host = found["authority"].rpartition("@")[2].partition(":")[0] if found else ""
    return host == REDACTED_HOST or "…" in host


def seal_url(text: str) -> str:
    """A URL without what may be secret in it: user and password, the query, long path segments (an id in a
    container's credentials path is all that one needs to ask for them), and whatever looks like a secret.
    """
    found = re.match(_URL, text)
    kind = secret_kind(text)
    spans = list(secret_spans(text)) if kind else []
    bare = text.strip()
    if found is None or "\n" in bare or "\r" in bare or kind == "private-key" or (kind == "file-content" and spans):
        return f"{found['scheme']}{REDACTED_HOST}" if found and found["scheme"] else f"<{REDACTED_HOST}>"
    if " " in bare and secret_kind("".join(bare.split())):
        return f"{found['scheme'] or ''}{REDACTED_HOST}"

    def is_secret(start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in spans)

    scheme, authority, path, mark = found["scheme"] or "", found["authority"], found["path"], found["mark"]
    if "\\" in authority:
        return f"{scheme}…"  # parsers disagree about which host this is, so none is named
    _, at, host = authority.rpartition("@")
    # A password that has a `/`, `?` or `#` in it ends the authority too early: its beginning then stands for a port or
    # a host, and its end, up to the `@`, for a path or a query.
    host = _PORT.sub("…", host)
    if "@" in text[found.end("authority") :]:
        path = path and "/…"
        host = host if re.match(_HOST, host) or len(host) < 7 else "…"
    else:
        name, colon, port = host.partition(":")
        # A secret may begin in the host and end in the path; a name with a dot, or in small letters, is a name.
        straddles = "." not in name and not name.islower() and is_secret(found.end("authority") - 1, found.end("path"))
        if secret_kind(name) or (name and straddles and not name.isdigit()):
            host = REDACTED_HOST + (colon + port if port.isdigit() else "")
    segments, start = [], found.start("path")
    for segment in path.split("/"):
        end = start + len(segment)
        hidden = segment and (len(segment) >= 24 or is_secret(start, end))
        segments.append("…" if hidden else segment)
        start = end + 1
    return scheme + ("…@" if at else "") + host + "/".join(segments) + (mark and f"{mark}…")
