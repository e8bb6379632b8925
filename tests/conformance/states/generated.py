"""Hosts that `tests/differential/states.py` made, of seed `conformance`: of 400 those on which most SDKs disagreed.

They are kept as they were then, with times relative to now and a token that the fake STS accepts. So a change of the
generator makes no answer stale.
"""

from __future__ import annotations

import json
from pathlib import Path

from .words import States

_LINES = Path(__file__).with_name("generated.jsonl").read_text(encoding="utf-8").splitlines()
GENERATED: States = dict(json.loads(line) for line in _LINES)
