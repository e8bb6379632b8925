"""The file of trusted certificates that a setting names, and what comes of one in which there are none."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.blocks.dialect import Setting
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.model import FilesMissing
from whoami_aws.chain.probe import Input, Probe, Reason, SdkError, breaks, input_of, not_probed, removal_of
from whoami_aws.host.facts import UNSAFE, CertificatesNeed
from whoami_aws.host.host import Change
from whoami_aws.host.values import Value


class Useless(NamedTuple):
    """A setting, and what is wrong with its file."""

    value: Value
    why: str


def useless(sight: SdkView, setting: Setting, profile: str | None = None) -> Useless | FilesMissing | None:
    """The setting, if its file has no certificate; or what must be known to tell. `profile`: whose setting counts
    beside the variable, if not that of the one in force.
    """
    found = [sight.host.variable(setting.variable)]
    if setting.key is not None:
        found.append(sight.setting_in(setting.key, setting.within, profile))
    value = next((one for one in found if one is not None and not (one.empty and setting.empty)), None)
    if value is None:
        return None
    path = value.text or ""
    fact, shown = sight.host.certificates(path), sight.host.shown(path)
    if fact is None:
        return FilesMissing(Reason("not-asked", f"{shown} was not read"), (CertificatesNeed(path),))
    if fact.state.kind in UNSAFE:
        return FilesMissing(Reason(f"file-{fact.state.kind}", f"{shown} {UNSAFE[fact.state.kind]}"), ())
    if fact.found:
        return None
    what = "has no certificate in it" if fact.state.was_read else "cannot be read"
    return Useless(value, f"{value.origin} names {shown or 'nothing'}, which {what}")


def broken(sight: SdkView, triggers: tuple[Change, ...], *inputs: Input, profile: str | None = None) -> Probe | None:
    """What comes of asking a service whose certificate cannot be trusted; None if nothing prevents it."""
    setting = sight.dialect.endpoint.trust
    found = None if setting is None else useless(sight, setting, profile)
    if found is None:
        return None
    if isinstance(found, FilesMissing):
        return not_probed(found.reason.text, found.wants, triggers, *inputs)
    # It is this setting that is to be mended, and nothing is wrong with what the service is asked for.
    error, named = SdkError("InvalidBundle", found.why), input_of(str(found.value.origin), found.value)
    return breaks("no-certificates", found.why, error, removal_of(found.value), named, *inputs)


def profile_of_role(sight: SdkView, source: Value | None) -> str | None:
    """The profile whose setting counts where a role is asked for, if not the one in force."""
    if sight.dialect.endpoint.trust_of != "source" or source is None:
        return None
    name = source.text or ""
    return None if any("source_profile" in layer for layer in sight.layers(name)) else name
