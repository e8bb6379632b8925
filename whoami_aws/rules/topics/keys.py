"""What is wrong with the keys themselves."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.links import env, key_files
from whoami_aws.chain.probe import Input
from whoami_aws.chain.verdict import DECLINED, STOPPED, WINS, Verdict
from whoami_aws.chain.view import View
from whoami_aws.host.host import Host
from whoami_aws.rules.finding import ERROR, INFO, WARNING, Fix, Hit, rule, unset
from whoami_aws.rules.wording import severity_of, without, written_keys


@rule("partial-env-keys", ERROR)
def partial_env_keys(host: Host, verdict: Verdict) -> Iterable[Hit]:
    """Half of a key pair is in the environment.

    Why: AWS_ACCESS_KEY_ID without AWS_SECRET_ACCESS_KEY stops botocore's chain with PartialCredentialsError: nothing
    below is tried, although it could answer. The secret without the id is passed over in silence.
    Fix: set both, or neither.
    See: botocore/credentials.py EnvProvider
    """
    key, secret = (host.variable(name) for name in (env.ACCESS_KEY, env.SECRET_KEY))
    row = verdict.row("env")
    if row is None:
        return
    if key and not key.empty and (secret is None or secret.empty):
        decides = row.status == STOPPED
        message = f"{env.ACCESS_KEY} is set and {env.SECRET_KEY} is {'empty' if secret else 'not'}: "
        message += "the chain stops here." if decides else "the chain would stop here."
        yield Hit(ERROR if decides else INFO, message, key.origin, unset(env.ACCESS_KEY))
    elif secret and not secret.empty and (key is None or key.empty):
        severity = INFO if verdict.winner else WARNING
        message = (
            f"{env.SECRET_KEY} is set and {env.ACCESS_KEY} is {'empty' if key else 'not'}: the link is passed over."
        )
        yield Hit(severity, message, secret.origin, unset(env.SECRET_KEY))


@rule("security-token-beats-session-token", WARNING)
def security_token_beats_session_token(host: Host, verdict: Verdict) -> Iterable[Hit]:
    """AWS_SECURITY_TOKEN, the old name, wins over AWS_SESSION_TOKEN.

    Why: botocore takes AWS_SECURITY_TOKEN first. A stale one, left by an old tool, goes along with new keys, and AWS
    refuses them as invalid. Newer SDKs read only AWS_SESSION_TOKEN.
    Fix: unset AWS_SECURITY_TOKEN.
    See: botocore/credentials.py EnvProvider.TOKENS
    """
    old, new = (host.variable(name) for name in env.TOKENS)
    if old is None or old.empty or new is None or new.empty or old.shape.fingerprint == new.shape.fingerprint:
        return
    row = verdict.row("env")
    decides = row is not None and row.status == WINS
    message = "Both are set, to different tokens; the one in AWS_SECURITY_TOKEN goes along with the keys."
    yield Hit(WARNING if decides else INFO, message, old.origin, unset(old.origin.name))


@rule("session-key-without-token", ERROR)
def session_key_without_token(verdict: Verdict) -> Iterable[Hit]:
    """A temporary key (ASIA…) has no session token beside it.

    Why: keys from STS are good only together with their token; without it AWS answers InvalidClientTokenId.
    Fix: set the token from the same answer, or remove the key.
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
            yield Hit(severity_of(row), message, origin, without(row))


@rule("long-term-key-with-token", ERROR)
def long_term_key_with_token(verdict: Verdict) -> Iterable[Hit]:
    """A long-term key (AKIA…) has a session token beside it.

    Why: a session token belongs to a temporary key. One left from an earlier session goes along with the new key, and
    AWS answers InvalidClientTokenId.
    Fix: remove the token.
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
        yield Hit(severity_of(row), message, origin, fix)


_FLAWS = {
    "leading-space": "begins with white space",
    "trailing-space": "ends with white space",
    "line-end": "has a line end in it",
    "carriage-return": "has a carriage return in it (a file with Windows line ends?)",
    "quoted": "is in quotes, which are taken as part of it",
    "angle-brackets": "is in angle brackets, which are taken as part of it",
    "non-ascii": "has characters that no key has",
    "control": "has control characters",
}


@rule("blemished-value", ERROR)
def blemished_value(verdict: Verdict) -> Iterable[Hit]:
    """White space, quotes or a line end are part of a key, secret or token.

    Why: botocore strips nothing from a variable and keeps quotes in files. The signature is then made with another
    secret than AWS knows (SignatureDoesNotMatch), or the key id is unknown (InvalidClientTokenId).
    Fix: write the value again without them.
    See: botocore/credentials.py EnvProvider; configparser keeps quotes
    """
    for row in written_keys(verdict):
        for one in row.probe.inputs:
            if one.shape is None or not one.shape.flaws or not _is_credential(one):
                continue
            flaws = [
                _FLAWS[flaw]
                for flaw in one.shape.flaws
                if flaw != "line-end" or "carriage-return" not in one.shape.flaws
            ]
            message = f"{one.origin} {', and '.join(flaws)}."
            commands: tuple[str, ...] = ()
            if one.origin.kind == "env" and set(one.shape.flaws) <= {
                "leading-space",
                "trailing-space",
                "line-end",
                "carriage-return",
            }:
                commands = (f'export {one.name}="$(printf %s "${one.name}" | tr -d \'[:space:]\')"',)
            yield Hit(severity_of(row), message, one.origin, Fix(f"write {one.origin} again, without them", commands))


def _is_credential(one: Input) -> bool:
    if one.name in (env.EXPIRATION, env.ACCOUNT):
        return False
    return one.origin.kind == "env" or one.origin.key in (key_files.ACCESS_KEY, key_files.SECRET_KEY, *key_files.TOKENS)


@rule("key-pair-split-over-files", ERROR)
def key_pair_split_over_files(view: View, verdict: Verdict) -> Iterable[Hit]:
    """The two halves of a key pair, or key and token, stand in different files.

    Why: botocore reads the credentials file and the config file each for itself when it looks for keys. A secret in the
    other file is not seen (PartialCredentialsError), nor is a token.
    Fix: move all of them into the credentials file.
    See: botocore/credentials.py SharedCredentialProvider.load, ConfigProvider.load
    """
    ours, theirs = view.profiles.in_credentials(view.profile), view.profiles.in_config(view.profile)
    for here, there, link in ((ours, theirs, "shared-credentials-file"), (theirs, ours, "config-file")):
        row = verdict.row(link)
        if row is None or row.status == DECLINED or key_files.ACCESS_KEY not in here:
            continue
        for name in (key_files.SECRET_KEY, *key_files.TOKENS):
            if name in there and name not in here and key_files.ACCESS_KEY not in there:
                key, other = here[key_files.ACCESS_KEY].value.origin, there[name].value.origin
                message = f"{other} is not seen by {link}, which takes the key at {key}."
                severity = (
                    severity_of(row)
                    if name == key_files.SECRET_KEY
                    else min(severity_of(row), WARNING, key=_RANK.index)
                )
                yield Hit(severity, message, other, Fix(f"move the line {other} below {key}"))


_RANK = (INFO, WARNING, ERROR)
