"""Settings that the SDK cannot take."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.verdict import Verdict
from whoami_aws.rules.finding import ERROR, Finding, Fix, rule, unset


@rule("bad-setting", ERROR)
def bad_setting(verdict: Verdict) -> Iterable[Finding]:
    """A setting of the metadata service has a value that botocore cannot take.

    Why: The SDK reads the metadata service's time-out, number of attempts, endpoint and endpoint mode while it builds
    the chain. A value that is not an integer, not a URL or not a known mode raises an exception there. So it stops
    every source of credentials, even keys in the environment that need no metadata service.
    Example:
        export AWS_METADATA_SERVICE_TIMEOUT=1s
    Fix: Correct the value in the config file, or remove the variable: `unset AWS_METADATA_SERVICE_TIMEOUT`.
    Ignore: Never: the SDK stops before it asks any source.
    See: botocore/configprovider.py BOTOCORE_DEFAUT_SESSION_VARIABLES; botocore/utils.py resolve_imds_endpoint_mode
    """
    session = verdict.session
    if session is None or session.reason.code != "bad-setting":
        return
    origin = session.inputs[0].origin
    fix = unset(origin.name) if origin.kind == "env" else Fix(f"correct {origin}", (), session.triggers)
    yield Finding(ERROR, f"{session.reason.text} ({session.error.message}).", origin, fix)
