"""What a profile itself holds: a key pair, a web identity, a login session, a program. None where it has none."""

from __future__ import annotations

from whoami_aws.chain.expiry import parse_expiry
from whoami_aws.chain.fetching.answers import TIMES
from whoami_aws.chain.fetching.endpoint import broken
from whoami_aws.chain.fetching.printed import printed
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.fetching.token import ROLE_ARN, TOKEN_FILE, token_use, variable
from whoami_aws.chain.links.login import REQUIRED, login_cache
from whoami_aws.chain.probe import (
    OFFERS,
    PROMISES,
    Credentials,
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
from whoami_aws.host.facts import NOT_RUN, UNSAFE, ProcessNeed
from whoami_aws.host.host import Change
from whoami_aws.host.values import Value

KEY, SECRET, TOKEN = "aws_access_key_id", "aws_secret_access_key", "aws_session_token"


def filled(found: Profile, key: str, empty_counts: bool = False) -> Value | None:
    """The value of a setting that is there and, mostly, not empty."""
    setting = found.get(key)
    return None if setting is None or (setting.value.empty and not empty_counts) else setting.value


def value(sight: Sight, found: Profile, key: str) -> Value | None:
    """The value of a setting, also an empty one where this SDK takes it for set."""
    return filled(found, key, sight.dialect.profile.empty_counts)


def no_module(name: str, triggers: tuple[Change, ...]) -> Probe:
    """What comes of a setting that needs an optional part which is not assumed to be there."""
    place = f"{triggers[0]} needs" if triggers else "this needs"
    text = f"{place} `{name}`, which is not part of the program"
    return breaks("no-module", text, SdkError("IllegalStateException", text), triggers)


def keys(sight: Sight, _: str, found: Profile) -> Probe | None:
    """Offers a pair."""
    rules = sight.dialect.profile
    key, secret = (filled(found, name, rules.empty_keys) for name in (KEY, SECRET))
    if (
        key is None
        and secret is None
        and (TOKEN not in found or rules.half_pair != "breaks" or rules.session_alone == "none")
    ):
        return None
    triggers = dropped(key) + dropped(secret)
    inputs = tuple(look(str(value.origin), value) for value in (key, secret) if value is not None)
    if key is None or secret is None:
        there, lacks = (secret, KEY) if key is None else (key, SECRET)
        text = f"{there.origin if there else ''} is there, {lacks} is not"
        if rules.half_pair == "breaks":
            return breaks("partial", text, SdkError("PartialCredentials", text), triggers, *inputs)
        return None if rules.half_pair == "ignored" else declines("partial", text, *inputs)
    carried = filled(found, TOKEN)
    if TOKEN in found and carried is None and rules.empty_session == "breaks":
        text = f"{found[TOKEN].value.origin} is empty"
        return breaks("empty-token", text, SdkError("IllegalArgumentException", text), triggers, *inputs)
    credentials = Credentials(key_id=key, token=carried, has_token=carried is not None)
    return Probe(OFFERS, Reason("keys-in-profile", f"keys at {key.origin}"), inputs, triggers, credentials)


def whole_keys(sight: Sight, name: str, found: Profile) -> Probe | None:
    """Offers a pair; half of one is looked for later."""
    probe = keys(sight, name, found)
    return probe if probe is not None and probe.kind == OFFERS else None


def keys_without_role(sight: Sight, name: str, found: Profile) -> Probe | None:
    """Offers a pair of a profile that has no role."""
    return keys(sight, name, found) if value(sight, found, "role_arn") is None else None


def web_identity(sight: Sight, _: str, found: Profile) -> Probe | None:
    """Promises with a token file and a role."""
    file, role = value(sight, found, "web_identity_token_file"), value(sight, found, "role_arn")
    if file is None or not sight.is_in(file, sight.dialect.profile.identity_within):
        return None
    inputs = (look(str(file.origin), file),)
    if role is None:
        if sight.dialect.profile.identity_without_role == "ignored":
            return None
        text = f"{file.origin} names a token, and no role_arn stands beside it"
        return breaks("no-role", text, SdkError("InvalidProfile", text), dropped(file), *inputs)
    if sight.dialect.profile.token_crashes:
        text = f"{file.origin} ends the program"
        return breaks("crash", text, SdkError("abort", text), dropped(file), *inputs)
    return by_token(sight, role, file)


def by_token(sight: Sight, role: Value, file: Value) -> Probe:
    """Promises a role by a token file."""
    if sight.dialect.profile.identity_by == "variables":
        file, role = (variable(sight, TOKEN_FILE) or file), (variable(sight, ROLE_ARN) or role)
    inputs = (look(str(file.origin), file),)
    if (lacks := sight.lacks("web-identity")) is not None:
        return no_module(lacks, dropped(file))
    if (lost := broken(sight, dropped(file), *inputs)) is not None:
        return lost
    use, wants = token_use(sight.host, file)
    if wants:
        return unasked(f"{file.text} was not read", wants, dropped(file), *inputs)
    credentials = Credentials(role=role.text, account_hint=account_in(role.text))
    reason = Reason("web-identity", f"{role_name(role.text)} by the token at {file.origin}")
    return Probe(PROMISES, reason, inputs, dropped(file), credentials, use)


def login(sight: Sight, _: str, found: Profile) -> Probe | None:
    """Offers the cached session of `aws login`."""
    session = value(sight, found, "login_session")
    if session is None:
        return None
    named, triggers = look(str(session.origin), session), dropped(session)
    if (part := sight.lacks("login")) is not None:
        return no_module(part, triggers)
    need = login_cache(sight.host, session.text or "")
    cache = sight.host.cache(need)
    if cache is None:
        return unasked(f"{need.path} was not read", (need,), triggers, named)
    if cache.state.kind in UNSAFE:
        why = f"{sight.host.shown(need.path)} {UNSAFE[cache.state.kind]}"
        return unasked(why, (), triggers, named, code=f"file-{cache.state.kind}")
    expiry = parse_expiry(cache.text("accessToken.expiresAt"))
    lacks = [field for field in REQUIRED if field not in cache.fields]
    form = TIMES.get(sight.dialect.profile.login_times)
    unread = form is not None and not form.fullmatch(cache.text("accessToken.expiresAt") or "")
    if lacks or unread or cache.key_id is None or isinstance(expiry, SdkError) or expiry.at is None:
        text = f"{sight.host.shown(need.path)} has no whole session"
        return breaks("login-missing", text, SdkError("LoginCredentials", text), triggers, named)
    key = Value(cache.key_id, session.origin)
    if expiry.at <= sight.host.now:
        use = Use("unknown", None, "the session has ended, and is renewed at first use", may_ask=False)
        reason = Reason("login-ended", f"ended session at {session.origin}")
        return Probe(PROMISES, reason, (named,), triggers, Credentials(None, None, True), use)
    reason = Reason("login-cached", f"session at {session.origin}")
    return Probe(OFFERS, reason, (named,), triggers, Credentials(key, None, True))


def process(sight: Sight, name: str, found: Profile) -> Probe | None:
    """Offers what the program printed."""
    command = value(sight, found, "credential_process")
    if command is None or (command.empty and sight.dialect.profile.empty_process == "ignored"):
        return None
    named, triggers = look(str(command.origin), command), dropped(command)
    if command.empty:
        text = f"{command.origin} is empty"
        return breaks("process-failed", text, SdkError("CredentialProcess", text), triggers, named)
    rules = sight.dialect.process
    if (part := sight.lacks("process")) is not None:
        return no_module(part, triggers)
    need = ProcessNeed(name, command.origin, rules.in_shell, command.shape.fingerprint, rules.input_open)
    run = sight.host.process(need)
    if run is None:
        return unasked(f"the program at {command.origin} was not run", (need,), triggers, named)
    if run.not_run:
        why = f"the program at {command.origin} was not run: {NOT_RUN[run.not_run]}"
        return unasked(why, (), triggers, named, code="not-run")
    if run.timed_out:
        why = "; the SDK leaves its standard input open, for which it may be waiting" if rules.input_open else ""
        return unasked(f"{run.program} did not end within the time{why}", (), triggers, named)
    if rules.beyond == "waits" and rules.limit is not None and run.printed > rules.limit:
        why = f"{run.program} prints {run.printed} bytes; the SDK reads none before it has ended, and waits for ever"
        return unasked(why, (), triggers, named)
    given = printed(rules, run, sight.host.now) if run.exit_code == 0 else "it failed"
    if isinstance(given, str):
        text = f"{run.program} at {command.origin} gave no credentials: {given}"
        return breaks("process-failed", text, SdkError("CredentialProcess", text), triggers, named)
    key = Value(given.key_id, command.origin)
    credentials = Credentials(key, None, given.has_token, account_hint=given.account)
    reason = Reason("process-answered", f"{run.program} at {command.origin} printed a key")
    return Probe(OFFERS, reason, (named,), triggers, credentials)
