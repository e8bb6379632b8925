"""Builds the programs, asks the SDKs, lists the states, and shows what came of it."""

from __future__ import annotations

import argparse
import sys

from .build import build
from .sdks import SDKS, Sdk


def main() -> int:
    """The command line."""
    asked = _parser().parse_args()
    match asked.command:
        case "states":
            from .run import show

            return show(asked.pattern)
        case "table":
            from .table import conformance

            print(conformance(), end="")
            return 0
        case "divergences":
            from .divergences import divergences

            print(divergences(), end="")
            return 0
        case "build":
            failed, lacking = build(_sdks(asked.sdk))
            print("\n".join([*lacking, *failed]) or f"built: {', '.join(asked.sdk or SDKS)}")
            return int(bool(failed or (lacking and not asked.possible)))
        case "live":
            from .live import live

            return live(_sdks(asked.sdk), asked.sample, asked.seed, asked.jobs)
        case _:
            from .run import run

            return run(_sdks(asked.sdk), asked.states, asked.sample, asked.missing, asked.jobs)


def _sdks(names: list[str]) -> list[Sdk]:
    return [SDKS[name] for name in names or SDKS]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    states = commands.add_parser("states", help="list the states, or show those that match")
    states.add_argument("pattern", nargs="?", help="part of a name: show these in full")
    commands.add_parser("table", help="SDK × version × hosts × agreements, in Markdown")
    commands.add_parser("divergences", help="what the SDKs took on some telling states, in Markdown")
    build_ = commands.add_parser("build", help="build the programs")
    build_.add_argument("--possible", action="store_true", help="what a tool is missing for is no failure")
    run = commands.add_parser("run", help="ask the SDKs, and write answers/")
    run.add_argument("--states", help="only those with this in their name; shown, and not written")
    run.add_argument("--sample", type=int, metavar="N", help="only N of them, evenly spread")
    run.add_argument("--missing", action="store_true", help="only where the state is new or has changed")
    live = commands.add_parser("live", help="ask the SDKs again about some states: fails where an answer is new")
    live.add_argument("--sample", type=int, metavar="N", default=60, help="about N states each (%(default)s)")
    live.add_argument("--seed", help="which ones; the commit's without it")
    for command in (build_, run, live):
        command.add_argument("sdk", nargs="*", choices=[[], *SDKS], metavar="sdk", help=f"of {', '.join(SDKS)}")
    for command in (run, live):
        command.add_argument("--jobs", type=int, default=2, help="how many at once")
    return parser


if __name__ == "__main__":
    sys.exit(main())
