"""`container-role`: the endpoint that ECS, EKS Pod Identity and others give to a container."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from whoami_aws.chain.fetching.answers import lacking
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
    rules = sight.dialect.container
    value = sight.setting(_PROPERTIES[name], name)
    means = rules.set_means if name in (RELATIVE, FULL) else rules.auth_set_means
    return None if value is None or (value.empty and means == "non-empty") else value


def probe(sight: Sight) -> Probe:
    """Offers what the endpoint answers."""
    rules, host = sight.dialect.container, sight.host
    found = {name: _get(sight, name) for name in (RELATIVE, FULL, TOKEN, TOKEN_FILE)}
    inputs = tuple(look(name, value) for name, value in found.items())
    used = configured(sight)
    if used is None and not (rules.early_token and found[TOKEN_FILE] is not None):
        return declines("variable-unset", "neither container credentials variable is set", *inputs)
    triggers = dropped(found[RELATIVE]) + dropped(found[FULL])
    auth = _auth(sight, found, triggers)
    if isinstance(auth, Probe):
        return auth._replace(inputs=inputs)
    if used is None:
        return declines("variable-unset", "neither container credentials variable is set", *inputs)
    relative = used == found[RELATIVE]
    if (refusal := _refusal(sight, used, relative)) is not None:
        return _broken("host-not-allowed", refusal, triggers)
    url = f"http://{ADDRESS}{used.text or ''}" if relative else used.text or ""
    need = ContainerNeed(url, relative, auth)
    answer = host.container(need)
    if answer is None:
        return unasked(f"{url} was not asked", (need,), triggers, *inputs)
    if answer.unfinished:
        return unasked(f"{url} did not finish its answer within the time", (), triggers, *inputs)
    if not answer.reply.ok:
        return _broken("endpoint-failed", f"{url}: {answer.reply.error or answer.reply.status}", triggers)
    if (lacks := lacking(rules.answer, answer, host.now)) is not None:
        return _broken("answer-refused", f"{url} answers, and {lacks}", triggers)
    key = Value(answer.key_id if answer.key_id is not None else "", Origin("endpoint", url))
    credentials = Credentials(key, None, answer.has_token, None, answer.role_arn, answer.account)
    return Probe(OFFERS, Reason("endpoint-answered", f"{url} answered"), inputs, triggers, credentials)


def _refusal(sight: Sight, used: Value, relative: bool) -> str | None:
    """Why the endpoint is not asked."""
    if not relative:
        allowed = _allowed(used.text or "", sight.dialect.container)
        return None if allowed else f"{used.origin} names a host that may not be asked without TLS"
    if used.empty and sight.dialect.container.empty_relative == "breaks":
        return f"{used.origin} is empty"
    return None if not used.text or used.text.startswith("/") else f"{used.origin} is no path"


def _auth(sight: Sight, found: dict[str, Value | None], triggers: tuple[Change, ...]) -> str | Probe:
    """Whose token goes along, as `ContainerNeed` has it; or what comes of one that cannot be sent."""
    rules = sight.dialect.container
    file, variable = found[TOKEN_FILE], found[TOKEN]
    if not rules.relative_auth and configured(sight) == found[RELATIVE]:
        return "none"
    if variable is not None and (file is None or rules.auth_first == "variable"):
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
        return rules.loopback and ip_address(name).is_loopback
    except ValueError:
        return rules.loopback_names and name == "localhost"
