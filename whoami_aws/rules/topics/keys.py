"""What is wrong with the keys themselves."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain import profiles
from whoami_aws.chain.botocore.links import env, key_files
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import Usability, removal_of
from whoami_aws.chain.verdict import DECLINED, NONE, REMOVED, STOPPED, WINS, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.host import Host
from whoami_aws.host.key_id import masked
from whoami_aws.host.values import Origin, Value
from whoami_aws.host.variables import ACCESS_KEY, SECRET_KEY
from whoami_aws.rules.finding import ERROR, EVERY, INFO, LIKELY, SURE, WARNING, Finding, Fix, rule, unset
from whoami_aws.rules.messages import KEY_FILES, hides, severity_of, without, written_keys


@rule("partial-env-keys", ERROR, suppressed_by=("unread-variable", "ci-secrets-empty"), sdks=EVERY)
def partial_env_keys(host: Host, verdict: Verdict, chain: Chain) -> Iterable[Finding]:
    """Half of a key pair is in the environment.

    Why: AWS_ACCESS_KEY_ID without AWS_SECRET_ACCESS_KEY stops botocore's chain with PartialCredentialsError, and no
    later source is tried, even if it has credentials. A secret without its key ID is silently ignored. The SDK for
    Java ignores either half, and silently goes on.
    Example:
        export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
        # AWS_SECRET_ACCESS_KEY is not set
    Fix: Set both variables, or remove the one that is set: `unset AWS_ACCESS_KEY_ID` or `unset
    AWS_SECRET_ACCESS_KEY`.
    Ignore: If its severity is info: the variable does not affect the result here.
    See: botocore/credentials.py EnvProvider
    """
    key, secret = (host.variable(name) for name in (ACCESS_KEY, SECRET_KEY))
    row = verdict.row("env")
    if row is None or row.probe.credentials is not None:
        return
    if key and not key.empty and (secret is None or secret.empty):
        decides = row.status == STOPPED
        message = f"{ACCESS_KEY} is set and {SECRET_KEY} is {'empty' if secret else 'not'}: "
        if decides or not chain.engine.passes_failures:
            message += "the chain stops here." if decides else "the chain would stop here."
            yield Finding(ERROR if decides else INFO, message, key.origin, unset(ACCESS_KEY))
            return
        message += f"half a pair does not count, and {chain.title} silently goes on."
        severity = ERROR if verdict.outcome == NONE else WARNING if verdict.winner in _below(verdict, "env") else INFO
        yield Finding(severity, message, key.origin, unset(ACCESS_KEY))
    elif secret and not secret.empty and (key is None or key.empty):
        severity = ERROR if verdict.outcome == NONE else INFO
        message = f"{SECRET_KEY} is set and {ACCESS_KEY} is {'empty' if key else 'not'}: the link is passed over."
        yield Finding(severity, message, secret.origin, unset(SECRET_KEY))


def _below(verdict: Verdict, link: str) -> tuple[str, ...]:
    links = [row.link for row in verdict.rows]
    return tuple(links[links.index(link) + 1 :])


@rule("security-token-beats-session-token", ERROR)
def security_token_beats_session_token(host: Host, verdict: Verdict, use: Usability | None) -> Iterable[Finding]:
    """AWS_SECURITY_TOKEN, the old name, wins over AWS_SESSION_TOKEN.

    Why: If both are set, botocore uses AWS_SECURITY_TOKEN. If an old tool left it behind, botocore sends that old
    token with the new keys, and AWS refuses them as invalid. Newer SDKs read only AWS_SESSION_TOKEN.
    Example:
        export AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=SECRET
        export AWS_SESSION_TOKEN=TOKEN
        export AWS_SECURITY_TOKEN=OLD-TOKEN
    Fix: Remove the old name: `unset AWS_SECURITY_TOKEN`.
    Ignore: If its severity is info: the keys in the environment are not used here.
    See: botocore/credentials.py EnvProvider.TOKENS
    """
    old, new = (host.variable(name) for name in env.TOKENS)
    if old is None or old.empty or new is None or new.empty or old.shape.fingerprint == new.shape.fingerprint:
        return
    row = verdict.row("env")
    decides = row is not None and row.status == WINS
    message = "Both are set, to different tokens; the SDK sends the one in AWS_SECURITY_TOKEN with the keys."
    fails = use is not None and use.state == "fails"
    yield Finding(
        ERROR if decides and fails else WARNING if decides else INFO, message, old.origin, unset(old.origin.name)
    )


@rule("session-key-without-token", ERROR, suppressed_by=("unread-variable", "placeholder-key"), sdks=EVERY)
def session_key_without_token(verdict: Verdict) -> Iterable[Finding]:
    """A temporary key (ASIA…) has no session token beside it.

    Why: Keys from STS are valid only together with their session token. Without it, AWS answers InvalidClientTokenId.
    Example:
        export AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=SECRET
        # AWS_SESSION_TOKEN is not set
    Fix: Set the session token from the same answer of STS, or remove the key: `unset AWS_ACCESS_KEY_ID
    AWS_SECRET_ACCESS_KEY`, or delete its lines in the file.
    Ignore: If its severity is info: this key is not used here.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html
    """
    for row in written_keys(verdict):
        credentials = row.probe.credentials
        if (
            credentials is not None
            and credentials.key_type == "session"
            and not credentials.has_token
            and credentials.key_id
        ):
            origin = credentials.key_id.origin
            message = f"The key at {origin} is a temporary one (ASIA…), and no session token goes with it."
            yield Finding(severity_of(row), message, origin, without(row))


@rule("long-term-key-with-token", ERROR, sdks=EVERY)
def long_term_key_with_token(verdict: Verdict) -> Iterable[Finding]:
    """A long-term key (AKIA…) has a session token beside it.

    Why: A session token belongs to a temporary key. The SDK sends a token that is left over from an earlier session
    together with the new key, and AWS answers InvalidClientTokenId.
    Example:
        export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=SECRET
        export AWS_SESSION_TOKEN=TOKEN
    Fix: Remove the token: `unset AWS_SESSION_TOKEN`, or delete the line aws_session_token in the file.
    Ignore: If its severity is info: this key is not used here.
    See: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    """
    for row in written_keys(verdict):
        credentials = row.probe.credentials
        if (
            credentials is None
            or credentials.key_type != "long-term"
            or not credentials.has_token
            or credentials.token is None
        ):
            continue
        origin = credentials.token.origin
        message = f"The key is a long-term one (AKIA…), and {origin} is sent with it."
        changes = tuple(
            change for change in row.probe.triggers if change.name == origin.name and change.key == origin.key
        )
        fix = unset(origin.name) if origin.kind == "env" else Fix(f"remove the line {origin}", (), changes)
        yield Finding(severity_of(row), message, origin, fix)


@rule("key-pair-split-over-files", ERROR)
def key_pair_split_over_files(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The two halves of a key pair, or key and token, are in different files.

    Why: When it looks for keys, botocore reads the credentials file and the config file separately. It does not see a
    secret in the other file (PartialCredentialsError), and it does not see a session token there either.
    Example:
        # ~/.aws/credentials, in [default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        # ~/.aws/config, in [default]
        aws_secret_access_key = SECRET
    Fix: Move all lines of the key to the same section of the credentials file.
    Ignore: If its severity is info: this key is not used here.
    See: botocore/credentials.py SharedCredentialProvider.load, ConfigProvider.load
    """
    ours, theirs = view.profiles.in_credentials(view.profile), view.profiles.in_config(view.profile)
    for here, there, link in ((ours, theirs, "shared-credentials-file"), (theirs, ours, "config-file")):
        row = verdict.row(link)
        if row is None or row.status == DECLINED or profiles.ACCESS_KEY not in here:
            continue
        for name in (profiles.SECRET_KEY, *key_files.TOKENS):
            if name in there and name not in here and profiles.ACCESS_KEY not in there:
                key, other = here[profiles.ACCESS_KEY].value.origin, there[name].value.origin
                message = f"{other} is not seen by {link}, which takes the key at {key}."
                severity = (
                    severity_of(row) if name == profiles.SECRET_KEY else min(severity_of(row), WARNING, key=_RANK.index)
                )
                yield Finding(severity, message, other, Fix(f"move the line {other} below {key}"))


_RANK = (INFO, WARNING, ERROR)


@rule(
    "partial-file-keys", ERROR, suppressed_by=("key-pair-split-over-files", "option-misspelled", "indented-key-eaten")
)
def partial_file_keys(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """Half of a key pair is in a file.

    Why: A key ID without its secret stops botocore's chain with PartialCredentialsError. A secret without its key ID
    is silently ignored.
    Example:
        # ~/.aws/credentials
        [default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
    Fix: Add the missing line, `aws_secret_access_key = SECRET` or `aws_access_key_id = KEY-ID`, to the same section,
    or remove the line that is there.
    Ignore: If its severity is info: the line does not affect the result here.
    See: botocore/credentials.py SharedCredentialProvider.load, CredentialProvider._extract_creds_from_mapping
    """
    for row in verdict.rows:
        if row.link in KEY_FILES and row.probe.reason.code == "partial" and row.status != REMOVED:
            origin = next(one.origin for one in row.probe.inputs if one.state != "absent")
            fix = Fix(f"write the secret below {origin}, or remove that line", (), row.probe.triggers)
            yield Finding(severity_of(row), f"{row.probe.reason.text}: the chain stops there.", origin, fix)
    for profile in (view.profiles.in_credentials(view.profile), view.profiles.in_config(view.profile)):
        secret = profile.get(profiles.SECRET_KEY)
        if secret is None or profiles.ACCESS_KEY in view.settings:
            continue
        origin = secret.value.origin
        message = f"{origin} has no {profiles.ACCESS_KEY} beside it: it is passed over."
        fix = Fix(f"write {profiles.ACCESS_KEY} above it, or remove it", (), removal_of(secret.value))
        yield Finding(ERROR if verdict.outcome == NONE else INFO, message, origin, fix)


@rule("blank-key-in-file", ERROR)
def blank_key_in_file(diagnosis: Diagnosis, verdict: Verdict) -> Iterable[Finding]:
    """A key or a secret in a file is there, and has no value.

    Why: For botocore, an empty variable counts as unset, but an empty line in a file counts as a key. It wins the
    chain, and requests are signed with an empty key. `aws configure`, if it is interrupted halfway, leaves such
    lines, and so do templates.
    Example:
        # ~/.aws/credentials
        [default]
        aws_access_key_id =
        aws_secret_access_key =
    Fix: Fill in both values, or remove both lines.
    Ignore: If its severity is info: these lines are not used here.
    See: botocore/credentials.py SharedCredentialProvider.load
    """
    for row in written_keys(verdict):
        blank = [one for one in row.probe.inputs if one.state == "empty" and one.origin.key in _PAIR]
        if blank and row.link in KEY_FILES:
            names = " and ".join(one.name for one in blank)
            message = (
                f"{blank[0].origin}: {names} {'are' if len(blank) > 1 else 'is'} there and blank, and that counts."
            )
            fix = Fix("remove both lines, or fill them in", (), row.probe.triggers)
            yield Finding(severity_of(row), message + hides(diagnosis, row), blank[0].origin, fix)


_PAIR = (profiles.ACCESS_KEY, profiles.SECRET_KEY)


@rule("orphan-session-token", ERROR, suppressed_by=("unread-variable",), sdks=EVERY)
def orphan_session_token(host: Host, verdict: Verdict) -> Iterable[Finding]:
    """A session token is in the environment, and no key.

    Why: The SDK does not read a session token without a key, so the token itself breaks nothing. Either it was left
    behind when the keys were unset, or the keys did not reach this process.
    Example:
        export AWS_SESSION_TOKEN=TOKEN
        # AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set
    Fix: Remove the token, `unset AWS_SESSION_TOKEN`, or set the keys that it belongs to.
    Ignore: If the credentials are meant to come from another source: the token is not used with them.
    See: botocore/credentials.py EnvProvider.load
    """
    if any((value := host.variable(name)) and not value.empty for name in (ACCESS_KEY, SECRET_KEY)):
        return
    left = [name for name in env.TOKENS if (value := host.variable(name)) and not value.empty]
    if left:
        winner = verdict.winner
        message = f"{' and '.join(left)} is set, and no key: it is not looked at"
        message += (
            f", and is not used with the keys of {winner}." if winner else "; the keys that it came with are lost."
        )
        severity, confidence = (ERROR, LIKELY) if verdict.outcome == NONE else (INFO, SURE)
        yield Finding(severity, message, Origin("env", left[-1]), unset(*left), confidence)


@rule("one-key-in-several-places", INFO, sdks=EVERY)
def one_key_in_several_places(host: Host, view: BotocoreView) -> Iterable[Finding]:
    """The same access key is written down more than once.

    Why: When the key is replaced, one of the places is easily forgotten, and the old key is still used wherever that
    place comes first in the chain.
    Example:
        export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
        # ~/.aws/credentials
        [default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
    Fix: Keep the key in one profile only, and select that profile where the key is needed: `export AWS_PROFILE=NAME`.
    Ignore: If all places are always updated together, for example by a script.
    See: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
    """
    found: dict[str, list[Value]] = {}
    variable = host.variable(ACCESS_KEY)
    values = [variable] if variable else []
    for name in view.profiles.names():
        for profile in (view.profiles.in_credentials(name), view.profiles.in_config(name)):
            values += [profile[profiles.ACCESS_KEY].value] if profiles.ACCESS_KEY in profile else []
    for value in values:
        if value.text:
            found.setdefault(value.text, []).append(value)
    for text, places in found.items():
        distinct = list(dict.fromkeys(str(one.origin) for one in places))
        if len(distinct) > 1:
            message = f"The key {masked(text)} is set at {', '.join(distinct[:6])}."
            yield Finding(INFO, message, places[1].origin, Fix(f"keep it at {distinct[0]} alone"))
