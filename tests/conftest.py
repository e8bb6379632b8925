"""Every test: no AWS variable of this machine, a HOME of its own, no way off the machine, and a failure where the model
of botocore's chain and botocore itself differ.
"""

from __future__ import annotations

import atexit
import gc
import importlib.util
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

GUARD = Path(__file__).parent / "guard"

_spec = importlib.util.spec_from_file_location("whoami_aws_test_guard", GUARD / "sitecustomize.py")
assert _spec is not None and _spec.loader is not None
_guard = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_guard)
_guard.listen()
atexit.register(_guard.stop_listening)

# Without cached bytecode, each process of a run compiles the package and rewrites every test again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

for _name in [name for name in os.environ if name.startswith(("AWS_", "BOTO")) or name.lower().endswith("_proxy")]:
    del os.environ[_name]
# Whatever a test or a tool that it runs forgets: nobody is asked.
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["PYTHONPATH"] = str(GUARD)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        nargs="?",
        const="texts",
        choices=("texts", "verdicts"),
        help="write the blocks of the README again, and the texts in the scenarios' expected files; with "
        "--update=verdicts all that is in them. Name test files before this option, not behind it.",
    )


_DEFAULT = "not slow and not netns"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A tenth of the time of collecting goes into the libraries of this file, which is slow as a whole."""
    return True if config.option.markexpr == _DEFAULT and collection_path.name == "test_mutation.py" else None


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Makes no items of the thousands of slow parameters, where each process would collect them only to drop them."""
    if metafunc.config.option.markexpr != _DEFAULT:
        return
    all_slow = any(metafunc.definition.get_closest_marker(name) for name in ("slow", "netns"))
    marks = metafunc.definition.own_markers
    for at, mark in enumerate(marks):
        if mark.name != "parametrize" or len(mark.args) < 2:
            continue
        names, values, *rest = mark.args
        values = list(values)
        quick = [] if all_slow else [number for number, value in enumerate(values) if not _is_slow(value)]
        # If all are slow, one is kept, and deselected later.
        kept = quick or [0][: len(values)]
        ids = mark.kwargs.get("ids")
        if ids is not None and not callable(ids):
            ids = [one for number, one in enumerate(ids) if number in kept]
        # A mark may belong to other tests too, so it is replaced and not changed.
        chosen = [values[number] for number in kept]
        marks[at] = pytest.mark.parametrize(names, chosen, *rest, **{**mark.kwargs, "ids": ids}).mark


def _is_slow(value: object) -> bool:
    return any(one.name == "slow" for one in getattr(value, "marks", ()))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`-k RULE` finds the scenarios where a rule speaks, and those where it is said not to."""
    if not config.option.keyword:
        return
    from tests.scenario import Scenario, all_scenarios

    by_name = {one.name: one for one in all_scenarios()}
    for item in items:
        for value in (
            item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
        ):
            scenario = by_name.get(value) if isinstance(value, str) else value
            if isinstance(scenario, Scenario):
                item.extra_keyword_matches |= scenario.rules


def pytest_collection_finish() -> None:
    """The thousands of items live as long as the process, so the collector of garbage need not look at them again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests wait for endpoints that are slow on purpose."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders for homes: numbered by hand, since pytest reads a whole folder for the next number."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    home = next(_homes)
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))


@pytest.fixture
def update(request: pytest.FixtureRequest) -> str | None:
    """What is to be written again: `texts`, `verdicts` (with the texts), or nothing."""
    chosen: str | None = request.config.getoption("--update")
    return chosen


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fails a test in which the model and botocore disagree about a host, here or in any child: the verdict shown is
    botocore's then, which hides the fault of the model. A test that makes them disagree has the marker `differs`, and
    fails where they agree.
    """
    try:
        yield
    finally:
        found = _guard.reported()
    if item.get_closest_marker("differs"):
        assert found, "the model and botocore are said to differ here, and do not"
    else:
        assert not found, "\n".join(found)
