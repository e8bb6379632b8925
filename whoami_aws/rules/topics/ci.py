"""What goes wrong in jobs of CI systems: tokens, secrets and steps that came before."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.expiry import span
from whoami_aws.chain.verdict import NONE, RESOLVED, LinkResult, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.facts import IdentityAnswer
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.host.variables import ACCESS_KEY, ROLE_ARN, SECRET_KEY, TOKEN_FILE
from whoami_aws.platform import CI, CODEBUILD, GITHUB, GITLAB, JENKINS, Kind, Platform
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, LIKELY, SURE, Finding, Fix, rule, unset
from whoami_aws.rules.messages import hides
from whoami_aws.rules.severity import profile_missing

ID_TOKEN_URL, ID_TOKEN = "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
_FORK_EVENTS = ("pull_request", "pull_request_review", "pull_request_review_comment")
_EXPIRED = ("ExpiredToken", "ExpiredTokenException")


def _job(surroundings: Platform) -> Kind | None:
    return surroundings.has(GITHUB, GITLAB, JENKINS, CODEBUILD, CI)


def _filled(host: Host, *names: str) -> bool:
    return any((value := host.variable(name)) and not value.empty for name in names)


@rule("ci-profile-without-files", ERROR, sdks=EVERY)
def ci_profile_without_files(
    view: BotocoreView, verdict: Verdict, host: Host, surroundings: Platform
) -> Iterable[Finding]:
    """A CI job has a profile variable, and its runner has no files that could hold a profile.

    Why: A fresh runner has no ~/.aws. A profile that a workflow, a Makefile or a .env file selects for people's own
    machines does not exist there. So botocore stops with ProfileNotFound, before it looks at the keys that the job
    has in its environment.
    Example:
        # A job of GitHub Actions on a fresh runner, which has no ~/.aws
        export AWS_PROFILE=prod
    Fix: Remove the profile from the job: `unset AWS_PROFILE`, or leave out --profile.
    Ignore: Never: the SDK stops here. If a later step of the job writes the files, run whoami-aws after that step.
    See: botocore/session.py get_scoped_config
    """
    selected, session, job = view.selected, verdict.session, _job(surroundings)
    if job is None or selected is None or not selected.text or session is None:
        return
    if not profile_missing(verdict) or view.profiles.config.exists or view.profiles.credentials.exists:
        return
    message = (
        f"{selected.origin} names {selected.text!r}, and the runner of this CI job ({job.evidence} is set) has neither "
        f"{view.profiles.config.shown} nor {view.profiles.credentials.shown}."
    )
    if _filled(host, ACCESS_KEY):
        message += f" The keys in {ACCESS_KEY} are not even looked at."
    fix = Fix("leave --profile out in the job", (), session.triggers)
    if selected.origin.kind == "env":
        fix = unset(selected.origin.name)._replace(text=f"remove {selected.origin} from the job's environment")
    yield Finding(ERROR, message, selected.origin, fix)


@rule("earlier-step-left-expired-session", ERROR)
def earlier_step_left_expired_session(
    diagnosis: Diagnosis, host: Host, winner: LinkResult | None, answer: IdentityAnswer | None, surroundings: Platform
) -> Iterable[Finding]:
    """The session that an earlier step of this CI job exported has expired.

    Why: A step that logs in, such as aws-actions/configure-aws-credentials, exports its session to all steps that
    follow. When the job takes longer than the session, or logs in a second time, the old session comes first in the
    chain, and AWS refuses it. So a second login cannot use the runner's own role either.
    Example:
        # A step that runs after the session of the login step has expired
        $ aws sts get-caller-identity
        An error occurred (ExpiredToken) when calling the GetCallerIdentity operation
    Fix: Log in again with a longer session. In GitHub Actions, give the login step `unset-current-credentials: true`,
    so that it removes the old session first. In a script, run `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    AWS_SESSION_TOKEN` before the second login.
    Ignore: Never: AWS refuses every call that is signed with the expired session.
    See: https://github.com/aws-actions/configure-aws-credentials#options
    """
    job = _job(surroundings)
    credentials = winner.probe.credentials if winner else None
    if job is None or winner is None or winner.link != "env" or credentials is None or not credentials.has_token:
        return
    at = credentials.expires_at
    past = at is not None and at < host.now
    if not past and (answer is None or answer.code not in _EXPIRED):
        return
    ago = f" {span(host.now - at)} ago" if past and at is not None else ", says STS"
    names = tuple(change.name for change in winner.probe.triggers)
    message = (
        f"The session in {', '.join(names)} has expired{ago}: an earlier step of this CI job ({job.evidence} is set) "
        f"left it.{hides(diagnosis, winner)}"
    )
    text = (
        "give the login step `unset-current-credentials: true`" if job.name == GITHUB else "log in again in this step"
    )
    yield Finding(
        ERROR, message, Origin("env", names[2] if len(names) > 2 else names[0]), unset(*names)._replace(text=text)
    )


@rule("ci-secrets-empty", ERROR, sdks=EVERY)
def ci_secrets_empty(host: Host, verdict: Verdict, surroundings: Platform) -> Iterable[Finding]:
    """A CI job has empty key variables because their secrets do not exist for this run.

    Why: A CI system sets a variable to an empty string when its secret does not exist, or when this run may not read
    it. Runs for pull requests from forks, and runs that Dependabot starts, get no secrets.
    Example:
        # .github/workflows/deploy.yml, in a repository without these two secrets
        env:
          AWS_ACCESS_KEY_ID: ${{ secrets.AWS_ACCESS_KEY_ID }}
          AWS_SECRET_ACCESS_KEY: ${{ secrets.AWS_SECRET_ACCESS_KEY }}
    Fix: Define the secret for this repository and environment, under the name that the job uses. Skip the steps that
    need AWS in runs for pull requests from forks and in those of Dependabot.
    Ignore: If this run is not meant to use AWS, as is usual for a pull request from a fork.
    See: https://docs.github.com/en/actions/security-guides/using-secrets-in-github-actions
    """
    job = _job(surroundings)
    empty = [name for name in (ACCESS_KEY, SECRET_KEY) if (value := host.variable(name)) and value.empty]
    if job is None or not empty or verdict.outcome == RESOLVED or (_filled(host, ACCESS_KEY) and len(empty) > 1):
        return
    event = host.variable("GITHUB_EVENT_NAME")
    secret = f"the secret that {empty[0]} is made of"
    verb = "are" if len(empty) > 1 else "is"
    message = f"{' and '.join(empty)} {verb} set, and empty, in a CI job ({job.evidence} is set): "
    message += "the secret does not exist for this run."
    text = f"define {secret} for this repository and environment, under the name that the job uses"
    if event is not None and event.text in _FORK_EVENTS:
        message += f" It is one for {event.text}, which gets no secrets if it is from a fork or by Dependabot."
        text = f"keep AWS out of runs for forks; for others, {text}"
    yield Finding(ERROR, message, Origin("env", empty[0]), Fix(text))


@rule(
    "github-id-token-missing",
    ERROR,
    suppressed_by=("ci-secrets-empty", "unread-variable", "partial-env-keys"),
    sdks=EVERY,
)
def github_id_token_missing(host: Host, verdict: Verdict, surroundings: Platform) -> Iterable[Finding]:
    """A job of GitHub Actions has no credentials, and may not ask for an OpenID token.

    Why: Without `permissions: id-token: write` GitHub does not set ACTIONS_ID_TOKEN_REQUEST_URL, and the login step
    cannot request a token. A `permissions:` block removes every permission that it does not name. Runs for pull
    requests from forks never get this permission.
    Example:
        # .github/workflows/deploy.yml, where id-token is not named
        permissions:
          contents: read
    Fix: Add the permission to the job or the workflow: `permissions: { id-token: write, contents: read }`.
    Ignore: If this job is not meant to use AWS.
    See: https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services
    """
    if surroundings.has(GITHUB) is None or not _nothing(host, verdict) or _filled(host, ID_TOKEN_URL):
        return
    event = host.variable("GITHUB_EVENT_NAME")
    message = f"This job of GitHub Actions has no credentials, and may not ask for a token: {ID_TOKEN_URL} is not set."
    if event is not None and event.text in _FORK_EVENTS:
        message += f" It runs for {event.text}: from a fork it would never get one."
    yield Finding(ERROR, message, Origin("env", ID_TOKEN_URL), Fix("permissions: { id-token: write, contents: read }"))


@rule(
    "github-login-step-missing",
    ERROR,
    suppressed_by=("ci-secrets-empty", "unread-variable", "partial-env-keys"),
    sdks=EVERY,
)
def github_login_step_missing(host: Host, verdict: Verdict, surroundings: Platform) -> Iterable[Finding]:
    """A job of GitHub Actions may ask for an OpenID token, and no step turned it into credentials.

    Why: The permission to request a token gives no credentials. The login step is missing, failed, ran in another
    job, or runs later. A container or a script that has its own environment does not see what the login step
    exported.
    Example:
        # .github/workflows/deploy.yml, without a login step
        permissions: { id-token: write, contents: read }
        steps:
          - run: aws s3 ls
    Fix: Add a step to the same job, before this one, with `uses: aws-actions/configure-aws-credentials` and the input
    `role-to-assume`.
    Ignore: If this step is not meant to use AWS, or if it runs before the login step on purpose.
    See: https://github.com/aws-actions/configure-aws-credentials
    """
    if surroundings.has(GITHUB) is None or not _nothing(host, verdict) or not _filled(host, ID_TOKEN_URL):
        return
    message = (
        f"This job may ask for an OpenID token ({ID_TOKEN_URL} is set), and no step before has exported credentials."
    )
    fix = Fix("uses: aws-actions/configure-aws-credentials, with role-to-assume, before this step of the same job")
    yield Finding(ERROR, message, Origin("env", ID_TOKEN_URL), fix, LIKELY)


@rule(
    "gitlab-id-token-missing",
    ERROR,
    suppressed_by=("ci-secrets-empty", "unread-variable", "partial-env-keys"),
    sdks=EVERY,
)
def gitlab_id_token_missing(host: Host, verdict: Verdict, surroundings: Platform) -> Iterable[Finding]:
    """A job of GitLab CI has a role to assume, and no token to do it with.

    Why: GitLab gives a job an OpenID token only if the job asks for it with `id_tokens:`, and it gives the token as a
    variable. The SDK expects a file, which AWS_WEB_IDENTITY_TOKEN_FILE names. The old variable CI_JOB_JWT_V2 no
    longer exists.
    Example:
        # .gitlab-ci.yml, without id_tokens
        variables:
          AWS_ROLE_ARN: arn:aws:iam::111122223333:role/deploy
    Fix: Add `id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }` to the job. In its script, write the token to a
    file with `printf %s "$AWS_TOKEN" > "$CI_PROJECT_DIR.token"`, and name the file with `export
    AWS_WEB_IDENTITY_TOKEN_FILE="$CI_PROJECT_DIR.token"`.
    Ignore: If this job is not meant to use AWS, and AWS_ROLE_ARN is set for other jobs of the pipeline.
    See: https://docs.gitlab.com/ci/cloud_services/aws/
    """
    if surroundings.has(GITLAB) is None or not _nothing(host, verdict) or not _filled(host, ROLE_ARN):
        return
    message = (
        f"{ROLE_ARN} is set in this GitLab job, and {TOKEN_FILE} is not: the role has no token to be assumed with."
    )
    fix = Fix(
        "in the job: id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }, and in its script these two",
        shell.WRITE_GITLAB_TOKEN,
    )
    yield Finding(ERROR, message, Origin("env", ROLE_ARN), fix, SURE)


@rule(
    "gitlab-protected-variables",
    ERROR,
    suppressed_by=("ci-secrets-empty", "gitlab-id-token-missing", "unread-variable"),
    sdks=EVERY,
)
def gitlab_protected_variables(host: Host, verdict: Verdict, surroundings: Platform) -> Iterable[Finding]:
    """A job of GitLab CI on an unprotected branch has no credentials.

    Why: Protected variables, as new ones are by default, exist only in jobs for protected branches and tags. In all
    other jobs they are not set, and GitLab does not report that.
    Example:
        # A job on an unprotected branch; AWS_ACCESS_KEY_ID is a protected variable
        CI_COMMIT_REF_PROTECTED=false
    Fix: Protect the branch, or unmark the variables as protected. A maintainer of the project does this in its
    settings.
    Ignore: If jobs on this branch are not meant to use AWS.
    See: https://docs.gitlab.com/ci/variables/#protect-a-cicd-variable
    """
    value = host.variable("CI_COMMIT_REF_PROTECTED")
    if surroundings.has(GITLAB) is None or value is None or value.text != "false" or not _nothing(host, verdict):
        return
    message = (
        "This GitLab job has no credentials variable, and its branch is not protected: protected variables are not set."
    )
    yield Finding(ERROR, message, value.origin, Fix("protect the branch, or unmark the variables as protected"), LIKELY)


def _nothing(host: Host, verdict: Verdict) -> bool:
    """Whether no credentials are found, and the job was given none of its own."""
    return verdict.outcome == NONE and not _filled(host, ACCESS_KEY, SECRET_KEY, TOKEN_FILE)
