"""Where the SDKs part, as a table for the README: a few telling states, and what is on record that each SDK took."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from whoami_aws.fakes.examples import ASSUMED_KEYS, CONTAINER_KEY, IMDS_KEY, SSO_KEY, WEB_IDENTITY_KEY

from .answers import read
from .states import STATES
from .states.words import key
from .table import markdown

TELLING = Path(__file__).parent / "telling.json"
"""State -> the same in plain words. The rows; what the SDKs do there is in no file but theirs."""
_SDKS = {
    "boto3": "boto3",
    "java-v1": "Java 1",
    "java-v2": "Java 2",
    "kotlin": "Kotlin",
    "go-v1": "Go 1",
    "go-v2": "Go 2",
    "js-v2": "JavaScript 2",
    "js-v3": "JavaScript 3",
    "rust": "Rust",
    "pyarrow": "C++",
    "awscrt": "CRT",
    "ruby": "Ruby",
    "python-v4": "Python 4",
}
_TAKEN: Mapping[str, str] = {
    key("ENVKEY0"): "env",
    key("LEGACY0"): "env",
    key("CREDS00"): "default profile",
    key("CONFIG0"): "default profile",
    key("PROFA00"): "profile a",
    key("CONFA00"): "profile a",
    key("PROCESS"): "process",
    **dict.fromkeys(ASSUMED_KEYS, "role"),
    WEB_IDENTITY_KEY: "web identity",
    SSO_KEY: "SSO",
    CONTAINER_KEY: "container",
    IMDS_KEY: "instance",
}
"""Key id -> the link, in a word. Every source of a state has a key id of its own."""


def telling() -> dict[str, str]:
    """The rows' states, with their plain words."""
    rows: dict[str, str] = json.loads(TELLING.read_text(encoding="utf-8"))
    return rows


def divergences() -> str:
    """A row for each state: the winner's link, and the SDKs that took it, most of them first."""
    on_record = {sdk: answers for sdk in _SDKS if (answers := read(sdk)) is not None}
    rows = []
    for state, words in telling().items():
        groups: dict[str, list[str]] = {}
        for sdk, answers in on_record.items():
            # A state that has changed since is not the one that the answer is to.
            if answers.is_of(state, STATES[state]):
                groups.setdefault(taken(answers.by_state[state]), []).append(_SDKS[sdk])
        most_first = sorted(groups.items(), key=lambda group: -len(group[1]))
        rows.append([words, " · ".join(f"**{link}**: {', '.join(sdks)}" for link, sdks in most_first)])
    return markdown(("on a host where", "the SDKs take"), rows)


def taken(answer: Mapping[str, Any]) -> str:
    """The link that an answer came by, in a word."""
    return _TAKEN[answer["key"]] if "key" in answer else "error"
