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

    Why: The SDK runs the program while it walks the chain. Any failure of the program raises an exception, and no
    later link is tried. The only clue is what the program wrote to standard error, which may be nothing.
    Example:
        [default]
        credential_process = /opt/bin/helper
        # /opt/bin/helper ends with exit code 3 and prints to standard error: no such team
    Fix: Run the program by hand, as `credential_process` has it, and repair it; or remove the setting.
    Ignore: Never: the SDK stops here.
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
    """AWS_CREDENTIAL_FILE, a variable of the first EC2 tools, names an unusable file and stops the chain.

    Why: The variable is older than ~/.aws/credentials and is for another file, with lines such as AWSAccessKeyId=KEY.
    Once it is set, botocore raises an exception if it cannot read that file, or if the file has an access key and no
    secret.
    Example:
        # There is no such file.
        export AWS_CREDENTIAL_FILE=~/gone
    Fix: Remove the variable: `unset AWS_CREDENTIAL_FILE`. The variable for the path of today's credentials file is
    AWS_SHARED_CREDENTIALS_FILE.
    Ignore: Never: the SDK stops here.
    See: botocore/credentials.py OriginalEC2Provider
    """
    row = verdict.row("ec2-credentials-file")
    if row is not None and row.status == STOPPED:
        yield Finding(
            ERROR, f"{row.probe.reason.text}.", Origin("env", key_files.FILE_VARIABLE), unset(key_files.FILE_VARIABLE)
        )
