"""`container-role`: the endpoint that ECS, EKS Pod Identity and others give to a container."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from whoami_aws.chain.fetching import urls
from whoami_aws.chain.fetching.answers import lacking
from whoami_aws.chain.fetching.dialect import Container
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.links.container import ADDRESS, FULL, RELATIVE, TOKEN, TOKEN_FILE
from whoami_aws.chain.probe import (
    OFFERS,
    UNASKED,
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
    return _used(sight, sight.dialect.container)


def probe(sight: Sight) -> Probe:
    """Offers what the endpoint answers."""
    rules = sight.dialect.container
    first = _asked(sight, rules)
    if rules.second is None or (first.kind != UNASKED and first.reason.code not in _REFUSED):
        return first
    second = _asked(sight, rules.second)
    if first.kind == UNASKED:
        # Both are asked at once: when the answers are in, nothing more is asked.
        return first._replace(wants=tuple(dict.fromkeys((*first.wants, *second.wants))))
    return second if second.kind in (OFFERS, UNASKED) else first


_REFUSED = ("endpoint-failed", "answer-refused", "token-line-end")


def _used(sight: Sight, rules: Container) -> Value | None:
    names = (FULL, RELATIVE) if rules.full_first else (RELATIVE, FULL)
    found = [value for name in names if (value := _get(sight, rules, name)) is not None]
    if rules.set_means == "present-if-any" and all(value.empty for value in found):
        return None
    return found[0] if found else None


def _get(sight: Sight, rules: Container, name: str) -> Value | None:
    value = sight.setting(_PROPERTIES[name], name)
    means = rules.set_means if name in (RELATIVE, FULL) else rules.auth_set_means
    if value is None or (value.empty and means not in ("present", "present-if-any")):
        return None
    return None if means == "not-blank" and not (value.text or "").strip() else value


def _asked(sight: Sight, rules: Container) -> Probe:
    host = sight.host
    found = {name: _get(sight, rules, name) for name in (RELATIVE, FULL, TOKEN, TOKEN_FILE)}
    inputs = tuple(look(name, value) for name, value in found.items())
    used = _used(sight, rules)
    if used is None and not (rules.early_token and found[TOKEN_FILE] is not None):
        return declines("variable-unset", "neither container credentials variable is set", *inputs)
    triggers = dropped(found[RELATIVE]) + dropped(found[FULL])
    auth = _auth(sight, rules, found, triggers)
    if isinstance(auth, Probe):
        return auth._replace(inputs=inputs)
    if used is None:
        return declines("variable-unset", "neither container credentials variable is set", *inputs)
    need = _need(used, used == found[RELATIVE], rules, auth)
    if isinstance(need, str):
        return _broken("host-not-allowed", need, triggers)
    url = need.url
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


def _need(used: Value, relative: bool, rules: Container, auth: _Auth) -> ContainerNeed | str:
    """What is asked; or why nobody is."""
    text = used.text or ""
    if relative:
        if used.empty and rules.empty_relative == "breaks":
            return f"{used.origin} is empty"
        path = urls.path(text, rules.readings)
        if path and not path.startswith("/"):
            return f"{used.origin} is no path"
        url, words = f"http://{ADDRESS}{path}", path
    else:
        url = words = urls.full_url(text, rules.readings)
        if not _allowed(url, rules):
            return f"{used.origin} names a host that may not be asked without TLS"
    if re.search(rules.illegal, words):
        return f"{used.origin} is no URL"
    # Who reads the words like botocore asks the same question. Behind … may stand what is read in another way.
    alike = words == text and "…" not in text
    return ContainerNeed(url, relative, auth.token, () if alike else rules.readings, auth.bare)


class _Auth(NamedTuple):
    """Whose token goes along, as `ContainerNeed` has it."""

    token: str
    bare: bool = False


def _auth(
    sight: Sight, rules: Container, found: dict[str, Value | None], triggers: tuple[Change, ...]
) -> _Auth | Probe:
    """Whose token goes along; or what comes of one that cannot be sent."""
    by_path = _used(sight, rules) == found[RELATIVE]
    others = found[FULL] is not None or found[TOKEN_FILE] is not None
    if by_path and (rules.path_auth == "never" or (rules.path_auth == "with-others" and not others)):
        return _Auth("none")
    values = {"file": found[TOKEN_FILE], "variable": found[TOKEN]}
    kind = next((kind for kind in rules.auths if values[kind] is not None), "none")
    value = values.get(kind)
    if value is None:
        return _Auth("none")
    return _by_file(sight, rules, value, triggers) if kind == "file" else _by_variable(rules, value, triggers)


def _by_variable(rules: Container, value: Value, triggers: tuple[Change, ...]) -> _Auth | Probe:
    flaws = set(value.shape.flaws)
    if rules.blank_auth == "none" and value.shape.alphabet == "empty":
        return _Auth("none")
    if _BREAKING[rules.variable_line_end] & flaws:
        return _broken("token-line-end", f"the token in {value.origin} has a line end", triggers)
    trims = rules.trimmed_token or rules.variable_line_end == "stripped"
    return _Auth("variable", bare=bool(flaws & {*_LINE_ENDS, *(_PADDED if trims else ())}))


_LINE_ENDS, _PADDED = ("line-end", "carriage-return"), ("leading-space", "trailing-space")
_BREAKING = {"breaks": {*_LINE_ENDS}, "lf-stripped": {"carriage-return"}, "stripped": set[str]()}
"""By `Container.variable_line_end`: the flaws for which a token is not sent."""


def _by_file(sight: Sight, rules: Container, value: Value, triggers: tuple[Change, ...]) -> _Auth | Probe:
    path = value.text or ""
    shown, fact = sight.host.shown(path), sight.host.token_file(path)
    if fact is None:
        return unasked(f"the token file {shown} was not read", (TokenNeed(path),), triggers)
    if fact.error:
        return _broken("token-file", f"the token file {shown} cannot be read", triggers)
    if fact.form == "empty" and rules.blank_auth == "none":
        return _Auth("none")
    if fact.length == 0 and rules.blank_auth == "breaks":
        return _broken("token-empty", f"the token file {shown} is empty", triggers)
    if fact.has_line_end and (rules.crlf if fact.has_crlf else rules.line_end) == "breaks":
        return _broken("token-line-end", f"the token in {shown} has a line end", triggers)
    trims = rules.trimmed_token or rules.line_end == "stripped"
    return _Auth(path, bare=fact.has_line_end or (trims and fact.padded))


def _broken(code: str, text: str, triggers: tuple[Change, ...]) -> Probe:
    return breaks(code, text, SdkError("ContainerCredentials", text), triggers)


def _allowed(url: str, rules: Container) -> bool:
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    if (parts.scheme == "https" and rules.tls_anywhere) or name in rules.plain_hosts:
        return True
    try:
        return rules.loopback and ip_address(name).is_loopback
    except ValueError:
        return rules.loopback_names and name == "localhost"
