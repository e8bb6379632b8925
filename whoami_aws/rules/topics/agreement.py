"""Whether the model and the installed SDK say the same."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.verdict import UNKNOWN
from whoami_aws.diagnosis import DIFFERS, Diagnosis
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import WARNING, Finding, Fix, rule


@rule("model-and-sdk-differ", WARNING, needs=("chain",))
def model_and_sdk_differ(diagnosis: Diagnosis, host: Host) -> Iterable[Finding]:
    """The explanation does not fit what the installed SDK does.

    Why: whoami-aws reaches every verdict twice: by its own model of the chain, which can explain itself, and by
    botocore itself. Where the two differ, botocore's verdict is shown, and the reasons given beside it may be wrong.
    Example:
        # whoami-aws explain
        The model says env, botocore 1.44.8 says sso. What is shown is botocore's verdict.
    Fix: Report it, with the output of `whoami-aws explain --format json`, which has both verdicts and the versions.
    Ignore: If you need only the verdict, which is botocore's own, and not the reasons.
    See: the section "How sure it is" of the README
    """
    # A model that does not know does not contradict: an answer may come after it was given up, in time for botocore.
    if diagnosis.witness != DIFFERS or diagnosis.model.outcome == UNKNOWN:
        return
    model, said = diagnosis.model, diagnosis.testimony
    ours = model.winner or (
        f"{model.error.type} at {model.error_link or 'the session'}" if model.error else model.outcome
    )
    theirs = said.winner or (f"{said.error} at {said.error_link or 'the session'}" if said.error else said.outcome)
    message = f"The model says {ours}, botocore {host.sdk.botocore} says {theirs}. What is shown is botocore's verdict."
    yield Finding(
        WARNING,
        message,
        Origin("default", f"botocore {host.sdk.botocore}"),
        Fix("report this, with the output of --format json"),
    )
