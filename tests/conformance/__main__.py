"""Builds the programs, asks the SDKs, and lists the states."""

from __future__ import annotations

import argparse
import sys

from .build import build
from .sdks import SDKS


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in (("build", "build the programs"), ("run", "ask the SDKs, and write answers/"), ("states", "")):
        command = commands.add_parser(name, help=words or "list the states, or show those that match")
        if name == "states":
            command.add_argument("pattern", nargs="?", help="part of a name: show these in full")
            continue
        command.add_argument("sdk", nargs="*", choices=[[], *SDKS], metavar="sdk", help=f"of {', '.join(SDKS)}")
        if name == "run":
            command.add_argument("--states", help="only those with this in their name; shown, and not written")
            command.add_argument("--sample", type=int, metavar="N", help="only N of them, evenly spread")
            command.add_argument("--missing", action="store_true", help="only where the state is new or has changed")
            command.add_argument("--jobs", type=int, default=2, help="how many at once")
    asked = parser.parse_args()
    if asked.command == "states":
        from .run import show

        return show(asked.pattern)
    sdks = [SDKS[name] for name in asked.sdk or SDKS]
    if asked.command == "build":
        failed = build(sdks)
        print("\n".join(failed) if failed else f"built: {', '.join(sdk.name for sdk in sdks)}")
        return int(bool(failed))
    from .run import run

    return run(sdks, asked.states, asked.sample, asked.missing, asked.jobs)


if __name__ == "__main__":
    sys.exit(main())
