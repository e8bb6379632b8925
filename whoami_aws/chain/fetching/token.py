"""Web identity tokens: `assume-role-with-web-identity` by variables and properties, and whether a token can be read."""

from __future__ import annotations

from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.links.web_identity import account_in, role_name
from whoami_aws.chain.probe import (
    PROMISES,
    Credentials,
    Probe,
    Reason,
    SdkError,
    Use,
    breaks,
    declines,
    dropped,
    look,
    unasked,
)
from whoami_aws.host.facts import UNSAFE, TokenNeed
from whoami_aws.host.host import Host
from whoami_aws.host.values import Value

TOKEN_FILE, ROLE_ARN = "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"
_PROPERTIES = {TOKEN_FILE: "aws.webIdentityTokenFile", ROLE_ARN: "aws.roleArn"}
_KEYS = {TOKEN_FILE: "web_identity_token_file", ROLE_ARN: "role_arn"}


def probe(sight: Sight) -> Probe:
    """Promises with a token file and a role."""
    token, role = _get(sight, TOKEN_FILE), _get(sight, ROLE_ARN)
    inputs = (look(TOKEN_FILE, token), look(ROLE_ARN, role))
    if token is None:
        alone = f"; {role.origin} alone does nothing" if role is not None else ""
        return declines("token-file-unset", f"{TOKEN_FILE} is unset{alone}", *inputs)
    triggers = dropped(token) + dropped(role)
    if role is None:
        text = f"{token.origin} is set, and {ROLE_ARN} is not"
        return breaks("no-role", text, SdkError("InvalidConfiguration", text), triggers, *inputs)
    if sight.dialect.modules and "sts" not in sight.dialect.modules:
        text = "web identity needs the module `sts`, which is not assumed to be there"
        return breaks("no-module", text, SdkError("IllegalStateException", text), triggers, *inputs)
    use, wants = token_use(sight.host, token)
    if wants:
        return unasked(f"{token.text} was not read", wants, triggers, *inputs)
    credentials = Credentials(role=role.text, account_hint=account_in(role.text))
    reason = Reason("token-file-set", f"{role_name(role.text)} by the token in {sight.host.shown(token.text or '')}")
    return Probe(PROMISES, reason, inputs, triggers, credentials, use)


def _get(sight: Sight, name: str) -> Value | None:
    by_property = sight.host.property(_PROPERTIES[name]) if sight.dialect.reads_properties else None
    value = by_property or sight.host.variable(name)
    if value is not None and not value.empty:
        return value
    if sight.dialect.web_identity_from_profile:
        setting = sight.profiles.get(sight.profile, {}).get(_KEYS[name])
        return setting.value if setting is not None and not setting.value.empty else None
    return None


def token_use(host: Host, token: Value) -> tuple[Use, tuple[TokenNeed, ...]]:
    """Whether the token can be read; and the need, where nobody looked."""
    path = token.text or ""
    file = host.token_file(path)
    if file is None:
        return Use("unknown"), (TokenNeed(path),)
    if file.state.kind in UNSAFE:
        return Use("unknown", None, f"{host.shown(path)} {UNSAFE[file.state.kind]}"), ()
    if file.error or file.form == "empty":
        error = SdkError(file.error or "EmptyToken", file.message or "the token file is empty")
        return Use("fails", error, f"the token file {host.shown(path)} cannot be read"), ()
    return Use("unknown", None, "STS is asked at first use"), ()
