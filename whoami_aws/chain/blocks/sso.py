"""SSO in a profile: which cached token it needs, and in which state that is."""

from __future__ import annotations

from whoami_aws.chain.blocks import ca_bundle
from whoami_aws.chain.blocks.dialect import BOTH, Sso
from whoami_aws.chain.blocks.endpoint_answers import TIMES
from whoami_aws.chain.blocks.profile_path import Step, in_each_file
from whoami_aws.chain.blocks.roles import no_module
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.caches import sso_cache
from whoami_aws.chain.expiry import parse_expiry
from whoami_aws.chain.probe import (
    PROMISES,
    Credentials,
    Probe,
    Reason,
    SdkError,
    Usability,
    breaks,
    input_of,
    not_probed,
    removal_of,
)
from whoami_aws.host.facts import UNSAFE, CacheNeed
from whoami_aws.host.host import Change
from whoami_aws.host.values import Value

_ALL = ("sso_account_id", "sso_role_name", "sso_start_url", "sso_region")
_SESSION = "sso_session"


@in_each_file
def sso(step: Step, rules: Sso) -> Probe | None:
    """Promises with a token that has not expired; None for a profile without SSO."""
    sight, name, found = step.sight, step.name, step.found
    if rules.needs_config and not sight.has_file("config"):
        return None
    if rules.within != BOTH:
        found = sight.within(name, rules.within)
    settings = {
        key: setting.value for key, setting in found.items() if key in (*_ALL, _SESSION) and not setting.value.empty
    }
    wanted = (_SESSION, *_ALL[:2]) if _SESSION in settings else _ALL
    if not any(key in settings for key in rules.marks):
        return None
    lacks = sight.lacks("sso") or (sight.lacks("sso-session") if _SESSION in settings else None)
    if lacks is not None:
        return no_module(lacks, *settings.values())
    inputs = tuple(input_of(str(value.origin), value) for value in settings.values())
    triggers = tuple(change for value in settings.values() for change in removal_of(value))
    missing = [key for key in wanted if key not in settings]
    if missing:
        half = (_ALL[0] in settings) != (_ALL[1] in settings)
        return _broken(
            "sso-half" if half else "sso-incomplete", f"the profile {name!r} lacks {', '.join(missing)}", triggers
        )
    key = settings["sso_start_url"].text if _SESSION not in settings else settings[_SESSION].text
    if _SESSION in settings and (problem := _session_problem(sight, rules, settings[_SESSION], settings)) is not None:
        return _broken(*problem, triggers)
    need = sso_cache(sight.host, key or "")
    if (lacking := _token(sight, rules, need, _SESSION in settings, triggers)) is not None:
        return lacking._replace(inputs=inputs)
    if (lost := ca_bundle.broken(sight, triggers, *inputs)) is not None:
        return lost
    role, account = settings["sso_role_name"].text, settings["sso_account_id"].text
    credentials = Credentials(role=role, account_hint=account)
    use = Usability("unknown", None, "SSO is asked for the role's keys at first use", may_ask=False)
    reason = Reason("sso", f"role {role} in account {account} by the token in {sight.host.shown(need.path)}")
    return Probe(PROMISES, reason, inputs, triggers, credentials, use)


@in_each_file
def bearer(step: Step, rules: Sso) -> Probe | None:
    """What is wrong with the token of a profile's session, whatever else the profile has; None if nothing is."""
    sight, setting = step.sight, step.found.get(_SESSION)
    if setting is None or setting.value.empty:
        return None
    name, triggers = setting.value.text or "", removal_of(setting.value)
    if (problem := _session_problem(sight, rules, setting.value, {})) is not None:
        return _broken(*problem, triggers)
    return _token(sight, rules, sso_cache(sight.host, name), True, triggers)


def _token(sight: SdkView, rules: Sso, need: CacheNeed, of_session: bool, triggers: tuple[Change, ...]) -> Probe | None:
    """What is wrong with a cached token; None if nothing is."""
    shown, cache = sight.host.shown(need.path), sight.host.cache(need)
    if cache is None:
        return not_probed(f"{shown} was not read", (need,), triggers)
    if cache.state.kind in UNSAFE:
        return not_probed(f"{shown} {UNSAFE[cache.state.kind]}", (), triggers, code=f"file-{cache.state.kind}")
    expiry = parse_expiry(cache.text("expiresAt"))
    form = TIMES.get(rules.times)
    renewed = of_session and (rules.renewed == "always" or "refreshToken" in cache.fields)
    if form is not None and not form.fullmatch(cache.text("expiresAt") or ""):
        if of_session and rules.renewed == "always" and "accessToken" in cache.fields and cache.text("expiresAt"):
            return None
        return _broken("sso-token-missing", f"{shown} has no time that can be read", triggers)
    needs = ("accessToken",) if of_session else rules.token_needs
    lacks = [field for field in needs if field not in cache.fields]
    if lacks or isinstance(expiry, SdkError) or expiry.at is None:
        return _broken("sso-token-missing", f"{shown} has no {lacks[0] if lacks else 'token'}", triggers)
    sent = rules.expired == "sent" and not of_session
    window = 0 if of_session else rules.window
    if expiry.at - window <= sight.host.now and not renewed and not sent:
        return _broken("sso-token-expired", f"the token in {shown} has expired", triggers)
    return None


def _session_problem(sight: SdkView, rules: Sso, named: Value, settings: dict[str, Value]) -> tuple[str, str] | None:
    """What is wrong with a session, as a code and as words."""
    name = named.text or ""
    session = sight.named("sso-session", name.strip(), named)
    if session is None:
        return "sso-session-missing", f"there is no [sso-session {name}]"
    for key in ("sso_region", "sso_start_url"):
        there, own = session.get(key), settings.get(key)
        if there is None and key in rules.session_needs:
            return "sso-session-incomplete", f"[sso-session {name}] lacks {key}"
        rule = rules.doubled
        if (
            there is not None
            and own is not None
            and (rule == "breaks" or (rule == "differ" and own.text != there.value.text))
        ):
            return "sso-doubled", f"{own.origin} repeats what [sso-session {name}] has"
    return None


def _broken(code: str, text: str, triggers: tuple[Change, ...]) -> Probe:
    return breaks(code, text, SdkError("SsoCredentials", text), triggers)
