"""What is proven of each SDK's chain, as a table for the README."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.sdks.conformance import BY_GENERATED_HOSTS, PROVEN, ConformanceResult

_HEAD = ("SDK", "version that answered", "hosts", "the same", "left open", "differs", "asked on")
_BESIDE = {
    "java-v2-core": "AWS SDK for Java 2.x without `sts`, `sso`, `ssooidc`, `signin`",
    "python-v4-core": "AWS SDK for Python v4 (preview) without `http`, `imds`, `sts`",
}
"""What was asked and is no chain of its own."""


def conformance() -> str:
    """SDK × version × hosts × agreements: botocore's own by hosts made for a run, the others by the recorded states."""
    rows = [_row(sdk, proven) for kind in (BY_GENERATED_HOSTS, PROVEN) for sdk, proven in kind.items()]
    return markdown(_HEAD, rows)


def _row(sdk: str, proven: ConformanceResult) -> list[str]:
    title = _BESIDE.get(sdk) or CHAINS[sdk].title
    differs = proven.states - proven.agreeing - proven.on_service
    numbers = (proven.states, proven.agreeing, proven.on_service, differs)
    return [title, proven.version, *(str(number) for number in numbers), proven.date]


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as GitHub reads it, its numbers to the right."""
    body = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    lines = (head, ["--:" if all(cell.isdigit() for cell in column) else "---" for column in zip(*body, strict=True)])
    return "".join(f"| {' | '.join(row)} |\n" for row in (*lines, *body))
