"""The path that a chain takes to its first credentials: through a profile's roles to the source of the keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from whoami_aws.chain.botocore.role_path import STATIC_KEYS, role_path
from whoami_aws.chain.probe import DECLINES, Probe
from whoami_aws.chain.profiles import Setting
from whoami_aws.chain.verdict import NOT_PROBED, STOPPED, UNKNOWN, WINS, LinkResult, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin, Value
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, INFO, Fix

WEB_IDENTITY = "assume-role-with-web-identity"
"""The link that trades a token of another provider of identities for a role."""


class RoleChain(NamedTuple):
    """`roles` are the views of the profiles whose roles are assumed, the outermost first; `source` the last
    `source_profile` or `credential_source` on the way. `view` and `link` are of who gives the first credentials, with
    its `probe`: no link where none does.
    """

    row: LinkResult
    roles: tuple[BotocoreView, ...]
    source: Value | None
    view: BotocoreView
    link: str | None
    probe: Probe | None

    @property
    def severity(self) -> str:
        """What decides is an error, also where its answer never comes; what is not used is a note."""
        return ERROR if self.row.status in (WINS, STOPPED, NOT_PROBED) else INFO

    @property
    def decides(self) -> bool:
        """Whether the chain stops here."""
        return self.severity == ERROR

    @property
    def from_cache(self) -> bool:
        """Whether keys of the role are cached (by the AWS CLI), so that STS is not asked."""
        return self.row.probe.use.source == "cache"

    @property
    def through(self) -> str:
        """How it comes to this profile, as a sentence; nothing where the profile itself is asked for."""
        if not self.roles:
            return ""
        return f" The role chain: {self.row.probe.path}."


def ruling(verdict: Verdict) -> LinkResult | None:
    """The row that decides: the winner's, the one that stops the chain, or the one whose answer is missing."""
    if verdict.outcome == UNKNOWN:
        return next((row for row in verdict.rows if row.status == NOT_PROBED), None)
    return verdict.row(verdict.winner or verdict.error_link)


def way_of(view: BotocoreView, row: LinkResult) -> RoleChain:
    """The way of a row. Only `assume-role` has one of several steps."""
    if row.link != "assume-role" or "role_arn" not in view.settings:
        return RoleChain(row, (), None, view, row.link, row.probe)
    path = role_path(view)
    return RoleChain(row, path.roles, path.source, path.view, path.link, path.probe)


def role_way(view: BotocoreView, verdict: Verdict) -> RoleChain | None:
    """The way of the role that decides, if one does."""
    row = ruling(verdict)
    way = way_of(view, row) if row is not None and row.link == "assume-role" else None
    return way if way is not None and way.roles else None


def ways_to(view: BotocoreView, verdict: Verdict, *links: str) -> Iterable[RoleChain]:
    """The ways that end at one of these links: the one that decides first, then links of their own below it."""
    decider = ruling(verdict)
    if decider is not None and (way := way_of(view, decider)).link in links:
        yield way
    for row in verdict.rows:
        if row is not decider and row.link in links and row.probe.kind != DECLINES:
            yield RoleChain(row, (), None, view, row.link, row.probe)


def setting(view: BotocoreView, key: str) -> Value | None:
    """What a profile says, if it is there."""
    found: Setting | None = view.settings.get(key)
    return found.value if found else None


def configured(view: BotocoreView, variable: str, key: str) -> Value | None:
    """A setting of the web identity: its variable if that is set at all, else the profile's."""
    value = view.host.variable(variable) if view.use_env else None
    return value if value is not None else setting(view, key)


def place_of(view: BotocoreView) -> Origin:
    """The section of a profile, in the config file if it is there."""
    places = (
        (view.profiles.config, view.profiles.section_of(view.profile)),
        (view.profiles.credentials, view.profile),
    )
    return next(
        (
            Origin("file", file.shown, file.document.sections[section].line, section)
            for file, section in places
            if section is not None and file.document is not None and section in file.document.sections
        ),
        Origin("file", view.profiles.config.shown),
    )


def named_profile(view: BotocoreView) -> str | None:
    """The profile to name to the AWS CLI; None where it takes the same one by itself."""
    return None if view.profile == "default" and view.selected is None else view.profile


def written(view: BotocoreView, key: str, value: str, text: str = "") -> Fix:
    """The fix of setting a key of a profile, at its origin or else in the profile's section."""
    found = setting(view, key)
    origin = found.origin if found is not None else place_of(view)
    change = Change("set-key", origin.name, origin.section, key, value, line=origin.line)
    # `aws configure set` writes to the config file, which the credentials file would overrule.
    theirs = origin.name == view.profiles.config.shown
    commands = shell.aws_configure_set(key, value, named_profile(view)) if theirs else ()
    return Fix(text or f"write {key} = {value} in [{origin.section}] of {origin.name}", commands, (change,))


def with_keys(view: BotocoreView) -> list[str]:
    """Profiles that have a whole key pair, and no role."""
    names = view.profiles.names()
    return [
        name
        for name in names
        if all(key in view.profiles.merged(name) for key in STATIC_KEYS)
        and "role_arn" not in view.profiles.merged(name)
    ]


def broken_role(view: BotocoreView, verdict: Verdict, code: str) -> tuple[LinkResult, RoleChain] | None:
    """The role of this profile, if the path to its credentials breaks for this reason."""
    row = verdict.row("assume-role")
    if row is None or row.probe.reason.code != code:
        return None
    return row, way_of(view, row)


def origin_in(view: BotocoreView, key: str) -> Origin:
    """The origin of a setting of a profile, or else the profile."""
    found = setting(view, key)
    return found.origin if found else place_of(view)


def through(row: LinkResult, way: RoleChain) -> str:
    """How one comes there, where that is not the profile which was asked for."""
    return f" The role chain: {row.probe.path}." if len(way.roles) > 1 else ""
