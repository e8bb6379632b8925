"""`custom-process`: a program that prints credentials.

botocore/credentials.py `ProcessProvider` (1.44.8). The program runs while the chain is walked, without a shell and
without a time limit.
"""

from __future__ import annotations

from whoami_aws.chain.expiry import expiry_use, parse_expiry
from whoami_aws.chain.features import ACCOUNT_ID
from whoami_aws.chain.link import Kind, link
from whoami_aws.chain.probe import (
    OFFERS,
    WORKS,
    Credentials,
    Probe,
    Reason,
    SdkError,
    breaks,
    declines,
    input_of,
    not_probed,
    removal_of,
)
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import NOT_RUN, ProcessNeed, ProcessRun
from whoami_aws.host.values import Origin, Value

KEY = "credential_process"


@link("custom-process", Kind(by_profile=True, programs="always", in_source_profile=True))
def probe(view: BotocoreView) -> Probe:
    """Offers what the program printed; breaks with anything wrong about it."""
    setting = view.settings.get(KEY)
    if setting is None:
        absent = input_of(KEY, None, Origin("file", view.profiles.config.shown, key=KEY))
        return declines("no-credential-process", f"no {KEY} for profile {view.profile}", absent)
    value = setting.value
    named = input_of(str(value.origin), value)
    triggers = removal_of(value)
    if setting.nested is not None:
        wrong = SdkError("AttributeError", "'dict' object has no attribute 'read'")
        return breaks("not-a-text", f"{value.origin} is a block of settings, not a command", wrong, triggers, named)
    run = view.host.process(ProcessNeed(view.profile, value.origin))
    if run is None:
        return not_probed(
            f"the program at {value.origin} was not run", (ProcessNeed(view.profile, value.origin),), triggers, named
        )
    if run.not_run:
        why = f"the program at {value.origin} was not run: {NOT_RUN[run.not_run]}"
        return not_probed(why, (), triggers, named, code="not-run")
    if run.timed_out:
        return not_probed(f"{run.program} did not end within the time; the SDK would wait for it", (), triggers, named)
    if error := _error(run):
        return breaks("process-failed", f"{run.program} {_what(run)}", error, triggers, named)
    expiry = parse_expiry(run.expiration) if run.expires else None
    if isinstance(expiry, SdkError):
        return breaks(
            "bad-expiration", f"the Expiration that {run.program} prints is not a time", expiry, triggers, named
        )
    key = Value(
        run.key_id if run.key_id is not None else "",
        Origin("file", value.origin.name, value.origin.line, value.origin.section, KEY),
    )
    account = (run.account or _account(view)) if view.has(ACCOUNT_ID) else None
    credentials = Credentials(key, None, run.has_token, expiry.at if expiry else None, account_hint=account)
    use = expiry_use(expiry, view.host.now, f"{run.program} printed credentials that have expired") if expiry else WORKS
    reason = Reason("process-answered", f"{run.program} at {value.origin} printed a key")
    return Probe(OFFERS, reason, (named,), triggers, credentials, use)


def _account(view: BotocoreView) -> str | None:
    setting = view.settings.get("aws_account_id")
    return setting.value.text if setting else None


def _error(run: ProcessRun) -> SdkError | None:
    if run.error:
        return SdkError(run.error, run.message)
    prefix = "Error when retrieving credentials from custom-process: "
    if run.exit_code != 0:
        return SdkError("CredentialRetrievalError", prefix + run.stderr)
    if not run.version_ok:
        message = f"Unsupported version '{run.version}' for credential process provider, supported versions: 1"
        return SdkError("CredentialRetrievalError", prefix + message)
    if run.missing_key:
        return SdkError("CredentialRetrievalError", f"{prefix}Missing required key in response: '{run.missing_key}'")
    return None


def _what(run: ProcessRun) -> str:
    if run.exit_code:
        said = f": {run.stderr.strip().splitlines()[0]}" if run.stderr.strip() else " and said nothing"
        return f"ended with exit code {run.exit_code}{said}"
    if run.exit_code is None:
        return f"could not be started: {run.message}"
    if run.error:
        return "did not print what the SDK can read"
    if not run.version_ok:
        return f"printed Version {run.version} instead of 1"
    return f"printed no {run.missing_key}"
