"""From the words of `compare` to its text: one gathering, judged for every SDK."""

from __future__ import annotations

import logging
from typing import Any

from whoami_aws.ask.several import reports
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.cli.run import options, question
from whoami_aws.comparison import compare
from whoami_aws.gather.programs import in_use
from whoami_aws.host.secret_like import hidden
from whoami_aws.render import Options


def answer(
    words: dict[str, Any], asked: list[str], every: bool, format_: str, show_key_ids: bool
) -> tuple[bool | None, str]:
    """Whether all agree (None: that cannot be told), and the comparison in a format."""
    logging.disable()
    asks = question(words)
    evidence = {sdk: hidden(place) for sdk, place in in_use(asks.machine).items()}
    sdks = asked or _chosen(evidence, every)
    found = reports(asks, tuple(dict.fromkeys(sdks)), with_findings=False)
    comparison = compare([found[sdk] for sdk in found])
    how = options("auto", True, {"show_key_ids": show_key_ids})
    return comparison.agree, _rendered(comparison, evidence, format_, how)


_LEAST = 3
"""Fewer are no comparison: where less is in use here, those that differ most from boto3 are shown beside it."""
_TELLING = ("aws-cli", "java-v2", "js-v3", "go-v2")


def _chosen(evidence: dict[str, str], every: bool) -> list[str]:
    """Those in use here, first; then the others that were asked for."""
    known = [sdk for sdk in evidence if sdk in CHAINS]
    if every:
        return [*known, *(sdk for sdk in CHAINS if sdk not in known)]
    return known if len(known) >= _LEAST else [*known, *(sdk for sdk in _TELLING if sdk not in known)]


def _rendered(comparison: Any, evidence: dict[str, str], format_: str, how: Options) -> str:  # noqa: ANN401
    if format_ == "json":
        from whoami_aws.render import comparison_json

        return comparison_json.render(comparison, evidence, how)
    from whoami_aws.render import comparison_text

    return comparison_text.render(comparison, evidence, how)
