"""The token that a container's credentials endpoint wants."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain import endpoints
from whoami_aws.chain.verdict import Verdict
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.platform import Platform
from whoami_aws.rules import shell
from whoami_aws.rules.container_support import broken_link, token_path
from whoami_aws.rules.finding import ERROR, EVERY, Finding, Fix, rule, unset
from whoami_aws.rules.fixes import unexpanded, with_backup

_TOKEN_FILE = Origin("env", endpoints.TOKEN_FILE)


@rule("container-token-missing", ERROR, needs=("container",))
def container_token_missing(verdict: Verdict, host: Host, surroundings: Platform) -> Iterable[Finding]:
    """The token file for the container's credentials endpoint does not exist.

    Why: EKS Pod Identity mounts the token into the pod and sets the variables that refer to it. The file is missing
    if the variables were copied out of a pod, if the volume is not mounted, or if the process has another root
    directory. botocore raises a bare FileNotFoundError, and no later link is tried.
    Example:
        export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials
        # There is no such file.
        export AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/gone/container-token
    Fix: Start the process where the token is mounted; a pod whose token volume is not mounted gets it when it is
    recreated. If no endpoint is wanted, remove the variables: `unset AWS_CONTAINER_CREDENTIALS_FULL_URI
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`.
    Ignore: It is harmless, and only a note, while an earlier link of the chain gives the credentials that you want.
    Otherwise, never: the SDK stops here.
    See: botocore/credentials.py ContainerProvider._build_headers
    """
    broken = broken_link(verdict, host)
    error = broken.row.probe.error if broken else None
    if broken is None or broken.code != "token-file" or error is None or error.type != "FileNotFoundError":
        return
    pod = surroundings.has("kubernetes")
    where = (
        f"This is a pod ({pod.evidence}) whose token volume is not mounted: a new pod gets it"
        if pod
        else "Nothing shows that this is a pod: the variables seem to be copied out of one"
    )
    message = f"{endpoints.TOKEN_FILE} names {token_path(host)}, which does not exist. {where}."
    names = (endpoints.RELATIVE, endpoints.FULL, endpoints.TOKEN_FILE)
    fix = unset(*(name for name in names if host.variable(name) is not None))
    fix = fix._replace(text="start it where the token is mounted; if no endpoint is wanted, remove the variables")
    yield Finding(broken.severity, message, _TOKEN_FILE, fix)


@rule("container-token-unreadable", ERROR, sdks=EVERY, needs=("container",))
def container_token_unreadable(verdict: Verdict, host: Host) -> Iterable[Finding]:
    """The file with the token for the container's credentials endpoint cannot be read.

    Why: The file belongs to another user, usually root, and the process does not run as that user; or the path is a
    directory; or the content is not text. botocore raises an exception, and no later link is tried.
    Example:
        export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials
        # This is a directory; the token is in the file /tokens/token.
        export AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/tokens
    Fix: Let the user of this process read the file (in a pod, with `fsGroup` in the pod's securityContext), or set
    the right path: `export AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/tokens/token`.
    Ignore: It is harmless, and only a note, while an earlier link of the chain gives the credentials that you want.
    Otherwise, never: the SDK stops here.
    See: botocore/credentials.py ContainerProvider._build_headers
    """
    broken = broken_link(verdict, host)
    error = broken.row.probe.error if broken else None
    if broken is None or broken.code != "token-file" or error is None or error.type == "FileNotFoundError":
        return
    path = token_path(host)
    value = host.variable(endpoints.TOKEN_FILE)
    state = host.token_file(value.text or "") if value else None
    mode = f"; its mode is {state.state.mode:o}" if state and state.state.mode is not None else ""
    user = f" by {host.user}" if host.user and error.type == "PermissionError" else ""
    message = f"{endpoints.TOKEN_FILE} names {path}, which cannot be read{user}: {error.message} ({error.type}{mode})."
    text = f"let the user of this process read {path}" if error.type == "PermissionError" else "name the token's file"
    yield Finding(broken.severity, message, _TOKEN_FILE, Fix(text))


@rule("container-token-has-line-end", ERROR, sdks=EVERY, needs=("container",))
def container_token_has_line_end(verdict: Verdict, host: Host) -> Iterable[Finding]:
    """The token for the container's credentials endpoint has a line end in it.

    Why: The token goes into an HTTP header as it is, and a header must not contain a line end. A file that was
    written with an editor or with `echo` ends with one. botocore rejects the token with "Auth token value is not a
    legal header value".
    Example:
        export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials
        export AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/tokens/token
        # echo writes a line end after the token.
        echo EXAMPLE-TOKEN > /tokens/token
    Fix: Write the token again without a line end: `printf %s TOKEN > FILE`.
    Ignore: It is harmless, and only a note, while an earlier link of the chain gives the credentials that you want.
    Otherwise, never: the SDK stops here.
    See: botocore/credentials.py ContainerProvider._validate_auth_token
    """
    broken = broken_link(verdict, host)
    if broken is None or broken.code != "token-line-end":
        return
    file = host.variable(endpoints.TOKEN_FILE)
    if file is not None:
        path = token_path(host)
        message = f"The token in {path} ({endpoints.TOKEN_FILE}) has a line end."
        whole = unexpanded(host, file.text or "")
        fix = with_backup("write it without", whole, shell.drop_line_ends(whole))
        yield Finding(broken.severity, message, _TOKEN_FILE, fix)
        return
    commands = shell.strip_variable(endpoints.TOKEN, shell.LINE_ENDS)
    message = f"The token in {endpoints.TOKEN} has a line end."
    yield Finding(broken.severity, message, Origin("env", endpoints.TOKEN), Fix("write it without", commands))


@rule("container-token-refused", ERROR, sdks=EVERY, needs=("container",))
def container_token_refused(verdict: Verdict, host: Host) -> Iterable[Finding]:
    """The container's credentials endpoint does not accept the token, or wants one.

    Why: An endpoint that requires a token answers 401 or 403 if the token is wrong or missing. The variable for the
    token is not set, or the token was copied and has expired, or it belongs to another pod.
    Example:
        export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials
        # AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE is not set, and the endpoint answers:
        HTTP/1.1 401 Unauthorized
    Fix: Pass the token's variable on together with the URI's: `export AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=PATH`.
    If a token was sent, restart the process where the endpoint and its token are both set.
    Ignore: It is harmless, and only a note, while an earlier link of the chain gives the credentials that you want.
    Otherwise, never: the SDK stops here.
    See: botocore/credentials.py ContainerProvider; https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
    """
    broken = broken_link(verdict, host)
    if broken is None or broken.answer is None or broken.answer.reply.status not in (401, 403):
        return
    token = host.variable(endpoints.TOKEN_FILE) or host.variable(endpoints.TOKEN)
    sent = f"the token of {token.origin} was sent" if token else "no token was sent: neither variable for one is set"
    said = f": {broken.answer.body_excerpt}" if broken.answer.body_excerpt else ""
    message = f"{broken.variable}: the endpoint answers {broken.answer.reply.status}{said}; {sent}."
    text = "restart it where the endpoint and its token are both set" if token else f"set {endpoints.TOKEN_FILE} too"
    yield Finding(broken.severity, message, token.origin if token else _TOKEN_FILE, Fix(text))
