"""The diagnosis: everything that follows from a Host, but for the findings. A pure function of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from whoami_aws.chain.links.instance import need_of
from whoami_aws.chain.probe import BREAKS, DECLINES, SdkError, Use
from whoami_aws.chain.region import Endpoint, client_error, region, sts_endpoint
from whoami_aws.chain.sdks.dialect import Chain
from whoami_aws.chain.verdict import (
    DECLINED,
    ERROR,
    REMOVED,
    RESOLVED,
    SHADOWED,
    STOPPED,
    UNKNOWN,
    WINS,
    WOULD_STOP,
    Row,
    Verdict,
    judge,
)
from whoami_aws.chain.view import View
from whoami_aws.chain.what_if import WhatIf, what_ifs
from whoami_aws.host.facts import IdentityAnswer, ImdsAnswer, Testimony
from whoami_aws.host.host import Change, Host
from whoami_aws.host.values import Value
from whoami_aws.surroundings import Surroundings, surroundings

AGREES, DIFFERS, NOT_RUN = "agrees", "differs", "not-run"


class Identity(NamedTuple):
    """Who. `source`: `sts` (asked), `imds` (from what the instance says), `config` (a role that was not yet
    assumed), `key-id` (the account that the id encodes).
    """

    arn: str | None
    account: str | None
    user_id: str | None
    source: str


class Diagnosis(NamedTuple):
    """`verdict` is the one to be shown: the SDK's own where it was asked, the model's (`model`) elsewhere.

    `asked` are the changes of the question (`--without`, `--set`); `now` is the verdict without them.
    """

    host: Host
    chain: Chain
    view: View
    verdict: Verdict
    model: Verdict
    witness: str
    use: Use | None
    identity: Identity | None
    region: Value | None
    sts: Endpoint
    imds: ImdsAnswer | None
    surroundings: Surroundings
    what_ifs: tuple[WhatIf, ...]
    asked: tuple[Change, ...] = ()
    now: Verdict | None = None

    @property
    def testimony(self) -> Testimony:
        """What the SDK itself said."""
        return self.host.testimony() or Testimony(why_not="it was not asked")


def diagnose(host: Host, chain: Chain, asked: Iterable[Change] = ()) -> Diagnosis:
    """The diagnosis of a host, or of the host after the changes that are asked about."""
    changes = tuple(asked)
    subject = host.changed(changes)
    view = View(subject, chain)
    need = chain.walk.metadata(subject, chain) if chain.walk is not None else need_of(view)
    imds = subject.imds(need) if need else None
    model = judge(subject, chain)
    # The SDK was asked on the host as it is: of a changed one only the model can speak.
    testimony = None if changes else host.testimony()
    witness = _compare(model, testimony)
    verdict = _overruled(model, testimony) if testimony and witness == DIFFERS else _worded(model, testimony)
    return Diagnosis(
        host=subject,
        chain=chain,
        view=view,
        verdict=verdict,
        model=model,
        witness=witness,
        use=_use(view, verdict, asked=bool(changes)),
        identity=identity_of(verdict.winning, subject, imds, asked=bool(changes)),
        region=region(view),
        sts=sts_endpoint(view),
        imds=imds,
        surroundings=surroundings(subject, imds),
        what_ifs=what_ifs(subject, chain, verdict),
        asked=changes,
        now=judge(host, chain) if changes else None,
    )


def _compare(model: Verdict, testimony: Testimony | None) -> str:
    if testimony is None or testimony.outcome is None:
        return NOT_RUN
    said = model.outcome, model.winner, model.error.type if model.error else ""
    return AGREES if said == (testimony.outcome, testimony.winner, testimony.error) else DIFFERS


def _worded(model: Verdict, testimony: Testimony | None) -> Verdict:
    """The model's verdict, with the SDK's own words for an error both agree on."""
    if testimony is None or testimony.outcome != ERROR or model.error is None:
        return model
    return model._replace(error=SdkError(testimony.error, testimony.message))


def _overruled(model: Verdict, testimony: Testimony) -> Verdict:
    """The SDK's verdict over the model's rows."""
    decider = testimony.winner or testimony.error_link
    rows, after = [], decider is None and testimony.outcome == ERROR
    for row in model.rows:
        if row.link == decider:
            status = WINS if testimony.outcome == RESOLVED else STOPPED
            after = True
        elif row.status == REMOVED or row.probe.kind == DECLINES or not after:
            status = REMOVED if row.status == REMOVED else DECLINED
        else:
            status = WOULD_STOP if row.probe.kind == BREAKS else SHADOWED
        rows.append(Row(row.position, row.link, status, row.probe))
    error = SdkError(testimony.error, testimony.message) if testimony.outcome == ERROR else None
    return model._replace(
        outcome=testimony.outcome or UNKNOWN,
        winner=testimony.winner,
        rows=tuple(rows),
        error=error,
        error_link=testimony.error_link,
        session=model.session if decider is None else None,
        unknown_because=None,
    )


def identity_of(row: Row | None, host: Host, imds: ImdsAnswer | None, asked: bool = False) -> Identity | None:
    """Whose credentials a link offers, by the best source at hand."""
    if row is None or row.probe.credentials is None:
        return None
    answer = None if asked else host.identity(row.link)
    if answer is not None and answer.arn:
        return Identity(answer.arn, answer.account, answer.user_id, "sts")
    if row.link == "iam-role" and imds is not None and imds.role_name:
        return _instance_identity(imds)
    credentials = row.probe.credentials
    if credentials.role and credentials.role.startswith("arn:"):
        return Identity(credentials.role, credentials.account, None, "config")
    if credentials.account:
        source = "config" if credentials.key_id is None or credentials.account == credentials.account_hint else "key-id"
        return Identity(None, credentials.account, None, source)
    return None


def _instance_identity(answer: ImdsAnswer) -> Identity:
    arn = None
    account = answer.account
    if account and answer.instance_id:
        partition = (answer.instance_profile_arn or "arn:aws:").split(":")[1]
        arn = f"arn:{partition}:sts::{account}:assumed-role/{answer.role_name}/{answer.instance_id}"
    return Identity(arn, account, None, "imds")


_BAD_CREDENTIALS = frozenset(
    [
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "MissingAuthenticationToken",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    ]
)
_NO_ANSWER = frozenset(
    [
        "ConnectTimeoutError",
        "ConnectionClosedError",
        "EndpointConnectionError",
        "HTTPClientError",
        "ProxyConnectionError",
        "ReadTimeoutError",
        "SSLError",
    ]
)
_TEMPORARY = frozenset(
    [
        "InternalFailure",
        "RegionDisabledException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
    ]
)


def _use(view: View, verdict: Verdict, asked: bool) -> Use | None:
    """Whether the winner's credentials can be used, by STS's word or the host's."""
    use = verdict.use
    if use is None:
        return None
    answer = None if asked or verdict.winner is None else view.host.identity(verdict.winner)
    if answer is not None and answer.arn:
        return Use("works", None, "STS accepts them")
    if answer is not None and answer.error:
        return _failed_use(answer, use)
    if (error := client_error(view)) is not None:
        return Use("fails", error, "no client can be made with this profile")
    return use


def _failed_use(answer: IdentityAnswer, use: Use) -> Use:
    error = SdkError(answer.error, answer.message)
    if answer.error in _NO_ANSWER or answer.code in _TEMPORARY:
        return Use("unknown", None, f"STS did not answer: {answer.message}")
    if (
        answer.getting_credentials
        or answer.code in _BAD_CREDENTIALS
        or answer.error in ("InvalidConfigError", "ValueError")
    ):
        because = use.because if use.state == "fails" else f"{answer.operation or 'using them'} was refused"
        return Use("fails", error, because)
    return Use("unknown", error, f"STS could not tell: {answer.message}")
