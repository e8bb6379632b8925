"""Which links of which chains the recorded answers have seen: winning, and failing."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from whoami_aws.chain.blocks.engine import SdkEngine
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import BREAKS, DECLINES, OFFERS, PROMISES
from whoami_aws.chain.verdict import NOT_PROBED, REMOVED, SHADOWED, LinkResult, Verdict

NEVER_WINS: Mapping[tuple[str, str], str] = {
    ("java-v2-core", "assume-role-with-web-identity"): "it is there, and asks for the module sts, which is not",
    ("java-v2-core", "profile: role"): "as above",
    ("java-v2-core", "profile: web-identity"): "as above",
    ("java-v2-core", "profile: sso"): "the module sso is not there",
    ("java-v2-core", "profile: login"): "the module signin is not there",
    ("python-v4-core", "profile: role"): "the package of sts is not there",
    ("python-v4-core", "container-role"): "the package of http is not there",
    ("python-v4-core", "iam-role"): "the package of imds is not there",
    ("cpp", "profile: role"): "pyarrow's build gives the profile no client to ask STS with",
    ("cpp", "profile: web-identity"): "as above, and it crashes",
}
"""(SDK, link, or what of a profile) -> why no host makes it win."""
NEVER_FAILS: Mapping[tuple[str, str], str] = {
    ("js-v2", "shared-credentials-file"): "it takes a profile's pair, and half a pair is for it a profile without keys",
    ("python-v4-core", "container-role"): "nobody asks for it",
    ("python-v4-core", "iam-role"): "as above",
}
"""(SDK, link) -> why it gives credentials or has nothing to do, and never fails."""


def failing(verdict: Verdict) -> tuple[str, ...]:
    """The links that failed on the way: they ended the search, or were passed over with an error."""
    return tuple(row.link for row in _asked(verdict) if _fails(row))


_REASONS = {
    "keys-in-profile": "keys",
    "role": "role",
    "web-identity": "web-identity",
    "sso": "sso",
    "login-cached": "login",
    "process-answered": "process",
}
"""The reason of a profile that wins -> what it won by."""


def to_be_seen(chain: Chain) -> tuple[str, ...]:
    """A chain's links; where all of a profile is one link, also `profile: KIND` for everything that it may hold."""
    if "profile" not in chain.links or not isinstance(chain.engine, SdkEngine):
        return chain.links
    return (*chain.links, *(f"profile: {kind}" for kind in chain.engine.kinds))


def winning(verdict: Verdict) -> tuple[str, ...]:
    """The link that won, and what of a profile it won by."""
    row = verdict.winning_link
    if row is None:
        return ()
    kind = _REASONS.get(row.probe.reason.code) if row.link == "profile" else None
    return (row.link,) if kind is None else (row.link, f"profile: {kind}")


def uncovered(
    links: Mapping[str, Sequence[str]], won: Mapping[str, Container[str]], failed: Mapping[str, Container[str]]
) -> list[str]:
    """What no recorded answer has seen, and no list here excuses; and what a list excuses though it was seen.

    By SDK: what is to be seen, what won somewhere, and the links that failed somewhere.
    """
    wrong = []
    for sdk, names in links.items():
        for seen, excused, word in ((won[sdk], NEVER_WINS, "wins"), (failed[sdk], NEVER_FAILS, "fails")):
            for name in names:
                if word == "fails" and name.startswith("profile: "):
                    continue
                if (name in seen) == ((sdk, name) in excused):
                    wrong.append(f"{sdk}: {name} {word} {'though it never should' if name in seen else 'nowhere'}")
    return wrong


def _asked(verdict: Verdict) -> Iterator[LinkResult]:
    """The rows up to the one that decided; all of them where none did."""
    for row in verdict.rows:
        if row.status not in (REMOVED, NOT_PROBED, SHADOWED):
            yield row
        if row.link in (verdict.winner, verdict.error_link):
            return


def _fails(row: LinkResult) -> bool:
    # Half a pair is passed over by most, and by some as an error of which nobody hears.
    if row.probe.kind == DECLINES and row.probe.reason.code == "partial":
        return True
    return row.probe.kind == BREAKS or (row.probe.kind in (OFFERS, PROMISES) and row.probe.use.state == "fails")
