"""Sources that win or stop the chain and then give nothing: token files, programs, old credential files."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.links import key_files
from whoami_aws.chain.verdict import STOPPED, Row, Verdict
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import ERROR, Fix, Hit, rule, unset

_FILE_ERRORS = ("FileNotFoundError", "PermissionError", "IsADirectoryError", "NotADirectoryError", "OSError")


@rule("web-identity-token-missing", ERROR)
def web_identity_token_missing(diagnosis: Diagnosis, winner: Row | None) -> Iterable[Hit]:
    """The web identity wins the chain, and its token file cannot be read.

    Why: botocore chooses this link by its settings and opens the token only when the first call is made. So the chain
    ends here, nothing below is tried, and the call fails with a bare file error that names no variable.
    Fix: mount the token (service account, projected volume), or unset the variable.
    See: botocore/credentials.py AssumeRoleWithWebIdentityProvider; botocore/utils.py FileWebIdentityTokenLoader
    """
    use = diagnosis.use
    if winner is None or winner.link != "assume-role-with-web-identity" or use is None or use.error is None:
        return
    if use.error.type not in _FILE_ERRORS:
        return
    origin = winner.probe.inputs[0].origin if winner.probe.inputs else Origin("default", winner.link)
    variables = [change.name for change in winner.probe.triggers if change.kind == "unset"]
    commands = (f"unset {' '.join(variables)}",) if variables else ()
    fix = Fix(
        "let the token be mounted again; or, if the role is not wanted here, take its settings away",
        commands,
        winner.probe.triggers,
    )
    yield Hit(ERROR, f"{origin}: {use.error.message} ({use.error.type}).", origin, fix)


@rule("credential-process-failed", ERROR)
def credential_process_failed(verdict: Verdict) -> Iterable[Hit]:
    """A credential_process gave no credentials, and stops the chain.

    Why: the program runs while the chain is walked. Whatever goes wrong with it is an exception, and nothing below is
    tried; what it wrote to standard error is all that there is to go by, and it may be nothing.
    Fix: run the program by hand and mend it, or take the setting out.
    See: botocore/credentials.py ProcessProvider
    """
    row = verdict.row("custom-process")
    if row is None or row.status != STOPPED:
        return
    origin = row.probe.inputs[0].origin
    yield Hit(
        ERROR,
        f"{row.probe.reason.text}.",
        origin,
        Fix(f"run the program that stands at {origin} by hand", (), row.probe.triggers),
    )


@rule("credential-file-missing", ERROR)
def credential_file_missing(verdict: Verdict) -> Iterable[Hit]:
    """AWS_CREDENTIAL_FILE, of the first EC2 tools, names a file that gives nothing, and stops the chain.

    Why: the variable is older than ~/.aws/credentials and means another file; once it is set, botocore insists on it.
    Fix: unset it; for the credentials file of today the variable is AWS_SHARED_CREDENTIALS_FILE.
    See: botocore/credentials.py OriginalEC2Provider
    """
    row = verdict.row("ec2-credentials-file")
    if row is not None and row.status == STOPPED:
        yield Hit(
            ERROR, f"{row.probe.reason.text}.", Origin("env", key_files.FILE_VARIABLE), unset(key_files.FILE_VARIABLE)
        )
