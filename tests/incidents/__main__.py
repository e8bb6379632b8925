"""`python -m tests.incidents [PART OF A NAME] [--all]`: runs the incidents and prints the table.

Above it stands what was said where anything is not as it should be; with `--all`, of every incident.
"""

from __future__ import annotations

import sys

from tests.incidents.measure import measure
from tests.incidents.table import ROWS, details, share, table


def main(words: list[str]) -> int:
    only = next((word for word in words if not word.startswith("-")), "")
    outcomes = measure(only)
    print(details(outcomes, "--all" in words), end="\n\n")
    print(table(outcomes))
    shares = [(share(outcomes, column), target) for _, column, target in ROWS]
    return int(any(of and right / of < target for (right, of), target in shares))


sys.exit(main(sys.argv[1:]))
