"""Where secrets stay: what the SDK's own code needs again, and what no text may repeat."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Callable, Iterator
from functools import cache

from whoami_aws.gather.shapes import shape_of
from whoami_aws.host.forms import OPTIONS, VARIABLES, fits
from whoami_aws.host.misnamed_variables import MEANT
from whoami_aws.host.secret_like import hidden, secret_kind, secret_parts
from whoami_aws.host.values import LABEL, Shape, flaws_of

_WINDOW = 8
"""So many characters of a secret in a row count as a leak."""

_KNOWN = 16
"""Characters of the shortest secret that is looked for in names: a shorter one is a word that other texts have."""

_MOST_KNOWN = 16 * 1024
"""Characters of a secret that are looked for in names: a token is shorter."""

_MOST_KEPT = 64 * 1024
"""Characters of a text that are remembered: of a message that repeats it no more is read."""

_LONG_COMMAND = 10_000

_DIGEST = r"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9a-f])"
_LABEL_SIGNS = "/+=.@:"
_LONGEST_HOST_NAME = 63


class SecretStore:
    """Texts that were redacted while gathering. Never printed, never part of the Host."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._commands: dict[tuple[str, int | None, str], str] = {}
        self._labels: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._urls: dict[str, set[str]] = {}
        self.arguments: tuple[str, ...] = ()
        """The words of programs that were started, as far as they may be secrets. Short ones are words of other texts,
        too, so they are hidden only in what a program or an error says (see `scrub`).
        """
        self._known: set[str] = set()
        self._blocks: set[str] = set()
        self._indexed = 0

    def __repr__(self) -> str:
        return "SecretStore(…)"

    def keep(self, secret: str, known: bool = True) -> None:
        """Remembers a text that must not be shown; `known`: surely a secret, so that a name that repeats it is hidden
        too. A placeholder is not a secret: `changeme` is a word.
        """
        secret = secret[:_MOST_KEPT]
        if len(secret) >= _WINDOW and "placeholder" not in flaws_of(secret):
            for part in _parts(secret):
                if len(part) >= _WINDOW:
                    self._secrets.add(_low(part))
                if known:
                    self._known.update(_low(word) for word in part[:_MOST_KNOWN].split() if _is_known(word))

    def label(self, text: str) -> str:
        """What stands for a text that must not be shown where one is needed: `redacted-1`, and the same for the same
        text. It has the characters that readers of names and addresses look for, so that they take it as they take
        the text.
        """
        if text not in self._labels:
            bare = text.strip()
            number = len(self._labels) + 1
            signs = "".join(sign for sign in _LABEL_SIGNS if sign in bare) or "-"
            is_name = re.fullmatch(r"[\w/+=.@:-]{1,512}", bare, re.ASCII) is not None
            is_name = is_name and (signs != "-" or len(bare) <= _LONGEST_HOST_NAME)
            label = f"redacted{signs}{number}" if is_name else f"<redacted-{number}>"
            start = len(text) - len(text.lstrip())
            self._labels[text] = label = text[:start] + label + text[start + len(bare) :]
            self._texts[label.strip()] = bare
            for digest in (_sha1, _sha256):
                self._digests[digest(label)] = digest(text)
            self.keep_misplaced(text)
        return self._labels[text]

    def redact(self, text: str) -> Shape:
        """The shape of a text that must not be shown where one would be, with its label."""
        return shape_of(text)._replace(looks_like=secret_kind(text), label=self.label(text))

    def keep_misplaced(self, text: str) -> None:
        """Remembers what must not be shown of a text that is not in its place."""
        for part in secret_parts(text):
            self.keep(part)
        kind = secret_kind(text)
        for part in _values(text) if kind in ("file-content", "private-key") else (text.strip(),) if not kind else ():
            self.keep(part, known=False)

    def reveal(self, text: str) -> str:
        """A path with the texts that labels in it stand for. Caches have files that are called by the digest of a name:
        that of a label stands for that of the text.
        """
        if not self._labels:
            return text
        text = re.sub(_DIGEST, lambda digest: self._digests.get(digest[0], digest[0]), text)
        return LABEL.sub(lambda label: self._texts.get(label[0], label[0]), text)

    def keep_url(self, url: str, redacted: str) -> None:
        """Remembers what a URL is that is not shown whole."""
        self._urls.setdefault(redacted, set()).add(url)

    def reveal_url(self, redacted: str) -> str | None:
        """The URL; None if several are shown alike. One that was shown whole is what it is."""
        known = self._urls.get(redacted, {redacted})
        return next(iter(known)) if len(known) == 1 else None

    @property
    def has_long_secrets(self) -> bool:
        """Whether a secret is known that is looked for in other texts."""
        return bool(self._known)

    def without_known(self, text: str) -> str:
        """The text with every run of 16 characters or more that a known secret also has replaced by its label."""
        if len(self._known) != self._indexed:
            # 16 characters in a row have one of these blocks whole.
            known = tuple(self._known)
            self._blocks = {one[at : at + _WINDOW] for one in known for at in range(0, len(one) - _WINDOW + 1, _WINDOW)}
            self._indexed = len(self._known)
        low = _low(text)
        if not any(low[at : at + _WINDOW] in self._blocks for at in range(len(low) - _WINDOW + 1)):
            return text
        covered = [False] * len(text)
        for at in range(len(low) - _KNOWN + 1):
            window = low[at : at + _KNOWN]
            if window not in _vocabulary() and any(window in secret for secret in self._known):
                covered[at : at + _KNOWN] = [True] * _KNOWN
        if not any(covered):
            return text
        # Of a path whole names, so that those of a home are the same in a path below it.
        pieces = re.finditer(r"[^/]+|/", text) if "/" in text else _runs(covered)
        return "".join(
            self.label(text[start:end]) if text[start:end] != "/" and any(covered[start:end]) else text[start:end]
            for start, end in (piece.span() if isinstance(piece, re.Match) else piece for piece in pieces)
        )

    def keep_command(self, path: str, line: int, command: str, words: str, secrets: tuple[str, ...]) -> None:
        """Remembers the command line that stands at a place, with its fingerprint, or "" for botocore's reading of it;
        `secrets` are those of its words that may be secrets.
        """
        self._commands[path, line, words] = command
        for secret in secrets:
            if len(secret) >= _KNOWN:  # of a shorter one only what the program says is free: see `process.fact_of`
                self.keep(secret, known=False)

    def command(self, path: str, line: int | None, words: str) -> str | None:
        """The command line at a place, as it was read there by whom `words` tells."""
        return self._commands.get((path, line, words))

    def scrub(self, text: str, also: tuple[str, ...] = ()) -> str:
        """The text with every run of eight or more characters that a secret also has (`also`: further ones) replaced
        by `…`, in upper or lower case, and likewise whatever looks like a secret and is not known yet. A text
        that has a label is replaced by that.
        """
        for redacted in sorted(self._labels, key=len, reverse=True):
            if len(redacted) >= _WINDOW:
                for written in (redacted, repr(redacted)[1:-1]):
                    text = text.replace(written, self._labels[redacted])
        text = _SIGNATURE.sub("…", hidden(text))
        # Another thread may be adding a secret.
        secrets = (*tuple(self._secrets), *(_low(one) for one in also if len(one) >= _WINDOW))
        while (scrubbed := _without(text, secrets)) != text:
            text = scrubbed  # once more: what stood on both sides of a run now stands together
        return text


_SIGNATURE = re.compile(r"Signature=[0-9a-f]{16,}")
"""Of a signed request, which a reader could send again."""


_AWS_NAME = r"(?i)(?<![a-z0-9])aws_[a-z_]+(?![a-z0-9])"


def _parts(secret: str) -> Iterator[str]:
    """What of a secret is one. An indented line belongs to the value above it, so a secret may have swallowed settings:
    of those it is the values, as far as they may be secrets.
    """
    first, _, rest = secret.partition("\n")
    for text in (first, *_values(rest)):
        yield from re.split(_AWS_NAME, text) if "_" in text else (text,)


def _is_known(word: str) -> bool:
    """Whether a word of a secret is looked for elsewhere. A path or an ARN where a secret belongs is a mistake, and no
    secret.
    """
    if len(word) < _KNOWN:
        return False
    return re.fullmatch(_HARMLESS_VALUE, word) is None or bool(secret_kind(word))


_VALUE = r"\s*[\"']?(?:export\s+)?([\w-]*)[\"']?\s*[=:]\s*(.*)"
_QUOTES = " \t\"',;"


def _values(text: str) -> Iterator[str]:
    """The values of the settings in the content of a file, and its other lines; not the names of settings, nor what is
    no secret, which other texts repeat.
    """
    for line in text[:_MOST_KEPT].replace("\\n", "\n").splitlines():
        if line.startswith(("-----", "[", "#", ";")) or not line.strip():
            continue
        found = re.fullmatch(_VALUE, line)
        name, value = (found[1].lower(), found[2].strip(_QUOTES)) if found else ("", line.strip(_QUOTES))
        if name not in OPTIONS or not fits(value, OPTIONS[name]):
            yield value if value.strip("=") else line  # the last line of a key may end in `==`


def _runs(covered: list[bool]) -> Iterator[tuple[int, int]]:
    """Start and end of each run of equal values."""
    start = 0
    for end in range(1, len(covered) + 1):
        if end == len(covered) or covered[end] != covered[start]:
            yield start, end
            start = end


_HARMLESS_VALUE = r"[a-z]{2}(-[a-z]+)+-\d|\d{12}|arn:\S*|https?://[^@?#]*|(\.{0,2}|~)/\S*"
_HARMLESS_OPTIONS = frozenset({"--profile", "--region", "--role", "--role-arn", "--account", "--output", "--format"})


def secret_arguments(command: str, exists: Callable[[str], bool]) -> tuple[str, ...]:
    """The words of a command line that may be secrets: all but the program, names of options, and values that are
    plainly a path, a region, an account or an ARN. Of `NAME=value` in front of the program it is the value. A path that
    `exists` on the host is no secret, whatever it looks like.
    """
    try:
        # shlex takes time by the square of a word's length.
        words = shlex.split(command) if len(command) < _LONG_COMMAND else command.split()
    except ValueError:
        words = command.split()
    found = []
    for number, word in enumerate(words):
        name, equals, value = word.partition("=")
        if number == 0 and not equals:
            value = word if secret_kind(word) else ""
        elif not equals or not re.fullmatch(r"-{0,2}\w[\w.-]*", name):
            value = "" if word.startswith("--") or words[number - 1] in _HARMLESS_OPTIONS else word
        elif name in _HARMLESS_OPTIONS:
            value = ""
        harmless = re.fullmatch(_HARMLESS_VALUE, value) is not None and not secret_kind(value)
        if value and not harmless and not (value.startswith("/") and exists(value)):
            found.append(value)
    return tuple(found)


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _vocabulary() -> str:
    """The names of AWS's variables and options: a file's text repeats them, and so do the SDKs' messages."""
    names = (*VARIABLES, *OPTIONS, *MEANT, *_CREDENTIAL_OPTIONS)
    return _low(" ".join(names))


_CREDENTIAL_OPTIONS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "credential_process")


def _low(text: str) -> str:
    """In lower case (option names and hosts come back so), with as many characters as before."""
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _without(text: str, secrets: tuple[str, ...]) -> str:
    low = _low(text)
    windows = [low[at : at + _WINDOW] for at in range(len(text) - _WINDOW + 1)]
    found = {window for window in windows if any(window in secret for secret in secrets)}
    found = {window for window in found if window not in _vocabulary() and "redacted" not in window}
    if not found:
        return text
    covered = [False] * len(text)
    for at, window in enumerate(windows):
        if window in found:
            covered[at : at + _WINDOW] = [True] * _WINDOW
    kept = []
    for at, char in enumerate(text):
        if not covered[at]:
            kept.append(char)
        elif at == 0 or not covered[at - 1]:
            kept.append("…")
    return "".join(kept)
