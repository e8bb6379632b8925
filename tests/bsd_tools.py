"""Tools for tests of pasted commands: wrappers that note their calls, and a check of these against BSD's manuals.

The wrappers stand alone on the PATH, so that a command that uses any other program fails. After a run, `refusals` says
what BSD's tools would not have taken: an option that their manual page does not list, an operand that begins with a
dash, a script of sed with an extension of GNU.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

_OPTIONS = {
    "chmod": "fhHLPRv",
    "chown": "fhHLPRvx",
    "cp": "aHLPRfinlpsvx",
    "iconv": "csf:t:",
    "ls": "ABCFGHILOPRSTUWabcdefghiklmnopqrstuvwxy1",
    "mkdir": "pvm:",
    "mktemp": "dqu",
    "mv": "fhinv",
    "rm": "dfiIPRrvWx",
    "rmdir": "pv",
    "sed": "EaI:i:lnrue:f:",
    "tail": "Frfqb:c:n:",
    "tr": "Ccdsu",
}
"""By tool the options of its manual page (FreeBSD 14, macOS 14), in the form of getopt(3)."""

STUBS = ("aws", "curl", "docker", "kubectl", "python", "sudo", "whoami-aws")
"""Programs that are only noted, and not run."""


class Tools:
    """The wrappers in a folder, and the calls that they noted."""

    def __init__(self, folder: Path) -> None:
        self.configures = shutil.which("aws") is not None
        """Whether `aws configure set` is the real one."""
        self.path = folder / "bin"
        self.log = folder / "calls"
        self.path.mkdir(parents=True)
        note = f'printf \'%s\\0\' "${{0##*/}}" "$@" >> {shlex.quote(str(self.log))}\n'
        note += f"printf '\\n\\0' >> {shlex.quote(str(self.log))}\n"
        for name in _OPTIONS:
            real = shutil.which(name)
            assert real is not None, f"{name} is not installed here"
            self._write(name, f'{note}exec {real} "$@"\n')
        for name in STUBS:
            self._write(name, note)
        if self.configures:
            # This one only edits the config file.
            run = f'PATH={shlex.quote(os.environ["PATH"])} exec aws "$@"'
            self._write("aws", f'{note}case "$1 $2" in "configure set") {run};; esac\n')

    def _write(self, name: str, script: str) -> None:
        path = self.path / name
        path.write_text(f"#!/bin/sh\n{script}")
        path.chmod(0o755)

    def calls(self) -> list[list[str]]:
        """Every call of a program so far: its name and its arguments."""
        if not self.log.exists():
            return []
        text = self.log.read_bytes().decode(errors="surrogateescape")
        return [call.split("\0")[:-1] for call in text.split("\n\0")[:-1]]

    def only_noted(self) -> list[list[str]]:
        """The calls of programs that did nothing."""
        real = [["aws", "configure", "set"]] if self.configures else []
        return [call for call in self.calls() if call[0] in STUBS and call[:3] not in real]

    def refusals(self) -> list[str]:
        """Why BSD's tools would not have taken the calls."""
        return [f"{shlex.join(call)}: {why}" for call in self.calls() for why in refused(*call)]


def refused(tool: str, *arguments: str) -> Iterator[str]:
    """Why a tool of BSD does not take these arguments."""
    if tool in STUBS:
        return
    known = dict(_parsed(_OPTIONS[tool]))
    rest = list(arguments)
    scripts: list[str] = []
    while rest and len(rest[0]) > 1 and rest[0].startswith("-"):
        word = rest.pop(0)
        if word == "--":
            break
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter not in known:
                yield f"there is no option -{letter}"
                return
            if known[letter]:
                value = letters or (rest.pop(0) if rest else "")
                letters = ""
                if letter in "iI" and tool == "sed" and not re.fullmatch(r"\.\w+", value):
                    yield f"-{letter} takes {value!r} as its extension"
                if letter == "e" and tool == "sed":
                    scripts.append(value)
    # GNU's tools look for options behind operands too.
    yield from (f"the operand {word!r} begins with a dash" for word in rest if word.startswith("-") and word != "-")
    if tool == "sed":
        yield from _refused_script("\n".join(scripts)) if scripts else ["no script is given by -e"]


def _parsed(spec: str) -> Iterator[tuple[str, bool]]:
    for match in re.finditer(r"(\w)(:?)", spec):
        yield match[1], bool(match[2])


_SCRIPT = re.compile(r"(?P<address>\d*)(?:(?P<delete>d)|(?P<substitute>s/.*)|(?P<text>[aic])(?P<rest>.*))")
_SUBSTITUTE = re.compile(r"s/((?:[^/\\]|\\.)*)/((?:[^/\\]|\\.)*)/([gp0-9]*)")


def _refused_script(script: str) -> Iterator[str]:
    """Why BSD's sed does not take a script: only what the commands of this project use is known here."""
    lines = iter(script.split("\n"))
    for line in lines:
        match = _SCRIPT.fullmatch(line)
        if match is None:
            yield f"{line!r} is no command"
        elif match["text"]:
            if match["rest"] != "\\":
                yield f"{line!r}: the text has to stand on the next line, behind a backslash"
            if "\\" in next(lines, "\\"):
                yield f"{line!r}: its text is missing or holds a backslash"
        elif match["substitute"]:
            parts = _SUBSTITUTE.fullmatch(match["substitute"])
            if parts is None:
                yield f"{line!r} is no substitution with flags that BSD knows"
                continue
            for part, known, what in (
                (parts[1], "(){}[]123456789.*^$/\\", "a basic regular expression"),
                (parts[2], "&123456789/\\", "a replacement"),
            ):
                odd = [escape for escape in re.findall(r"\\.", part) if escape[1] not in known]
                yield from (f"{line!r}: {escape} is no part of {what}" for escape in odd)
