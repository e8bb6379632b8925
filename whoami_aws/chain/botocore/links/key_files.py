"""The links that find a key pair in a file: `shared-credentials-file`, `config-file`, `ec2-credentials-file`,
`boto-config`.

botocore/credentials.py `SharedCredentialProvider`, `ConfigProvider`, `OriginalEC2Provider`, `BotoProvider` (1.44.8).
A key counts as soon as it is there, also when it is empty.
"""

from __future__ import annotations

from whoami_aws.chain.features import ACCOUNT_ID
from whoami_aws.chain.link import Kind, link
from whoami_aws.chain.probe import (
    OFFERS,
    Credentials,
    Input,
    Probe,
    Reason,
    SdkError,
    breaks,
    declines,
    input_of,
    not_probed,
    removal_of,
)
from whoami_aws.chain.profiles import ACCESS_KEY, SECRET_KEY, Profile, SharedFile
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import UNSAFE, UNSAFE_REGULAR, KeyFileNeed
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin, Value

TOKENS = ("aws_security_token", "aws_session_token")
ACCOUNT = "aws_account_id"


@link("shared-credentials-file", Kind(keys="file", by_profile=True, in_source_profile=True))
def shared_credentials_file(view: BotocoreView) -> Probe:
    """The credentials file alone: a secret or token for the same profile in the config file is not seen."""
    file = view.profiles.credentials
    return _profile_keys(view, file, view.profiles.in_credentials(view.profile), "shared-credentials-file")


@link("config-file", Kind(keys="file", by_profile=True, in_source_profile=True))
def config_file(view: BotocoreView) -> Probe:
    """The config file alone."""
    return _profile_keys(view, view.profiles.config, view.profiles.in_config(view.profile), "config-file")


def _profile_keys(view: BotocoreView, file: SharedFile, profile: Profile, link: str) -> Probe:
    if file.fact is None:
        return not_probed(f"{file.shown} was not read", (file.need,))
    if file.error is not None:
        return breaks(
            "unparsable-file", f"{file.shown} cannot be parsed", file.error, (Change("drop-file", file.shown),)
        )
    if file.document is None or not file.exists:
        # To botocore the null device is like any other device: not a regular file, so not there.
        kind = file.fact.state.kind.replace("null-device", "not-regular")
        return declines(f"file-{kind}", _no_file(file), _file_input(file))
    if file.fact.state.kind == "unreadable":
        return declines(
            "file-unreadable", f"{file.shown} may not be read by this user: an empty file to the SDK", _file_input(file)
        )
    if not profile:
        return declines("no-section", f"{file.shown} has no profile {view.profile}", _file_input(file))
    if ACCESS_KEY not in profile:
        alone = f"; {profile[SECRET_KEY].value.origin} alone is ignored" if SECRET_KEY in profile else ""
        return declines(
            "no-key", f"no {ACCESS_KEY} for profile {view.profile} in {file.shown}{alone}", _file_input(file)
        )
    account = profile[ACCOUNT].value.text if ACCOUNT in profile and view.has(ACCOUNT_ID) else None
    return _pair(profile, link, TOKENS, account)


def _pair(profile: Profile, link: str, tokens: tuple[str, ...] = (), account: str | None = None) -> Probe:
    key = profile[ACCESS_KEY].value
    secret = profile[SECRET_KEY].value if SECRET_KEY in profile else None
    names = [ACCESS_KEY, SECRET_KEY, *(name for name in tokens if name in profile)]
    inputs = tuple(
        input_of(name, profile[name].value if name in profile else None, key.origin._replace(line=None, key=name))
        for name in names
    )
    triggers = tuple(change for name in names if name in profile for change in removal_of(profile[name].value))
    if secret is None:
        error = SdkError("PartialCredentialsError", f"Partial credentials found in {link}, missing: {SECRET_KEY}")
        text = f"{ACCESS_KEY} at {_at(key)} has no {SECRET_KEY} beside it"
        return breaks("partial", text, error, triggers, *inputs)
    token = next((profile[name].value for name in tokens if name in profile), None)
    credentials = Credentials(key, token, token is not None and not token.empty, account_hint=account)
    blank = " (but blank)" if key.empty else ""
    return Probe(OFFERS, Reason("keys-in-file", f"key pair{blank} at {_at(key)}"), inputs, triggers, credentials)


def _at(value: Value) -> str:
    return str(value.origin._replace(key=None))


def _file_input(file: SharedFile) -> Input:
    return Input(file.shown, "set" if file.exists else "absent", Origin("file", file.shown))


def _no_file(file: SharedFile) -> str:
    if not file.asked:
        return f"{file.origin} is empty, which hides the default file"
    kind = file.fact.state.kind if file.fact else "missing"
    said = {
        "missing": "does not exist",
        "directory": "is a directory",
        "link-loop": "is a link to itself",
        "hidden": "is in a directory that this user may not search",
    }
    what = said.get(kind, "is not a regular file")
    return f"{file.shown} {what}" + ("" if file.origin.kind == "default" else f" (named by {file.origin})")


FILE_VARIABLE = "AWS_CREDENTIAL_FILE"
FILE_ACCESS_KEY = "AWSAccessKeyId"
FILE_SECRET_KEY = "AWSSecretKey"


@link("ec2-credentials-file", Kind(keys="file"))
def ec2_credentials_file(view: BotocoreView) -> Probe:
    """The file that AWS_CREDENTIAL_FILE names: once set it must be there, and hold lines `key=value`."""
    value = view.host.variable(FILE_VARIABLE)
    named = input_of(FILE_VARIABLE, value)
    if value is None:
        return declines("variable-unset", f"{FILE_VARIABLE} is unset", named)
    path = view.host.expand_home(value.text or "")
    shown = view.host.shown(path)
    file = view.host.key_file(path)
    triggers = removal_of(value)
    if file is None:
        return not_probed(f"{shown} was not read", (KeyFileNeed(path),), triggers, named)
    if file.state.kind in UNSAFE:
        return not_probed(f"{shown} is not a file that can be read safely", (), triggers, named)
    if not file.state.was_read:
        # botocore/utils.py parse_key_val_file: any OSError
        error = SdkError("ConfigNotFound", f"The specified config file ({path}) could not be found.")
        what = shown or "it is empty and"
        return breaks("file-missing", f"{FILE_VARIABLE}: {what} cannot be opened", error, triggers, named)
    if file.decode_error:
        error = SdkError("UnicodeDecodeError", file.decode_error)
        return breaks("unparsable-file", f"{shown} is not text in this host's encoding", error, triggers, named)
    if FILE_ACCESS_KEY not in file.values:
        return declines("no-key", f"{shown} has no {FILE_ACCESS_KEY}", named)
    reading, line = file.values[FILE_ACCESS_KEY]
    key = Value(reading, Origin("file", shown, line, None, FILE_ACCESS_KEY))
    if FILE_SECRET_KEY not in file.values:
        return breaks(
            "partial",
            f"{shown} has no {FILE_SECRET_KEY}",
            SdkError("KeyError", f"'{FILE_SECRET_KEY}'"),
            triggers,
            named,
        )
    return Probe(
        OFFERS,
        Reason("keys-in-file", f"key pair at {shown}:{line}"),
        (named, input_of(FILE_ACCESS_KEY, key)),
        triggers,
        Credentials(key),
    )


BOTO_VARIABLE = "BOTO_CONFIG"
BOTO_FILES = ("/etc/boto.cfg", "~/.boto")


@link("boto-config", Kind(keys="file"))
def boto_config(view: BotocoreView) -> Probe:
    """boto2's files: the first with a key in [Credentials] counts, whatever the profile."""
    variable = view.host.variable(BOTO_VARIABLE)
    named = input_of(BOTO_VARIABLE, variable)
    origins = [variable] if variable else [Value(path, Origin("default", path)) for path in BOTO_FILES]
    files = [SharedFile(view.host, origin) for origin in origins]
    if missing := tuple(file.need for file in files if file.fact is None):
        return not_probed("boto2's files were not read", missing, removal_of(variable), named)
    for file in files:
        if file.fact is not None and file.fact.state.kind in UNSAFE_REGULAR:
            why = f"{file.shown} {UNSAFE[file.fact.state.kind]}"
            return not_probed(why, (), removal_of(variable), named, code=f"file-{file.fact.state.kind}")
        if file.error is not None:
            triggers = removal_of(variable) or (Change("drop-file", file.shown),)
            return breaks("unparsable-file", f"{file.shown} cannot be parsed", file.error, triggers, named)
        section = file.section("Credentials")
        if ACCESS_KEY in section:
            return _pair(section, "boto-config")
    closed = [file for file in files if file.fact and file.fact.state.kind == "unreadable"]
    looked = " and ".join((file.shown or "''") + " (cannot be read)" * (file in closed) for file in files)
    return declines(
        "no-key", f"no [Credentials] {ACCESS_KEY} in {looked}", named, *(_file_input(file) for file in files)
    )
