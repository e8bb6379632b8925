"""Measures the tool against its peers: `python tests/benchmark/run.py [--runs N] [--only NAME]`.

The ratio is of medians of wall clock; that of processor time beside it holds on a busy machine too.
Exit code: 0 all targets are kept, 1 one is missed.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import sys
from pathlib import Path

from races import RACES, Bench, LinkResult

import whoami_aws

HEAD = ("race", "ours", "median (min–max)", "peer", "median (min–max)", "ratio", "target", "aim", "", "cpu ratio")


def main() -> int:
    """Runs the races, and prints one table."""
    words = _parser().parse_args()
    compileall.compile_dir(Path(whoami_aws.__file__).parent, quiet=1)
    notes: list[str] = []
    bench = Bench(words.command, shutil.which(words.aws), words.runs, notes.append)
    rows: list[LinkResult] = []
    for name in words.only or RACES:
        print(f"{name} …", file=sys.stderr, flush=True)
        rows += RACES[name](bench)
    _print_table([HEAD, *map(_cells, rows)])
    print(
        f"\n{words.runs} runs of each, in turn · load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )
    for note in dict.fromkeys(notes):
        print(note)
    return 1 if any(row.verdict == "MISSED" for row in rows) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    beside = Path(sys.executable).with_name("whoami-aws")
    parser.add_argument("--runs", type=int, default=10, metavar="N", help="runs of each command")
    parser.add_argument("--only", action="append", choices=list(RACES), metavar="NAME", help=", ".join(RACES))
    parser.add_argument("--aws", default="aws", metavar="PATH", help="the AWS CLI, version 1")
    parser.add_argument("--command", default=str(beside), metavar="PATH", help="the whoami-aws to be measured")
    return parser


def _cells(row: LinkResult) -> tuple[str, ...]:
    ours, peer = row.ours, row.peer
    if row.memory:
        figures = [f"{one.peak_mib:.0f} MiB peak" for one in (ours, peer)]
    else:
        figures = [
            "{:.0f} ms ({:.0f}–{:.0f})".format(one.seconds * 1e3, *(s * 1e3 for s in one.spread))
            for one in (ours, peer)
        ]
    limits = ["" if limit is None else f"{limit:.2f}" for limit in (row.target, row.aim)]
    names = (ours.command.name.removeprefix("whoami-aws "), figures[0], peer.command.name, figures[1])
    cpu = "" if row.memory else f"{ours.cpu_seconds / peer.cpu_seconds:.2f}"
    return (row.race, *names, f"{row.ratio:.2f}", *limits, row.verdict, cpu)


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
