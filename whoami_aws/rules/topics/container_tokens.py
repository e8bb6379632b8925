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

    Why: EKS Pod Identity mounts the token into the pod beside the variables. Where the variables came along and the
    file did not (copied out of a pod, a volume that is not mounted, another root directory), botocore raises a bare
    FileNotFoundError, and nothing below is tried.
    Fix: run where the file is mounted; or unset the variables.
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

    Why: the file belongs to another user, mostly to root, and the process runs as another user; or the path is a
    directory, or its content is not text. botocore raises, and no later link is tried.
    Fix: let the user of this process read it (in a pod: fsGroup), or name the right path.
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

    Why: the token goes into an HTTP header as it is, and a header has no line end. A file that was written with an
    editor or `echo` ends with one, and botocore refuses it with "Auth token value is not a legal header value".
    Fix: write the token again without a line end.
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

    Why: an endpoint that asks for a token answers 401 or 403 without the right one: the variable for it is missing, the
    token was copied and has expired, or belongs to another pod.
    Fix: pass on the token's variable beside the URI's, or restart where both are given.
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
