"""`assume-role-with-web-identity`: a role for an OpenID token in a file (EKS's IRSA, CI systems).

botocore/credentials.py `AssumeRoleWithWebIdentityProvider` (1.44.8). Each of the three settings comes from its
variable if that is set at all, else from the profile; the token is read only when the credentials are used, but by
the AWS CLI v1 at once (awscli/botocore/credentials.py `_cache_key_args`, 1.46.3).
"""

from __future__ import annotations

from whoami_aws.chain.botocore import role_cache
from whoami_aws.chain.botocore.role_cache import NO_CACHE
from whoami_aws.chain.features import EARLY_TOKEN
from whoami_aws.chain.link import Kind, link
from whoami_aws.chain.probe import (
    PROMISES,
    Credentials,
    Input,
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
from whoami_aws.chain.profiles import BLOCK
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host import variables
from whoami_aws.host.arn import account_in, role_name
from whoami_aws.host.facts import UNSAFE, TokenFile, TokenNeed
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin, Value

TOKEN_FILE = (variables.TOKEN_FILE, "web_identity_token_file")
ROLE_ARN = (variables.ROLE_ARN, "role_arn")
SESSION_NAME = ("AWS_ROLE_SESSION_NAME", "role_session_name")

_NO_ROLE = (
    "The provided profile or the current environment is configured to assume role with web identity but has no "
    "role ARN configured. Ensure that the profile has the role_arnconfiguration set or the AWS_ROLE_ARN env var "
    "is set."
)


@link("assume-role-with-web-identity", Kind(temporary=True, names_role=True, in_source_profile=True))
def probe(view: BotocoreView) -> Probe:
    """Promises with a token file and a role; breaks with a token file alone."""
    token_file, role, session = (_setting(view, *names) for names in (TOKEN_FILE, ROLE_ARN, SESSION_NAME))
    variable, key = TOKEN_FILE
    absent = Origin("env", variable) if view.use_env else Origin("file", view.profiles.config.shown, key=key)
    inputs = (
        input_of(str(token_file.origin) if token_file else variable, token_file, absent),
        input_of(str(role.origin) if role else ROLE_ARN[0], role),
        input_of(str(session.origin) if session else SESSION_NAME[0], session),
    )
    if token_file is None or token_file.empty:
        state = "empty" if token_file else "unset"
        name = token_file.origin if token_file else (variable if view.use_env else f"{key} of profile {view.profile}")
        hint = f"; {role.origin} alone does nothing" if role and role.origin.kind == "env" else ""
        return declines(f"token-file-{state}", f"{name} is {state}{hint}", *inputs)
    triggers = removal_of(token_file)
    if role is None or role.empty:
        error = SdkError("InvalidConfigError", _NO_ROLE)
        return breaks("no-role", f"{token_file.origin} is set, and no role ARN is", error, triggers, *inputs)
    if role.origin.kind == "env":
        triggers += removal_of(role)
    if _reads_early(view) and (early := _early(view, token_file, triggers, inputs)) is not None:
        return early
    credentials = Credentials(role=role.text, account_hint=account_in(role.text))
    path = token_file.text or ""
    reason = Reason("token-file-set", f"{role_name(role.text)} by the token in {view.host.shown(path)}")
    if token_file.shape.alphabet == BLOCK:
        error = SdkError("TypeError", "expected str, bytes or os.PathLike object, not dict")
        use = Usability("fails", error, f"{token_file.origin} is a block of settings, not a path")
        return Probe(PROMISES, reason, inputs, triggers, credentials, use)
    if token_file.origin.kind == "file" and token_file.text is None:
        use = Usability("unknown", None, f"{token_file.origin} has several lines, which are not kept", may_ask=False)
        return Probe(PROMISES, reason, inputs, triggers, credentials, use)
    cached = NO_CACHE if _reads_early(view) else role_cache.for_role(view, _request(role, session))
    if cached.use is not None:
        return Probe(PROMISES, reason, inputs, triggers, credentials, cached.use)
    file = view.host.token_file(path)
    wants = (*cached.wants, *(() if file else (TokenNeed(path),)))
    return Probe(PROMISES, reason, inputs, triggers, credentials, _use(file, view.host.shown(path)), wants=wants)


def _reads_early(view: BotocoreView) -> bool:
    return view.traits.reads_token_early and view.has(EARLY_TOKEN)


def _early(view: BotocoreView, path: Value, triggers: tuple[Change, ...], inputs: tuple[Input, ...]) -> Probe | None:
    """What comes of reading the token while the chain is walked, for the name of the cached keys; None if it can be."""
    if path.shape.alphabet == BLOCK:
        error = SdkError("TypeError", "expected str, bytes or os.PathLike object, not dict")
        return breaks("not-a-text", f"{path.origin} is a block of settings, not a path", error, triggers, *inputs)
    if path.text is None:
        return not_probed(f"{path.origin} has several lines, which are not kept", (), triggers, *inputs)
    shown, file = view.host.shown(path.text), view.host.token_file(path.text)
    if file is None:
        return not_probed(f"the token file {shown} was not read", (TokenNeed(path.text),), triggers, *inputs)
    if file.state.kind in UNSAFE:
        return not_probed(f"{shown} {UNSAFE[file.state.kind]}", (), triggers, *inputs)
    if file.error:
        error = SdkError(file.error, file.message)
        return breaks("token-file-unreadable", f"the token file {shown} cannot be read", error, triggers, *inputs)
    return None


def _use(file: TokenFile | None, shown: str) -> Usability:
    if file is None:
        return Usability("unknown", None, "the token file was not read")
    if file.state.kind in UNSAFE:
        return Usability("unknown", None, f"{shown} {UNSAFE[file.state.kind]}", may_ask=False)
    if file.error:
        return Usability("fails", SdkError(file.error, file.message), f"the token file {shown} cannot be read")
    return Usability("unknown", None, "STS has not been asked for the role")


def _request(role: Value, session: Value | None) -> dict[str, object]:
    """What AssumeRoleWithWebIdentity is asked, but for the token and a session name that is made up."""
    asked: dict[str, object] = {"RoleArn": role.text}
    return asked if session is None else {**asked, "RoleSessionName": session.text}


def _setting(view: BotocoreView, variable: str, key: str) -> Value | None:
    value = view.host.variable(variable) if view.use_env else None
    if value is not None:
        return value
    setting = view.settings.get(key)
    return setting.value if setting else None
