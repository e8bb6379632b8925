"""`container-role`: the endpoint that ECS, EKS Pod Identity and others give to a container."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from whoami_aws.chain.blocks import container_urls
from whoami_aws.chain.blocks.dialect import Container
from whoami_aws.chain.blocks.endpoint_answers import given
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.endpoints import ADDRESS, FULL, RELATIVE, TOKEN, TOKEN_FILE
from whoami_aws.chain.probe import (
    OFFERS,
    UNASKED,
    Credentials,
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
from whoami_aws.host.address import AMBIGUOUS, SECRET_HOST, is_askable, is_hidden
from whoami_aws.host.facts import ContainerNeed, TokenNeed
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin, Value

_PROPERTIES = {
    RELATIVE: "aws.containerCredentialsPath",
    FULL: "aws.containerCredentialsFullUri",
    TOKEN: "aws.containerAuthorizationToken",
    TOKEN_FILE: "aws.containerAuthorizationTokenFile",
}


def configured(sight: SdkView) -> Value | None:
    """The setting that would be used; None if neither is there."""
    return _used(sight, sight.dialect.container)


def probe(sight: SdkView) -> Probe:
    """Offers what the endpoint answers."""
    if (part := sight.lacks("container")) is not None:
        return declines("no-module", f"this needs `{part}`, which is not part of the program")
    rules = sight.dialect.container
    first = _asked(sight, rules)
    if rules.second is None or (first.kind != UNASKED and first.reason.code not in _REFUSED):
        return first
    second = _asked(sight, rules.second)
    if first.kind == UNASKED:
        # Both are asked at once: when the answers are in, nothing more is asked.
        return first._replace(wants=tuple(dict.fromkeys((*first.wants, *second.wants))))
    return second if second.kind in (OFFERS, UNASKED) else first


_REFUSED = ("endpoint-failed", "answer-refused", "token-line-end", "token-undecodable")


def _used(sight: SdkView, rules: Container) -> Value | None:
    names = (FULL, RELATIVE) if rules.full_first else (RELATIVE, FULL)
    found = [value for name in names if (value := _get(sight, rules, name)) is not None]
    if rules.set_means == "present-if-any" and all(value.empty for value in found):
        return None
    return found[0] if found else None


def _get(sight: SdkView, rules: Container, name: str) -> Value | None:
    value = sight.setting(_PROPERTIES[name], name)
    means = rules.set_means if name in (RELATIVE, FULL) else rules.auth_set_means
    if value is None or (value.empty and means not in ("present", "present-if-any")):
        return None
    return None if means == "not-blank" and not (value.text or "").strip() else value


def _asked(sight: SdkView, rules: Container) -> Probe:
    host = sight.host
    found = {name: _get(sight, rules, name) for name in (RELATIVE, FULL, TOKEN, TOKEN_FILE)}
    inputs = tuple(input_of(name, value) for name, value in found.items())
    used = _used(sight, rules)
    if used is None and not (rules.early_token and found[TOKEN_FILE] is not None):
        return declines("variable-unset", "neither container credentials variable is set", *inputs)
    triggers = removal_of(found[RELATIVE]) + removal_of(found[FULL])
    auth = _auth(sight, rules, found, triggers)
    if isinstance(auth, Probe):
        return auth._replace(inputs=inputs)
    if used is None:
        return declines("variable-unset", "neither container credentials variable is set", *inputs)
    relative = used == found[RELATIVE]
    if relative and rules.raw_path is not None and re.fullmatch(rules.raw_path, used.text or ""):
        return _unsendable(f"the path in {used.origin} is not valid, and the SDK sends it unchanged", triggers)
    if not relative and container_urls.unread(used.text or "", rules.unread):
        return unread(used, triggers)
    if is_hidden(used.text or ""):
        return not_sent(used, SECRET_HOST, triggers, *inputs)
    need = _need(used, relative, rules, auth)
    if isinstance(need, str):
        return _broken("host-not-allowed", need, triggers)
    url = need.url
    answer = host.container(need)
    unasked_for = AMBIGUOUS if not is_askable(url) else answer.not_sent if answer is not None else ""
    if unasked_for:
        return not_sent(used, unasked_for, triggers, *inputs)
    if answer is None:
        return not_probed(f"{url} was not asked", (need,), triggers, *inputs)
    if answer.unsent:
        if rules.inner_line_end == "sent" or (rules.inner_line_end == "cr-sent" and auth.lone_cr):
            return _unsendable(f"{url}: the token has a line end inside, and is not sent from here", triggers)
        return _broken("token-line-end", f"{url}: the token has a line end inside", triggers)
    if answer.unfinished:
        return not_probed(f"{url} did not finish its answer within the time", (), triggers, *inputs)
    if not answer.reply.ok:
        return _broken("endpoint-failed", f"{url}: {answer.reply.error or answer.reply.status}", triggers)
    if isinstance(took := given(rules.answer, answer, host.now), str):
        return _broken("answer-refused", f"{url} answers, and {took}", triggers)
    key = Value(took.key_id, Origin("endpoint", url))
    credentials = Credentials(key, None, took.has_token, None, answer.role_arn, answer.account)
    return Probe(OFFERS, Reason("endpoint-answered", f"{url} answered"), inputs, triggers, credentials)


def _need(used: Value, relative: bool, rules: Container, auth: _Auth) -> ContainerNeed | str:
    """What is asked; or why no request is made."""
    text, readings = used.text or "", rules.readings
    if relative:
        readings = readings if rules.path_readings is None else rules.path_readings
        if used.empty and rules.empty_relative == "breaks":
            return f"{used.origin} is empty"
        path = container_urls.path(text, readings)
        if path and not path.startswith("/"):
            return f"{used.origin} is not a path"
        url, words = f"http://{ADDRESS}{path}", path
    else:
        url = words = container_urls.full_url(text, readings)
        if not _allowed(url, rules):
            return f"{used.origin} names a host that may not be asked without TLS"
    if re.search(rules.illegal, words):
        return f"{used.origin} is no URL"
    # Who reads the words like botocore asks the same question. Behind … may stand what is read in another way.
    alike = words == text and "…" not in text
    return ContainerNeed(url, relative, auth.token, () if alike else readings, auth.bare)


class _Auth(NamedTuple):
    """Whose token is sent, as `ContainerNeed` has it. `lone_cr`: it has a CR in it, and no LF."""

    token: str
    bare: bool = False
    lone_cr: bool = False


def _auth(
    sight: SdkView, rules: Container, found: dict[str, Value | None], triggers: tuple[Change, ...]
) -> _Auth | Probe:
    """Whose token is sent; or what comes of one that cannot be sent."""
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
    lf, cr = (end in flaws for end in _LINE_ENDS)
    sent = cr and not lf and rules.inner_line_end == "cr-sent"
    if {"breaks": (lf or cr) and not sent, "lf-stripped": lf and cr}.get(rules.variable_line_end, False):
        return _broken("token-line-end", f"the token in {value.origin} has a line end", triggers)
    trims = rules.trimmed_token or rules.variable_line_end == "stripped"
    bare = bool(flaws & {*_LINE_ENDS, *(_PADDED if trims else ())}) and not (
        sent and rules.variable_line_end == "breaks"
    )
    return _Auth("variable", bare, cr and not lf)


_LINE_ENDS, _PADDED = ("line-end", "carriage-return"), ("leading-space", "trailing-space")


def _by_file(sight: SdkView, rules: Container, value: Value, triggers: tuple[Change, ...]) -> _Auth | Probe:
    path = value.text or ""
    shown, fact = sight.host.shown(path), sight.host.token_file(path)
    if fact is None:
        return not_probed(f"the token file {shown} was not read", (TokenNeed(path),), triggers)
    if fact.error == "UnicodeDecodeError":
        if rules.undecodable_auth == "sent":
            return _unsendable(f"the token file {shown} is no UTF-8, and the SDK sends what it has", triggers)
        return _broken("token-undecodable", f"the token file {shown} is no UTF-8", triggers)
    if fact.error:
        return _broken("token-file", f"the token file {shown} cannot be read", triggers)
    if fact.form == "empty" and rules.blank_auth == "none":
        return _Auth("none")
    if fact.length == 0 and rules.blank_auth == "breaks":
        return _broken("token-empty", f"the token file {shown} is empty", triggers)
    sent = fact.lone_cr and rules.inner_line_end == "cr-sent"
    if fact.has_line_end and not sent and (rules.crlf if fact.has_crlf else rules.line_end) == "breaks":
        return _broken("token-line-end", f"the token in {shown} has a line end", triggers)
    trims = rules.trimmed_token or rules.line_end == "stripped"
    return _Auth(path, (fact.has_line_end and not sent) or (trims and fact.padded), fact.lone_cr)


UNSENDABLE = "unsendable"
"""The reason of what the SDK sends and this tool does not: what comes of it is the service's business."""


UNREAD = "unread"
"""The reason of an address of which it is not known how the SDK reads it."""


def unread(address: Value, triggers: tuple[Change, ...]) -> Probe:
    """What is said of an address that is oddly written."""
    return Probe(
        UNASKED, Reason(UNREAD, f"how this SDK reads the address in {address.origin} is not known"), (), triggers
    )


def _unsendable(text: str, triggers: tuple[Change, ...]) -> Probe:
    return Probe(UNASKED, Reason(UNSENDABLE, text), (), triggers)


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
        address = ip_address(name)
        # Some Pythons count those of IPv4 that are written so.
        mapped = isinstance(address, IPv6Address) and address.ipv4_mapped is not None
        return rules.loopback and address.is_loopback and not mapped
    except ValueError:
        return rules.loopback_names and name == "localhost"
