"""Settings that the SDK cannot take."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.verdict import Verdict
from whoami_aws.rules.finding import ERROR, Finding, Fix, rule, unset


@rule("bad-setting", ERROR)
def bad_setting(verdict: Verdict) -> Iterable[Finding]:
    """A setting of the metadata service has a value that botocore cannot take.

    Why: its time-out, its attempts, its endpoint and its mode are read while the chain is built. A value that is no
    integer, no URL or no mode stops everything, whatever link would have answered.
    Fix: correct the value, or remove it.
    See: botocore/configprovider.py BOTOCORE_DEFAUT_SESSION_VARIABLES; botocore/utils.py resolve_imds_endpoint_mode
    """
    session = verdict.session
    if session is None or session.reason.code != "bad-setting":
        return
    origin = session.inputs[0].origin
    fix = unset(origin.name) if origin.kind == "env" else Fix(f"correct {origin}", (), session.triggers)
    yield Finding(ERROR, f"{session.reason.text} ({session.error.message}).", origin, fix)
