"""`profile`: everything that one profile may hold, in one link or in several, in the SDK's own order."""

from __future__ import annotations

from collections.abc import Callable

from whoami_aws.chain.fetching import checks, container, endpoint, held, metadata, pair, sso, trust
from whoami_aws.chain.fetching.dialect import STOP
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.probe import (
    BREAKS,
    DECLINES,
    OFFERS,
    PROMISES,
    Credentials,
    Hop,
    Input,
    Probe,
    Reason,
    SdkError,
    Use,
    breaks,
    declines,
    dropped,
    look,
    unasked,
)
from whoami_aws.chain.profiles import Profile
from whoami_aws.host.arn import account_in, role_name
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin, Value


def profile(sight: Sight, kinds: tuple[str, ...] | None = None) -> Probe:
    """What the profile in force gives; of these kinds alone, where a chain has a link for them."""
    rules = sight.dialect.profile
    return _Path(sight).of(sight.profile, kinds or rules.order)


_LONGEST = 120
"""Profiles that lead to each other. What an SDK makes of more depends on its stack."""


class _Path:
    """A walk from profile to profile; `names` are those on the way."""

    def __init__(self, sight: Sight) -> None:
        self.sight, self.rules = sight, sight.dialect.profile
        self.names: list[str] = []

    def of(self, name: str, kinds: tuple[str, ...]) -> Probe:
        """What a profile gives, of kinds in this order."""
        if (unread := self._unread()) is not None:
            return unread
        layers = self.sight.layers(name)
        if not layers:
            return self._missing(name)
        again = name in self.names
        self.names.append(name)
        if len(self.names) > _LONGEST:
            text = f"the path from {self.names[0]!r} has more than {_LONGEST} profiles, and was followed no further"
            return unasked(text, (), code="role-path-too-long")
        if again:
            if self.rules.own_source == "breaks" or self.names[-2] != name:
                way = " → ".join(self.names)
                return breaks("role-loop", f"{way} is a circle", SdkError("Circular", way), ())
            kinds = (
                ("keys",) if self.rules.own_source == "keys" else tuple(k for k in kinds if k not in ("role", "source"))
            )
        for check in self.rules.checks:
            for found in layers:
                if (probe := checks.CHECKS[check](self.sight, name, found, len(self.names) > 1)) is not None:
                    return probe._replace(hops=tuple(map(Hop, self.names)))
        return self._first(name, layers, kinds)

    def _first(self, name: str, layers: tuple[Profile, ...], kinds: tuple[str, ...]) -> Probe:
        for kind in kinds:
            for found in layers:
                probe = checks.block(self.sight, kind, found) or _KINDS[kind](self, name, found)
                if probe is not None:
                    if kind != "web-identity" and self.rules.role_on_top:
                        probe = self._on_top(probe, found)
                    return probe._replace(hops=tuple(map(Hop, self.names)))
        again = self.names.index(name) != len(self.names) - 1
        text = f"the profile {name!r} has no credentials in {self._places()}"
        return declines("own-empty" if again else "profile-empty", text, *self._files())

    def _unread(self) -> Probe | None:
        """What comes of files that cannot be read, or that nobody has read."""
        sight = self.sight
        if sight.missing:
            shown = ", ".join(sight.host.shown(need.path) for need in sight.missing)
            return unasked(f"{shown} was not read", sight.missing)
        if (broken := sight.broken) is not None and sight.dialect.files.broken == STOP:
            line = broken.problem.line if broken.problem else 0
            text = f"{broken.shown}:{line} cannot be parsed" if line else f"{broken.shown} cannot be read"
            # Without the file, its name would be refused all the same.
            named = broken.path_refused and broken.origin.kind == "env"
            away = Change("unset", broken.origin.name) if named else Change("drop-file", broken.shown)
            return breaks("unparsable-file", text, SdkError("ParseError", text), (away,))
        return None

    def _missing(self, name: str) -> Probe:
        rules, selected = self.sight.dialect.selection, self.sight.selected
        if self.names:
            text = f"the source profile {name!r} does not exist"
            return breaks("source-missing", text, SdkError("ProfileNotFound", text), ())
        counts = selected is not None and (rules.missing_for is None or selected.origin.name in rules.missing_for)
        text = f"there is no profile {name!r} in {self._places()}"
        named = look(selected.origin.name, selected) if selected is not None else None
        if counts and rules.missing == STOP:
            return breaks(
                "profile-missing", text, SdkError("ProfileNotFound", text), dropped(selected), *filter(None, [named])
            )
        return declines("profile-missing", text, *([named] if named is not None else self._files()))

    def _places(self) -> str:
        """The files that are read, as far as they are there."""
        there = [file.shown for file in self.sight.files if file.document is not None]
        gone = [f"{file.shown} (not there)" for file in self.sight.files if file.document is None]
        return ", ".join([*there, *gone]) or "any file: none is read"

    def _files(self) -> list[Input]:
        return [Input(file.shown, "absent", Origin("file", file.shown)) for file in self.sight.files]

    # What a profile may hold. Each gives None where the profile has nothing of the kind.

    def role(self, name: str, found: Profile) -> Probe | None:
        """A role with one source, be it a profile or a name."""
        role = held.value(self.sight, found, "role_arn")
        if role is None and self.rules.source_without_role == "breaks":
            return checks.CHECKS["source-needs-role"](self.sight, name, found, len(self.names) > 1)
        ignored = self.rules.without_part == "ignored" and self.sight.lacks("role") is not None
        if role is None or ignored or (self.rules.token_beats_role and "web_identity_token_file" in found):
            return None
        source, named = (held.value(self.sight, found, key) for key in ("source_profile", "credential_source"))
        inputs = tuple(look(str(one.origin), one) for one in (role, source, named) if one is not None)
        triggers = dropped(role)
        if source is not None and named is not None:
            match self.rules.both_sources:
                case "breaks":
                    text = f"the profile {name!r} has both source_profile and credential_source"
                    return breaks("two-sources", text, SdkError("InvalidProfile", text), triggers, *inputs)
                case "ignored":
                    return None
                case "source_profile":
                    named = None
                case _:
                    source = None
        if source is None and named is None:
            by_token = "web-identity" in self.rules.order and "web_identity_token_file" in found
            if self.rules.role_without_source == "ignored" or by_token:
                return None
            text = f"{role.origin} names a role, and nothing says with whose credentials to ask for it"
            return breaks("no-source", text, SdkError("InvalidProfile", text), triggers, *inputs)
        if (lacks := self.sight.lacks("role")) is not None:
            return held.no_module(lacks, triggers)
        below = self._below(source) if source is not None else self._named(named)
        return self._assumed(role, below, inputs, triggers, found)

    def role_of_profile(self, name: str, found: Profile) -> Probe | None:
        """A role whose source is a profile; one with another source is none."""
        return self.role(name, found) if held.value(self.sight, found, "source_profile") is not None else None

    def source(self, _: str, found: Profile) -> Probe | None:
        """What a source profile gives; the role is asked for on top of it."""
        source = held.value(self.sight, found, "source_profile")
        return None if source is None else self._below(source)

    def named_source(self, _: str, found: Profile) -> Probe | None:
        """What `credential_source` names."""
        named = held.value(self.sight, found, "credential_source")
        if named is None:
            return None
        found_there = self._named(named)
        if found_there.kind != DECLINES:
            return found_there
        text = f"{named.origin}: {found_there.reason.text}"
        return breaks("source-unset", text, SdkError("NoCredentials", text), dropped(named))

    def remote(self, _: str, found: Profile) -> Probe | None:
        """The container's or the instance's credentials, for a role that names no source, or a source without any."""
        if len(self.names) == 1 and held.value(self.sight, found, "role_arn") is None:
            return None
        used = container.configured(self.sight)
        return metadata.probe(self.sight) if used is None else container.probe(self.sight)

    def _below(self, source: Value) -> Probe:
        return self.of(source.text or "", self.rules.source_order or self.rules.order)

    def _named(self, named: Value | None) -> Probe:
        text = (named.text or "") if named is not None else ""
        spellings = {one.lower() if self.rules.any_case else one: one for one in self.rules.sources}
        meant = spellings.get(text.lower() if self.rules.any_case else text)
        link = {"Environment": pair.env_source, "Ec2InstanceMetadata": metadata.source, "EcsContainer": container.probe}
        if meant is None:
            known = f"none of {', '.join(self.rules.sources)}" if self.rules.sources else "nothing that this SDK knows"
            said = f"credential_source = {text} is {known}"
            return breaks("bad-source", said, SdkError("InvalidProfile", said), ())
        for variable in (needed for one, needed in self.rules.source_needs if one == meant):
            value = self.sight.host.variable(variable)
            if value is None or value.empty:
                said = f"credential_source = {text} needs {variable}"
                return breaks("source-unset", said, SdkError("NoCredentials", said), (), look(variable, value))
        return link[meant](self.sight)

    def _on_top(self, below: Probe, found: Profile) -> Probe:
        """The same, or the role that is asked for with it."""
        role = held.value(self.sight, found, "role_arn")
        if role is None:
            return below
        return self._assumed(role, below, (look(str(role.origin), role),), dropped(role), found)

    def _assumed(
        self, role: Value, below: Probe, inputs: tuple[Input, ...], triggers: tuple[Change, ...], found: Profile
    ) -> Probe:
        if "mfa_serial" in found and self.rules.mfa == "breaks":
            text = f"{found['mfa_serial'].value.origin} asks for a code, and nobody is there to type one"
            return breaks("mfa", text, SdkError("MfaNeeded", text), triggers, *inputs)
        if below.kind in (BREAKS, DECLINES):
            error = below.error or SdkError("NoCredentials", below.reason.text)
            code = "source-empty" if below.reason.code == "profile-empty" else below.reason.code
            return breaks(code, f"{role_name(role.text)}: {below.reason.text}", error, triggers, *inputs)
        if below.kind not in (OFFERS, PROMISES):
            return below
        if not self.rules.roles:
            text = f"{role.origin}: a role cannot be asked for"
            return breaks("no-client", text, SdkError("NoClient", text), triggers, *inputs)
        if self.rules.token_replaces_source and "web_identity_token_file" in found:
            return held.by_token(self.sight, role, found["web_identity_token_file"].value)
        of = trust.profile_of_role(self.sight, held.value(self.sight, found, "source_profile"))
        asks = checks.client(self.sight)
        lost = checks.unsendable(asks, below) or checks.session_name(asks, found)
        lost = lost or checks.no_client(asks, self.sight) or endpoint.broken(asks, triggers, *inputs, profile=of)
        if (bad := checks.duration(self.sight, found) or lost) is not None:
            return bad
        if self.sight.lacks_region("role"):
            return breaks("no-region", "STS has no region", SdkError("MissingRegion", ""), triggers, *inputs)
        if role.empty:
            text = f"{role.origin} is empty, and no role is called so"
            return breaks("role-empty", text, SdkError("ValidationError", text), triggers, *inputs)
        credentials = Credentials(role=role.text, account_hint=account_in(role.text))
        use = below.use if below.use.state == "fails" else Use("unknown", None, "the role is asked for at first use")
        reason = Reason("role", f"{role_name(role.text)} at {role.origin}, asked for as {' → '.join(self.names)}")
        return Probe(PROMISES, reason, inputs, triggers, credentials, use)


def _of(kind: Callable[[Sight, str, Profile], Probe | None]) -> Callable[[_Path, str, Profile], Probe | None]:
    return lambda path, name, found: kind(path.sight, name, found)


_KINDS: dict[str, Callable[[_Path, str, Profile], Probe | None]] = {
    "role": _Path.role,
    "role-of-profile": _Path.role_of_profile,
    "source": _Path.source,
    "named-source": _Path.named_source,
    "remote": _Path.remote,
    "keys": _of(held.keys),
    "whole-keys": _of(held.whole_keys),
    "keys-without-role": _of(held.keys_without_role),
    "web-identity": _of(held.web_identity),
    "sso": _of(sso.probe),
    "login": _of(held.login),
    "process": _of(held.process),
}
