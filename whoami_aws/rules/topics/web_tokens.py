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

    Why: The SDK sends the whole file as the token. If the file has a log line after the token, two tokens, quotes,
    the JSON answer that contained the token, or nothing at all, STS answers InvalidIdentityToken.
    Example:
        export AWS_WEB_IDENTITY_TOKEN_FILE=/tmp/token
        # cat /tmp/token
        {"value": "eyJhbGciOi..."}
    Fix: Write the token to the file again, and nothing else: one line of three parts with dots between them. In
    Kubernetes, recreate the pod: `kubectl delete pod POD`.
    Ignore: Never: STS rejects such a token.
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

    Why: Such a token is short-lived, from minutes in a CI job to a day in a pod, and the program that wrote the file
    has to replace it. A copy of the file, or a job that outlives its token, gets ExpiredTokenException from STS.
    Example:
        export AWS_WEB_IDENTITY_TOKEN_FILE=/tmp/token
        # the payload of the token in /tmp/token: it expired on 14 November 2023
        {"iss": "https://ci.example.com", "sub": "project:orders", "exp": 1700003600}
    Fix: Have a new token written to the file by the program that issues it. Do not copy the file: a copy is not
    renewed.
    Ignore: Never: STS rejects an expired token.
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

    Why: Every pod has a token for the API server at …/kubernetes.io/serviceaccount/token. Its audience is not STS,
    and in older clusters its issuer is another one too. A second token, at …/eks.amazonaws.com/…, is projected for
    AWS.
    Example:
        export AWS_ROLE_ARN=arn:aws:iam::111122223333:role/orders
        export AWS_WEB_IDENTITY_TOKEN_FILE=/run/secrets/kubernetes.io/serviceaccount/token
    Fix: Annotate the service account (`kubectl annotate serviceaccount SERVICE_ACCOUNT
    eks.amazonaws.com/role-arn=ROLE_ARN`), remove this variable and recreate the pod; or project a token with the
    audience sts.amazonaws.com.
    Ignore: Never, unless an administrator has listed the audience of this token at the cluster's identity provider in
    IAM.
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

    Why: A token names the audience that it was made for. STS accepts it only if that is sts.amazonaws.com, or another
    name that the identity provider in IAM lists. Otherwise STS answers InvalidIdentityToken, "Incorrect token
    audience".
    Example:
        # the payload of the token that AWS_WEB_IDENTITY_TOKEN_FILE names
        {"iss": "https://token.actions.githubusercontent.com",
         "aud": "https://github.com/example",
         "sub": "repo:example/shop:ref:refs/heads/main"}
    Fix: Request the token for sts.amazonaws.com: with the input `audience` of aws-actions/configure-aws-credentials
    in GitHub, `aud: sts.amazonaws.com` below `id_tokens` in GitLab, or the annotation `eks.amazonaws.com/audience` of
    the service account in Kubernetes. Or have an administrator add the audience to the identity provider in IAM.
    Ignore: It is harmless if the identity provider in IAM lists the token's audience.
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

    Why: Before STS looks at a role's trust policy, IAM must have an OpenID Connect provider for exactly this issuer
    in the account of the role. A new cluster has a new issuer. STS must also be able to fetch the issuer's keys.
    Example:
        # STS answers AssumeRoleWithWebIdentity with InvalidIdentityToken:
        No OpenIDConnect provider found in your account for
        https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E
    Fix: Create the identity provider in the account of the role: `aws iam create-open-id-connect-provider --url
    ISSUER --client-id-list sts.amazonaws.com`. If STS cannot fetch the keys, make
    ISSUER/.well-known/openid-configuration and the keys public, with a valid certificate.
    Ignore: Never: STS has rejected the token.
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

    Why: STS has accepted the token itself, and no statement of the trust policy matches it: the token has another
    subject (namespace, service account, repository or branch), another audience or another provider. Or the role does
    not exist.
    Example:
        # the token of the service account orders in the namespace shop
        {"sub": "system:serviceaccount:shop:orders", "aud": ["sts.amazonaws.com"]}
        # the condition in the role's trust policy
        "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE:sub": "system:serviceaccount:shop:web"
    Fix: Have an administrator of the role change the conditions on `sub` and `aud` in its trust policy so that they
    match the token.
    Ignore: Never: STS has refused the role.
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
