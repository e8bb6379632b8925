"""`profile`: everything that one profile may hold, in one link, in the SDK's own order."""

from __future__ import annotations

from collections.abc import Callable

from whoami_aws.chain.fetching import container, metadata, pair, sso
from whoami_aws.chain.fetching.dialect import STOP
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.fetching.token import token_use
from whoami_aws.chain.links.login import login_cache
from whoami_aws.chain.links.web_identity import account_in, role_name
from whoami_aws.chain.probe import (
    BREAKS,
    DECLINES,
    OFFERS,
    PROMISES,
    Credentials,
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
from whoami_aws.chain.profiles import Profile, Setting
from whoami_aws.host.facts import ProcessNeed
from whoami_aws.host.host import Change
from whoami_aws.host.values import Value

KEY, SECRET, TOKEN = "aws_access_key_id", "aws_secret_access_key", "aws_session_token"


def profile(sight: Sight) -> Probe:
    """What the profile in force gives."""
    return _Path(sight).of(sight.profile)


class _Path:
    """A walk from profile to profile; `names` are those on the way."""

    def __init__(self, sight: Sight) -> None:
        self.sight, self.rules = sight, sight.dialect.profile
        self.names: list[str] = []

    def of(self, name: str) -> Probe:
        """What a profile gives."""
        sight = self.sight
        if sight.missing:
            shown = ", ".join(sight.host.shown(need.path) for need in sight.missing)
            return unasked(f"{shown} was not read", sight.missing)
        if (broken := sight.broken) is not None and sight.dialect.files.broken == STOP:
            line = broken.problem.line if broken.problem else 0
            text = f"{broken.shown}:{line} cannot be parsed"
            return breaks("unparsable-file", text, SdkError("ParseError", text), ())
        found = sight.profiles.get(name)
        if found is None:
            return self._missing(name)
        again = name in self.names
        source = bool(self.names)
        self.names.append(name)
        if again and not (self.rules.own_source and self.names[-2] == name):
            way = " → ".join(self.names)
            return breaks("role-loop", f"{way} is a circle", SdkError("Circular", way), (), *())
        order = self.rules.order
        if source and (self.rules.source_keys_first or again):
            order = ("keys", *(one for one in order if one != "keys"))
        for one in order:
            if (probe := _SOURCES[one](self, name, found)) is not None:
                return probe._replace(hops=tuple(self.names))
        return declines("profile-empty", f"the profile {name!r} has no credentials")

    def _missing(self, name: str) -> Probe:
        rules, selected = self.sight.dialect.selection, self.sight.selected
        if self.names:
            text = f"the source profile {name!r} does not exist"
            return breaks("source-missing", text, SdkError("ProfileNotFound", text), ())
        named = selected is not None and not selected.empty
        counts = named and (
            rules.missing_for is None or (selected is not None and selected.origin.name in rules.missing_for)
        )
        text = f"there is no profile {name!r}"
        if counts and rules.missing == STOP:
            return breaks("profile-missing", text, SdkError("ProfileNotFound", text), dropped(selected))
        return declines("profile-missing", text)

    # What a profile may hold. Each gives None where the profile has nothing of the kind.

    def keys(self, _: str, found: Profile) -> Probe | None:
        key, secret = (self._filled(found.get(name)) for name in (KEY, SECRET))
        if key is None and secret is None:
            return None
        triggers = dropped(key) + dropped(secret)
        inputs = tuple(look(str(value.origin), value) for value in (key, secret) if value is not None)
        if key is None or secret is None:
            there, lacks = (secret, KEY) if key is None else (key, SECRET)
            text = f"{there.origin if there else ''} is there, {lacks} is not"
            if self.rules.half_pair == "breaks":
                return breaks("partial", text, SdkError("PartialCredentials", text), triggers, *inputs)
            return None if self.rules.half_pair == "ignored" else declines("partial", text, *inputs)
        token = found.get(TOKEN)
        carried = token.value if token is not None and not token.value.empty else None
        credentials = Credentials(key_id=key, token=carried, has_token=carried is not None)
        return Probe(OFFERS, Reason("keys-in-profile", f"keys at {key.origin}"), inputs, triggers, credentials)

    def _filled(self, setting: Setting | None) -> Value | None:
        if setting is None or (setting.value.empty and not self.rules.empty_keys):
            return None
        return setting.value

    def role(self, name: str, found: Profile) -> Probe | None:
        role = found.get("role_arn")
        if role is None or role.value.empty:
            return None
        source, named = (_set(found.get(key)) for key in ("source_profile", "credential_source"))
        inputs = tuple(look(str(one.value.origin), one.value) for one in (role, source, named) if one is not None)
        triggers = dropped(role.value)
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
            if self.rules.role_without_source == "ignored" or "web_identity_token_file" in found:
                return None
            text = f"{role.value.origin} names a role, and nothing says with whose credentials to ask for it"
            return breaks("no-source", text, SdkError("InvalidProfile", text), triggers, *inputs)
        if "mfa_serial" in found and self.rules.mfa == "breaks":
            text = f"{found['mfa_serial'].value.origin} asks for a code, and nobody is there to type one"
            return breaks("mfa", text, SdkError("MfaNeeded", text), triggers, *inputs)
        if not self._has("sts"):
            return breaks(
                "no-module", "the module `sts` is not there", SdkError("IllegalStateException", "sts"), triggers
            )
        below = self.of(source.value.text or "") if source is not None else self._source(named, triggers)
        return self._assumed(role.value, below, inputs, triggers)

    def _source(self, named: Setting | None, triggers: tuple[Change, ...]) -> Probe:
        text = (named.value.text or "") if named is not None else ""
        spellings = {one.lower() if self.rules.any_case else one: one for one in self.rules.sources}
        meant = spellings.get(text.lower() if self.rules.any_case else text)
        link = {"Environment": pair.env_source, "Ec2InstanceMetadata": metadata.probe, "EcsContainer": container.probe}
        if meant is None:
            said = f"credential_source = {text} is none of {', '.join(self.rules.sources)}"
            return breaks("bad-source", said, SdkError("InvalidProfile", said), ())
        return link[meant](self.sight)

    def _assumed(self, role: Value, below: Probe, inputs: tuple[Input, ...], triggers: tuple[Change, ...]) -> Probe:
        if below.kind in (BREAKS, DECLINES):
            error = below.error or SdkError("NoCredentials", below.reason.text)
            code = below.reason.code if below.kind == BREAKS else "source-empty"
            return breaks(code, f"{role_name(role.text)}: {below.reason.text}", error, dropped(role), *inputs)
        if below.kind not in (OFFERS, PROMISES):
            return below
        credentials = Credentials(role=role.text, account_hint=account_in(role.text))
        use = below.use if below.use.state == "fails" else Use("unknown", None, "the role is asked for at first use")
        reason = Reason("role", f"{role_name(role.text)} at {role.origin}, asked for as {' → '.join(self.names)}")
        return Probe(PROMISES, reason, inputs, dropped(role), credentials, use)

    def web_identity(self, name: str, found: Profile) -> Probe | None:
        file, role = _set(found.get("web_identity_token_file")), _set(found.get("role_arn"))
        if file is None:
            return None
        inputs = (look(str(file.value.origin), file.value),)
        if role is None:
            text = f"{file.value.origin} names a token, and no role_arn stands beside it"
            return breaks("no-role", text, SdkError("InvalidProfile", text), dropped(file.value), *inputs)
        if not self._has("sts"):
            return breaks("no-module", "the module `sts` is not there", SdkError("IllegalStateException", "sts"), ())
        use, wants = token_use(self.sight.host, file.value)
        if wants:
            return unasked(f"{file.value.text} was not read", wants, dropped(file.value), *inputs)
        credentials = Credentials(role=role.value.text, account_hint=account_in(role.value.text))
        reason = Reason("web-identity", f"{role_name(role.value.text)} by the token at {file.value.origin}")
        return Probe(PROMISES, reason, inputs, dropped(file.value), credentials, use)

    def sso(self, name: str, found: Profile) -> Probe | None:
        return sso.probe(self.sight, name, found)

    def login(self, _: str, found: Profile) -> Probe | None:
        session = _set(found.get("login_session"))
        if session is None:
            return None
        named, triggers = look(str(session.value.origin), session.value), dropped(session.value)
        if not self._has("signin"):
            return breaks(
                "no-module", "the module `signin` is not there", SdkError("IllegalStateException", "signin"), triggers
            )
        need = login_cache(self.sight.host, session.value.text or "")
        cache = self.sight.host.cache(need)
        if cache is None:
            return unasked(f"{need.path} was not read", (need,), triggers, named)
        if "accessToken" not in cache.fields or cache.key_id is None:
            text = f"{self.sight.host.shown(need.path)} has no session"
            return breaks("login-missing", text, SdkError("LoginCredentials", text), triggers, named)
        key = Value(cache.key_id, session.value.origin)
        return Probe(
            OFFERS,
            Reason("login-cached", f"session at {session.value.origin}"),
            (named,),
            triggers,
            Credentials(key, None, True),
        )

    def process(self, name: str, found: Profile) -> Probe | None:
        command = _set(found.get("credential_process"))
        if command is None:
            return None
        value, triggers = command.value, dropped(command.value)
        named = look(str(value.origin), value)
        need = ProcessNeed(name, value.origin, in_shell=True)
        run = self.sight.host.process(need)
        if run is None:
            return unasked(f"the program at {value.origin} was not run", (need,), triggers, named)
        if run.error or run.exit_code != 0 or not run.version_ok or run.missing_key or run.timed_out:
            text = f"{run.program} at {value.origin} gave no credentials"
            return breaks("process-failed", text, SdkError("CredentialProcess", text), triggers, named)
        key = Value(run.key_id if run.key_id is not None else "", value.origin)
        credentials = Credentials(key, None, run.has_token, account_hint=run.account)
        reason = Reason("process-answered", f"{run.program} at {value.origin} printed a key")
        return Probe(OFFERS, reason, (named,), triggers, credentials)

    def _has(self, module: str) -> bool:
        modules = self.sight.dialect.modules
        return not modules or module in modules


def _set(setting: Setting | None) -> Setting | None:
    return None if setting is None or setting.value.empty else setting


_SOURCES: dict[str, Callable[[_Path, str, Profile], Probe | None]] = {
    "keys": _Path.keys,
    "role": _Path.role,
    "web-identity": _Path.web_identity,
    "sso": _Path.sso,
    "login": _Path.login,
    "process": _Path.process,
}
