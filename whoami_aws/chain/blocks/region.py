"""The region of a client that is told none: by variables, the profile, and the metadata service."""

from __future__ import annotations

from whoami_aws.chain.blocks import imds
from whoami_aws.chain.blocks.dialect import BOTH
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.host.facts import IniNeed
from whoami_aws.host.values import Origin, Value

_NOBODY_ASKED = ("disabled", "bad-setting", "unparsable-file", "no-token")
"""The reasons of the metadata service's link for which its document is not read, either."""


def region(sight: SdkView) -> Value | None:
    """The region; None if it is not set."""
    rules = sight.dialect.region
    for value in (*_said(sight), _kept(sight)):
        if value is not None and not _is_none(sight, value):
            return value
    if rules.metadata and (placed := _placed(sight)) is not None:
        return placed
    return None if rules.default is None else Value(rules.default, Origin("default", "the SDK's own"))


def _said(sight: SdkView) -> list[Value | None]:
    """The variables, and the property, in the SDK's order."""
    own, switched = sight.dialect, sight.dialect.region.switched
    names = (name for name in sight.view.chain.region_variables if sight.switched or name not in switched)
    by_variable = [sight.host.variable(name) for name in names]
    by_property = [sight.host.property(own.region_property)] if own.region_property is not None else []
    return [*by_property, *by_variable] if own.selection.properties_first else [*by_variable, *by_property]


def wants(sight: SdkView) -> tuple[IniNeed, ...]:
    """The files that count for the region, and that were not looked at."""
    return _reader(sight).missing


def _kept(sight: SdkView) -> Value | None:
    return _reader(sight).setting_in("region", sight.dialect.region.within)


def _reader(sight: SdkView) -> SdkView:
    """The host with the files that count for the region."""
    within, files = sight.dialect.region.within, sight.dialect.files
    if within != BOTH:
        files = files._replace(reads=within, settings_in=())
    elif files.settings_in:
        files = files._replace(settings_in=())
    return sight if files == sight.dialect.files else SdkView(sight.view, sight.dialect._replace(files=files))


def _is_none(sight: SdkView, value: Value) -> bool:
    rules = sight.dialect.region
    empty = value.empty or (rules.blank_is_empty and not (value.text or "").strip())
    return empty and (rules.empty_setting if value.origin.kind == "file" else rules.empty) == "none"


def _placed(sight: SdkView) -> Value | None:
    """What the metadata service says of the instance, where it was asked, whatever gives the credentials."""
    container = sight.dialect.container._replace(instead_of_metadata=False)
    alone = SdkView(sight.view, sight.dialect._replace(container=container))
    need = imds.need_of(alone)
    if need is None or imds.probe(alone).reason.code in _NOBODY_ASKED:
        return None
    answer = sight.host.imds(need)
    if answer is None or not answer.region or (sight.dialect.region.needs_token and answer.version != "v2"):
        return None
    return Value(answer.region, Origin("endpoint", need.base_url))
