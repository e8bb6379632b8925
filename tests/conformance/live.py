"""Asks the real SDKs again on some states, and fails where one no longer answers as it is on record."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from tests.netns.namespace import why_not

from .answers import Answers, read
from .place import lead_names_here
from .run import answers_of, is_for
from .sdks import HERE, Sdk
from .states import STATES

Answer = Mapping[str, Any]


def live(sdks: Sequence[Sdk], sample: int, seed: str | None, jobs: int) -> int:
    """Asks each SDK that is built on a sample of its own. What differs is asked again, alone, when the rest is done."""
    if reason := why_not():
        print(reason, file=sys.stderr)
        return 2
    lead_names_here()
    seed = seed or todays_seed()
    print(f"{sample} states for each SDK; the same ones again: --sample {sample} --seed {seed}", flush=True)
    asked, doubtful, wrong = 0, [], []
    for sdk in sdks:
        kept = read(sdk.name)
        if not sdk.is_built:
            print(f"{sdk.name}: not built here, left out", flush=True)
        elif kept is None or kept.version != sdk.version:
            wrong.append(f"{sdk.name}: nothing is on record for {sdk.version}")
        else:
            start = time.monotonic()
            names = chosen(sdk, kept, sample, seed)
            doubtful += [(sdk, name) for name, *_ in _changed(sdk, kept, names, jobs)]
            asked += len(names)
            print(f"{sdk.name} {sdk.version}: {len(names)} states in {time.monotonic() - start:.0f} s", flush=True)
    for sdk, name in doubtful:
        kept = read(sdk.name)
        assert kept is not None
        # A busy machine makes some give up on the metadata service.
        wrong += [
            f"{sdk.name}: {name}: {json.dumps(answer)}\n  is on record with {json.dumps(was)}"
            for _, answer, was in _changed(sdk, kept, [name], 1)
        ]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{asked - len(wrong)} as recorded, {len(wrong)} changed, {len(doubtful)} asked twice")
    return int(bool(wrong) or not asked)


def todays_seed() -> str:
    """The commit, so that what fails can be asked again; the day where there is none."""
    words = ["git", "rev-parse", "--short=10", "HEAD"]
    try:
        return subprocess.run(words, cwd=HERE, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return datetime.now(timezone.utc).date().isoformat()


def chosen(sdk: Sdk, kept: Answers, sample: int, seed: str) -> list[str]:
    """The states of a sample, in their order; each SDK has its own, so that together they see more of them."""
    fit = [name for name in STATES if is_for(sdk, name) and kept.is_of(name, STATES[name])]
    some = set(random.Random(f"{seed} {sdk.name}").sample(fit, min(sample, len(fit))))
    return [name for name in fit if name in some]


def _changed(sdk: Sdk, kept: Answers, names: Sequence[str], jobs: int) -> Iterator[tuple[str, Answer | None, Answer]]:
    for name, answer in answers_of(sdk, names, jobs):
        was = {word: value for word, value in kept.by_state[name].items() if word != "state"}
        if answer is None or not same(answer, was):
            yield name, answer, was


def same(answer: Answer, was: Answer) -> bool:
    """Whether two answers are one: the key, whose word for it, who was asked. Errors are worded after the moment."""
    return {**answer, "error": _kind(answer)} == {**was, "error": _kind(was)}


def _kind(answer: Answer) -> str | None:
    if "error" not in answer:
        return None
    return "crash" if answer["error"].startswith("crash: ") else "error"
