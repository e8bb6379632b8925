"""Credentials and tokens that are past their time, or that AWS refuses."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.botocore.links import env
from whoami_aws.chain.expiry import span
from whoami_aws.chain.verdict import LinkResult
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.host import Host
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, WARNING, Finding, Fix, rule, unset
from whoami_aws.rules.messages import origin_of
from whoami_aws.rules.role_chain import named_profile
from whoami_aws.rules.sso_support import login_of

_TOKEN_ERRORS = ("UnauthorizedSSOTokenError", "TokenRetrievalError", "SSOTokenLoadError")


_TOKEN_RULES = (
    "file-unreadable",
    "login-session-expired",
    "sso-never-logged-in",
    "sso-registration-expired",
    "sso-settings-hide-keys",
    "sso-start-url-mismatch",
    "sso-token-expired",
    "sso-wrong-region",
    "web-identity-token-expired",
)
"""Rules that tell what is wrong with a cached token."""


@rule(
    "expired-credentials",
    ERROR,
    suppressed_by=(
        "cloud9-managed-credentials",
        "credential-process-expired-answer",
        "earlier-step-left-expired-session",
        "keys-in-file-shadow-own-profile",
        "metadata-credentials-expired",
        *_TOKEN_RULES,
    ),
    needs=("sts",),
)
def expired_credentials(
    diagnosis: Diagnosis, winner: LinkResult | None, view: BotocoreView, host: Host
) -> Iterable[Finding]:
    """The credentials that win have expired.

    Why: An expired source still wins the chain: the SDK picks a source because it is set, not because it is valid.
    The sources below it are hidden, and every call fails.
    Example:
        export AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=SECRET
        export AWS_SESSION_TOKEN=TOKEN
        export AWS_CREDENTIAL_EXPIRATION=2026-01-01T12:00:00Z  # in the past
    Fix: Get new credentials, or remove the expired ones. For SSO, run `aws sso login --profile NAME`. For a session
    of `aws login`, run `aws login --profile NAME`. For keys in the environment, run `unset AWS_ACCESS_KEY_ID
    AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION`. For keys in a file, renew or remove them. For
    the role of an instance, wait until the metadata service renews them.
    Ignore: Never: AWS rejects every call with expired credentials.
    See: botocore/credentials.py RefreshableCredentials; botocore/utils.py InstanceMetadataFetcher._evaluate_expiration
    """
    use = diagnosis.use
    if winner is None or use is None or winner.probe.credentials is None:
        return
    credentials = winner.probe.credentials
    at = credentials.expires_at
    answer = host.identity(winner.link)
    origin = credentials.key_id.origin if credentials.key_id else winner.probe.inputs[0].origin
    # Those of `aws login` are renewed when they are used.
    if at is not None and at < host.now and winner.link != "login":
        yield Finding(
            ERROR,
            f"{winner.link} wins with credentials that expired {span(host.now - at)} ago.",
            origin,
            _renewed(winner, view),
        )
    elif use.error is not None and use.error.type in _TOKEN_ERRORS:
        yield Finding(
            ERROR,
            f"{winner.link} wins, and its token is not valid: {use.because or use.error.message}.",
            origin_of(winner.probe),
            _renewed(winner, view),
        )
    elif answer is not None and answer.code in ("ExpiredToken", "ExpiredTokenException"):
        yield Finding(
            ERROR,
            f"{winner.link} wins, and STS says that its credentials have expired.",
            origin,
            _renewed(winner, view),
        )


@rule(
    "rejected-by-sts",
    ERROR,
    suppressed_by=(
        "blank-key-in-file",
        "stray-characters-in-key",
        "cloud9-managed-credentials",
        "keys-in-file-shadow-own-profile",
        "long-term-key-with-token",
        "session-key-without-token",
        "security-token-beats-session-token",
        "assume-role-denied",
        "clock-is-off",
        "explicit-deny",
        "key-and-secret-swapped",
        "key-id-is-no-aws-key",
        "key-unknown-to-sts",
        "kubernetes-api-token-used",
        "oidc-provider-missing",
        "placeholder-key",
        "role-arn-malformed",
        "region-disabled",
        "role-of-another-partition",
        "secret-does-not-match",
        "secret-is-no-aws-secret",
        "web-identity-denied",
        "web-identity-token-malformed",
        "web-identity-wrong-audience",
        "wrong-partition",
    ),
    needs=("sts",),
)
def rejected_by_sts(winner: LinkResult | None, host: Host) -> Iterable[Finding]:
    """STS does not accept the credentials that win.

    Why: The SDK picks a source without asking AWS whether its credentials are good, so the error shows only at a
    call. InvalidClientTokenId means that the key ID is unknown: the key was deleted, belongs to another partition, or
    comes with a wrong token. SignatureDoesNotMatch means that the secret is not the key's. AccessDenied means that
    the source may not assume the role.
    Example:
        # AssumeRoleWithWebIdentity answers InvalidIdentityToken: Token signature invalid
        export AWS_ROLE_ARN=arn:aws:iam::111122223333:role/orders
        export AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/secrets/token
    Fix: The fix depends on the code. For InvalidClientTokenId or UnrecognizedClientException, create a new key, or
    remove the one that no longer exists. For SignatureDoesNotMatch, copy the secret again from where the key was
    created. For IncompleteSignature, write key and secret again. For AccessDenied, let the role's trust policy name
    the caller, or use other credentials. For InvalidIdentityToken, check the token's issuer and audience, and the
    identity provider in IAM.
    Ignore: Never: AWS does not accept these credentials.
    See: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    """
    answer = host.identity(winner.link) if winner else None
    if winner is None or answer is None or answer.code not in _REJECTED:
        return
    origin = origin_of(winner.probe)
    what = _REJECTED[answer.code]
    message = f"{answer.operation or 'STS'} answers {answer.code}: {what}."
    yield Finding(ERROR, message, origin, Fix(_CURES[answer.code] + f" ({origin})"))


SOON = 15 * 60


@rule("credentials-expire-soon", WARNING)
def credentials_expire_soon(winner: LinkResult | None, view: BotocoreView, host: Host) -> Iterable[Finding]:
    """The winning credentials expire within minutes, and nothing renews them.

    Why: The SDK renews credentials that it got from a service or a program. It cannot renew keys that were put into
    the environment, so a long run fails when they expire.
    Example:
        export AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=SECRET
        export AWS_SESSION_TOKEN=TOKEN
        export AWS_CREDENTIAL_EXPIRATION=2026-01-01T12:00:00Z  # in 10 minutes
    Fix: Export new credentials before a long run. Or run `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION` and select a profile that the SDK can renew with
    `export AWS_PROFILE=NAME`.
    Ignore: If the program ends before the keys expire.
    See: botocore/credentials.py EnvProvider (AWS_CREDENTIAL_EXPIRATION)
    """
    credentials = winner.probe.credentials if winner is not None else None
    if winner is None or winner.link != "env" or credentials is None or credentials.expires_at is None:
        return
    left = credentials.expires_at - host.now
    if 0 <= left < SOON:
        origin = next(one.origin for one in winner.probe.inputs if one.name == env.EXPIRATION)
        message = f"The keys in the environment expire in {span(left)} ({origin}), and nothing renews them."
        fix = Fix(
            "export new ones; or unset them, and select a profile that the SDK can renew", *_renewed(winner, view)[1:]
        )
        yield Finding(WARNING, message, origin, fix)


_REJECTED = {
    "AccessDenied": "these credentials may not do that",
    "IncompleteSignature": "the request could not be signed properly",
    "InvalidClientTokenId": "AWS does not know this key, or not with this token",
    "InvalidIdentityToken": "the web identity token is not accepted",
    "SignatureDoesNotMatch": "the secret is not that of this key",
    "UnrecognizedClientException": "AWS does not know this key",
}


_CURES = {
    "AccessDenied": "add the caller to the role's trust policy, or use other credentials",
    "IncompleteSignature": "write key and secret again",
    "InvalidClientTokenId": "create a new key, or remove the one that no longer exists",
    "InvalidIdentityToken": "look at the token's issuer and audience, and at the identity provider in IAM",
    "SignatureDoesNotMatch": "write the secret again, from where the key was made",
    "UnrecognizedClientException": "create a new key, or remove the one that no longer exists",
}


def _renewed(winner: LinkResult, view: BotocoreView) -> Fix:
    match winner.link:
        case "sso" if (login := login_of(view)).closed:
            return Fix(f"let this user read {login.shown}, and enter the directories above it")
        case "sso":
            return Fix("log in again", shell.aws("sso login", profile=named_profile(view)))
        case "login":
            return Fix("log in again", shell.aws("login", profile=named_profile(view)))
        case "env":
            return unset(*(change.name for change in winner.probe.triggers))
        case "iam-role":
            return Fix("wait for the metadata service to renew them, or restart the instance's agent that serves them")
        case _:
            return Fix(f"renew or remove what {winner.link} reads", (), winner.probe.triggers)
