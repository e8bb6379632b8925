"""`iam-role`: the role of the EC2 instance profile, from the instance metadata service.

botocore/credentials.py `InstanceMetadataProvider`, botocore/utils.py `IMDSFetcher`, `InstanceMetadataFetcher`
(1.44.8). Almost everything that goes wrong is "no credentials" to the SDK; what is not stands in `error_of`.
"""

from __future__ import annotations

from whoami_aws.chain.botocore import imds_settings
from whoami_aws.chain.botocore.imds_settings import BadSetting
from whoami_aws.chain.endpoints import DISABLED, IPV4_URL, IPV6_URL
from whoami_aws.chain.expiry import expiry_use, is_aws_form, parse_expiry, span
from whoami_aws.chain.features import REGION_REFUSED
from whoami_aws.chain.link import Kind, link
from whoami_aws.chain.probe import (
    OFFERS,
    Credentials,
    Input,
    Probe,
    Reason,
    SdkError,
    Usability,
    breaks,
    declines,
    input_of,
    not_probed,
    not_sent,
    removal_of,
    switched_off,
)
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.address import AMBIGUOUS, is_askable
from whoami_aws.host.facts import CREDENTIAL_FIELDS, RETRIED, ImdsAnswer, ImdsNeed, Reply
from whoami_aws.host.values import Origin, Value


def need_of(view: BotocoreView) -> ImdsNeed | None:
    """What the SDK would ask the service; None if it is switched off, or its settings are broken."""
    disabled = view.host.variable(DISABLED)
    settings = imds_settings.metadata_settings(view)
    if imds_settings.is_true(disabled) or isinstance(settings, BadSetting):
        return None
    if imds_settings.is_glued(view, settings):
        return None
    return ImdsNeed(settings.base_url, settings.timeout, settings.attempts, settings.v1_disabled)


@link("iam-role", Kind(endpoint="metadata", temporary=True, credential_source="Ec2InstanceMetadata"))
def probe(view: BotocoreView) -> Probe:
    """Offers the role's credentials, also expired ones; declines with nearly everything else."""
    host = view.host
    disabled = host.variable(DISABLED)
    switch = input_of(DISABLED, disabled)
    if disabled is not None and imds_settings.is_true(disabled):
        return switched_off(disabled, switch)
    settings = imds_settings.metadata_settings(view)
    if isinstance(settings, BadSetting):
        return breaks(
            "bad-setting", f"{settings.value.origin} is not usable", settings.error, settings.triggers, switch
        )
    endpoint = Input("endpoint", "set", settings.base_url_origin)
    need = ImdsNeed(settings.base_url, settings.timeout, settings.attempts, settings.v1_disabled)
    if imds_settings.is_glued(view, settings):
        return _without_slash(settings, switch, endpoint)
    own = settings.base_url in (IPV4_URL, IPV6_URL)
    if not own and not is_askable(settings.base_url):
        value = Value(settings.base_url, settings.base_url_origin)
        return not_sent(value, AMBIGUOUS, removal_of(value), switch, endpoint)
    answer = host.imds(need)
    if answer is None:
        return not_probed(f"{settings.base_url} was not asked", (need,), (), switch, endpoint)
    if answer.still_tried:
        text = f"{settings.base_url} gave no answer within the time, of {settings.attempts} attempts"
        return not_probed(text, (), (), switch, endpoint)
    if answer.unfinished:
        return not_probed(f"{settings.base_url} did not finish its answer within the time", (), (), switch, endpoint)
    if error := error_of(answer, need):
        cause = Value("true", settings.v1_disabled_origin) if error.type == "MetadataRetrievalError" else None
        text = f"{settings.base_url}: {_why(answer)}"
        return breaks("metadata-failed", text, error, removal_of(cause), switch, endpoint)
    if not _has_credentials(answer):
        return declines(_code(answer), f"{settings.base_url}: {_why(answer)}", switch, endpoint)
    return _offer(answer, settings.base_url, host.now, (switch, endpoint))


_FIRST_SECOND, _EXTENSION = -62135596800.0, 1200
"""Seconds: of the first time that `datetime` has, and what `_evaluate_expiration` at most takes off a time."""


def _offer(answer: ImdsAnswer, base_url: str, now: float, inputs: tuple[Input, ...]) -> Probe:
    expiry = parse_expiry(answer.expiration)
    if isinstance(expiry, SdkError):
        return breaks("bad-expiration", f"the Expiration that {base_url} gives is not a time", expiry, (), *inputs)
    if is_aws_form(answer.expiration) and expiry.at is not None and expiry.at < _FIRST_SECOND + _EXTENSION:
        text = f"the Expiration that {base_url} gives is in the first minutes of the year 1"
        return breaks("bad-expiration", text, SdkError("OverflowError", "date value out of range"), (), *inputs)
    key = Value(answer.key_id if answer.key_id is not None else "", Origin("endpoint", base_url))
    credentials = Credentials(key, None, answer.has_token, expiry.at, answer.role_name, answer.account)
    text = f"role {answer.role_name} (IMDS{answer.version})"
    use = expiry_use(expiry, now, f"{base_url} hands out credentials that have expired")
    if is_aws_form(answer.expiration) and expiry.at is not None and expiry.at < now:
        # InstanceMetadataFetcher._evaluate_expiration moves the time on and returns them as good; only the service
        # that they are used with will refuse. (It reads no other form of time than AWS's own.)
        text += f", expired {span(now - expiry.at)} ago"
        use = Usability(
            "unknown",
            None,
            f"the metadata service hands out credentials that expired {span(now - expiry.at)} ago; "
            "the SDK uses them all the same",
        )
    return Probe(OFFERS, Reason("role-answered", text), inputs, (), credentials, use)


def error_of(answer: ImdsAnswer, need: ImdsNeed) -> SdkError | None:
    """What asking for the role's credentials raises."""
    if (error := _error_of_exchange(answer, need)) is not None:
        return error
    for reply in (answer.token, answer.role):
        if reply is not None and reply.ok and reply.body == "undecodable":
            return SdkError(_raised(reply), reply.detail)
    return _error_of_credentials(answer)


def region_error(view: BotocoreView) -> SdkError | None:
    """What asking for the instance's zone raises (awscli/utils.py `InstanceMetadataRegionFetcher`, 2.36.7).

    It asks for a token as for the role, and then for something else; what comes of that is not known here, but for
    what would come of any request.
    """
    settings = imds_settings.metadata_settings(view)
    disabled = imds_settings.is_true(view.host.variable(DISABLED))
    if not disabled and not isinstance(settings, BadSetting) and imds_settings.is_glued(view, settings):
        return imds_settings.glued_error(settings)
    need = need_of(view)
    answer = None if need is None else view.host.imds(need)
    if need is None or answer is None or answer.unfinished:
        return None
    if _bad_request(answer.token):
        return None if view.has(REGION_REFUSED) else SdkError("BadIMDSRequestError", "")
    token = answer.token
    if token is not None and token.ok and token.body == "undecodable":
        return SdkError(_raised(token), token.detail)
    return _error_of_exchange(answer._replace(credentials=None), need)


def _without_slash(settings: imds_settings.MetadataSettings, *inputs: Input) -> Probe:
    """What follows the endpoint is glued to it: mostly to a host name that does not exist, or to an invalid port."""
    text = f"{settings.base_url} has no slash at its end, and this version puts none there"
    if (error := imds_settings.glued_error(settings)) is not None:
        value = Value(settings.base_url, settings.base_url_origin)
        return breaks("no-final-slash", text, error, removal_of(value), *inputs)
    return declines("no-final-slash", text, *inputs)


def _error_of_exchange(answer: ImdsAnswer, need: ImdsNeed) -> SdkError | None:
    if answer.token is not None and answer.token.cause == "LocationParseError":
        url = f"{need.base_url.removesuffix('/')}/latest/api/token"
        return SdkError("InvalidIMDSEndpointError", f"Invalid endpoint EC2 Instance Metadata endpoint: {url}")
    for reply in (answer.token, answer.role, answer.credentials):
        if reply is not None and reply.error and reply.error not in RETRIED:
            return SdkError(reply.error, reply.detail)
    if need.v1_disabled and not _has_token(answer) and not _bad_request(answer.token):
        message = "Unable to retrieve token for use in IMDSv2 call and IMDSv1 has been disabled"
        return SdkError("MetadataRetrievalError", f"Error retrieving metadata: {message}")
    return None


def _error_of_credentials(answer: ImdsAnswer) -> SdkError | None:
    reply = answer.credentials
    # `_is_invalid_json` catches ValueError alone, and a UnicodeError is one.
    if (
        reply is not None
        and reply.ok
        and reply.body == "undecodable"
        and _raised(reply) in ("LookupError", "TypeError")
    ):
        return SdkError(_raised(reply), reply.detail)
    if reply is not None and reply.ok and reply.body == "too-deep":
        return SdkError("RecursionError", reply.detail)
    # `_contains_all_credential_fields` asks with `in`, and takes what it is told for an object.
    whole = reply is not None and reply.body == "list" and all(field in answer.fields for field in CREDENTIAL_FIELDS)
    if reply is not None and reply.ok and (whole or reply.body == "scalar"):
        return SdkError("TypeError", reply.detail)
    return None


def _raised(reply: Reply) -> str:
    """The class of what reading the text of an answer raises; `detail` begins with it."""
    return reply.detail.partition(" ")[0]


def _bad_request(token: Reply | None) -> bool:
    return token is not None and token.status == 400


def _has_token(answer: ImdsAnswer) -> bool:
    return answer.token is not None and answer.token.ok and not answer.token_empty


def _has_credentials(answer: ImdsAnswer) -> bool:
    if _bad_request(answer.token):
        return False
    reply = answer.credentials
    return (
        reply is not None
        and reply.ok
        and reply.body == "object"
        and all(field in answer.fields for field in CREDENTIAL_FIELDS)
    )


def _code(answer: ImdsAnswer) -> str:
    if not answer.reachable:
        return "unreachable"
    if answer.role is not None and answer.role.status == 404:
        return "no-role"
    if answer.credentials is not None and answer.code not in (None, "Success"):
        return "role-refused"
    return "no-answer"


def _why(answer: ImdsAnswer) -> str:
    token, role, credentials = answer.token, answer.role, answer.credentials
    if _bad_request(token):
        return "the token request was answered 400, so nothing more is asked"
    if role is None:
        return f"no token ({_said(token)}), and IMDSv1 is switched off"
    if not _has_token(answer) and not role.ok:
        return f"token: {_said(token)}; IMDSv1: {_said(role)}"
    if not role.ok or role.body == "empty":
        return "no role is attached (404 for the role list)" if role.status == 404 else f"role list: {_said(role)}"
    if credentials is None or not credentials.ok or credentials.body in ("empty", "not-json"):
        return f"role {answer.role_name}: {_said(credentials)}"
    if answer.code not in (None, "Success"):
        said = f": {answer.message}" if answer.message else ""
        return f"role {answer.role_name}: {answer.code}{said}"
    missing = ", ".join(field for field in CREDENTIAL_FIELDS if field not in answer.fields)
    return f"role {answer.role_name}: the answer lacks {missing}"


_ERRORS = {
    "EndpointConnectionError": "nothing listens there",
    "ConnectTimeoutError": "no connection",
    "ReadTimeoutError": "no answer",
    "ConnectionClosedError": "connection closed",
    "ProxyConnectionError": "the proxy cannot be reached",
}
_BODIES = {
    "empty": "an empty answer",
    "not-json": "an answer that is not JSON",
    "undecodable": "an answer that is not text",
}


def _said(reply: Reply | None) -> str:
    if reply is None:
        return "not asked"
    if reply.error:
        return _ERRORS.get(reply.error, reply.error)
    if reply.ok:
        return _BODIES.get(reply.body, "answered 200")
    return f"answered {reply.status}"
