"""The diagnosis: everything that follows from a Host, but for the findings. A pure function of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from whoami_aws.chain.endpoints import IPV4_URL, IPV6_URL
from whoami_aws.chain.judge import judge, overruled
from whoami_aws.chain.model import Chain, Clients, Engine
from whoami_aws.chain.probe import Credentials, SdkError, Usability
from whoami_aws.chain.seen import seen_by
from whoami_aws.chain.verdict import ERROR, UNKNOWN, LinkResult, Outcome, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.chain.what_if import WhatIf, what_ifs
from whoami_aws.host import arn as arns
from whoami_aws.host.address import AMBIGUOUS, SECRET_HOST, address_of, trusts
from whoami_aws.host.facts import IdentityAnswer, ImdsAnswer, ImdsNeed, WitnessResult
from whoami_aws.host.host import Change, Host
from whoami_aws.host.key_id import account_of
from whoami_aws.host.values import Value
from whoami_aws.platform import Platform, surroundings

AGREES, DIFFERS, NOT_RUN = "agrees", "differs", "not-run"


class Identity(NamedTuple):
    """Who. `source`: `sts` (asked), `imds` (from what the instance says), `config` (a role that was not yet
    assumed), `key-id` (the account that the id encodes).

    `confirmed`: STS answered for these credentials, at an endpoint of AWS's own or one that `--trust-endpoint` names;
    or the metadata service, asked directly at its own address, named the instance's role, and nothing contradicts it.
    `doubt`: why it is not confirmed, one of the codes below; "" if it is. `endpoint`: the address that said it, ""
    where no service was asked; `own_endpoint`: whether that is AWS's own.
    """

    arn: str | None
    account: str | None
    user_id: str | None
    source: str
    confirmed: bool = False
    doubt: str = "not-asked"
    endpoint: str = ""
    own_endpoint: bool = True

    @property
    def foreign(self) -> str:
        """The address that said it, if that is not AWS's own: it is named wherever the identity is shown."""
        return "" if self.own_endpoint else self.endpoint


NOT_ASKED, FOREIGN, NO_IDENTITY, OVERRIDDEN, PROXIED, CONTRADICTED = (
    "not-asked",
    "foreign-endpoint",
    "not-an-identity",
    "metadata-endpoint-overridden",
    "metadata-behind-proxy",
    "contradicted",
)
"""Why an identity is not confirmed: STS was not asked; another endpoint than AWS's answered; what it answered is no
identity; the metadata service was asked at another address than its own, or through a proxy; what it says does not fit
together, or not with the SDK.
"""


class Diagnosis(NamedTuple):
    """`verdict` is the one to be shown: the SDK's own where it was asked, the model's (`model`) elsewhere.

    `asked` are the changes of the question (`--without`, `--set`); `now` is the verdict without them.
    """

    host: Host
    chain: Chain
    view: BotocoreView
    verdict: Verdict
    model: Verdict
    witness: str
    use: Usability | None
    identity: Identity | None
    region: Value | None
    clients: Clients | None
    imds: ImdsAnswer | None
    surroundings: Platform
    what_ifs: tuple[WhatIf, ...]
    asked: tuple[Change, ...] = ()
    now: Verdict | None = None
    imds_need: ImdsNeed | None = None

    @property
    def testimony(self) -> WitnessResult:
        """What the SDK itself said."""
        return self.host.testimony(self.chain.id) or WitnessResult(why_not="it was not asked")

    def identity_of(self, row: LinkResult | None, asked: bool = False) -> Identity | None:
        """Whose credentials a link offers; `asked`: on a changed host, for which no answer of STS counts."""
        return identity_of(row, self.host, Metadata(self.imds, self.imds_need, self.witness == DIFFERS), asked)


def diagnose(host: Host, chain: Chain, asked: Iterable[Change] = ()) -> Diagnosis:
    """The diagnosis of a host, or of the host after the changes that are asked about."""
    changes = tuple(asked)
    host = seen_by(host, chain)
    subject = host.changed(changes)
    view = BotocoreView(subject, chain)
    engine = chain.engine
    need, clients = engine.imds_need(view), engine.clients(view)
    imds = subject.imds(need) if need else None
    model = judge(subject, chain)
    # The SDK was asked on the host as it is: of a changed one only the model can speak.
    testimony = None if changes else host.testimony(chain.id)
    witness = _compare(model, testimony)
    verdict = _overruled(model, testimony, engine) if testimony and witness == DIFFERS else _worded(model, testimony)
    return Diagnosis(
        host=subject,
        chain=chain,
        view=view,
        verdict=verdict,
        model=model,
        witness=witness,
        use=_use(subject, verdict, clients, asked=bool(changes)),
        identity=identity_of(
            verdict.winning_link, subject, Metadata(imds, need, witness == DIFFERS), asked=bool(changes)
        ),
        region=engine.region(view),
        clients=clients,
        imds=imds,
        surroundings=surroundings(subject, imds),
        what_ifs=what_ifs(subject, chain, verdict),
        asked=changes,
        now=judge(host, chain) if changes else None,
        imds_need=need,
    )


def _compare(model: Verdict, testimony: WitnessResult | None) -> str:
    if testimony is None or testimony.outcome is None:
        return NOT_RUN
    said = model.outcome, model.winner, model.error.type if model.error else "", model.error_link
    sdk = testimony.outcome, testimony.winner, testimony.error, testimony.error_link
    return AGREES if said == sdk else DIFFERS


def _worded(model: Verdict, testimony: WitnessResult | None) -> Verdict:
    """The model's verdict, with the SDK's own words for an error both agree on."""
    if testimony is None or testimony.outcome != ERROR or model.error is None:
        return model
    return model._replace(error=SdkError(testimony.error, testimony.message))


def _overruled(model: Verdict, testimony: WitnessResult, engine: Engine) -> Verdict:
    """The SDK's verdict over the model's rows."""
    decider = testimony.winner or testimony.error_link
    outcome: Outcome = testimony.outcome or UNKNOWN
    error = SdkError(testimony.error, testimony.message) if testimony.outcome == ERROR else None
    return model._replace(
        outcome=outcome,
        winner=testimony.winner,
        rows=overruled(model.rows, engine, outcome, decider),
        error=error,
        error_link=testimony.error_link,
        session=model.session if decider is None and testimony.outcome == ERROR else None,
        unknown_because=None,
    )


class Metadata(NamedTuple):
    """The metadata service's answer, what was asked of it, and whether the SDK itself came to another verdict."""

    answer: ImdsAnswer | None
    need: ImdsNeed | None
    disputed: bool = False


def identity_of(row: LinkResult | None, host: Host, imds: Metadata, asked: bool = False) -> Identity | None:
    """Whose credentials a link offers, by the best source at hand, and whether that is confirmed."""
    if row is None or row.probe.credentials is None:
        return None
    answer = None if asked else host.identity(row.link)
    if answer is not None and answer.arn:
        return _by_sts(answer, host)
    if row.link == "iam-role" and imds.answer is not None and imds.answer.role_name:
        return _by_metadata(imds.answer, imds, row.probe.credentials)
    credentials = row.probe.credentials
    if arns.parse(credentials.role) is not None:
        return Identity(credentials.role, credentials.account, None, "config")
    if credentials.account:
        source = "config" if credentials.key_id is None or credentials.account == credentials.account_hint else "key-id"
        return Identity(None, credentials.account, None, source)
    return None


def _by_sts(answer: IdentityAnswer, host: Host) -> Identity:
    trusted = trusts(host.budget.trusted, address_of(answer.endpoint))
    doubt = NO_IDENTITY if not is_identity(answer) else "" if answer.at_aws or trusted else FOREIGN
    return Identity(answer.arn, answer.account, answer.user_id, "sts", not doubt, doubt, answer.endpoint, answer.at_aws)


def is_identity(answer: IdentityAnswer) -> bool:
    """Whether STS's answer is one: an ARN, and of the account that it names beside it."""
    arn = arns.parse(answer.arn)
    return arn is not None and arn.account_id is not None and arn.account_id == answer.account


def _by_metadata(answer: ImdsAnswer, imds: Metadata, credentials: Credentials) -> Identity:
    url = imds.need.base_url if imds.need is not None else ""
    profile, own = arns.parse(answer.instance_profile_arn), url.rstrip("/") in _OWN_METADATA
    account = answer.account
    arn = None
    if account and answer.instance_id:
        partition = profile.partition if profile is not None else "aws"
        arn = str(arns.session_arn(partition, account, str(answer.role_name), answer.instance_id))
    key = credentials.key_id.text if credentials.key_id else None
    accounts = {one for one in (account, profile.account if profile else None, account_of(key) if key else None) if one}
    if not own:
        doubt = OVERRIDDEN
    elif answer.proxy is not None:
        doubt = PROXIED
    elif imds.disputed or len(accounts) > 1 or not _consistent(answer):
        doubt = CONTRADICTED
    elif arns.parse(arn) is None:
        doubt = NOT_ASKED
    else:
        doubt = ""
    return Identity(arn, account, None, "imds", not doubt, doubt, url.rstrip("/"), own)


_OWN_METADATA = (IPV4_URL.rstrip("/"), IPV6_URL.rstrip("/"))


def _consistent(answer: ImdsAnswer) -> bool:
    """Whether all that answers says that it is the instance's own service, with one role."""
    return (
        answer.first is None
        and (answer.role_list or answer.role_name or "").strip() == answer.role_name
        and answer.server in (None, OWN_SERVER)
        and answer.code in (None, "Success")
        and answer.info_code in (None, "Success")
        and (answer.instance_profile_arn is None or arns.parse(answer.instance_profile_arn) is not None)
    )


OWN_SERVER = "EC2ws"
"""How Amazon's own metadata service calls itself."""


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
        "ResponseStreamingError",
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


def _use(host: Host, verdict: Verdict, clients: Clients | None, asked: bool) -> Usability | None:
    """Whether the winner's credentials can be used, by STS's word or the host's."""
    use = verdict.use
    if use is None:
        return None
    answer = None if asked or verdict.winner is None else host.identity(verdict.winner)
    if answer is not None and answer.arn and is_identity(answer):
        return Usability("works", None, "STS accepts them", source="sts")
    if answer is not None and answer.arn:
        return Usability("unknown", None, "STS's answer is not an identity", code=NO_IDENTITY)
    if answer is not None and answer.unsent:
        return Usability("unknown", None, _unsent(answer), code=answer.unsent)
    if answer is not None and answer.error:
        return _failed_use(answer, use)
    if clients is not None and clients.error is not None:
        return Usability("fails", clients.error, "no client can be made with this profile")
    return use


def _unsent(answer: IdentityAnswer) -> str:
    """Why a request was not sent, and what to do."""
    if answer.unsent == AMBIGUOUS:
        return "a request was not sent: its address can be read in two ways; write it as https://HOST:PORT"
    if answer.unsent == SECRET_HOST:
        return "a request was not sent: a part of its host name looks like a secret; correct the region or the endpoint"
    return (
        f"a request to {answer.endpoint} was not sent: it is signed or has a token, and goes without TLS; use https, "
        f"or pass --trust-endpoint {answer.endpoint}"
    )


_REFUSED = (401, 403)


def _failed_use(answer: IdentityAnswer, use: Usability) -> Usability:
    error = SdkError(answer.error, answer.message)
    if answer.error in _NO_ANSWER or answer.code in _TEMPORARY:
        return Usability("unknown", None, f"STS did not answer: {answer.message}")
    if (
        answer.getting_credentials
        or answer.code in _BAD_CREDENTIALS
        or answer.error in ("InvalidConfigError", "ValueError")
    ):
        because = use.because if use.state == "fails" else f"{answer.operation or 'using them'} was refused"
        return Usability("fails", error, because)
    if answer.status in _REFUSED and answer.code in ("", "Unknown", str(answer.status)):
        return Usability("fails", error, f"STS refuses the request (HTTP {answer.status})")
    return Usability("unknown", error, f"STS could not tell: {answer.message}")
