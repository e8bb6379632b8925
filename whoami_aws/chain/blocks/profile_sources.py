"""What a profile itself holds: a key pair, a web identity, a login session, a program. None where it has none."""

from __future__ import annotations

from typing import Literal

from whoami_aws.chain.blocks.dialect import BOTH
from whoami_aws.chain.blocks.endpoint_answers import TIMES
from whoami_aws.chain.blocks.process_output import printed
from whoami_aws.chain.blocks.profile_path import KEY, SECRET, TOKEN, Step, filled, in_each_file
from whoami_aws.chain.blocks.roles import no_module
from whoami_aws.chain.blocks.sts_endpoint import broken
from whoami_aws.chain.blocks.web_identity import token_use, variable
from whoami_aws.chain.caches import LOGIN_FIELDS, login_cache
from whoami_aws.chain.expiry import parse_expiry
from whoami_aws.chain.probe import (
    OFFERS,
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
from whoami_aws.host.arn import account_in, role_name
from whoami_aws.host.facts import NOT_RUN, UNSAFE, ProcessNeed
from whoami_aws.host.values import Value
from whoami_aws.host.variables import ROLE_ARN, TOKEN_FILE


@in_each_file
def keys(
    step: Step,
    *,
    half: Literal["ignored", "breaks"] = "ignored",
    session_alone: Literal["half", "none"] = "half",
    empty_counts: bool = False,
    empty_session: Literal["none", "breaks"] = "none",
) -> Probe | None:
    """Offers a pair.

    `half`: what half of one does; a token alone is `half` a pair, or `none`. `empty_counts`: whether an empty id or
    secret is one. `empty_session`: what an empty session token does.
    """
    found = step.found
    key, secret = (filled(found, name, empty_counts) for name in (KEY, SECRET))
    if key is None and secret is None and (TOKEN not in found or half != "breaks" or session_alone == "none"):
        return None
    triggers = removal_of(key) + removal_of(secret)
    inputs = tuple(input_of(str(value.origin), value) for value in (key, secret) if value is not None)
    if key is None or secret is None:
        there, lacks = (secret, KEY) if key is None else (key, SECRET)
        text = f"{there.origin if there else ''} is there, {lacks} is not"
        broken_pair = breaks("partial", text, SdkError("PartialCredentials", text), triggers, *inputs)
        return broken_pair if half == "breaks" else None
    carried = filled(found, TOKEN)
    if TOKEN in found and carried is None and empty_session == "breaks":
        text = f"{found[TOKEN].value.origin} is empty"
        return breaks("empty-token", text, SdkError("IllegalArgumentException", text), triggers, *inputs)
    credentials = Credentials(key_id=key, token=carried, has_token=carried is not None)
    return Probe(OFFERS, Reason("keys-in-profile", f"keys at {key.origin}"), inputs, triggers, credentials)


@in_each_file
def web_identity(
    step: Step,
    *,
    without_role: Literal["breaks", "ignored"] = "breaks",
    by: Literal["profile", "variables"] = "profile",
    within: tuple[str, ...] = BOTH,
) -> Probe | None:
    """Promises with a token file and a role.

    `without_role`: what a token file without a role does. `by`: both are the profile's, or the variables' where those
    are set. `within`: the files whose profile may have them.
    """
    file, role = step.value("web_identity_token_file"), step.value("role_arn")
    if file is None or not step.sight.is_in(file, within):
        return None
    if role is None:
        if without_role == "ignored":
            return None
        text = f"{file.origin} names a token, but role_arn is not set"
        error = SdkError("InvalidProfile", text)
        return breaks("no-role", text, error, removal_of(file), input_of(str(file.origin), file))
    return by_token(step, role, file, by)


def by_token(step: Step, role: Value, file: Value, by: Literal["profile", "variables"] = "profile") -> Probe:
    """Promises a role by a token file."""
    sight = step.sight
    if by == "variables":
        file, role = (variable(sight, TOKEN_FILE) or file), (variable(sight, ROLE_ARN) or role)
    inputs = (input_of(str(file.origin), file),)
    if (lacks := sight.lacks("web-identity")) is not None:
        return no_module(lacks, file)
    if (lost := broken(sight, removal_of(file), *inputs)) is not None:
        return lost
    use, wants = token_use(sight.host, file)
    if wants:
        return not_probed(f"{file.text} was not read", wants, removal_of(file), *inputs)
    credentials = Credentials(role=role.text, account_hint=account_in(role.text))
    reason = Reason("web-identity", f"{role_name(role.text)} by the token at {file.origin}")
    return Probe(PROMISES, reason, inputs, removal_of(file), credentials, use)


@in_each_file
def login(step: Step, *, times: str = "any") -> Probe | None:
    """Offers the cached session of `aws login`. `times`: the forms of its end, as in `Answer`."""
    session, sight = step.value("login_session"), step.sight
    if session is None:
        return None
    named, triggers = input_of(str(session.origin), session), removal_of(session)
    if (part := sight.lacks("login")) is not None:
        return no_module(part, session)
    need = login_cache(sight.host, session.text or "")
    cache = sight.host.cache(need)
    if cache is None:
        return not_probed(f"{need.path} was not read", (need,), triggers, named)
    if cache.state.kind in UNSAFE:
        why = f"{sight.host.shown(need.path)} {UNSAFE[cache.state.kind]}"
        return not_probed(why, (), triggers, named, code=f"file-{cache.state.kind}")
    expiry = parse_expiry(cache.text("accessToken.expiresAt"))
    lacks = [field for field in LOGIN_FIELDS if field not in cache.fields]
    form = TIMES.get(times)
    unread = form is not None and not form.fullmatch(cache.text("accessToken.expiresAt") or "")
    if lacks or unread or cache.key_id is None or isinstance(expiry, SdkError) or expiry.at is None:
        text = f"{sight.host.shown(need.path)} has no whole session"
        return breaks("login-missing", text, SdkError("LoginCredentials", text), triggers, named)
    key = Value(cache.key_id, session.origin)
    if expiry.at <= sight.host.now:
        use = Usability("unknown", None, "the session has ended, and is renewed at first use", may_ask=False)
        reason = Reason("login-ended", f"ended session at {session.origin}")
        return Probe(PROMISES, reason, (named,), triggers, Credentials(None, None, True), use)
    reason = Reason("login-cached", f"session at {session.origin}")
    return Probe(OFFERS, reason, (named,), triggers, Credentials(key, None, True))


@in_each_file
def process(step: Step, *, empty: Literal["breaks", "ignored"] = "breaks") -> Probe | None:
    """Offers what the program printed. `empty`: what an empty command does."""
    command, sight = step.value("credential_process"), step.sight
    if command is None or (command.empty and empty == "ignored"):
        return None
    named, triggers = input_of(str(command.origin), command), removal_of(command)
    if command.empty:
        text = f"{command.origin} is empty"
        return breaks("process-failed", text, SdkError("CredentialProcess", text), triggers, named)
    rules = sight.dialect.process
    if (part := sight.lacks("process")) is not None:
        return no_module(part, command)
    need = ProcessNeed(step.name, command.origin, rules.in_shell, command.shape.fingerprint, rules.input_open)
    run = sight.host.process(need)
    if run is None:
        return not_probed(f"the program at {command.origin} was not run", (need,), triggers, named)
    if run.not_run:
        why = f"the program at {command.origin} was not run: {NOT_RUN[run.not_run]}"
        return not_probed(why, (), triggers, named, code="not-run")
    if run.timed_out:
        why = "; the SDK leaves its standard input open, for which it may be waiting" if rules.input_open else ""
        return not_probed(f"{run.program} did not end within the time{why}", (), triggers, named)
    if rules.beyond == "waits" and rules.limit is not None and run.printed > rules.limit:
        why = f"{run.program} prints {run.printed} bytes; the SDK reads none before it has ended, and waits for ever"
        return not_probed(why, (), triggers, named)
    given = printed(rules, run, sight.host.now) if run.exit_code == 0 else "it failed"
    if isinstance(given, str):
        text = f"{run.program} at {command.origin} gave no credentials: {given}"
        return breaks("process-failed", text, SdkError("CredentialProcess", text), triggers, named)
    key = Value(given.key_id, command.origin)
    credentials = Credentials(key, None, given.has_token, account_hint=given.account)
    reason = Reason("process-answered", f"{run.program} at {command.origin} printed a key")
    return Probe(OFFERS, reason, (named,), triggers, credentials)
