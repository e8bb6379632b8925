"""What STS's answer tells of the credentials that win."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.expiry import span
from whoami_aws.chain.verdict import SHADOWED, LinkResult
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.facts import IdentityAnswer
from whoami_aws.host.values import Origin
from whoami_aws.rules import regions, shell
from whoami_aws.rules.finding import ERROR, LIKELY, SURE, WARNING, Finding, Fix, rule
from whoami_aws.rules.messages import KEY_FILES, origin_of, who, without

_BAD_KEYS = (
    "blank-key-in-file",
    "stray-characters-in-key",
    "cloud9-managed-credentials",
    "key-and-secret-swapped",
    "key-id-is-no-aws-key",
    "long-term-key-with-token",
    "placeholder-key",
    "secret-is-no-aws-secret",
    "security-token-beats-session-token",
    "session-key-without-token",
)
"""Rules that see by the text of a key, a secret or a token what is wrong with it."""
_UNKNOWN = ("InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId")
_SKEWED = ("RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture", "AuthFailure")
_SIGNED = ("SignatureDoesNotMatch", "InvalidSignatureException")
_MOST_SKEW = 300


@rule("clock-is-off", ERROR)
def clock_is_off(winner: LinkResult | None, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """This host's clock is wrong by more than AWS allows.

    Why: A signature contains the time, and AWS accepts it for five minutes before and after. Otherwise AWS answers
    SignatureDoesNotMatch or RequestExpired, as if the secret were wrong. On this host, credentials that have expired
    may also look valid.
    Example:
        # the output of `date -u` on this host:
        Tue Jun  3 10:00:00 UTC 2025
        # the header of an answer that AWS sends at the same moment:
        Date: Tue, 03 Jun 2025 11:00:00 GMT
    Fix: Set the clock, and keep it right with NTP: `sudo timedatectl set-ntp true` (Linux with systemd), `sudo sntp
    -sS time.apple.com` (macOS). In a virtual machine or WSL, do so after it was suspended.
    Ignore: You can ignore this as a warning if the clock is set wrong on purpose, for example in a test (`--ignore
    clock-is-off`). Never as an error: AWS refuses the requests.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html
    """
    if winner is None or answer is None:
        return
    offset = answer.clock_offset or 0.0
    said = "Signature expired" in answer.message or "Signature not yet current" in answer.message
    off = abs(offset) > _MOST_SKEW
    if not (off or said or answer.code in _SKEWED[:3]):
        return
    refused = said or answer.code in _SKEWED or (answer.code in _SIGNED and off)
    way = "behind" if offset > 0 else "ahead of"
    by = f"{span(abs(offset))} {way}" if off else "not with"
    message = f"This host's clock is {by} that of STS" + (f", which answers {answer.code}." if answer.code else ".")
    fix = Fix("set the clock (Linux with systemd: sudo timedatectl set-ntp true; macOS: sudo sntp -sS time.apple.com)")
    yield Finding(ERROR if refused else WARNING, message, Origin("default", "the clock"), fix, SURE)


@rule("key-unknown-to-sts", ERROR, suppressed_by=(*_BAD_KEYS, "wrong-partition", "region-disabled", "clock-is-off"))
def key_unknown_to_sts(
    diagnosis: Diagnosis, winner: LinkResult | None, answer: IdentityAnswer | None
) -> Iterable[Finding]:
    """AWS does not know the key that wins.

    Why: The key is well formed, but AWS answers InvalidClientTokenId. It was deleted, rotated or made inactive, or it
    belongs to another partition. It wins the chain all the same, because the SDK does not check a key before it uses
    it.
    Example:
        aws sts get-caller-identity
        # InvalidClientTokenId: The security token included in the request is invalid.
    Fix: If another source follows in the chain, remove this key: `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    AWS_SESSION_TOKEN`, or delete its lines in the file. Otherwise create a new key (`aws iam create-access-key
    --user-name USER`), or activate this one (`aws iam update-access-key --user-name USER --access-key-id KEY_ID
    --status Active`).
    Ignore: Never: AWS refuses every call with this key.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
    """
    if winner is None or answer is None or answer.code not in _UNKNOWN or winner.probe.credentials is None:
        return
    session = winner.probe.credentials.key_type == "session"
    origin = origin_of(winner.probe)
    why = (
        "it does not know this temporary key with this token: the two are of different answers, or of another partition"
        if session
        else "the key was deleted or rotated away, or is inactive"
    )
    message = f"{answer.operation or 'STS'} answers {answer.code} for the key at {origin}: {why}."
    message += _next(diagnosis)
    yield Finding(ERROR, message, origin, _taken(diagnosis, winner, "put a key there that is active"))


@rule("secret-does-not-match", ERROR, suppressed_by=(*_BAD_KEYS, "clock-is-off"))
def secret_does_not_match(
    diagnosis: Diagnosis, winner: LinkResult | None, answer: IdentityAnswer | None
) -> Iterable[Finding]:
    """The secret does not match its access key ID.

    Why: AWS knows the key, but computes a signature that differs from the one in the request. The secret was cut off,
    mixed up with the secret of another key, changed by an editor or a shell, or not replaced when the key was.
    Example:
        aws sts get-caller-identity
        # SignatureDoesNotMatch: The request signature we calculated does not match
        # the signature you provided.
    Fix: Write the key ID and the secret again, both from the same source: `aws configure --profile NAME`. AWS shows a
    secret only once, so a new key may be needed: `aws iam create-access-key --user-name USER`. If another source
    follows in the chain, you can remove the key instead.
    Ignore: Never: AWS refuses every call that is signed with this secret.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
    """
    if winner is None or answer is None or answer.code not in _SIGNED:
        return
    origin = _secret(winner)
    message = f"STS knows the key of {winner.link} and answers {answer.code}: the secret at {origin} is not that key's."
    message += _next(diagnosis)
    yield Finding(ERROR, message, origin, _taken(diagnosis, winner, "write key and secret again, both of one key"))


def _secret(winner: LinkResult) -> Origin:
    """The origin of the secret, if it is written down."""
    for one in winner.probe.inputs:
        if one.state == "set" and "secret" in (one.origin.key or one.name).lower():
            return one.origin
    return origin_of(winner.probe)


def _taken(diagnosis: Diagnosis, winner: LinkResult, text: str) -> Fix:
    """Where a source follows in the chain, the fix is to let it answer; else the key has to be corrected."""
    below = any(row.status == SHADOWED for row in diagnosis.verdict.rows)
    if below and winner.link in ("env", *KEY_FILES):
        return without(winner)
    return Fix(f"{text} ({origin_of(winner.probe)})")


def _next(diagnosis: Diagnosis) -> str:
    """Who would answer were the winner not there."""
    row = next((row for row in diagnosis.verdict.rows if row.status == SHADOWED), None)
    if row is None or row.probe.credentials is None:
        return ""
    return f" It hides {row.link} ({who(diagnosis, row)})."


@rule("region-disabled", ERROR)
def region_disabled(
    diagnosis: Diagnosis, winner: LinkResult | None, answer: IdentityAnswer | None
) -> Iterable[Finding]:
    """The account has not switched this region on, or STS in it.

    Why: Regions that were introduced after 2019 are off until an account opts in, and STS can be deactivated in any
    region. STS then answers RegionDisabledException. In a region that is off by default, tokens of the global STS
    endpoint are not valid either (InvalidClientTokenId), unless the account asks for tokens of version 2.
    Example:
        export AWS_DEFAULT_REGION=ap-east-1
        # aws sts get-caller-identity answers RegionDisabledException
    Fix: Use a region that is on: `export AWS_DEFAULT_REGION=us-east-1`. Or ask an administrator of the account to
    enable this region (`aws account enable-region --region-name REGION`), or STS in it.
    Ignore: You can ignore this if the program sets another region in its code (`--ignore region-disabled`).
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
    """
    if winner is None or answer is None:
        return
    region = diagnosis.region.text if diagnosis.region else None
    credentials = winner.probe.credentials
    disabled = answer.code in ("RegionDisabledException", "OptInRequired")
    token = credentials is not None and credentials.key_type == "session" and credentials.has_token
    opt_in = answer.code in _UNKNOWN and region in regions.OPT_IN
    if not disabled and not opt_in:
        return
    why = (
        "this account has not opted in to it"
        if not token or disabled
        else "the account has not opted in, or the token is of the global STS endpoint and not good here"
    )
    message = f"STS answers {answer.code} in {region or 'this region'}: {why}."
    variable = diagnosis.chain.region_variables[0]
    origin = diagnosis.region.origin if diagnosis.region else Origin("env", variable)
    fix = Fix(
        "use a region that is on; or let an administrator switch this one on", shell.export((variable, "us-east-1"))
    )
    yield Finding(ERROR, message, origin, fix, SURE if disabled else LIKELY)


@rule("explicit-deny", ERROR)
def explicit_deny(winner: LinkResult | None, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """A policy denies sts:GetCallerIdentity.

    Why: GetCallerIdentity needs no permission, and AWS documents that it works even if a policy of the identity
    itself denies it. So AccessDenied is an explicit deny from elsewhere: a service control policy, a permissions
    boundary, a session policy, or the policy of a VPC endpoint. The credentials themselves are known to AWS.
    Example:
        aws sts get-caller-identity
        # AccessDenied: User: arn:aws:iam::111122223333:user/app is not authorized to
        # perform: sts:GetCallerIdentity with an explicit deny
    Fix: Ask the people who maintain the policies of the organization or of the VPC endpoint to look for an explicit
    deny, and to allow sts:GetCallerIdentity.
    Ignore: You can ignore this if the deny is intended, and the program's own calls succeed (`--ignore
    explicit-deny`).
    See: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    """
    if winner is None or answer is None or answer.code not in ("AccessDenied", "AccessDeniedException"):
        return
    if answer.operation != "GetCallerIdentity":
        return
    message = f"STS answers {answer.code} to GetCallerIdentity for {winner.link}: an explicit deny forbids it."
    fix = Fix("look for an explicit deny: SCP, permissions boundary, session policy, VPC endpoint policy")
    yield Finding(ERROR, message, origin_of(winner.probe), fix)
