"""Where the credentials come from, of what kind they are, and how long they last."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from whoami_aws.chain.botocore.links import kind_of
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check import assertion as o
from whoami_aws.check import duration
from whoami_aws.check.winner import now, origin, winner

if TYPE_CHECKING:
    from whoami_aws.host.values import Origin
    from whoami_aws.report import Report


def _links() -> dict[str, None]:
    return dict.fromkeys(link for chain in CHAINS.values() for link in chain.links)


def _wrong_link(text: str) -> str:
    known = _links()
    if text in known:
        return ""
    near = difflib.get_close_matches(text, known, 1, 0.5)
    return f"is not a link{f'; did you mean {near[0]}?' if near else '.'} The links: {', '.join(known)}"


@o.assertion("source", o.Option("LINK", "The link that gives them; repeat: any."), check=_wrong_link, known=_links)
def source(values: tuple[str, ...], report: Report) -> o.Answer:
    """The credentials come from one of these links."""
    row = winner(report)
    return row if isinstance(row, o.Answer) else o.holds_if(row.link in values, row.link, origin(report))


@o.assertion("not-source", o.Option("LINK", "A link that must not give them."), "each", check=_wrong_link, known=_links)
def not_source(values: tuple[str, ...], report: Report) -> o.Answer:
    """The credentials do not come from this link."""
    row = winner(report)
    return row if isinstance(row, o.Answer) else o.holds_if(row.link not in values, row.link, origin(report))


@o.assertion("not-long-term", o.Option("", "Fail on long-term access keys (AKIA…)."), "flag")
def not_long_term(_: tuple[str, ...], report: Report) -> o.Answer:
    """No access key of a user signs: what wins ends by itself."""
    row = winner(report)
    if isinstance(row, o.Answer):
        return row
    answer = report.diagnosis.host.identity(row.link)
    key = row.probe.credentials
    kind = key.key_type if key else None
    where = origin(report)
    if kind == "long-term":
        return o.holds_if(False, "a long-term key (AKIA…)", where)
    if kind == "session" or (key is not None and key.has_token and kind is not None):
        return o.Answer(o.HOLDS, "a temporary key", where)
    if kind_of(row.link).temporary:
        return o.Answer(o.HOLDS, f"{row.link} gives temporary keys", where)
    if answer is not None and isinstance(answer.key_id, str):
        return o.holds_if(not answer.key_id.startswith("AKIA"), f"a key of the kind {answer.key_id[:4]}…", where)
    return o.unknown("the kind of the key is not known", where)


@o.assertion("min-ttl", o.Option("TIME", "They must last for TIME: 90s, 30m, 1h30m."), "last", check=duration.wrong)
def min_ttl(values: tuple[str, ...], report: Report) -> o.Answer:
    """The credentials last for at least this long from now."""
    from whoami_aws.chain.expiry import span

    row = winner(report)
    if isinstance(row, o.Answer):
        return row
    host, credentials = report.diagnosis.host, row.probe.credentials
    answer = host.identity(row.link)
    where: Origin | None = origin(report)
    renewed = kind_of(row.link).endpoint is not None
    ends = (credentials.expires_at if credentials else None) or (answer.expires_at if answer else None)
    if ends is None:
        if credentials is not None and credentials.key_type == "long-term" and not credentials.has_token:
            return o.Answer(o.HOLDS, "a long-term key, which has no end", where)
        if renewed:
            return o.Answer(o.HOLDS, f"the SDK renews what {row.link} gives", where)
        return o.unknown("nothing says when these credentials end", where)
    left = ends - now(report)
    said = f"{span(left)} left" if left > 0 else f"expired {span(left)} ago"
    if left >= (duration.seconds(values[0]) or 0):
        return o.Answer(o.HOLDS, said, where)
    if left > 0 and renewed:
        return o.Answer(o.HOLDS, f"{said}, and the SDK renews them", where)
    return o.holds_if(False, said, where)
