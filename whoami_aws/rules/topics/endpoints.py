"""The container credentials endpoint, and settings that the SDK cannot take."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.links import container
from whoami_aws.chain.verdict import STOPPED, Verdict
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import ERROR, Fix, Hit, rule, unset


@rule("container-credentials-failed", ERROR)
def container_credentials_failed(verdict: Verdict) -> Iterable[Hit]:
    """The container endpoint that a variable names gives no credentials, and stops the chain.

    Why: once AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or …_FULL_URI is set, also to nothing, the link answers or
    raises. A variable copied out of a container, an agent that is not there yet, or a token with a line end are enough,
    and the instance role below is not tried.
    Fix: unset the variable where there is no such endpoint; mend the endpoint or its token where there is one.
    See: botocore/credentials.py ContainerProvider; botocore/utils.py ContainerMetadataFetcher
    """
    row = verdict.row("container-role")
    if row is None or row.status != STOPPED:
        return
    names = [one.name for one in row.probe.inputs[:2] if one.state != "absent"]
    token = row.probe.reason.code in ("token-file", "token-line-end")
    fix = Fix("write the token again, without a line end, where it can be read") if token else unset(*names)
    yield Hit(ERROR, f"{row.probe.reason.text}.", Origin("env", names[0] if names else container.FULL), fix)


@rule("bad-setting", ERROR)
def bad_setting(verdict: Verdict) -> Iterable[Hit]:
    """A setting of the metadata service has a value that botocore cannot take.

    Why: its time-out, its attempts, its endpoint and its mode are read while the chain is built. A value that is no
    integer, no URL or no mode stops everything, whoever would have answered.
    Fix: correct the value, or take it out.
    See: botocore/configprovider.py BOTOCORE_DEFAUT_SESSION_VARIABLES; botocore/utils.py resolve_imds_endpoint_mode
    """
    session = verdict.session
    if session is None or session.reason.code != "bad-setting":
        return
    origin = session.inputs[0].origin
    fix = unset(origin.name) if origin.kind == "env" else Fix(f"correct {origin}", (), session.triggers)
    yield Hit(ERROR, f"{session.reason.text} ({session.error.message}).", origin, fix)
