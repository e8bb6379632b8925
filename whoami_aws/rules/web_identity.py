"""Roles by an OpenID token."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.verdict import Row
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import ERROR, Fix, Hit, rule

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
