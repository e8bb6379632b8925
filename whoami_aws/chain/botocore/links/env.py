"""`env`: keys in environment variables.

botocore/credentials.py `EnvProvider` (1.44.8). An empty variable is an unset one, for every variable of this link;
nothing is stripped.
"""

from __future__ import annotations

from whoami_aws.chain.expiry import expiry_use, parse_expiry
from whoami_aws.chain.features import ACCOUNT_ID
from whoami_aws.chain.link import Kind, link
from whoami_aws.chain.probe import (
    OFFERS,
    WORKS,
    Credentials,
    Probe,
    Reason,
    SdkError,
    breaks,
    declines,
    input_of,
    removal_of,
)
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.values import Value
from whoami_aws.host.variables import ACCESS_KEY, SECRET_KEY

TOKENS = ("AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN")
EXPIRATION = "AWS_CREDENTIAL_EXPIRATION"
ACCOUNT = "AWS_ACCOUNT_ID"
VARIABLES = (ACCESS_KEY, SECRET_KEY, *TOKENS, EXPIRATION, ACCOUNT)


@link("env", Kind(keys="variables", credential_source="Environment"))
def probe(view: BotocoreView) -> Probe:
    """Offers with key and secret; breaks with a key alone, or an expiration that is not a time."""
    found = {name: view.host.variable(name) for name in VARIABLES if name != ACCOUNT or view.has(ACCOUNT_ID)}
    inputs = tuple(input_of(name, value) for name, value in found.items())
    key, secret = _filled(found[ACCESS_KEY]), _filled(found[SECRET_KEY])
    if key is None:
        state = "unset" if found[ACCESS_KEY] is None else "empty"
        alone = f"; {SECRET_KEY} alone is ignored" if secret else ""
        return declines(f"variable-{state}", f"{ACCESS_KEY} is {state}{alone}", *inputs)
    triggers = tuple(
        change for value in found.values() for change in removal_of(_filled(value)) if change.name != ACCOUNT
    )
    if secret is None:
        state = "unset" if found[SECRET_KEY] is None else "empty"
        error = SdkError("PartialCredentialsError", f"Partial credentials found in env, missing: {SECRET_KEY}")
        return breaks("partial", f"{ACCESS_KEY} is set, {SECRET_KEY} is {state}", error, triggers, *inputs)
    token = next((value for name in TOKENS if (value := _filled(found[name]))), None)
    expiration = _filled(found[EXPIRATION])
    expiry = parse_expiry(expiration.text) if expiration else None
    if isinstance(expiry, SdkError):
        return breaks("bad-expiration", f"{EXPIRATION} is not a time", expiry, triggers, *inputs)
    account = _filled(found.get(ACCOUNT))
    credentials = Credentials(
        key_id=key,
        token=token,
        has_token=token is not None,
        expires_at=expiry.at if expiry else None,
        account_hint=account.text if account else None,
    )
    use = expiry_use(expiry, view.host.now, f"{EXPIRATION} is in the past") if expiry else WORKS
    what = ", ".join(change.name for change in triggers if change.name != EXPIRATION)
    return Probe(OFFERS, Reason("variables-set", f"{what} are set"), inputs, triggers, credentials, use)


def _filled(value: Value | None) -> Value | None:
    return None if value is None or value.empty else value
