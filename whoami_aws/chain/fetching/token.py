"""Web identity tokens: `assume-role-with-web-identity` by variables and properties, and whether a token can be read."""

from __future__ import annotations

from whoami_aws.chain.fetching.dialect import NEXT
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
    token, role = _pair(sight)
    inputs = (look(TOKEN_FILE, token), look(ROLE_ARN, role))
    triggers = dropped(token) + dropped(role)
    if token is None:
        if role is not None and sight.dialect.web_identity.role_alone != NEXT:
            text = f"{role.origin} is set, and {TOKEN_FILE} is not"
            return breaks("role-alone", text, SdkError("StackOverflowError", text), triggers, *inputs)
        alone = f"; {role.origin} alone does nothing" if role is not None else ""
        return declines("token-file-unset", f"{TOKEN_FILE} is unset{alone}", *inputs)
    if role is None and sight.dialect.web_identity.role_missing == NEXT:
        return declines("no-role", f"{token.origin} is set, and {ROLE_ARN} is not", *inputs)
    if role is None:
        text = f"{token.origin} is set, and {ROLE_ARN} is not"
        return breaks("no-role", text, SdkError("InvalidConfiguration", text), triggers, *inputs)
    if not sight.has("sts"):
        text = "web identity needs the module `sts`, which is not assumed to be there"
        return breaks("no-module", text, SdkError("IllegalStateException", text), triggers, *inputs)
    if sight.dialect.web_identity.needs_files and (file := sight.broken) is not None:
        text = f"{file.shown} cannot be parsed"
        return breaks("unparsable-file", text, SdkError("ParseError", text), triggers, *inputs)
    if sight.lacks_region("web-identity"):
        return breaks("no-region", "STS has no region", SdkError("MissingRegion", ""), triggers, *inputs)
    use, wants = token_use(sight.host, token)
    if wants:
        return unasked(f"{token.text} was not read", wants, triggers, *inputs)
    credentials = Credentials(role=role.text, account_hint=account_in(role.text))
    reason = Reason("token-file-set", f"{role_name(role.text)} by the token in {sight.host.shown(token.text or '')}")
    return Probe(PROMISES, reason, inputs, triggers, credentials, use)


def _pair(sight: Sight) -> tuple[Value | None, Value | None]:
    """Token file and role: the variables', and what the profile has of them."""
    rules = sight.dialect.web_identity
    token, role = _get(sight, TOKEN_FILE), _get(sight, ROLE_ARN)
    if rules.profile == "never" or (token is not None and role is not None):
        return token, role
    kept = [_kept(sight, name) for name in (TOKEN_FILE, ROLE_ARN)]
    if rules.profile == "both":
        return kept[0], kept[1]
    return token or kept[0], role or kept[1]


def _kept(sight: Sight, name: str) -> Value | None:
    files = {file.shown for file in sight.files if file.which in sight.dialect.web_identity.profile_in}
    for layer in sight.layers(sight.profile):
        setting = layer.get(_KEYS[name])
        if setting is not None and setting.value.origin.name in files and not setting.value.empty:
            return setting.value
    return None


def _get(sight: Sight, name: str) -> Value | None:
    value = sight.setting(_PROPERTIES[name], name)
    if value is None or (value.empty and sight.dialect.web_identity.set_means == "non-empty"):
        return None
    return value


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
