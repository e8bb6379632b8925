"""A plugin of pytest: runs the chosen tests in the given order, a failing one twice, and says which one is running.

$MUTATION_CHOSEN names a file of JSON: `order`: the tests to run; `known`: all that there are without the change. A test
that is in neither came by the change and runs first. The names go to the file `progress` beside it, those of tests that
failed to `failed`.
"""

import json
import os
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

_file = Path(os.environ["MUTATION_CHOSEN"])
_chosen = json.loads(_file.read_text(encoding="utf-8"))
_order = {name: at for at, name in enumerate(_chosen["order"])}
_known = set(_chosen["known"])


def _note(kind, item):
    with open(_file.with_name(kind), "a", encoding="utf-8") as file:
        file.write(f"{item.nodeid}\n")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    kept = [item for item in items if item.nodeid in _order or item.nodeid not in _known]
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in _known and item.nodeid not in _order])
    items[:] = sorted(kept, key=lambda item: _order.get(item.nodeid, -1))


def pytest_runtest_protocol(item, nextitem):
    _note("progress", item)
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, nextitem=nextitem, log=False)
    if any(report.failed for report in reports):
        # A test that is late on a busy machine is no proof.
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
    for report in reports:
        if report.failed:
            _note("failed", item)
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
