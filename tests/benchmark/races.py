"""The races: which commands run on which host, and what their ratio may be."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from measure import Command, Series, in_turn

from whoami_aws.demo import run_demo
from whoami_aws.demo.layout import lay_out
from whoami_aws.demo.scenario import read
from whoami_aws.fakes import FakeImds, FakeSts

sys.path.insert(0, str(Path(__file__).parents[1]))

from netns.namespace import IMDS, Namespace, why_not

CREDENTIALS = "import boto3; boto3.Session().get_credentials()"
IDENTITY = "import boto3; boto3.client('sts').get_caller_identity()"
BARE_TYPER = """
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def hello(name: str = "world"):
    print("hello", name)
app()
"""
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
CONFIG = "[default]\nregion = us-west-2\noutput = json\n\n[profile dev]\nregion = eu-central-1\n"
NO_METADATA = {"AWS_EC2_METADATA_DISABLED": "true"}
SIZES = (1_000, 2_500, 5_000, 10_000)


class LinkResult(NamedTuple):
    """Ours against a peer. `target` and `aim` are ratios of medians; None where there is none to keep."""

    race: str
    ours: Series
    peer: Series
    target: float | None = None
    aim: float | None = None
    memory: bool = False

    @property
    def ratio(self) -> float:
        """Ours divided by the peer's."""
        return self.ours.peak_mib / self.peer.peak_mib if self.memory else self.ours.seconds / self.peer.seconds

    @property
    def verdict(self) -> str:
        """Against target and aim."""
        if self.target is None:
            return ""
        if self.ratio > self.target:
            return "MISSED"
        return "ok" if self.aim is None or self.ratio <= self.aim else "ok, not the aim"


class Bench(NamedTuple):
    """What is measured: the console script, the AWS CLI (None: not here), how often, and who hears remarks."""

    whoami: str
    aws: str | None
    runs: int
    note: Callable[[str], None]

    def ours(self, env: Mapping[str, str], *words: str, codes: tuple[int, ...] = (0,)) -> Command:
        return Command(" ".join(("whoami-aws", *words)), (self.whoami, *words), env, codes)

    def cli(self, env: Mapping[str, str]) -> list[Command]:
        """`aws configure list`, where there is an AWS CLI."""
        if self.aws is None:
            self.note("no AWS CLI: `aws configure list` is left out (--aws PATH)")
            return []
        return [Command("aws configure list", (self.aws, "configure", "list"), env, (0, 1, 253, 255))]


def offline(bench: Bench) -> Iterator[LinkResult]:
    """Nothing is asked over a network: env keys and a small config."""
    with home({"config": CONFIG}) as env:
        env |= KEYS | NO_METADATA
        ours, boto3, *cli = in_turn(
            [
                bench.ours(env, "explain", "--network", "none"),
                python("boto3 get_credentials", CREDENTIALS, env),
                *bench.cli(env),
            ],
            bench.runs,
        )
    for peer in cli:
        yield LinkResult("offline", ours, peer, 0.75, 0.6)
    yield LinkResult("offline", ours, boto3, 1.4, 1.15)


def blackhole(bench: Bench) -> Iterator[LinkResult]:
    """Packets to the metadata service vanish, and nothing is configured."""
    if reason := why_not():
        bench.note(f"blackhole is left out: {reason}")
        return
    with home({}) as env, Namespace() as namespace:
        namespace.swallow(IMDS)
        ours, boto3, *cli = namespace.run(
            in_turn,
            [
                bench.ours(env, "explain", codes=(1,)),
                python("boto3 get_credentials", CREDENTIALS, env),
                *bench.cli(env),
            ],
            bench.runs,
        )
    yield LinkResult("blackhole", ours, boto3, 1.0, 0.6)
    for peer in cli:
        yield LinkResult("blackhole", ours, peer)


def identity(bench: Bench) -> Iterator[LinkResult]:
    """IMDS and STS on loopback; env keys win over an instance's role."""
    with home({"config": CONFIG}) as env, ExitStack() as stack:
        imds = stack.enter_context(FakeImds({"role": "web-prod-role", "v1": True}))
        arn = "arn:aws:iam::123456789012:user/dev"
        sts = stack.enter_context(FakeSts({"identity_by_key": {KEYS["AWS_ACCESS_KEY_ID"]: arn}}))
        env |= KEYS | {
            "AWS_ENDPOINT_URL_STS": sts.url,
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds.url,
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        ours, boto3 = in_turn(
            [bench.ours(env, "explain"), python("boto3 get_caller_identity", IDENTITY, env)], bench.runs
        )
    yield LinkResult("identity", ours, boto3, 1.3, 1.1)


def compare(bench: Bench) -> Iterator[LinkResult]:
    """Several SDKs against one: the chains beside boto3's are judged over what was gathered for it."""
    with tempfile.TemporaryDirectory(prefix="whoami-aws-benchmark-") as folder, ExitStack() as stack:
        laid = stack.enter_context(lay_out(read(run_demo.SCENARIOS / "sdks-differ").host, Path(folder) / "host"))
        words = ("--network", "none")
        explain, usual, every = in_turn(
            [
                bench.ours(laid.env, "explain", *words, codes=(0, 1)),
                bench.ours(laid.env, "compare", *words, codes=(0, 1)),
                bench.ours(laid.env, "compare", "--all", *words, codes=(0, 1)),
            ],
            bench.runs,
        )
    yield LinkResult("compare", usual, explain, 1.3)
    yield LinkResult("compare", every, explain, 1.3)


def profiles(bench: Bench) -> Iterator[LinkResult]:
    """Ever more profiles in one config file, of which one is selected."""
    with ExitStack() as stack:
        commands = []
        for size in (0, *SIZES):
            env = stack.enter_context(home({"config": many_profiles(size)}))
            env |= NO_METADATA | {"AWS_PROFILE": "chosen"}
            commands += [
                bench.ours(env, "explain", "--network", "none"),
                python("boto3 get_credentials", CREDENTIALS, env),
            ]
        series = in_turn(commands, bench.runs)
    pairs = dict(zip((0, *SIZES), zip(series[::2], series[1::2], strict=True), strict=True))
    for size, (ours, boto3) in pairs.items():
        last = size == SIZES[-1]
        yield LinkResult(f"{size} profiles", ours, boto3, 1.5 if last else None)
    yield LinkResult(f"{size} profiles", ours, boto3, 1.5, memory=True)
    bench.note(_growth("whoami-aws", {size: pair[0] for size, pair in pairs.items()}))
    bench.note(_growth("boto3", {size: pair[1] for size, pair in pairs.items()}))


def _growth(name: str, series: Mapping[int, Series]) -> str:
    """What a thousand profiles cost, by how many there are: in proportion if it is always the same."""
    steps = [
        f"{size}: {(one.seconds - series[0].seconds) * 1e6 / size:.0f} ms, "
        f"{(one.peak_mib - series[0].peak_mib) * 1e3 / size:.1f} MiB"
        for size, one in series.items()
        if size
    ]
    return f"{name}, for each 1,000 of N profiles — {' · '.join(steps)}"


def start_up(bench: Bench) -> Iterator[LinkResult]:
    """Commands that ask nothing."""
    with home({}) as env:
        commands = [
            python("bare typer app", BARE_TYPER, env),
            python("bare python", "", env),
            *(bench.ours(env, *words) for words in (("--version",), ("--help",), ("rules",), ("schema",))),
        ]
        typer, bare, *ours = in_turn(commands, bench.runs)
    for one in ours:
        yield LinkResult("start-up", one, typer)
        yield LinkResult("start-up", one, bare)


def python(name: str, code: str, env: Mapping[str, str]) -> Command:
    """A Python process; its exit code is 0."""
    return Command(name, (sys.executable, "-c", code), env)


@contextmanager
def home(files: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment of a user whose `~/.aws` has these files, and no other setting."""
    root = Path(tempfile.mkdtemp(prefix="whoami-aws-benchmark-"))
    try:
        for name, text in files.items():
            path = root / ".aws" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        yield {"HOME": str(root), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    finally:
        shutil.rmtree(root)


def many_profiles(size: int) -> str:
    """A config with so many role profiles, and the one that is selected in their midst."""
    keys = "".join(f"{name.lower()} = {value}\n" for name, value in KEYS.items())
    chosen = f"[profile chosen]\n{keys}region = us-west-2\n"
    roles = [
        f"[profile team-{number:05}]\n"
        f"role_arn = arn:aws:iam::{100000000000 + number}:role/team-{number:05}\n"
        "source_profile = chosen\n"
        "region = us-west-2\n"
        for number in range(size)
    ]
    return "\n".join((*roles[: size // 2], chosen, *roles[size // 2 :]))


RACES: dict[str, Callable[[Bench], Iterator[Any]]] = {
    "offline": offline,
    "blackhole": blackhole,
    "identity": identity,
    "compare": compare,
    "profiles": profiles,
    "start-up": start_up,
}
