"""`iam-role`: the role of the EC2 instance profile, from the instance metadata service."""

from __future__ import annotations

import re
from collections.abc import Callable

from whoami_aws.chain.blocks import container, imds_request
from whoami_aws.chain.blocks.dialect import Metadata
from whoami_aws.chain.blocks.endpoint_answers import given
from whoami_aws.chain.blocks.imds_request import kept, role_named, said
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.endpoints import DISABLED, V1_DISABLED
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
    switched_off,
)
from whoami_aws.host.address import AMBIGUOUS, SECRET_HOST, is_askable, is_hidden, two_ways
from whoami_aws.host.facts import ImdsAnswer, ImdsNeed
from whoami_aws.host.values import Origin, Value


def switches(rule: str, value: Value | None) -> bool:
    """Whether a value switches something off: `true` in any case, `stripped-true`, `exact-true`; anything but `false`
    in any case (`not-false`), or but `false` and nothing (`not-exact-false`); `non-empty`; `never`.
    """
    if value is None or rule == "never":
        return False
    text = value.text or ""
    match rule:
        case "true":
            return text.lower() == "true"
        case "exact-true":
            return text == "true"
        case "stripped-true":
            return text.strip().lower() == "true"
        case "not-false":
            return text.lower() != "false"
        case "not-exact-false":
            return text not in ("", "false")
        case _:
            return text != ""


def source(sight: SdkView) -> Probe:
    """The same for a profile that names the service as its `credential_source`."""
    rules = sight.dialect.metadata
    if not rules.source_reads_profile:
        own = rules._replace(endpoint_in=(), mode_in=(), role_named_in=())
        sight = SdkView(sight.view, sight.dialect._replace(metadata=own))
    return probe(sight, rules.off if rules.off_for_source else "never")


def probe(sight: SdkView, off: str | None = None) -> Probe:
    """Offers the role's credentials. `off`: which values of the switch count, if others than for the link."""
    if (part := sight.lacks("metadata")) is not None:
        return declines("no-module", f"this needs `{part}`, which is not part of the program")
    rules, host = sight.dialect.metadata, sight.host
    if sight.dialect.container.instead_of_metadata and (used := container.configured(sight)) is not None:
        return declines("container-configured", f"{used.origin} is set, so the metadata service is not asked")
    disabled = said(sight, DISABLED)
    switch = input_of(DISABLED, disabled)
    if disabled is not None and switches(off or rules.off, disabled):
        return switched_off(disabled, switch)
    if rules.off_key is not None and off is None and (disabled is None or disabled.empty):
        own = kept(sight, rules.off_key)
        if own is not None and switches(rules.off, own):
            return switched_off(own, input_of(rules.off_key, own))
    if rules.bad_switch and disabled is not None and not _is_boolean(disabled):
        return _broken("bad-setting", f"{disabled.origin} is neither true nor false", switch)
    if rules.needs_files and (file := sight.broken) is not None:
        return _broken("unparsable-file", f"{file.shown} cannot be parsed", switch)
    if (endpoint := imds_request.unread(sight)) is not None:
        return container.unread(endpoint, removal_of(endpoint))
    named = imds_request.endpoint(sight)
    if named is not None and is_hidden(named.text or ""):
        return not_sent(named, SECRET_HOST, removal_of(named), switch)
    need = imds_request.need(sight)
    if isinstance(need, str):
        return _broken("bad-setting", need, switch)
    named = named or Value(need.base_url, Origin("endpoint", need.base_url))
    if not is_askable(need.base_url) or two_ways(named.text or ""):
        return not_sent(named, AMBIGUOUS, removal_of(named), switch)
    answer = host.imds(need)
    if answer is None:
        return not_probed(f"{need.base_url} was not asked", (need,), (), switch)
    if answer.unfinished:
        return not_probed(f"{need.base_url} did not finish its answer within the time", (), (), switch)
    told = _told(sight, answer, need.base_url, switch)
    return told._replace(inputs=(*told.inputs, Input("endpoint", "set", Origin("endpoint", need.base_url))))


def need_of(sight: SdkView) -> ImdsNeed | None:
    """What is asked, where somebody can be."""
    need = imds_request.need(sight)
    if isinstance(need, str) or sight.lacks("metadata") is not None or imds_request.unread(sight) is not None:
        return None
    return need


def _told(sight: SdkView, answer: ImdsAnswer, url: str, switch: Input) -> Probe:
    rules = sight.dialect.metadata
    token = answer.token
    if not (token is not None and token.ok and not answer.token_empty):
        status = token.status if token is not None else None
        if (refusal := _no_version_1(sight)) is not None or status in rules.v1_stops_on:
            why = refusal or "none is asked without"
            answered = status or (token.error if token else "not asked")
            return _broken("no-token", f"{url} gives no token ({answered}), and {why}", switch)
    named = role_named(sight)
    if answer.role is not None and answer.role.ok and (answer.role_list or named is not None):
        if isinstance(chosen := _chosen(rules, answer, named), str):
            return _broken("bad-role", f"{url}: {chosen}", switch)
        answer = chosen
    if answer.role is None or not answer.role.ok or not answer.role_name:
        text = "knows of no role" if answer.reachable else "cannot be reached"
        return declines("no-role" if answer.reachable else "unreachable", f"{url} {text}", switch)
    if answer.credentials is None or not answer.credentials.ok:
        return _broken("role-refused", f"{url} gives no credentials for the role {answer.role_name}", switch)
    if isinstance(took := given(rules.answer, answer, sight.host.now), str):
        return _broken("answer-refused", f"{url} answers for the role {answer.role_name}, and {took}", switch)
    key = Value(took.key_id, Origin("endpoint", url))
    credentials = Credentials(key, None, took.has_token, None, answer.role_name, answer.account)
    reason = Reason("role-answered", f"role {answer.role_name} (IMDS{answer.version})")
    return Probe(OFFERS, reason, (switch,), (), credentials)


def _chosen(rules: Metadata, answer: ImdsAnswer, named: str | None) -> ImdsAnswer | str:
    """What is answered for the role that this SDK takes from the list; or why it can ask for none."""
    name = _ROLE[rules.role](answer.role_list or "") if named is None else named
    if re.search(rules.illegal_role, name):
        what = "the list of roles" if named is None else "what names the role"
        return f"{what} is not a role's name, and this SDK takes it for one"
    if name == answer.role_name:
        return answer
    if answer.first is not None and name == answer.first.role_name:
        return answer.first
    return answer._replace(role_name=name, credentials=None)


_ROLE: dict[str, Callable[[str], str]] = {
    "whole": lambda text: text,
    "trimmed": lambda text: text.strip(),
    "first-line": lambda text: text.partition("\n")[0].rstrip("\r"),
    "trimmed-first-line": lambda text: text.strip().partition("\n")[0],
    "first-line-trimmed": lambda text: text.partition("\n")[0].strip(),
}
"""By `dialect.Metadata.role`."""


def _no_version_1(sight: SdkView) -> str | None:
    """Why no request is made without a token; None if that is done."""
    rules = sight.dialect.metadata
    if not rules.v1:
        return "this SDK never asks without"
    variable = said(sight, V1_DISABLED[0])
    if rules.bad_switch and variable is not None and not _is_boolean(variable):
        return f"{variable.origin} is neither true nor false"
    if switches(rules.v1_off, variable):
        return f"{V1_DISABLED[0]} says not to ask without"
    own = kept(sight, V1_DISABLED[1])
    if variable is not None and not rules.v1_profile_beats:
        return None
    if rules.bad_switch and own is not None and not _is_boolean(own):
        return f"{own.origin} is neither true nor false"
    return f"{own.origin} says not to ask without" if own and switches(rules.v1_off_in_profile, own) else None


def _is_boolean(value: Value) -> bool:
    return (value.text or "").strip().lower() in ("true", "false")


def _broken(code: str, text: str, switch: Input) -> Probe:
    return breaks(code, text, SdkError("MetadataCredentials", text), (), switch)
