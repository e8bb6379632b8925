"""Web identity tokens: `assume-role-with-web-identity` by variables and properties, and whether a token can be read."""

from __future__ import annotations

from typing import Literal, NamedTuple

from whoami_aws.chain.blocks.profile_path import filled
from whoami_aws.chain.blocks.sts_endpoint import broken
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.probe import (
    PROMISES,
    Credentials,
    Probe,
    Reason,
    SdkError,
    Usability,
    breaks,
    declines,
    input_of,
    not_probed,
    removal_of,
)
from whoami_aws.host.arn import account_in, role_name
from whoami_aws.host.facts import UNSAFE, TokenNeed
from whoami_aws.host.host import Host
from whoami_aws.host.values import Value
from whoami_aws.host.variables import ROLE_ARN, TOKEN_FILE

_PROPERTIES = {TOKEN_FILE: "aws.webIdentityTokenFile", ROLE_ARN: "aws.roleArn"}


class Token(NamedTuple):
    """Where a token is, and what it is for."""

    file: Value | None
    role: Value | None
    """The role that is asked for with the token."""
    last: Value | None = None
    """The role that is asked for at last, where that is another one."""


def by_variables(sight: SdkView, empty_counts: bool = False) -> Token:
    """What variables and properties say."""
    return Token(variable(sight, TOKEN_FILE, empty_counts), variable(sight, ROLE_ARN, empty_counts))


def by_either(sight: SdkView, within: tuple[str, ...]) -> Token:
    """What variables say, and what they lack by what the profile says in these files."""
    file, role = by_variables(sight)[:2]
    kept = by_profile(sight, sight.profile, within)
    return Token(file or kept.file, role or kept.role)


def by_profile(sight: SdkView, name: str, within: tuple[str, ...]) -> Token:
    """What a profile says in these files."""
    found = sight.within(name, within)
    return Token(filled(found, "web_identity_token_file"), filled(found, "role_arn"))


def web_identity_link(
    sight: SdkView,
    token: Token,
    *,
    role_missing: Literal["breaks", "declines"] = "breaks",
    role_alone: Literal["breaks", "declines"] = "declines",
    needs_files: bool = False,
) -> Probe:
    """Promises with a token file and a role, as a link of its own.

    `role_missing`, `role_alone`: what one without the other does. `needs_files`: a shared file that cannot be parsed
    fails this link too.
    """
    file, role, last = token.file, token.role, token.last or token.role
    inputs = (input_of(TOKEN_FILE, file), input_of(ROLE_ARN, role))
    triggers = removal_of(file) + removal_of(role)
    if file is None:
        if role is not None and role_alone == "breaks":
            text = f"{role.origin} is set, and {TOKEN_FILE} is not"
            return breaks("role-alone", text, SdkError("StackOverflowError", text), triggers, *inputs)
        alone = f"; {role.origin} alone does nothing" if role is not None else ""
        return declines("token-file-unset", f"{TOKEN_FILE} is unset{alone}", *inputs)
    if role is None or last is None:
        kept = file.origin.kind == "file"
        text = f"{file.origin} is set, and {'a profile that uses it has no role_arn' if kept else f'{ROLE_ARN} is not'}"
        if role_missing == "declines":
            return declines("no-role", text, *inputs)
        return breaks("no-role", text, SdkError("InvalidConfiguration", text), triggers, *inputs)
    if (lacks := sight.lacks("web-identity")) is not None:
        text = f"{file.origin} is set, and `{lacks}`, which that needs, is not part of the program"
        return breaks("no-module", text, SdkError("IllegalStateException", text), triggers, *inputs)
    if needs_files and (bad := sight.broken) is not None:
        text = f"{bad.shown} cannot be parsed"
        return breaks("unparsable-file", text, SdkError("ParseError", text), triggers, *inputs)
    outside = all(value.origin.kind != "file" for value in (file, role))
    if (lost := broken(sight, triggers, *inputs, by_variables=outside)) is not None:
        return lost
    if sight.lacks_region("web-identity"):
        return breaks("no-region", "STS has no region", SdkError("MissingRegion", ""), triggers, *inputs)
    use, wants = token_use(sight.host, file)
    if wants:
        return not_probed(f"{file.text} was not read", wants, triggers, *inputs)
    by_token = f"by the token in {sight.host.shown(file.text or '')}"
    credentials = Credentials(role=last.text, account_hint=account_in(last.text))
    reason = Reason("token-file-set", f"{role_name(role.text)} {by_token}")
    if last != role:
        reason = Reason("role", f"{role_name(last.text)} as {role_name(role.text)} {by_token}")
    return Probe(PROMISES, reason, inputs, triggers, credentials, use)


def variable(sight: SdkView, name: str, empty_counts: bool = False) -> Value | None:
    """The variable or property of a token file or a role, as far as it is set for this SDK."""
    value = sight.setting(_PROPERTIES[name], name)
    return None if value is None or (value.empty and not empty_counts) else value


def token_use(host: Host, token: Value) -> tuple[Usability, tuple[TokenNeed, ...]]:
    """Whether the token can be read; and the need, where it was not looked at."""
    path = token.text or ""
    file = host.token_file(path)
    if file is None:
        return Usability("unknown"), (TokenNeed(path),)
    if file.state.kind in UNSAFE:
        return Usability("unknown", None, f"{host.shown(path)} {UNSAFE[file.state.kind]}"), ()
    if file.error or file.form == "empty":
        error = SdkError(file.error or "EmptyToken", file.message or "the token file is empty")
        return Usability("fails", error, f"the token file {host.shown(path)} cannot be read"), ()
    return Usability("unknown", None, "STS is asked at first use"), ()
