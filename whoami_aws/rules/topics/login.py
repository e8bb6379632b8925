"""`aws login`: its session, and what it needs."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.botocore.links import login
from whoami_aws.chain.caches import LOGIN_DIRECTORY, login_cache
from whoami_aws.chain.expiry import Expiry, parse_expiry, span
from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.host import Host
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, INFO, LIKELY, Finding, Fix, rule
from whoami_aws.rules.role_chain import named_profile, setting, ways_to


@rule("login-needs-crt", ERROR)
def login_needs_crt(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A profile of `aws login` needs the package awscrt, which this Python does not have.

    Why: The AWS CLI includes awscrt, but botocore uses it only from its own Python environment. Without it the chain
    stops with MissingDependencyException, although the login is valid.
    Example:
        [default]
        login_session = arn:aws:iam::111122223333:user/alice
        # python -c 'import awscrt' fails in the program's environment
    Fix: Install it in the environment of the program that fails: `python -m pip install 'botocore[crt]'`.
    Ignore: You can ignore this if only the AWS CLI uses the profile (`--ignore login-needs-crt`).
    See: botocore/credentials.py LoginProvider
    """
    for way in ways_to(view, verdict, "login"):
        named = setting(way.view, login.KEY)
        if named is None or way.probe is None or way.probe.reason.code != "no-crt":
            continue
        message = f"{named.origin}: the session of `aws login` is used only with the package awscrt, which is missing,"
        message += f" too old or switched off in the Python that runs botocore {view.host.sdk.botocore} here."
        fix = Fix("install it in the environment of the program that fails", shell.INSTALL_CRT)
        yield Finding(way.severity, message + way.through, named.origin, fix)


@rule("login-never-done", ERROR)
def login_never_done(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """This profile has no `aws login` session on this host.

    Why: The SDK only reads the session that `aws login` writes to ~/.aws/login/cache (or to
    AWS_LOGIN_CACHE_DIRECTORY), in a file whose name is derived from the session's name. If that file is missing or
    incomplete, the chain stops.
    Example:
        [default]
        login_session = arn:aws:iam::111122223333:user/alice
        # ~/.aws/login/cache is empty
    Fix: Log in: `aws login --profile NAME`.
    Ignore: You can ignore this as a note (info): another source is used. Never as an error: the SDK stops here.
    See: botocore/credentials.py LoginProvider; botocore/utils.py LoginTokenLoader
    """
    for way in ways_to(view, verdict, "login"):
        named = setting(way.view, login.KEY)
        if named is None or way.probe is None or way.probe.reason.code != "no-login-cache":
            continue
        need = login_cache(view.host, named.text or "")
        cache = view.host.cache(need)
        if cache is None or cache.state.kind in ("unreadable", "hidden"):
            continue
        shown = view.host.shown(need.path)
        what = "does not exist" if cache.state.kind == "missing" else "is not a whole session"
        message = f"{named.origin} wants the session {named.text}, and {shown} {what}."
        elsewhere = view.host.variable(LOGIN_DIRECTORY)
        message += f" {elsewhere.origin} says where sessions are." if elsewhere is not None else ""
        fix = Fix("log in", shell.aws("login", profile=named_profile(way.view)))
        yield Finding(way.severity, message + way.through, named.origin, fix)


_LONGEST = 12 * 3600


@rule("login-session-expired", ERROR)
def login_session_expired(view: BotocoreView, verdict: Verdict, host: Host) -> Iterable[Finding]:
    """The session of `aws login` is over.

    Why: The keys of a session last fifteen minutes, and the SDK renews them with a refresh token for twelve hours at
    most. After that the session still wins the chain, but every call fails. The same happens if the cached session
    has lost its private key, without which the SDK cannot renew the keys.
    Example:
        [default]
        login_session = arn:aws:iam::111122223333:user/alice
        # the file in ~/.aws/login/cache was written last week
    Fix: Log in again: `aws login --profile NAME`.
    Ignore: You can ignore this as a note (info): the SDK renews the keys when they are used. Never as an error: calls
    fail until you log in again.
    See: botocore/credentials.py LoginCredentialFetcher
    """
    for way in ways_to(view, verdict, "login"):
        named = setting(way.view, login.KEY)
        if named is None or not way.decides or way.probe is None or way.probe.error is not None:
            continue
        cache = host.cache(login_cache(host, named.text or ""))
        expiry = parse_expiry(cache.text("accessToken.expiresAt")) if cache is not None else None
        fails = way.probe.use.state == "fails"
        if not isinstance(expiry, Expiry) or expiry.at is None or (expiry.at > host.now and not fails):
            continue
        ago = host.now - expiry.at
        when = f"expired {span(ago)} ago" if ago > 0 else f"end in {span(ago)}"
        fix = Fix("log in again", shell.aws("login", profile=named_profile(way.view)))
        if ago > _LONGEST:
            message = f"The keys of {named.origin} {when}; a session lasts twelve hours at most."
            yield Finding(way.severity, message + way.through, named.origin, fix, LIKELY)
        elif fails:
            message = f"The keys of {named.origin} {when}, and the cached session holds no private key with which the"
            message += " SDK could renew them."
            yield Finding(way.severity, message + way.through, named.origin, fix)
        else:
            message = f"The keys of {named.origin} {when}; the SDK renews them when they are used."
            yield Finding(INFO, message + way.through, named.origin, Fix("no action is needed"))
