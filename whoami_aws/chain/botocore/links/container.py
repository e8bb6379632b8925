"""`container-role`: the endpoint that ECS, EKS Pod Identity and others give to a container.

botocore/credentials.py `ContainerProvider`, botocore/utils.py `ContainerMetadataFetcher` (1.44.8). A variable that is
set, even if empty, makes the link answer or raise; it never declines then.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from whoami_aws.chain.endpoints import ADDRESS, FULL, RELATIVE, TOKEN, TOKEN_FILE
from whoami_aws.chain.expiry import expiry_use, parse_expiry
from whoami_aws.chain.features import ACCOUNT_ID, AUTH_TOKEN_FILE, HTTPS_CONTAINER
from whoami_aws.chain.link import Kind, link
from whoami_aws.chain.probe import (
    OFFERS,
    Credentials,
    Input,
    Probe,
    Reason,
    SdkError,
    breaks,
    declines,
    input_of,
    not_probed,
    not_sent,
    removal_of,
)
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.address import AMBIGUOUS, is_askable, is_hidden
from whoami_aws.host.facts import CREDENTIAL_FIELDS, RETRIED, UNSAFE, ContainerAnswer, ContainerNeed, TokenNeed
from whoami_aws.host.host import Change, Host
from whoami_aws.host.values import Origin, Value

VARIABLES = (RELATIVE, FULL, TOKEN, TOKEN_FILE)

ALLOWED_HOSTS = (ADDRESS, "169.254.170.23", "fd00:ec2::23", "localhost")
OLD_HOSTS = (ADDRESS, "localhost", "127.0.0.1")


@link("container-role", Kind(endpoint="container", temporary=True, credential_source="EcsContainer"))
def probe(view: BotocoreView) -> Probe:
    """Offers what the endpoint answers; breaks with whatever goes wrong."""
    host = view.host
    known = VARIABLES if view.has(AUTH_TOKEN_FILE) else VARIABLES[:-1]
    found = {name: host.variable(name) for name in known}
    inputs = tuple(input_of(name, value) for name, value in found.items())
    used = found[RELATIVE] or found[FULL]
    if used is None:
        return declines("variable-unset", "neither container credentials variable is set", *inputs)
    triggers = removal_of(found[RELATIVE]) + removal_of(found[FULL])
    url = endpoint(host) or ""
    elsewhere = None
    if refused := _host_error(view, url):
        why, fault = refused
        elsewhere = breaks(why, f"{used.origin.name}: {fault.message}", fault, triggers, *inputs)
    if elsewhere and not view.has(AUTH_TOKEN_FILE):  # later versions look at the token first
        return elsewhere
    auth = "none"
    if token_file := found.get(TOKEN_FILE):
        auth = token_file.text or ""
        file = host.token_file(auth)
        if file is None:
            return not_probed(f"the token file {host.shown(auth)} was not read", (TokenNeed(auth),), triggers, *inputs)
        if file.state.kind in UNSAFE:
            return not_probed(f"{host.shown(auth)} {UNSAFE[file.state.kind]}", (), triggers, *inputs)
        if file.error:
            unreadable = SdkError(file.error, file.message)
            text = f"the token file {host.shown(auth) or repr('')} ({TOKEN_FILE}) cannot be read"
            return breaks("token-file", text, unreadable, triggers, *inputs)
        if file.has_line_end:
            return _illegal_token(view, f"the token in {host.shown(auth)} has a line end", triggers, inputs)
    elif token := found[TOKEN]:
        auth = "variable"
        if {"line-end", "carriage-return"} & set(token.shape.flaws):
            return _illegal_token(view, f"{TOKEN} has a line end", triggers, inputs)
    if elsewhere:
        return elsewhere
    need = ContainerNeed(url, found[RELATIVE] is not None, auth)
    answer = host.container(need)
    if answer is None and not is_askable(url):  # whether botocore refuses it too is still to be gathered
        return not_sent(used, AMBIGUOUS, triggers, *inputs)._replace(wants=(need,))
    if answer is None:
        return not_probed(f"{url} was not asked", (need,), triggers, *inputs)
    if answer.not_sent:
        return not_sent(used, answer.not_sent, triggers, *inputs)
    if answer.unfinished:
        return not_probed(f"{url} did not finish its answer within the time", (), triggers, *inputs)
    if error := _error(answer, "container" if view.has(AUTH_TOKEN_FILE) else "ECS"):
        return breaks("endpoint-failed", f"{url}: {_what(answer)}", error, triggers, *inputs)
    expiry = parse_expiry(answer.expiration)
    if isinstance(expiry, SdkError):
        return breaks("bad-expiration", f"the Expiration that {url} gives is not a time", expiry, triggers, *inputs)
    key = Value(answer.key_id if answer.key_id is not None else "", Origin("endpoint", url))
    account = answer.account if view.has(ACCOUNT_ID) else None
    credentials = Credentials(key, None, answer.has_token, expiry.at, answer.role_arn, account)
    use = expiry_use(expiry, host.now, f"{url} hands out credentials that have expired")
    return Probe(OFFERS, Reason("endpoint-answered", f"{url} answered"), inputs, triggers, credentials, use)


def endpoint(host: Host) -> str | None:
    """The URL that would be asked; None if no variable says so."""
    if (relative := host.variable(RELATIVE)) is not None:
        return f"http://{ADDRESS}{relative.text or ''}"
    full = host.variable(FULL)
    return None if full is None else full.text or ""


def _illegal_token(view: BotocoreView, text: str, triggers: tuple[Change, ...], inputs: tuple[Input, ...]) -> Probe:
    error = SdkError("ValueError", "Auth token value is not a legal header value")
    if not view.has(AUTH_TOKEN_FILE):  # only http.client looks at it
        message = "An HTTP Client raised an unhandled exception: Invalid header value …"
        error = SdkError("HTTPClientError", message)
    return breaks("token-line-end", text, error, triggers, *inputs)


def _host_error(view: BotocoreView, url: str) -> tuple[str, SdkError] | None:
    """Why a URL is not asked, as a reason's code and an error; None if it is.

    `ContainerMetadataFetcher._validate_allowed_url`: https goes anywhere (not in old versions), http only nearby.
    """
    if is_hidden(url):
        return None  # it is not asked
    try:
        parts = urlsplit(url)
        name = parts.hostname
    except ValueError as error:
        return "url-not-valid", SdkError("ValueError", str(error))
    if not view.has(AUTH_TOKEN_FILE):
        if name in OLD_HOSTS:
            return None
        message = f"Unsupported host '{name}'.  Can only retrieve metadata from these hosts: {', '.join(OLD_HOSTS)}"
        return "host-not-allowed", SdkError("ValueError", message)
    if (parts.scheme == "https" and view.has(HTTPS_CONTAINER)) or name in ALLOWED_HOSTS or _is_loopback(name):
        return None
    message = (
        f"Unsupported host '{name}'.  Can only retrieve metadata from a loopback address or one of these hosts: "
        f"{', '.join(ALLOWED_HOSTS)}"
    )
    return "host-not-allowed", SdkError("ValueError", message)


def _is_loopback(name: str | None) -> bool:
    try:
        return ip_address(name or "").is_loopback
    except ValueError:
        return False


def _error(answer: ContainerAnswer, whose: str) -> SdkError | None:
    """`whose` metadata the messages of the version speak of."""
    reply = answer.reply
    prefix = "Error when retrieving credentials from container-role: Error retrieving metadata: "
    if reply.error:
        if reply.error not in RETRIED:
            return SdkError(reply.error, reply.detail)
        text = f"{prefix}Received error when attempting to retrieve {whose} metadata: {reply.detail}"
        return SdkError("CredentialRetrievalError", text)
    if reply.body == "undecodable":
        return SdkError("UnicodeDecodeError", reply.detail)
    if not reply.ok:
        status = f"({reply.status})" if whose == "ECS" else reply.status  # the older words, as 2.9.19 has them
        text = f"{prefix}Received non 200 response {status} from {whose} metadata: {answer.body_excerpt}"
        return SdkError("CredentialRetrievalError", text)
    if reply.body in ("not-json", "empty"):
        return SdkError(
            "CredentialRetrievalError", f"{prefix}Unable to parse JSON returned from {whose} metadata services"
        )
    if reply.body == "too-deep":
        return SdkError("RecursionError", reply.detail)
    if reply.body != "object":
        return SdkError("TypeError", reply.detail)
    lacks = next((field for field in CREDENTIAL_FIELDS if field not in answer.fields), None)
    return SdkError("KeyError", repr(lacks)) if lacks else None


def _what(answer: ContainerAnswer) -> str:
    reply = answer.reply
    if reply.error:
        return {
            "EndpointConnectionError": "nothing listens there",
            "ConnectTimeoutError": "no connection within 2 s",
            "ReadTimeoutError": "no answer within 2 s",
            "ConnectionClosedError": "the connection was closed",
        }.get(reply.error, reply.error)
    if not reply.ok:
        return f"answered {reply.status} ({reply.attempts} attempts)"
    if reply.body != "object":
        return "the answer is not a JSON object"
    return "the answer lacks " + ", ".join(field for field in CREDENTIAL_FIELDS if field not in answer.fields)
