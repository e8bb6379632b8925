"""What is asked for a role besides its name: how long, and by which name of a session."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from whoami_aws.chain.botocore.links import links_that
from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.arn import SESSION_NAME
from whoami_aws.host.facts import IdentityAnswer
from whoami_aws.host.values import Value
from whoami_aws.rules.finding import ERROR, EVERY, WARNING, Finding, rule, unset
from whoami_aws.rules.role_chain import RoleChain, configured, role_way, setting, ways_to, written

_LONGEST, _CHAINED, _SHORTEST = 12 * 3600, 3600, 900
_ROLE_LINKS = links_that(lambda kind: kind.temporary)


def _durations(way: RoleChain) -> Iterator[tuple[BotocoreView, Value, int | None, bool]]:
    """The durations that are asked for: with the number, and whether a role asks for the role."""
    for number, role in enumerate(way.roles):
        found = setting(role, "duration_seconds")
        if found is None or found.text is None:
            continue
        chained = number + 1 < len(way.roles) or way.link in _ROLE_LINKS
        text = found.text.strip()
        yield role, found, int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None, chained


@rule("role-duration-too-long", ERROR)
def role_duration_too_long(view: BotocoreView, verdict: Verdict, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """The requested session of a role is longer than STS allows.

    Why: A session of a role lasts at most twelve hours, and no longer than the role's own maximum, which is one hour
    unless it was raised. If the credentials that assume the role come from a role themselves (role chaining), the
    limit is one hour. STS refuses a longer duration with ValidationError.
    Example:
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/app
        source_profile = base
        duration_seconds = 86400
    Fix: Ask for less, `aws configure set duration_seconds 3600 --profile NAME`, or remove duration_seconds: the SDK
    renews the keys automatically.
    Ignore: Never: STS refuses the request.
    See: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    """
    way = role_way(view, verdict)
    if way is None or way.from_cache or (answer is not None and answer.arn):
        return
    said = answer is not None and answer.code == "ValidationError" and "DurationSeconds" in answer.message
    for role, value, seconds, chained in _durations(way):
        if seconds is None:
            continue
        most = _CHAINED if chained else _LONGEST
        if seconds > most:
            message = f"{value.origin} asks for {seconds} s; "
            message += "a role by way of another role is had for one hour" if chained else "twelve hours are the most"
            fix = written(role, "duration_seconds", str(most))
        elif said and seconds > _CHAINED:
            message = f"{value.origin} asks for {seconds} s, which is above the maximum session time of the role itself"
            fix = written(role, "duration_seconds", str(_CHAINED))
        else:
            continue
        yield Finding(ERROR, f"{message}.{way.through}", value.origin, fix)


@rule("role-duration-unusable", ERROR)
def role_duration_unusable(view: BotocoreView, verdict: Verdict, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """The duration_seconds of a role is too short or is not a number.

    Why: STS gives no session of a role for less than 900 seconds, and refuses the request with ValidationError. A
    value that is not a whole number of seconds, such as `1h`, is silently ignored by botocore, and the session lasts
    an hour.
    Example:
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/app
        source_profile = base
        duration_seconds = 1h
    Fix: Write a number of seconds that is at least 900: `aws configure set duration_seconds 3600 --profile NAME`.
    Ignore: If its severity is warning and a session of one hour is long enough: the SDK ignores the value.
    See: botocore/credentials.py AssumeRoleProvider._load_creds_via_assume_role
    """
    way = role_way(view, verdict)
    if way is None or way.from_cache:
        return
    for role, value, seconds, _ in _durations(way):
        fix = written(role, "duration_seconds", str(_CHAINED))
        if seconds is None:
            message = f"{value.origin} is {value.text!r}, no whole number: the SDK leaves it out."
            yield Finding(WARNING, message, value.origin, fix)
        elif seconds < _SHORTEST and not (answer is not None and answer.arn):
            message = f"{value.origin} asks for {seconds} s; {_SHORTEST} are the least."
            yield Finding(ERROR, message, value.origin, fix)


_NOT_IN_NAME = re.compile(r"[^\w+=,.@-]+", re.ASCII)


@rule("role-session-name-invalid", ERROR, sdks=EVERY)
def role_session_name_invalid(view: BotocoreView, verdict: Verdict, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """The role session name is not valid.

    Why: The name becomes part of the session's ARN. STS accepts 2 to 64 letters, digits and the characters _+=,.@-
    and refuses anything else with ValidationError. A frequent cause is a name that is made of a branch, a path or the
    URL of a job.
    Example:
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/app
        source_profile = base
        role_session_name = feature/login form
    Fix: Write another name, `aws configure set role_session_name NAME --profile PROFILE`, or leave it out, `unset
    AWS_ROLE_SESSION_NAME`: the SDK then generates one.
    Ignore: Never: STS refuses the request.
    See: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    """
    if answer is not None and answer.arn:
        return
    way = role_way(view, verdict)
    names = [(one, setting(one, "role_session_name")) for one in way.roles] if way and not way.from_cache else []
    for web in ways_to(view, verdict, "assume-role-with-web-identity"):
        if web.decides:
            names.append((web.view, configured(web.view, "AWS_ROLE_SESSION_NAME", "role_session_name")))
    for role, value in names:
        if value is None or value.empty or value.text is None or SESSION_NAME.fullmatch(value.text):
            continue
        better = _NOT_IN_NAME.sub("-", value.text.strip())[:64].strip("-")
        length = f"; it has {len(value.text)} characters" if not 2 <= len(value.text) <= 64 else ""
        message = f"{value.origin} is {value.text!r}: only 2 to 64 letters, digits and _+=,.@- may be in it{length}."
        if value.origin.kind == "env":
            fix = unset(value.origin.name)
        else:
            fix = written(role, "role_session_name", better if SESSION_NAME.fullmatch(better) else "my-session")
        yield Finding(ERROR, message, value.origin, fix)
