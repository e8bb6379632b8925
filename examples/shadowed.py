"""Reads a report and lists what is hidden: `whoami-aws explain --format json | python examples/shadowed.py`."""

import json
import sys


def main() -> int:
    """Prints a line for every source that would answer and does not get to; 1 if there is one."""
    report = json.load(sys.stdin)
    hidden = [link for link in report["links"] if link["status"] in ("shadowed", "blocked")]
    decider = report["winner"] or (report["error"] or {}).get("link") or "an error before the chain"
    for link in hidden:
        identity = link["identity"] or {}
        print(f"{link['id']} ({identity.get('arn') or link['role'] or link['access_key_id']}) is hidden by {decider}")
    return 1 if hidden else 0


if __name__ == "__main__":
    sys.exit(main())
