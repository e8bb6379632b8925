"""The value that goes in is the value that a reader gets out, in every field of every format, and nothing else comes
out: each format is written once with plain names and once with values that mean something to it, and what a reader
takes out of the two differs in these values alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from tests.hostile.child import unsafe
from whoami_aws.check.job import Job
from whoami_aws.cli.rendering import rendered
from whoami_aws.render import PAPERS, Options, comparison_json, comparison_text, imds_json, imds_text
from whoami_aws.render.defang import defang
from whoami_aws.render.markdown import code

from . import filled, readers

VALUES = (
    # What drives a terminal.
    *("\x1b[31m{}\x1b[0m", "\x1b[8m{}", "\x1b]0;{}\x07", "\x9b31m{}", "{}\r", "{}\b\b", "{}\n", "\t{}"),
    *("\u202e{}\u202c", "\u200b{}", "{}\ufeff", "\U000e0041{}", "{}\u2028", "\xa0{}", "\u3164{}"),
    *("{}\u2800", "\ud800{}", "{}\x85", "{}\x7f"),
    # What is only unusual.
    *("\U0001f600{}", "é{}ß", "日本{}", " {} ", "{}\\", "{}'\"", '"{}"', "{}=", "{{0}}{}"),
    # What means something to GitHub's runner.
    *("{},line=5::", "a,line=5::{}", "%0A{}%3A", "%25{}", "{}%", ":{}:", "::{}::"),
    # To XML, and to HTML.
    *("<b a='1' c=\"2\">{}</b>", "&amp;{}&#64;", "{}]]>", "<!--{}-->", "<![CDATA[{}", "<img src=x>{}"),
    # To Markdown, and to SARIF's messages.
    *("[{}](http://x.example)", "\\[{}](http://x.example)", "\\[{}\\](1)", "![{}](http://x.example)"),
    *("\\\\[{}](1)", "[x]: /{}"),
    *("*{}*", "__{}__", "~~{}~~", "`{}`", "``{}", "{}`", "\\`{}", "\\{}", "|{}|", "\\|{}", "{}\\|", "# {}", "{}#"),
    *("1. {}", "1) {}", "- {}", "+ {}", "> {}", "--- {}", "=== {}", "@{}", "a@{}.example", "http://x.example/{}"),
    *("www.x.example/{}", "$x$ {}", "[^1] {}", "- [ ] {}", "#{}", "#1 {}", "\\#{}", "{} # SKIP", "ok 2 - {}", "{}: {}"),
)  # fmt: skip
"""Values, each with a name in it, so that no two fields have the same one."""

TOGETHER = (
    *("\x1b[31m{}\x1b[0m", "\ud800\r\u202e{}\n", "\x9b1m{}\U000e0041\u3164\u2800", " {} \\", "\U0001f600é日'{}\""),
    *(",line=5::{}%0A:", "%25{}%", "<b a='1'>{}&amp;]]>", "<![CDATA[{}<!--", "\\[{}\\](http://x)", "![{}](1)<img>"),
    *("`{}``\\`|", "*__{}__*~~", "1. {} # SKIP", "@{} www.x #1 http://x", "\\|{}|", "- {}", "# {}"),
)
"""Several of them in each: those of the default suite."""


def name(number: int) -> str:
    return f"Zq{number:03d}z"


class Marks:
    """The texts for the fields: a value of its own for each."""

    def __init__(self, value: str) -> None:
        self.value = value
        self.names: dict[str, int] = {}

    def __call__(self, field: str) -> str:
        return filled_in(self.value, name(self.names.setdefault(field, len(self.names))))


def filled_in(value: str, text: str) -> str:
    """The value with a text in its place; doubled braces are braces."""
    return value.replace("{}", text).replace("{{", "{").replace("}}", "}")


def shown(value: str) -> str:
    """How a value must come out: as it is, but for characters that no format may carry, which are written as Python
    writes them.
    """
    return "".join(
        char.encode("unicode_escape", "surrogatepass").decode() if unsafe(char) or char == "\n" else char
        for char in value
    )


def written(mark: Callable[[str], str]) -> Iterator[tuple[str, str, str, bool]]:
    """What each command says in each format: a name for it, the format, the text, and whether it has colours."""
    job = Job("github", "/work", f".github/{mark('workflow')}.yml")
    wide = Options(width=10_000, verbose=True, show_key_ids=True)
    made, check = filled.reports(mark), filled.check(mark)
    for kind, report in made.items():
        for format_ in ("json", *(PAPERS if kind in ("resolved", "stopped") else ())):
            yield f"explain {kind} {format_}", format_, rendered(format_, report, wide, job), False
        for format_ in ("text", "short"):
            yield f"explain {kind} {format_}", format_, rendered(format_, report, wide._replace(colour=True), job), True
    yield "explain narrow", "text", rendered("text", made["resolved"], wide._replace(width=44), job), False
    for format_ in ("json", *PAPERS):
        yield f"check {format_}", format_, rendered(format_, check, wide, job), False
    for width in (44, 10_000):
        how = wide._replace(width=width, colour=width > 44)
        yield f"check text {width}", "text", rendered("text", check, how, job), how.colour
    compared, evidence = filled.comparison(mark)
    yield "compare json", "json", comparison_json.render(compared, evidence, wide), False
    yield "compare text", "text", comparison_text.render(compared, evidence, wide), False
    for kind, report in zip(("served", "none"), filled.imds_reports(mark), strict=True):
        yield f"imds {kind} json", "json", imds_json.render(report), False
        yield f"imds {kind} text", "text", imds_text.render(report, wide._replace(colour=True)), True


def read(format_: str, text: str, colour: bool) -> Any:
    """What a reader takes out of what reaches it, after it was written."""
    bare = re.sub(r"\x1b\[[0-9]+m", "", text) if colour else text
    assert unsafe(bare) == [], "the renderer lets through what must not be shown"
    text = defang(text, format_, colour)
    if format_ in ("text", "short", "markdown"):
        # Where a line begins with `::`, a backslash keeps it from being a command: see `test_forged_commands.py`.
        text = re.sub(r"^(\s*)\\::", r"\1::", text, flags=re.MULTILINE)
    return readers.READERS[format_](text)


@cache
def plain() -> dict[str, Any]:
    """What a reader takes out where every value is a name."""
    return {where: read(format_, text, colour) for where, format_, text, colour in written(Marks("{}"))}


@pytest.mark.parametrize(
    "value",
    [pytest.param(one, id=f"together-{at}") for at, one in enumerate(TOGETHER)]
    + [pytest.param(one, id=str(at), marks=pytest.mark.slow) for at, one in enumerate(VALUES)],
)
def test_what_goes_in_comes_out_and_nothing_else(value: str) -> None:
    for where, format_, text, colour in written(Marks(value)):
        assert read(format_, text, colour) == changed(plain()[where], value, format_), where


def changed(data: Any, value: str, format_: str) -> Any:
    """What was read with names for values, with the values in their place."""
    if isinstance(data, str):
        hit = shown(filled_in(value, "{}"))
        if format_ in ("text", "short", "markdown"):
            hit = "".join(hit.split())
        return re.sub(r"Zq\d{3}z", lambda found: hit.replace("{}", found[0]), data)
    if isinstance(data, list):
        return [changed(one, value, format_) for one in data]
    return {key: changed(one, value, format_) for key, one in data.items()} if isinstance(data, dict) else data


def test_every_field_comes_out_somewhere() -> None:
    """Else a value would be said to have come out of a field that nobody writes."""
    mark = Marks("{}")
    everything = "".join(text for _, _, text, _ in written(mark))
    assert {field for field, number in mark.names.items() if name(number) not in everything} == UNSEEN
    assert len(mark.names) > 150


def test_a_key_id_that_is_masked_is_harmless_too() -> None:
    for value in VALUES[:23]:
        made = filled.reports(lambda field, value=value: filled_in(value, "" if field.endswith(" key") else "x"))
        for format_ in ("text", "json"):
            assert unsafe(rendered(format_, made["stranger"], Options(verbose=True))) == [], ascii(value)


UNSEEN = {
    # Another finding than these is told in their place.
    *(
        "noted command",
        "noted command 2",
        "noted fix",
        "warned subject",
        "warned subject section",
        "warned subject key",
    ),
    # Where a key's id is at hand, STS's word on it is not needed; where a code is, the error's class and message.
    *("sts key", "sts error", "sts message"),
    # `Report.because` says it.
    "unknown because",
    *(f"{link} key of{more}" for link in ("env", "iam") for more in ("", " section", " key")),
}
"""Fields of what is rendered that no format shows."""


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(one, id=ascii(one), marks=() if at in (1, 2) else pytest.mark.slow)
        for at, one in enumerate(VALUES[:21])
    ],
)
def test_an_emulator_shows_the_same(value: str) -> None:
    """With the colours of ours, and no title, mode or attribute that a value has set."""
    told = ("explain resolved text", "check text 10000", "imds served text")
    names = {where: text for where, _, text, _ in written(Marks("{}")) if where in told}
    for where, format_, text, colour in written(Marks(value)):
        if where in told:
            found = readers.of_emulator(defang(text, format_, colour))
            assert found == changed(readers.of_emulator(names[where]), value, "text"), where


def test_a_code_span_keeps_its_blanks() -> None:
    markdown = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed: Markdown was NOT read")
    reader = markdown.MarkdownIt("commonmark").enable("table")
    for value in (*VALUES, "{}", " {}", "{} ", " ` {}", "  {}  "):
        text = shown(filled_in(value, "x"))
        (inline,) = [token for token in reader.parse(f"a {code(text, in_table=False)} b") if token.type == "inline"]
        assert [token.content for token in inline.children] == ["a ", text, " b"]
        tokens = [token for token in reader.parse(f"|a|\n|-|\n|{code(text)}|\n") if token.type == "inline"]
        assert [token.content for token in tokens[1].children] == [text]
