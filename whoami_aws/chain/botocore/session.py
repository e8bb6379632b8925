"""What fails before any link is asked: building the session and its chain.

boto3/session.py `Session._setup_loader` (reads `data_path`), botocore/session.py `get_scoped_config`,
botocore/credentials.py `create_credential_resolver` (1.44.8).
"""

from __future__ import annotations

from whoami_aws.chain.botocore.imds_settings import ATTEMPTS, BadSetting, MetadataSettings, metadata_settings
from whoami_aws.chain.endpoints import ENDPOINT, MODE, TIMEOUT, V1_DISABLED
from whoami_aws.chain.model import FilesMissing, SessionError, unread_file
from whoami_aws.chain.probe import Input, Reason, SdkError, input_of, removal_of
from whoami_aws.chain.profiles import Setting
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import UNSAFE_REGULAR
from whoami_aws.host.host import Change
from whoami_aws.host.ini.botocore import Problem
from whoami_aws.host.values import Origin


def session_state(view: BotocoreView) -> MetadataSettings | SessionError | FilesMissing:
    """The metadata settings if the chain can be built; else why not."""
    profiles = view.profiles
    if profiles.missing:
        return FilesMissing(Reason("not-asked", "the shared files were not read"), profiles.missing)
    for file in (profiles.config, profiles.credentials):
        if file.fact is not None and (unread := unread_file(file.fact.state, file.shown, UNSAFE_REGULAR)) is not None:
            return unread
    settings = metadata_settings(view)
    looked_up = _reads_profile(view, settings)
    if (looked_up or not view.traits.reads_data_path) and (problem := _file_problem(view)):
        return problem
    if looked_up and (problem := _profile_problem(view)):
        return problem
    models = view.setting(*DATA_PATH) if view.traits.reads_data_path else None
    if isinstance(models, Setting) and models.nested is not None:
        value = models.value
        reason = Reason("bad-setting", f"{value.origin} is a block of settings, not a path")
        error = SdkError("AttributeError", "'dict' object has no attribute 'split'")
        return SessionError(error, reason, (input_of(str(value.origin), value),), removal_of(value))
    if isinstance(settings, BadSetting):
        value = settings.value
        reason = Reason("bad-setting", f"{value.origin} has a value that the SDK cannot take")
        return SessionError(settings.error, reason, (input_of(str(value.origin), value),), settings.triggers)
    # An AWS CLI looks the profile up for other settings of its own, before it asks for credentials.
    if not view.traits.reads_data_path and (problem := _profile_problem(view)):
        return problem
    return settings


DATA_PATH = ("AWS_DATA_PATH", "data_path")

_IN_ORDER = tuple(
    names[0]
    for names in (
        DATA_PATH,
        TIMEOUT,
        ATTEMPTS,
        ENDPOINT,
        MODE,
        V1_DISABLED,
    )
)
"""The variables of the settings that are read while the chain is built."""


def _reads_profile(view: BotocoreView, settings: MetadataSettings | BadSetting) -> bool:
    """Whether the profile is looked up at all, and before a bad setting raises: as soon as a variable is not set.

    Where the SDK does not read the path of its models, it has opened the files before, but looked up no profile.
    """
    for name in _IN_ORDER if view.traits.reads_data_path else _IN_ORDER[1:]:
        if view.host.variable(name) is None:
            return True
        # The endpoint is looked at when all others are there.
        if isinstance(settings, BadSetting) and settings.value.origin.name == name != ENDPOINT[0]:
            return False
    return False


def _file_problem(view: BotocoreView) -> SessionError | None:
    profiles = view.profiles
    for file in (profiles.config, profiles.credentials):
        if file.error is not None and file.problem is not None:
            reason = Reason("unparsable-file", f"{file.shown} cannot be parsed: {describe(file.problem)}")
            place = Input(file.shown, "set", Origin("file", file.shown, file.problem.line))
            return SessionError(file.error, reason, (place,), (Change("drop-file", file.shown),))
    return None


def _profile_problem(view: BotocoreView) -> SessionError | None:
    profiles = view.profiles
    selected = view.selected
    if selected is None or profiles.exists(selected.text or ""):
        return None
    name = selected.text or ""
    what = (
        f"names the profile {name!r}, which neither file has"
        if name
        else "is set but empty, and no profile is called ''"
    )
    reason = Reason("profile-not-found", f"{selected.origin} {what}")
    error = SdkError("ProfileNotFound", f"The config profile ({name}) could not be found")
    return SessionError(error, reason, (input_of(selected.origin.name, selected),), removal_of(selected))


def describe(problem: Problem) -> str:
    """The problem of a file in words, with its lines and without their text."""
    at = f"line {problem.line}"
    match problem.code:
        case "duplicate-section":
            return f"[{problem.name}] at {at} is already defined at line {problem.other_line}"
        case "duplicate-key":
            return f"{problem.name} at {at} is already defined at line {problem.other_line} of the same section"
        case "unclosed-section":
            return f"{at} begins with '[' and has no ']' after a name"
        case "no-section-header":
            return f"{at} comes before any [section]"
        case "broken-block":
            return f"{at}, in an indented block, has no '='"
        case "encoding":
            return f"{problem.name or 'its bytes'} at {at} are not text in this host's encoding"
        case _:
            return f"{at} has no '=' or ':', or nothing before it"
