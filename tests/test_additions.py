"""What README.md here says that an addition takes, done in a copy of the package, whose command line is then used."""

from __future__ import annotations

import ast
import difflib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.scenario import GUARD
from tests.source import nodes
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check.assertions import ASSERTIONS, OPTIONS
from whoami_aws.render import FORMATS

ROOT = Path(__file__).parents[1]


class Addition(NamedTuple):
    """A new file, and the one line where it is listed: `listed` is what stands there, `beside` is with the new one."""

    file: str
    text: str
    list_: str
    listed: str
    beside: str


ADDITIONS = {
    "format": Addition(
        "render/added_format.py",
        """
from whoami_aws.render.defang import in_text
from whoami_aws.render.ci_report import CiReport

escape = in_text

def render(report: CiReport) -> str:
    return f"::add-mask::x {report.headline}\\n"
""",
        "render/__init__.py",
        '"tap")',
        '"tap", "added_format")',
    ),
    "assertion": Addition(
        "check/assertions/added.py",
        '''
from whoami_aws.check import assertion as o
from whoami_aws.report import Report

@o.assertion("added-links", o.Option("NUMBER", "How many links there are."), "last",
             check=lambda text: "" if text.isdigit() else "is no number", known=lambda: ("12", "13"))
def added_links(values: tuple[str, ...], report: Report) -> o.Answer:
    """The chain has this many links."""
    found = str(len(report.diagnosis.chain.links))
    return o.holds_if(found == values[0], f"{found} links")
''',
        "check/assertions/__init__.py",
        '"findings")',
        '"findings", "added")',
    ),
    "link": Addition(
        "chain/botocore/links/added.py",
        """
from whoami_aws.chain.link import Kind, link
from whoami_aws.chain.probe import OFFERS, Credentials, Probe, Reason, declines, removal_of, input_of
from whoami_aws.chain.view import BotocoreView

@link("added-link", Kind(endpoint="metadata", temporary=True, credential_source="Added"))
def probe(view: BotocoreView) -> Probe:
    value = view.host.variable("AWS_ADDED")
    if value is None:
        return declines("variable-unset", "AWS_ADDED is unset", input_of("AWS_ADDED", value))
    reason = Reason("added", "AWS_ADDED is set")
    return Probe(OFFERS, reason, (input_of("AWS_ADDED", value),), removal_of(value), Credentials(has_token=True))
""",
        "chain/botocore/links/__init__.py",
        '    "env": "env",\n',
        '    "env": "env",\n    "added-link": "added",\n',
    ),
    "topic of rules": Addition(
        "rules/topics/added.py",
        '''
from collections.abc import Iterable

from whoami_aws.chain.verdict import LinkResult
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import EVERY, INFO, Fix, Finding, rule

@rule("added-rule", INFO, sdks=EVERY)
def added_rule(winner: LinkResult | None) -> Iterable[Finding]:
    """The added link wins.

    Why: it is first.
    Fix: nothing is wrong.
    See: nobody
    """
    if winner is not None and winner.link == "added-link":
        yield Finding(INFO, "The added link wins.", Origin("env", "AWS_ADDED"), Fix("nothing is wrong"))
''',
        "rules/topics/__init__.py",
        '    "agreement",\n',
        '    "added",\n    "agreement",\n',
    ),
    "SDK": Addition(
        "chain/sdks/added_sdk.py",
        """
from whoami_aws.chain.botocore.engine import BotocoreEngine
from whoami_aws.chain.sdks.boto3 import CHAIN as BOTO3
from whoami_aws.chain.traits import Traits

CHAIN = BOTO3._replace(id="added-sdk", title="The added SDK", engine=BotocoreEngine(Traits(brings_botocore=True)))
""",
        "chain/sdks/__init__.py",
        '    "python-v4",\n',
        '    "python-v4",\n    "added-sdk",\n',
    ),
}
RULE = '''

@rule("added-function", INFO)
def added_function(verdict: Verdict) -> Iterable[Finding]:
    """The added link wins, and a topic that exists says so.

    Why: it is first.
    Fix: nothing is wrong.
    See: nobody
    """
    if verdict.winner == "added-link":
        yield Finding(INFO, "It wins.", Origin("env", "AWS_ADDED"), Fix("nothing is wrong"))
'''
"""A rule of a topic that exists is a function there, and is listed nowhere."""
ADDED = ("--sdk", "added-sdk", "--offline")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the package that has all of the additions."""
    folder = tmp_path_factory.mktemp("grown")
    shutil.copytree(ROOT / "whoami_aws", folder / "whoami_aws")
    for one in ADDITIONS.values():
        new, listing = (folder / "whoami_aws" / name for name in (one.file, one.list_))
        assert not new.exists()
        new.write_text(one.text, encoding="utf-8")
        before = listing.read_text(encoding="utf-8")
        assert before.count(one.listed) == 1
        after = before.replace(one.listed, one.beside)
        changes = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] == "+"]
        assert len(changes) == 1, "one line"
        listing.write_text(after, encoding="utf-8")
    with (folder / "whoami_aws/rules/topics/file_shadowing.py").open("a", encoding="utf-8") as topic:
        topic.write(RULE)
    return folder


def said(grown: Path, words: Sequence[str], code: int = 0, **env: str) -> str:
    """What the command line of the copy says, on standard output or, where it refuses, on the other one."""
    done = subprocess.run(
        [sys.executable, "-m", "whoami_aws", *words],
        cwd=grown,
        env={"PATH": os.environ["PATH"], "HOME": str(grown), "PYTHONPATH": f"{grown}:{GUARD}", "COLUMNS": "200", **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stderr if code == 2 else done.stdout


def test_help_and_completion_know_what_was_added(grown: Path) -> None:
    shown = " ".join(said(grown, ["check", "--help"]).split())
    assert "--added-links NUMBER How many links there are." in shown
    assert "tap, added_format" in shown and "python-v4, added-sdk" in shown
    script = said(grown, ["completion", "bash"])
    _, _, of_check = script.partition("    'check')\n")
    lines = of_check.partition("      esac;;")[0].splitlines()
    options = dict(line.strip().split(") words=", 1) for line in lines if ") words='" in line)
    assert options["--added-links"].startswith("'12 13'")
    assert "added-link " in options["--source"] and " added_format'" in options["--format"]
    assert "added-rule" in options["--no-finding"] and " added-sdk'" in options["--sdk"]


def test_what_was_added_works(grown: Path) -> None:
    report = json.loads(said(grown, ["explain", *ADDED, "--format", "json"], AWS_ADDED="x"))
    assert report["winner"] == "added-link" and report["links"][1]["id"] == "added-link"
    assert {"added-rule", "added-function"} <= {one["rule"] for one in report["findings"]}
    asserted = ["--source", "added-link", "--added-links", "13", "--not-long-term", "--min-ttl", "1h"]
    words = ["check", *ADDED, "--accept", "unconfirmed", *asserted, "--format"]
    check = json.loads(said(grown, [*words, "json"], AWS_ADDED="x"))
    assert {one["name"]: one["is"] for one in check["assertions"]} == {
        "source": "added-link",
        "added-links": "13 links",
        "not-long-term": "added-link gives temporary keys",
        "min-ttl": "the SDK renews what added-link gives",
        "resolves": "added-link answers first",
        "usable": check["assertions"][-1]["is"],
    }
    text = said(grown, [*words, "added_format", "--no-finding", "added-rule"], code=1, AWS_ADDED="x")
    assert text.startswith("\\::add-mask::x Check failed: ") and "1 of 6 fails (no-finding added-rule)" in text


def test_a_role_can_name_the_added_link_as_its_source(grown: Path) -> None:
    config = grown / "config"
    config.write_text("[default]\nrole_arn = arn:aws:iam::111122223333:role/x\ncredential_source = Added\n")
    env = {"AWS_CONFIG_FILE": str(config)}
    report = json.loads(said(grown, ["explain", *ADDED, "--format", "json"], code=1, **env))
    (row,) = (one for one in report["links"] if one["id"] == "assume-role")
    assert row["status"] == "stopped" and row["reason"]["code"] == "empty-source", row


def test_a_file_can_expect_the_added_assertion(grown: Path) -> None:
    pytest.importorskip("tomllib" if sys.version_info >= (3, 11) else "tomli")
    (grown / "expect.toml").write_text('added-links = "12"')
    words = ["check", *ADDED, "--accept", "unconfirmed", "--expect", "expect.toml"]
    assert "FAILS    added-links 12  13 links" in said(grown, words, code=1, AWS_ADDED="x")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--added-links", "x"], "'x' is no number"),
        (["--added-link", "13"], "--added-links"),
        (["--source", "added-lynk"], "did you mean added-link"),
        (["--format", "added"], "added_format"),
        (["--no-finding", "added-rul"], "added-rule"),
    ],
)
def test_a_name_that_is_almost_one_is_refused(words: list[str], message: str, grown: Path) -> None:
    assert message in said(grown, ["check", *words], code=2)


def test_readme_names_every_option_and_format() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lacks = [name for name in OPTIONS if f"--{name}" not in readme]
    lacks += [name for name in FORMATS if f"`{name}`" not in readme]
    assert lacks == [], "to be added to README.md: the table of assertions, the list of formats"


def test_no_list_is_written_twice() -> None:
    """Whoever wants to know of several links, assertions or formats asks the one list, or what is declared."""
    links = {link for chain in CHAINS.values() for link in chain.links}
    lists = {"links": links, "assertions": set(ASSERTIONS), "formats": set(FORMATS)}
    found = set()
    for path in sorted((ROOT / "whoami_aws").rglob("*.py")):
        for one in nodes(path):
            items = one.elts if isinstance(one, ast.Tuple | ast.List | ast.Set) else getattr(one, "keys", [])
            names = {item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)}
            where = str(path.relative_to(ROOT / "whoami_aws"))
            found |= {(where, kind) for kind, known in lists.items() if len(names & known) > 3}
    # Each SDK's file has the links in the order of its code, and of some what they do.
    found = {(where, kind) for where, kind in found if not where.startswith("chain/sdks/")}
    assert found == {("chain/botocore/links/__init__.py", "links"), ("render/__init__.py", "formats")}


def test_a_list_is_not_loaded_before_it_is_asked_for() -> None:
    """The command line knows every name, and has loaded neither what judges nor what renders."""
    program = "import sys, whoami_aws.cli.options, whoami_aws.check.assertions; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if name.startswith("whoami_aws.")}
    assert loaded.isdisjoint({"whoami_aws.report", "whoami_aws.diagnosis", "whoami_aws.render.ci_report"})
    assert [name for name in loaded if name.startswith(("whoami_aws.chain.botocore.links.", "whoami_aws.rules"))] == []
