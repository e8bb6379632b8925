"""What several files of the package say is said in one of them, so that they cannot come to differ."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.source import PACKAGE, module

LEAST = 10
"""Characters of the shortest text that counts: shorter ones are words."""

COINCIDENCES = {
    ("check/duration.py", "fakes/state.py"): "units of two notations: how long, and when from now",
    ("chain/blocks/imds_request.py", "demo/layout.py"): "proxies that an SDK reads; proxies that a fake replaces",
}
"""Files with constants that are equal and mean different things."""


def constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The name of each constant of a module with its value: a text, a pattern, or the members of a collection in any
    order, in a form that is equal for equal values.
    """
    for node in tree.body:
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            else:
                pairs = [(target, node.value)]
            for name, value in pairs:
                if (form := _form(value)) is not None and ast.unparse(name) != "__all__":
                    yield ast.unparse(name), form


def _form(node: ast.expr) -> str | None:
    if (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("frozenset", "set", "tuple", "re.compile")
        and node.args
    ):
        node = node.args[0]
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    match value:
        case str() if len(value) >= LEAST:
            return repr(value)
        case dict() if len(value) > 1:
            return repr(sorted(value.items(), key=repr))
        case list() | tuple() | set() | frozenset() if len(value) > 1:
            return repr(sorted(value, key=repr))
    return None


def test_no_constant_is_written_twice() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        for _, form in constants(module(path)):
            found[form].add(path.relative_to(PACKAGE).as_posix())
    twice = {tuple(sorted(files)): form for form, files in found.items() if len(files) > 1}
    assert {files: form for files, form in twice.items() if files not in COINCIDENCES} == {}
    assert set(COINCIDENCES) - set(twice) == set(), "no longer a coincidence"


def test_equal_constants_are_seen() -> None:
    one = 'A, B = "AWS_SOMETHING", ("x", "y")\nPATTERN = re.compile("[a-z]{4,20}", re.ASCII)\nN = 5\nS = "short"'
    other = 'C = frozenset(["y", "x"])\nD: str = "AWS_SOMETHING"\n_P = "[a-z]{4,20}"\nN = 5\nS = "short"'
    forms = [{form for _, form in constants(ast.parse(code))} for code in (one, other)]
    assert forms[0] == forms[1] and len(forms[0]) == 3
