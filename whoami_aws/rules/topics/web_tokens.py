"""Web identity tokens: what they say of themselves, and what STS says to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from whoami_aws.chain.expiry import span
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.arn import role_name
from whoami_aws.host.facts import Claims, IdentityAnswer, TokenFile
from whoami_aws.host.host import Host
from whoami_aws.host.values import Value
from whoami_aws.platform import POD_TOKEN
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, LIKELY, SURE, WARNING, Finding, Fix, rule
from whoami_aws.rules.role_chain import WEB_IDENTITY, RoleChain, configured, ways_to

_AUDIENCES = ("sts.amazonaws.com", "sts.amazonaws.com.cn")


def _tokens(diagnosis: Diagnosis) -> Iterator[tuple[RoleChain, Value, TokenFile]]:
    """The token files that decide and can be read, unless STS has accepted them."""
    view, verdict = diagnosis.view, diagnosis.verdict
    for way in ways_to(view, verdict, WEB_IDENTITY):
        path = configured(way.view, "AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file")
        answer = view.host.identity(way.row.link)
        accepted = way.decides and answer is not None and bool(answer.arn)
        file = view.host.token_file(path.text) if path is not None and path.text else None
        used = way.decides and not accepted and not way.from_cache
        if path is not None and file is not None and not file.error and used:
            yield way, path, file


def _issued_by(claims: Claims) -> str:
    """Who issued a token, and for what: two words for a person."""
    return f"issuer {claims.issuer or 'none'}, subject {claims.subject or 'none'}"


@rule("web-identity-token-malformed", ERROR, sdks=EVERY, needs=("sts", "chain"))
def web_identity_token_malformed(diagnosis: Diagnosis, host: Host) -> Iterable[Finding]:
    """A web identity token file does not hold one token and nothing else.

    Why: the whole file is sent as the token. A log line behind it, two tokens, quotes, the JSON answer that the token
    came in, or nothing at all: STS answers InvalidIdentityToken.
    Fix: write the bare token, one line of three parts with dots between.
    See: botocore/utils.py FileWebIdentityTokenLoader; RFC 7519
    """
    for way, path, file in _tokens(diagnosis):
        what = _FORMS.get(file.form)
        if what is None:
            continue
        shown = host.shown(path.text or "")
        message = f"{path.origin}: {shown} ({file.length} characters) {what}.{way.through}"
        fix = Fix(f"let the token be written to {shown} again, and nothing else (in Kubernetes: recreate the pod)")
        yield Finding(ERROR, message, path.origin, fix)


_FORMS = {
    "empty": "is empty",
    "words": "has white space inside: more than the token, two tokens, or the JSON that it came in",
    "broken": "has three parts that do not decode: no JSON web token, or one that was cut or quoted",
    "other": "is no JSON web token, which has three parts with dots between",
}


@rule("web-identity-token-expired", ERROR, sdks=EVERY, needs=("sts", "chain"))
def web_identity_token_expired(diagnosis: Diagnosis, host: Host) -> Iterable[Finding]:
    """A web identity token has expired.

    Why: such a token is short-lived, from minutes in a CI job to a day in a pod; the program that wrote the file has to
    replace it. A copy, or a job that outlives its token, gets ExpiredTokenException from STS.
    Fix: have a new token written; do not copy the file.
    See: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
    """
    for way, path, file in _tokens(diagnosis):
        claims = file.claims
        if claims is None or claims.expires_at is None or claims.expires_at > host.now:
            continue
        message = f"The token at {path.origin} expired {span(host.now - claims.expires_at)} ago ({_issued_by(claims)})."
        if claims.issued_at is not None and claims.expires_at > claims.issued_at:
            message += f" It was good for {span(claims.expires_at - claims.issued_at)}."
        fix = Fix(f"let a new token be written to {host.shown(path.text or '')}; a copy of one does not renew itself")
        yield Finding(ERROR, message + way.through, path.origin, fix)


@rule("kubernetes-api-token-used", ERROR, sdks=EVERY, needs=("sts", "chain"))
def kubernetes_api_token_used(diagnosis: Diagnosis) -> Iterable[Finding]:
    """The token is the one for the cluster's own API, which AWS does not accept.

    Why: every pod has a token at …/kubernetes.io/serviceaccount/token, for the API server. It has another audience than
    STS, and of older clusters another issuer. For AWS a second one is projected, at …/eks.amazonaws.com/….
    Fix: annotate the service account, or project a token with the audience sts.amazonaws.com.
    See: https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
    """
    for way, path, file in _tokens(diagnosis):
        claims = file.claims
        heard = claims.audience if claims else ()
        if any(one in _AUDIENCES for one in heard):
            continue
        own = claims is not None and any(
            "kubernetes/serviceaccount" in text or "kubernetes.default" in text
            for text in (claims.issuer or "", *heard)
        )
        if not own and path.text not in (POD_TOKEN, POD_TOKEN.removeprefix("/var")):
            continue
        message = f"{path.origin} names the token for the API of the cluster"
        message += f" (audience {', '.join(heard) or 'none'}; {_issued_by(claims)})." if claims else "."
        fix = Fix("use the token that is projected for AWS: annotate the service account, and remove this variable")
        yield Finding(ERROR, message + way.through, path.origin, fix)


@rule("web-identity-wrong-audience", ERROR, suppressed_by=("kubernetes-api-token-used",), sdks=EVERY, needs=("chain",))
def web_identity_wrong_audience(diagnosis: Diagnosis, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """A web identity token is meant for another audience than STS.

    Why: a token names for whom it was made. STS takes it only if that is sts.amazonaws.com, or another name that the
    identity provider in IAM lists; else it answers InvalidIdentityToken, "Incorrect token audience".
    Fix: have the token made for sts.amazonaws.com, or add its audience to the identity provider in IAM.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """
    for way, path, file in _tokens(diagnosis):
        claims = file.claims
        if claims is None or any(one in _AUDIENCES for one in claims.audience):
            continue
        said = answer is not None and answer.code == "InvalidIdentityToken" and "audience" in answer.message.lower()
        other = answer is not None and bool(answer.code) and not said
        issuer = claims.issuer or ""
        if other and not (answer is not None and answer.code == "AccessDenied"):
            continue  # STS has another complaint
        known = next(((where, how) for part, where, how in _ISSUERS if part in issuer), None)
        heard = ", ".join(claims.audience) or "no audience"
        message = f"The token at {path.origin} is for {heard}, and not for sts.amazonaws.com ({_issued_by(claims)})."
        message += " STS refuses it for that." if said else " IAM would have to list that name for the provider."
        fix = known[1] if known else "have the token made for the audience sts.amazonaws.com"
        # A provider in IAM may list any name, and for a provider of one's own that is quite usual.
        sure = said or (known is not None and known[0])
        severity = ERROR if sure else WARNING
        yield Finding(severity, message + way.through, path.origin, Fix(fix), SURE if said else LIKELY)


# A part of the issuer, whether its tokens for AWS are nearly always for STS's own name, and where that is set.
_ISSUERS = (
    (
        "oidc.eks.",
        True,
        "set the audience to sts.amazonaws.com: annotation eks.amazonaws.com/audience of the service account, or the "
        "projected volume's serviceAccountToken.audience",
    ),
    (
        "token.actions.githubusercontent.com",
        True,
        "ask for the token with the audience sts.amazonaws.com (input `audience` of "
        "aws-actions/configure-aws-credentials, or &audience= in the request)",
    ),
    ("gitlab", False, "set `id_tokens: NAME: aud: sts.amazonaws.com` in the job, or add the audience in IAM"),
    ("bitbucket", False, "add the audience of this workspace to the identity provider in IAM"),
    ("circleci", False, "add the organization's id as audience to the identity provider in IAM"),
    ("accounts.google.com", False, "ask for the token with the audience sts.amazonaws.com"),
)


@rule("oidc-provider-missing", ERROR, needs=("chain",))
def oidc_provider_missing(diagnosis: Diagnosis, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """The account of the role knows no identity provider for the token's issuer.

    Why: before STS looks at a role's trust policy, IAM must have an OpenID Connect provider for exactly this issuer, in
    the account of the role. A new cluster has a new issuer.
    Fix: create the identity provider there.
    See: https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
    """
    if answer is None or answer.code not in ("InvalidIdentityToken", "IDPCommunicationError"):
        return
    if answer.code == "InvalidIdentityToken" and not re.search(r"provider found|verification key", answer.message):
        return
    for way, path, file in _tokens(diagnosis):
        issuer = (file.claims.issuer if file.claims else None) or "the token's issuer"
        account = way.probe.credentials.account if way.probe and way.probe.credentials else None
        if "provider found" in answer.message:
            message = f"Account {account or 'of the role'} has no identity provider for {issuer}."
            fix = Fix(f"create it in account {account}", shell.aws_create_oidc_provider(issuer))
        else:
            message = f"STS cannot fetch the keys of {issuer}, with which it would check the token."
            fix = Fix(f"make {issuer}/.well-known/openid-configuration and its keys public, with a valid certificate")
        yield Finding(ERROR, message + way.through, path.origin, fix)


@rule("web-identity-denied", ERROR, needs=("chain",))
def web_identity_denied(diagnosis: Diagnosis, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """The role's trust policy does not take this token.

    Why: STS has found the token good, and no statement of the trust policy fits it: another subject (namespace, service
    account, repository, branch), another audience, another provider. Or there is no such role.
    Fix: let the conditions on `sub` and `aud` in the trust policy fit the token.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-eks.html
    """
    if answer is None or answer.code != "AccessDenied" or answer.operation != "AssumeRoleWithWebIdentity":
        return
    for way, path, file in _tokens(diagnosis):
        role = configured(way.view, "AWS_ROLE_ARN", "role_arn")
        claims = file.claims or Claims()
        message = (
            f"The trust policy of {role_name(role.text if role else None)} does not take the token at {path.origin}: "
        )
        message += f"sub {claims.subject or 'unknown'}, aud {', '.join(claims.audience) or 'unknown'}, "
        message += f"iss {claims.issuer or 'unknown'}."
        provider = (claims.issuer or "").removeprefix("https://")
        condition = f"{provider or 'ISSUER'}:sub = {claims.subject or 'SUBJECT'}"
        where = role.origin if role else path.origin
        fix = Fix(
            f"let the trust policy of {role.text if role else 'the role'} allow it, with the condition {condition}"
        )
        yield Finding(ERROR, message + way.through, where, fix)
