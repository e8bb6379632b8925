"""What each chain was proven by: the SDK's version, and how often the model says what that SDK answered.

`PROVEN` is made by `python -m tests.conformance.model --write`; a chain that is not here was never run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Proven(NamedTuple):
    """`version` of the SDK that was asked, and when (`date`). Of the `states` that it was asked about, `agreeing` are
    those on which the model says the same, and `on_service` those that hang on a service's refusal, which no host
    tells.
    """

    version: str
    date: str
    states: int
    agreeing: int
    on_service: int


BY_GENERATED_HOSTS: Mapping[str, Proven] = {
    "boto3": Proven("1.44.8", "2026-11-24", 10000, 10000, 0),
    "aws-cli": Proven("2.36.7", "2026-11-24", 300, 295, 0),
    "aws-cli-v1": Proven("1.46.3", "2026-11-24", 300, 300, 0),
}
"""By `python -m tests.differential` and `python -m tests.differential.cli`, on hosts made for each run."""


def proof_of(sdk: str) -> Proven | None:
    """What proves a chain; None for one that was only read."""
    return BY_GENERATED_HOSTS.get(sdk) or PROVEN.get(sdk)


PROVEN: Mapping[str, Proven] = {
    "java-v1": Proven("1.12.797", "2026-11-24", 997, 961, 28),
    "java-v2": Proven("2.57.8", "2026-11-24", 997, 952, 36),
    "kotlin": Proven("1.8.12", "2026-11-24", 997, 951, 33),
    "go-v1": Proven("1.55.8", "2026-11-24", 997, 978, 11),
    "go-v2": Proven("1.33.16", "2026-11-24", 997, 955, 34),
    "js-v2": Proven("2.1693.0", "2026-11-24", 997, 968, 13),
    "js-v3": Proven("3.972.98", "2026-11-24", 997, 953, 31),
    "rust": Proven("1.13.0", "2026-11-24", 997, 959, 32),
    "cpp": Proven("1.11.900 in pyarrow 26.0.1", "2026-11-24", 950, 911, 12),
    "crt": Proven("awscrt 0.38.1", "2026-11-24", 997, 955, 25),
    "ruby": Proven("3.211.0", "2026-11-24", 997, 940, 37),
    "java-v2-core": Proven("2.57.8", "2026-11-24", 997, 989, 0),
}
