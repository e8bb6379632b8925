"""`container-role`: the endpoint that ECS, EKS Pod Identity and others give to a container."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from whoami_aws.chain.fetching.dialect import Container
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.links.container import ADDRESS, FULL, RELATIVE, TOKEN, TOKEN_FILE
from whoami_aws.chain.probe import (
    OFFERS,
    Credentials,
    Probe,
    Reason,
    SdkError,
    breaks,
    declines,
    dropped,
    look,
    unasked,
)
from whoami_aws.host.facts import ContainerNeed, TokenNeed
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin, Value

_PROPERTIES = {
    RELATIVE: "aws.containerCredentialsPath",
    FULL: "aws.containerCredentialsFullUri",
    TOKEN: "aws.containerAuthorizationToken",
    TOKEN_FILE: "aws.containerAuthorizationTokenFile",
}


def configured(sight: Sight) -> Value | None:
    """The setting that would be used; None if neither is there."""
    rules = sight.dialect.container
    names = (FULL, RELATIVE) if rules.full_first else (RELATIVE, FULL)
    return next((value for name in names if (value := _get(sight, name)) is not None), None)


def _get(sight: Sight, name: str) -> Value | None:
    by_property = sight.host.property(_PROPERTIES[name]) if sight.dialect.reads_properties else None
    value = by_property or sight.host.variable(name)
    if value is None or (value.empty and sight.dialect.container.set_means == "non-empty"):
        return None
    return value


def probe(sight: Sight) -> Probe:
    """Offers what the endpoint answers."""
    rules, host = sight.dialect.container, sight.host
    found = {name: _get(sight, name) for name in (RELATIVE, FULL, TOKEN, TOKEN_FILE)}
    inputs = tuple(look(name, value) for name, value in found.items())
    used = configured(sight)
    if used is None:
        return declines("variable-unset", "neither container credentials variable is set", *inputs)
    triggers = dropped(found[RELATIVE]) + dropped(found[FULL])
    relative = used == found[RELATIVE]
    url = f"http://{ADDRESS}{used.text or ''}" if relative else used.text or ""
    if not relative and not _allowed(url, rules):
        return _broken("host-not-allowed", f"{used.origin} names a host that may not be asked without TLS", triggers)
    auth = _auth(sight, found, triggers)
    if isinstance(auth, Probe):
        return auth._replace(inputs=inputs)
    need = ContainerNeed(url, relative, auth)
    answer = host.container(need)
    if answer is None:
        return unasked(f"{url} was not asked", (need,), triggers, *inputs)
    if answer.unfinished:
        return unasked(f"{url} did not finish its answer within the time", (), triggers, *inputs)
    lacks = [field for field in rules.required if field not in answer.fields]
    if not answer.reply.ok or lacks:
        said = answer.reply.error or answer.reply.status if not answer.reply.ok else f"the answer lacks {lacks[0]}"
        return _broken("endpoint-failed", f"{url}: {said}", triggers)
    key = Value(answer.key_id if answer.key_id is not None else "", Origin("endpoint", url))
    credentials = Credentials(key, None, answer.has_token, None, answer.role_arn, answer.account)
    return Probe(OFFERS, Reason("endpoint-answered", f"{url} answered"), inputs, triggers, credentials)


def _auth(sight: Sight, found: dict[str, Value | None], triggers: tuple[Change, ...]) -> str | Probe:
    """Whose token goes along, as `ContainerNeed` has it; or what comes of one that cannot be sent."""
    rules = sight.dialect.container
    file, variable = found[TOKEN_FILE], found[TOKEN]
    if variable is not None and (file is None or rules.token_first == "variable"):
        return "variable"
    if file is None:
        return "none"
    path = file.text or ""
    fact = sight.host.token_file(path)
    if fact is None:
        return unasked(f"the token file {sight.host.shown(path)} was not read", (TokenNeed(path),), triggers)
    if fact.error:
        return _broken("token-file", f"the token file {sight.host.shown(path)} cannot be read", triggers)
    if fact.has_line_end:
        if rules.line_end == "breaks":
            return _broken("token-line-end", f"the token in {sight.host.shown(path)} has a line end", triggers)
        return "none" if rules.line_end == "dropped" else path
    return path


def _broken(code: str, text: str, triggers: tuple[Change, ...]) -> Probe:
    return breaks(code, text, SdkError("ContainerCredentials", text), triggers)


def _allowed(url: str, rules: Container) -> bool:
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https" or name in rules.plain_hosts:
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return rules.loopback_names and name == "localhost"
