"""The tool on a tiny package: what must become of each kind of change."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

pytest.importorskip("mutmut", reason="the extra `mutation` is not installed")

from tests.mutation import __main__ as command
from tests.mutation import equivalent, report, run, trial
from tests.mutation.checkout import Checkout, Project
from tests.mutation.equivalent import Change
from tests.mutation.mutants import Mutant, Source
from tests.mutation.reach import Reach
from tests.mutation.reach import measured as measured_suite
from tests.mutation.sample import quotas, sample
from tests.mutation.uses import Uses

pytestmark = pytest.mark.slow

PACKAGE = {
    "tiny/__init__.py": "",
    "tiny/table.py": "LIMITS = {'low': 3}\n",
    "tiny/handed.py": "from .table import LIMITS\nLOW = LIMITS['low']\n",
    "tiny/far/__init__.py": "",
    "tiny/far/low.py": "from ..handed import LOW\ndef low(n):\n    return n < LOW\n",
    "tiny/by_name/__init__.py": (
        "from importlib import import_module\ndef load(name):\n    return import_module(f'{__name__}.{name}').VALUE\n"
    ),
    "tiny/by_name/one.py": "VALUE = 3\n",
    "tiny/code.py": (
        "import time\n"
        "def tested(n):\n"
        "    return n < 5\n"
        "def called(n):\n"
        "    return n < 6\n"
        "def never(n):\n"
        "    return n < 7\n"
        "def loop(n):\n"
        "    while n > 0:\n"
        "        time.sleep(0.01)\n"
        "        n -= 1\n"
        "    return n\n"
        "def child(n):\n"
        "    return n < 8\n"
        "def forked(n):\n"
        "    return n < 9\n"
        "def shared(n):\n"
        "    return n < 10\n"
    ),
}
TESTS = """
import functools, os, subprocess, sys
import pytest
from tiny import code
from tiny.by_name import load
from tiny.far.low import low

def test_tested(): assert code.tested(4) and not code.tested(5)
def test_called(): code.called(1)

def test_elsewhere():
    code.called(1)
    assert "copy-" not in os.getcwd()

def test_loop(): assert code.loop(3) == 0
VALUE = load("one")
def test_by_name(): assert VALUE == 3
def test_low(): assert low(2) and not low(3)

def test_child(tmp_path):
    words = [sys.executable, "-c", "from tiny import code; print(code.child(8))"]
    env = {"PYTHONPATH": os.environ["PYTHONPATH"]}
    assert subprocess.check_output(words, env=env, cwd=tmp_path, text=True) == "False\\n"

def test_forked():
    if not (pid := os.fork()):
        os._exit(code.forked(9))
    assert os.waitpid(pid, 0)[1] == 0

@functools.cache
def computed(): return code.shared(10)

def test_first(): computed()
def test_second(): assert not computed()

LATE = []

def test_late():
    LATE.append(1)
    assert len(LATE) > 1
"""

NEXT = "operator_number"
LESS = "operator_swap_op"


def _lay(folder: Path) -> Project:
    for name, text in {**PACKAGE, "tests/__init__.py": "", "tests/test_tiny.py": TESTS}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\nmarkers = ["slow", "netns"]\n')
    return Project(folder, "tiny")


def _changes(project: Project, file: str, operator: str) -> list[Mutant]:
    """All mutants of a file that an operator makes."""
    source = Source(file, (project.root / file).read_text(encoding="utf-8"))
    found = (source.mutant(change) for change in source.changes if change.operator == operator)
    return [mutant for mutant in found if mutant is not None]


class Measured(NamedTuple):
    project: Project
    reach: Reach
    scratch: Path


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    project, scratch = _lay(tmp_path_factory.mktemp("tiny")), tmp_path_factory.mktemp("scratch")
    reach = Reach(Uses(project.root, project.package))
    reach.add("default", measured_suite(project, "default", 2, scratch / "cache", scratch))
    return Measured(project, reach, scratch)


@pytest.fixture(scope="module")
def fates(measured: Measured) -> Mapping[str, trial.Result]:
    """What becomes of some changes, by the line that comes."""
    project, _, scratch = measured
    reach = Reach(Uses(project.root, project.package))
    reach.add("default", measured_suite(project, "default", 2, scratch / "cache", scratch))
    mutants = [
        *(one for one in _changes(project, "tiny/code.py", LESS) if one.line < 8),
        *(one for one in _changes(project, "tiny/code.py", "operator_augmented_assignment")),
        *_changes(project, "tiny/table.py", NEXT),
        *_changes(project, "tiny/by_name/one.py", NEXT),
    ]
    before = {path: path.read_bytes() for path in project.root.rglob("*.py")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial, "_SLACK", 3.0)
        results = list(run._tried(project, mutants, reach, 2, scratch, None, lambda _: None))
    assert {path: path.read_bytes() for path in project.root.rglob("*.py")} == before, "the developer's own files"
    assert reach.unfit == {"tests/test_tiny.py::test_elsewhere"}, "what fails without a change is no proof"
    for path in before:
        if path.is_relative_to(project.root / project.package):
            copies = list(scratch.glob(f"copy-*/{path.relative_to(project.root)}"))
            assert [copy.read_bytes() for copy in copies] == [before[path]] * 2, "each change is taken back"
    return {" ".join(result.mutant.added): result for result in results}


@pytest.mark.parametrize(
    ("line", "fate", "by"),
    [
        ("return n <= 5", "killed", "test_tested"),
        ("return n <= 6", "survived", ""),
        ("return n <= 7", "unreached", ""),
        ("n = 1", "timeout", "test_loop"),
        ("LIMITS = {'low': 4}", "killed", "test_low"),
        ("VALUE = 4", "killed", "test_by_name"),
    ],
)
def test_what_becomes_of_a_change(fates: Mapping[str, trial.Result], line: str, fate: str, by: str) -> None:
    found = fates[line]
    assert (found.fate, found.by.rpartition("::")[2]) == (fate, by)


@pytest.mark.parametrize(
    ("file", "text", "tests"),
    [
        ("code", "return n < 5", ["test_tested"]),
        ("code", "return n < 6", ["test_called", "test_elsewhere"]),
        ("code", "return n < 7", []),
        ("code", "return n < 8", ["test_child"]),
        ("code", "return n < 9", ["test_forked"]),
        ("code", "return n < 10", ["test_first", "test_second"]),
        ("code", "n -= 1", ["test_loop"]),
        # What a module keeps is reached by the tests of all that use it, however it came to them.
        ("table", "LIMITS", ["test_low"]),
        ("handed", "LOW = ", ["test_low"]),
        ("far/low", "return n < LOW", ["test_low"]),
    ],
)
def test_which_tests_reach_a_line(measured: Measured, file: str, text: str, tests: list[str]) -> None:
    lines = PACKAGE[f"tiny/{file}.py"].splitlines()
    number = next(number for number, line in enumerate(lines, 1) if text in line)
    found = measured.reach.of(f"tiny/{file}.py", number)
    assert sorted(test.name.rpartition("::")[2] for test in found) == tests


def test_the_chosen_tests_run_in_their_order_and_a_late_one_gets_a_second_chance(measured: Measured) -> None:
    scratch = measured.scratch / "chosen"
    pytest_ = trial.Pytest(Checkout(measured.project, measured.scratch / "chosen-copy"), scratch)
    chosen = [f"tests/test_tiny.py::test_{name}" for name in ("second", "late", "called")]
    ended = pytest_.run("default", chosen, measured.reach.known("default"), "-x")
    assert (ended.code, ended.failed) == (0, []), ended.output
    assert (scratch / "progress").read_text().splitlines() == chosen
    assert chosen[1] not in measured.reach.unfit


def test_each_version_of_a_file_has_a_time_of_its_own(tmp_path: Path) -> None:
    checkout = Checkout(_lay(tmp_path / "project"), tmp_path / "copy")
    # Python compares the time in seconds and the length: these differ in neither but for the stamp.
    for stamp, code in enumerate(("N = 1\n", "N = 2\n"), 1_000_000_000):
        checkout.write("tiny/code.py", code, stamp)
        assert int((checkout.folder / "tiny/code.py").stat().st_mtime) == stamp


def test_nothing_is_tried_when_the_time_is_over(measured: Measured) -> None:
    project, _, scratch = measured
    early = run.Plan(project.files, 5, "1", 1, scratch / "no-cache", minutes=0.0)
    late = early._replace(cache=scratch / "cache")
    for plan in (early, late):
        outcome = run.examine(project, plan)
        assert [result.fate for result in outcome.results] == ["not tried"] * 5
    assert not (scratch / "no-cache").exists()


def test_what_was_measured_is_kept(measured: Measured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.mutation.reach._measure", None)
    shutil.copytree(measured.project.root, tmp_path / "copy")
    copy = measured.project._replace(root=tmp_path / "copy")
    assert measured_suite(copy, "default", 2, measured.scratch / "cache", measured.scratch)["tests"]
    (copy.root / "tests" / "test_more.py").write_text("def test_more(): ...\n")
    with pytest.raises(TypeError):
        measured_suite(copy, "default", 2, measured.scratch / "cache", measured.scratch)


def test_a_survivor_is_a_diff_with_its_place(fates: Mapping[str, trial.Result]) -> None:
    assert report.survivor(fates["return n <= 6"]).splitlines() == [
        "tiny/code.py:5: no test fails (1 ran)",
        "--- a/tiny/code.py",
        "+++ b/tiny/code.py",
        "@@ -3,5 +3,5 @@",
        "     return n < 5",
        " def called(n):",
        "-    return n < 6",
        "+    return n <= 6",
        " def never(n):",
        "     return n < 7",
    ]
    results = list(fates.values())
    killed = sum(one.fate in ("killed", "timeout") for one in results)
    assert report.rate(results) == pytest.approx(100 * killed / len(results))
    late = trial.Result(results[0].mutant, "not tried")
    assert report.rate([*results, late]) == report.rate(results)


def test_the_same_seed_gives_the_same_sample(tmp_path: Path) -> None:
    project = _lay(tmp_path)
    uses = Uses(project.root, project.package)
    samples = [sample(project.root, project.files, uses, 12, seed, {})[0] for seed in ("1", "1", "2")]
    assert samples[0] == samples[1] != samples[2]
    assert len(samples[0]) == 12
    every = [(one.file, one.code) for one in sample(project.root, project.files, uses, 1000, "1", {})[0]]
    sources = [Source(file, (project.root / file).read_text(encoding="utf-8")) for file in project.files]
    possible = [mutant for source in sources for change in source.changes if (mutant := source.mutant(change))]
    assert sorted(every) == sorted({(one.file, one.code) for one in possible})


def test_an_equivalent_change_is_set_aside(tmp_path: Path) -> None:
    project = _lay(tmp_path)
    uses = Uses(project.root, project.package)
    drawn, aside = sample(project.root, project.files, uses, 12, "1", {})
    assert not aside
    known = tmp_path / "equivalent.txt"
    for one in drawn[:2]:
        lines = [one.file, *(f"-  {line}" for line in one.removed), *(f"+{line}" for line in one.added), "= none", ""]
        with known.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines))
    # Another number of the line is the same change.
    for name in {one.file for one in drawn}:
        (tmp_path / name).write_text("\n\n" + (tmp_path / name).read_text(encoding="utf-8"), encoding="utf-8")
    again, aside = sample(project.root, project.files, Uses(project.root, "tiny"), 12, "1", equivalent.read(known))
    listed = {Change(one.file, one.removed, one.added) for one in drawn[:2]}
    assert {Change(one.file, one.removed, one.added) for one in aside} == listed
    assert not listed & {Change(one.file, one.removed, one.added) for one in again}


@pytest.mark.parametrize(
    "text", ["tiny/code.py\n-a\n+b\n=\n", "-a\n+b\n= why\n", "tiny/code.py\n= why\n", "f.py\n-a\n"]
)
def test_an_entry_without_a_reason_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "equivalent.txt").write_text(text)
    with pytest.raises(ValueError, match="entry"):
        equivalent.read(tmp_path / "equivalent.txt")


def test_what_is_set_aside_is_still_in_the_code() -> None:
    for change in equivalent.read():
        lines = [line.strip() for line in (command.ROOT / change.file).read_text(encoding="utf-8").splitlines()]
        assert set(change.removed) <= set(lines), change


def test_each_folder_gets_its_share() -> None:
    given = quotas(300, {"small": 5, "middle": 100, "large": 2000})
    assert given == {"small": 5, "middle": 20 + 10, "large": 20 + 245}
    assert sum(quotas(40, dict.fromkeys("abcdefghi", 100)).values()) == 40
    assert sum(quotas(3, dict.fromkeys("abcdefghi", 100)).values()) == 3


@pytest.mark.parametrize(
    "code",
    [
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import b\n    c = 1\n",
        '"""Says what."""\n',
        'class A:\n    b: dict[str, int | None]\n    """Says what."""\n',
        "Kind = Literal['a', 'b']\n",
        "class A:\n    def __repr__(self):\n        return 'A' + 'B'\n",
        "logging.warning('it is 3')\n",
        "def f(n: Literal['a'] | int) -> tuple[int, ...]: ...\n",
        "import a\nassert_never(a)\n",
    ],
)
def test_nothing_is_changed_that_cannot_matter(code: str) -> None:
    assert Source("a.py", code).changes == []


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("x = a and b", "x = a"),
        ("x = a and b", "x = a or b"),
        ("if a:\n    b()", "if (a) or True:\n    b()"),
        ("x = [y for y in z if y.good]", "x = [y for y in z]"),
        ("match a:\n    case 1 if b:\n        c()", "match a:\n    case 1:\n        c()"),
        ("x = quoted(a)", "x = a"),
        ("x = shlex.quote(a)", "x = a"),
        ("x = a.strip()", "x = a"),
        ("x = f'a {b}'", "x = f'XXa {b}'"),
        ("x = a < 1", "x = a <= 1"),
        ("x = a + 1", "x = a + 2"),
        ("x = 'text'", "x = 'XXtextXX'"),
        ("@rule(sure=True)\ndef f(): ...", "@rule(sure=False)\ndef f(): ..."),
        ("class A(NamedTuple):\n    b: int = 1", "class A(NamedTuple):\n    b: int = 2"),
    ],
)
def test_these_changes_are_made(code: str, changed: str) -> None:
    source = Source("a.py", code + "\n")
    made = [mutant.code for change in source.changes if (mutant := source.mutant(change)) is not None]
    assert changed + "\n" in made
    assert not Counter(made)[code + "\n"]


def test_the_command_line_lists_without_running_anything() -> None:
    root = str(command.ROOT)
    words = [sys.executable, "-m", "tests.mutation", "--list", "--sample", "3", "--seed", "7", "whoami_aws/report.py"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("seed 7, 3 changes in 1 files\n")
    assert done.stdout.count("--- a/whoami_aws/report.py") == 3


def test_what_a_decorator_lists_is_used_by_those_that_read_the_list(tmp_path: Path) -> None:
    files = {
        "tiny/registry.py": "RULES = {}\n\ndef rule(name):\n    return lambda one: RULES.setdefault(name, one)\n",
        "tiny/one.py": "from tiny import registry\n\n@registry.rule('one')\ndef one():\n    return 1\n",
        "tiny/other.py": "from tiny.registry import RULES\n\ndef other():\n    return RULES\n",
        "tests/test_list.py": "from tiny.registry import RULES\n",
        "tests/test_nothing.py": "import json\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    uses = Uses(tmp_path, "tiny")
    assert uses.users("tiny/one.py") == {*files} - {"tests/test_nothing.py"}
    assert uses.users("tiny/other.py") == {"tiny/other.py"}
