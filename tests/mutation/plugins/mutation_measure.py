"""A plugin of pytest: tells mutation_trace which test runs, and records its time and what it shares with others."""

import contextlib
import functools
import json
import os

import mutation_trace
import pytest

_real_cache = functools.cache
_stack = [""]
_shared = set()
_tests = {}


@contextlib.contextmanager
def _within(context):
    _stack.append(context)
    mutation_trace.enter(context)
    try:
        yield
    finally:
        _stack.pop()
        mutation_trace.enter(_stack[-1])


def _cache(function):
    """functools.cache; what a helper of the tests computes once counts for every test that asks for it."""
    cached = _real_cache(function)
    if not function.__module__.startswith("tests"):
        return cached
    context = f"cache {function.__module__}.{function.__qualname__}"

    @functools.wraps(function)
    def call(*arguments, **named):
        _shared.add(context)
        with _within(context):
            return cached(*arguments, **named)

    call.cache_clear, call.cache_info = cached.cache_clear, cached.cache_info
    return call


functools.cache = _cache


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    mutation_trace.forget_caches(os.environ["MUTATION_PACKAGE"])
    _shared.clear()
    _tests[item.nodeid] = test = {"seconds": 0.0, "failed": False}
    with _within(item.nodeid):
        yield
    for definitions in item._fixtureinfo.name2fixturedefs.values():
        _shared.update(_of_fixture(one) for one in definitions if one.scope != "function")
    test["shares"] = sorted(_shared)


@pytest.hookimpl(hookwrapper=True)
def pytest_fixture_setup(fixturedef):
    if fixturedef.scope == "function":
        yield
    else:
        with _within(_of_fixture(fixturedef)):
            yield


def _of_fixture(definition):
    return f"fixture {definition.baseid} {definition.argname}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    outcome = yield
    report = outcome.get_result()
    test = _tests[item.nodeid]
    test["seconds"] += report.duration
    test["failed"] |= report.failed


def pytest_sessionfinish():
    if _tests:
        mutation_trace.write({"tests": json.loads(json.dumps(_tests))})
        mutation_trace.dump()
