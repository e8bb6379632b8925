"""What the model says of this process's host, and of the host after each what-if. The witness is not asked."""

from __future__ import annotations

from typing import Any

import whoami_aws.gather.container
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.what_if import what_ifs
from whoami_aws.host.host import Budget, Change, Host
from whoami_aws.host.values import Shape

NOTHING = Change("unset", "NO_VARIABLE_OF_ANY_LINK")
"""A change that changes nothing: a host that is to be changed is gathered without the witness."""


def ask(profile: str | None) -> dict[str, Any]:
    """The verdict as plain values, with `steps`: the what-ifs."""
    whoami_aws.gather.container._PAUSE = 0
    host = gather(Question(profile, changes=(NOTHING,), budget=Budget("metadata", True, 30)))
    chain = CHAINS["boto3"]
    verdict = judge(host, chain)
    return told(verdict) | {
        "steps": [
            {"remove": [[*change[:4], change.line] for change in step.remove]} | told(step.verdict)
            for step in what_ifs(host, chain, verdict)
        ],
        "paths": _paths(host),
    }


def told(verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain values."""
    winner, use = verdict.winning_link, verdict.use
    credentials = winner.probe.credentials if winner else None
    key = credentials.key_id.reading if credentials and credentials.key_id else None
    return {
        "outcome": verdict.outcome,
        "winner": verdict.winner,
        "error": verdict.error.type if verdict.error else None,
        "error_link": verdict.error_link,
        "message": verdict.error.message if verdict.error else None,
        "key_id": {"length": key.length} if isinstance(key, Shape) else key,
        "has_token": credentials.has_token if credentials else None,
        "expires_at": credentials.expires_at if credentials else None,
        "use": use.state if use else None,
        "use_error": use.error.type if use and use.error else None,
        "hops": list(winner.probe.hops) if winner else [],
        "reason": _reason(verdict),
        "unknown_because": verdict.unknown_because.text if verdict.unknown_because else None,
    }


def _reason(verdict: Verdict) -> str | None:
    """The code of what decided; None where nothing did."""
    if verdict.session is not None:
        return verdict.session.reason.code
    if verdict.unknown_because is not None:
        return verdict.unknown_because.code
    row = verdict.row(verdict.winner or verdict.error_link)
    return row.probe.reason.code if row else None


def _paths(host: Host) -> dict[str, str]:
    """Path as shown -> path on disk, for what the what-ifs name."""
    return {host.shown(path): path for _, need in host.facts if (path := getattr(need, "path", None))}
