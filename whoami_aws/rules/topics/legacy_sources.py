"""Sources that stop the chain and give nothing: programs, and legacy credential files."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.botocore.links import key_files
from whoami_aws.chain.verdict import STOPPED, Verdict
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import ERROR, Finding, Fix, rule, unset


@rule(
    "credential-process-failed",
    ERROR,
    suppressed_by=(
        "credential-process-wants-input",
        "credential-process-needs-shell",
        "credential-process-not-found",
        "credential-process-prints-nothing",
        "credential-process-not-json",
        "credential-process-bad-answer",
        "credential-process-expired-answer",
    ),
)
def credential_process_failed(verdict: Verdict) -> Iterable[Finding]:
    """A credential_process gave no credentials, and stops the chain.

    Why: the program runs while the chain is walked. Whatever goes wrong with it is an exception, and nothing below is
    tried; what it wrote to standard error is all that there is to go by, and it may be nothing.
    Fix: run the program by hand and repair it, or remove the setting.
    See: botocore/credentials.py ProcessProvider
    """
    row = verdict.row("custom-process")
    if row is None or row.status != STOPPED:
        return
    origin = row.probe.inputs[0].origin
    yield Finding(
        ERROR,
        f"{row.probe.reason.text}.",
        origin,
        Fix(f"run the program that is set at {origin} by hand", (), row.probe.triggers),
    )


@rule("credential-file-missing", ERROR)
def credential_file_missing(verdict: Verdict) -> Iterable[Finding]:
    """AWS_CREDENTIAL_FILE, of the first EC2 tools, names a file that gives nothing, and stops the chain.

    Why: the variable is older than ~/.aws/credentials and means another file; once it is set, botocore insists on it.
    Fix: unset it; for the credentials file of today the variable is AWS_SHARED_CREDENTIALS_FILE.
    See: botocore/credentials.py OriginalEC2Provider
    """
    row = verdict.row("ec2-credentials-file")
    if row is not None and row.status == STOPPED:
        yield Finding(
            ERROR, f"{row.probe.reason.text}.", Origin("env", key_files.FILE_VARIABLE), unset(key_files.FILE_VARIABLE)
        )
