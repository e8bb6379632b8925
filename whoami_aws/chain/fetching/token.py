"""Web identity tokens: `assume-role-with-web-identity` by variables and properties, and whether a token can be read."""

from __future__ import annotations

from whoami_aws.chain.fetching.dialect import NEXT
from whoami_aws.chain.fetching.endpoint import broken
from whoami_aws.chain.fetching.sight import Sight
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
from whoami_aws.chain.profiles import Profile
from whoami_aws.host.arn import account_in, role_name
from whoami_aws.host.facts import UNSAFE, TokenNeed
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin, Value

TOKEN_FILE, ROLE_ARN = "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"
_PROPERTIES = {TOKEN_FILE: "aws.webIdentityTokenFile", ROLE_ARN: "aws.roleArn"}
_KEYS = {TOKEN_FILE: "web_identity_token_file", ROLE_ARN: "role_arn"}


def probe(sight: Sight) -> Probe:
    """Promises with a token file and a role."""
    token, role, last = _chain(sight)
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
    if (lacks := sight.lacks("web-identity")) is not None:
        text = f"{token.origin} is set, and `{lacks}`, which that needs, is not part of the program"
        return breaks("no-module", text, SdkError("IllegalStateException", text), triggers, *inputs)
    if sight.dialect.web_identity.needs_files and (file := sight.broken) is not None:
        text = f"{file.shown} cannot be parsed"
        return breaks("unparsable-file", text, SdkError("ParseError", text), triggers, *inputs)
    by_variables = all(value.origin.kind != "file" for value in (token, role))
    if (lost := broken(sight, triggers, *inputs, by_variables=by_variables)) is not None:
        return lost
    if sight.lacks_region("web-identity"):
        return breaks("no-region", "STS has no region", SdkError("MissingRegion", ""), triggers, *inputs)
    use, wants = token_use(sight.host, token)
    if wants:
        return unasked(f"{token.text} was not read", wants, triggers, *inputs)
    by_token = f"by the token in {sight.host.shown(token.text or '')}"
    credentials = Credentials(role=last.text, account_hint=account_in(last.text))
    reason = Reason("token-file-set", f"{role_name(role.text)} {by_token}")
    if last != role:
        reason = Reason("role", f"{role_name(last.text)} as {role_name(role.text)} {by_token}")
    return Probe(PROMISES, reason, inputs, triggers, credentials, use)


def _chain(sight: Sight) -> tuple[Value | None, Value | None, Value]:
    """Token file and role: the variables', and what the profile has of them; and the last role that is asked for."""
    rules = sight.dialect.web_identity
    if goes_first(sight):
        kept_token, kept_role, *_ = _kept(sight)
        return kept_token, kept_role, kept_role or _NOTHING
    token, role = variable(sight, TOKEN_FILE), variable(sight, ROLE_ARN)
    if rules.profile != "never" and (token is None or role is None):
        found = kept_token, *roles = _kept(sight)
        if rules.profile == "both":
            return kept_token, roles[0], roles[-1] or _NOTHING
        token, role = token or kept_token, role or found[1]
    return token, role, role or _NOTHING


def goes_first(sight: Sight) -> bool:
    """Whether the profile's own token comes before all other links."""
    return sight.dialect.web_identity.first_if_explicit and sight.explicit and all(_kept(sight)[:2])


_NOTHING = Value("", Origin("default", ROLE_ARN))


def _kept(sight: Sight) -> list[Value | None]:
    """The profile's token file and the roles that are asked for with it, the first one first."""
    rules, name = sight.dialect.web_identity, _profile(sight)
    roles: list[Value | None] = []
    seen: set[str] = set()
    while True:
        found = sight.within(name, rules.profile_in)
        token, role, source = (_filled(found, key) for key in (_KEYS[TOKEN_FILE], _KEYS[ROLE_ARN], "source_profile"))
        roles.insert(0, role)
        seen.add(name)
        name = (source.text or "") if source is not None else ""
        if token is not None or not rules.through_sources or source is None or name in seen:
            return [token, *roles]


def _profile(sight: Sight) -> str:
    """The profile that counts here: not every variable that selects one does so for this link."""
    names = sight.dialect.web_identity.selected_by
    by = sight.selected.origin.name if sight.selected is not None else None
    return sight.profile if names is None or sight.explicit or by in names else "default"


def _filled(found: Profile, key: str) -> Value | None:
    return None if key not in found or found[key].value.empty else found[key].value


def variable(sight: Sight, name: str) -> Value | None:
    """The variable or property of a token file or a role, as far as it is set for this SDK."""
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
