"""A crash of our own: one line that says where, and never what; and a rule that crashes takes nothing down."""

from __future__ import annotations

import pytest

from tests.commands import command
from whoami_aws.cli import entry
from whoami_aws.render import PAPERS

from .canaries import Canaries
from .child import Done, environment
from .conftest import LayOut
from .loaded import loaded

# Runs the command line with one function of it replaced by one that raises; its message and its variables are secret.
_BREAK = """
import importlib, os, sys
secret = os.environ["AWS_SECRET_ACCESS_KEY"]
def crash(*arguments, **named):
    held = secret
    raise {error}(held)
owner = importlib.import_module("{module}")
{replace}
from whoami_aws.cli import main
sys.argv[0] = "whoami-aws"
main()
"""
_SET = 'setattr(owner, "{name}", crash)'
_RULE = 'owner.RULES["{name}"] = owner.RULES["{name}"]._replace(function=crash)\n'


def broken(host: LayOut, canaries: Canaries, module: str, replace: str, error: str, *arguments: str) -> Done:
    laid = host(loaded(canaries, "env"))
    code = _BREAK.format(module=module, replace=replace, error=error)
    done = command(arguments, environment(laid), code=code)
    format_ = "json" if "json" in arguments else "text"
    return Done(done.code, done.stdout, done.stderr, 0.0, format_)


PLACES = [
    ("whoami_aws.render.text", "render", "text"),
    ("whoami_aws.render.json_report", "as_json", "json"),
    ("whoami_aws.chain.judge", "_status", "text"),
    ("whoami_aws.ask.explain", "new_host", "json"),
    ("whoami_aws.gather.files", "ini_file", "json"),
    ("whoami_aws.gather.imds", "_answer", "json"),
    ("whoami_aws.report", "diagnose", "text"),
    ("whoami_aws.cli.rendering", "_width", "text"),
    ("whoami_aws.chain.botocore.links.env", "input_of", "markdown"),
    *((f"whoami_aws.render.{format_}", "render", format_) for format_ in PAPERS),
]
OTHERS = [
    ("whoami_aws.render.check_text", "render", ("check", "--source", "env")),
    ("whoami_aws.render.sarif", "render", ("check", "--source", "env", "--format", "sarif")),
    ("whoami_aws.render.comparison_text", "render", ("compare", "--all")),
    ("whoami_aws.render.comparison_json", "render", ("compare", "--all", "--format", "json")),
    ("whoami_aws.render.imds_text", "render", ("imds",)),
    ("whoami_aws.render.imds_json", "render", ("imds", "--format", "json")),
    ("whoami_aws.gather.imds", "_answer", ("imds",)),
]


@pytest.mark.parametrize("error", ["ValueError", pytest.param("KeyError", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("module", "name", "format_"),
    [pytest.param(*place, marks=() if place[1] in ("render", "_status") else pytest.mark.slow) for place in PLACES],
)
def test_a_crash_says_where_and_not_what(host: LayOut, module: str, name: str, format_: str, error: str) -> None:
    canaries = Canaries()
    done = broken(host, canaries, module, _SET.format(name=name), error, "explain", "--format", format_)
    assert done.code == 3
    assert done.stdout == b""
    assert len(done.errors.splitlines()) == 1
    assert f"could not finish: {error} at " in done.errors
    assert canaries.found_in(done.errors) == {}


@pytest.mark.slow
@pytest.mark.parametrize(("module", "name", "words"), OTHERS)
def test_another_command_says_where_and_not_what_either(
    host: LayOut, module: str, name: str, words: tuple[str, ...]
) -> None:
    canaries = Canaries()
    done = broken(host, canaries, module, _SET.format(name=name), "ValueError", *words)
    assert (done.code, done.stdout) == (3, b"")
    assert len(done.errors.splitlines()) == 1
    assert "could not finish: ValueError at " in done.errors
    assert canaries.found_in(done.errors) == {}


@pytest.mark.parametrize("format_", ["json", pytest.param("text", marks=pytest.mark.slow)])
def test_a_rule_that_crashes_is_a_finding_about_itself(host: LayOut, format_: str) -> None:
    canaries = Canaries()
    replace = _RULE.format(name="stray-characters-in-key") + _RULE.format(name="expired-credentials")
    # A function that takes what it is given by name: a rule's parameters are its inputs.
    replace = "import types\n" + replace.replace("=crash", "=lambda host: crash(host)")
    done = broken(
        host, canaries, "whoami_aws.rules.run", replace, "ValueError", "explain", "--format", format_, "--verbose"
    )
    assert done.code == 0 and done.errors == ""
    assert canaries.found_in(done.text) == {}
    if format_ == "json":
        crashed = [one["message"] for one in done.report["findings"] if one["rule"] == "check-crashed"]
        assert [message.partition(" failed with ")[0] for message in sorted(crashed)] == [
            "The check expired-credentials",
            "The check stray-characters-in-key",
        ]
        assert done.report["winner"] == "env"
    else:
        assert done.text.count("check-crashed — ") == 2


@pytest.mark.slow
@pytest.mark.parametrize("format_", PAPERS)
def test_a_rule_that_crashes_shows_no_secret_in_any_format(host: LayOut, format_: str) -> None:
    canaries = Canaries()
    replace = "import types\n" + _RULE.format(name="stray-characters-in-key").replace(
        "=crash", "=lambda host: crash(host)"
    )
    words = ("explain", "--format", format_, "--verbose")
    done = broken(host, canaries, "whoami_aws.rules.run", replace, "ValueError", *words)
    assert done.code == 0 and done.errors == ""
    assert canaries.found_in(done.text) == {}


@pytest.mark.slow
@pytest.mark.parametrize("error", ["SystemExit", "KeyboardInterrupt", "MemoryError", "RecursionError"])
def test_another_way_to_end_shows_no_secret_either(host: LayOut, error: str) -> None:
    canaries = Canaries()
    done = broken(host, canaries, "whoami_aws.cli.rendering", _SET.format(name="_width"), error, "explain")
    assert done.code != 0
    if error != "SystemExit":  # whose message is meant to be shown
        assert canaries.found_in(done.errors + done.text) == {}
    assert "Traceback" not in done.errors


@pytest.mark.parametrize(
    ("error", "code"), [("SystemExit", 1), ("lambda _: SystemExit", 0), ("(lambda _: KeyboardInterrupt)", 130)]
)
def test_a_library_that_ends_the_program_shows_nothing(host: LayOut, error: str, code: int) -> None:
    """Whatever it says goes with it: `sys.exit("text")` would write the text."""
    canaries = Canaries()
    done = broken(host, canaries, "whoami_aws.render.text", _SET.format(name="render"), f"({error})", "explain")
    assert (done.code, done.stdout, done.stderr) == (code, b"", b"")


@pytest.mark.parametrize(("levels", "places"), [(0, 3), (1, 4), (2, 4), (30, 4)])
def test_a_crash_names_the_four_innermost_places(
    levels: int, places: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(levels: int) -> int:
        if levels:
            return fail(levels - 1)
        raise ValueError("a secret")

    line = fail.__code__.co_firstlineno
    monkeypatch.setattr(entry, "_command", lambda: fail(levels))
    assert entry._guarded() == 3
    said = capfd.readouterr().err
    told = said.partition("could not finish: ValueError at ")[2].removesuffix("\n").split(" < ")
    assert len(told) == places and told[0] == f"{__file__}:{line + 3}"
    assert told[1 : levels + 1] == [f"{__file__}:{line + 2}"] * min(levels, places - 1)
    assert told[-1].startswith("cli/entry.py:") == (levels < 2)
