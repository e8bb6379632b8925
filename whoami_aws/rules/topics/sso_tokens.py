"""SSO logins: the cached token, and what SSO answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whoami_aws.chain.expiry import span
from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.extra_needs import SSO_CACHE
from whoami_aws.host.facts import IdentityAnswer
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, INFO, WARNING, Finding, Fix, rule
from whoami_aws.rules.role_chain import RoleChain, named_profile, ways_to, written
from whoami_aws.rules.sso_support import Login, alive, bare_url, login_of


def _logins(view: BotocoreView, verdict: Verdict) -> Iterator[tuple[RoleChain, Login]]:
    """The logins that the verdict depends on, where the profile is complete and no cached keys replace them."""
    for way in ways_to(view, verdict, "sso"):
        whole = way.probe is not None and way.probe.error is None
        if way.decides and whole and not way.from_cache:
            yield way, login_of(way.view)


def _log_in(way: RoleChain) -> Fix:
    return Fix("log in again", shell.aws("sso login", profile=named_profile(way.view)))


def _at(login: Login, *keys: str) -> Origin:
    """The setting that names the login."""
    return next(
        login.settings[key].value.origin for key in keys or ("sso_session", "sso_start_url") if key in login.settings
    )


def _name(login: Login) -> str:
    return f"sso-session {login.session}" if login.session is not None else login.text("sso_start_url")


def _refuses(answer: IdentityAnswer | None) -> bool:
    """Whether SSO does not take the token: botocore makes an error of its own of UnauthorizedException."""
    return answer is not None and (
        answer.code == "UnauthorizedException" or answer.error == "UnauthorizedSSOTokenError"
    )


@rule("sso-registration-expired", ERROR, suppressed_by=("sso-settings-hide-keys",))
def sso_registration_expired(view: BotocoreView, verdict: Verdict, host: Host) -> Iterable[Finding]:
    """An SSO token has expired, and so has the client registration that could renew it.

    Why: The SDK renews the token of an sso-session with a refresh token, on behalf of a client that `aws sso login`
    registered for about 90 days. After that time the refresh token cannot be used, and the SDK does not even try.
    Example:
        # the file in ~/.aws/sso/cache, read in June 2025
        {"expiresAt": "2025-05-27T08:00:00Z", "refreshToken": "…",
         "registrationExpiresAt": "2025-05-31T08:00:00Z"}
    Fix: Log in again, which also registers the client again: `aws sso login --profile NAME`.
    Ignore: Never: calls fail until you log in again.
    See: botocore/tokens.py SSOTokenProvider._refresh_access_token
    """
    for way, login in _logins(view, verdict):
        ended, registration = login.ended, login.registration_ended
        if ended is None or registration is None or login.session is None:
            continue
        message = (
            f"The token for {_name(login)} expired {span(host.now - ended)} ago ({login.shown}), and the client that"
        )
        message += f" could renew it was registered until {span(host.now - registration)} ago."
        yield Finding(ERROR, message + way.through, _at(login), _log_in(way))


@rule(
    "sso-token-expired",
    ERROR,
    suppressed_by=("sso-settings-hide-keys", "sso-registration-expired", "sso-wrong-region"),
)
def sso_token_expired(
    view: BotocoreView, verdict: Verdict, host: Host, answer: IdentityAnswer | None
) -> Iterable[Finding]:
    """The SSO login that a profile needs has expired.

    Why: SSO settings win the chain even if the token is invalid. The SDK reads the token only at the first call,
    which then fails. The same happens with a role whose source profile is an SSO profile.
    Example:
        # the file in ~/.aws/sso/cache, read in the evening
        {"startUrl": "https://example.awsapps.com/start", "accessToken": "…",
         "expiresAt": "2025-06-03T08:00:00Z"}
    Fix: Log in again: `aws sso login --profile NAME`.
    Ignore: Never: calls fail until you log in again.
    See: botocore/credentials.py SSOCredentialFetcher; botocore/tokens.py SSOTokenProvider
    """
    for way, login in _logins(view, verdict):
        ended = login.ended
        refused = ended is None and _refuses(answer)
        if (ended is None or login.refreshable) and not refused:
            continue
        whose = f"The SSO login of profile {way.view.profile} ({_name(login)})"
        if ended is not None:
            message = f"{whose} expired {span(host.now - ended)} ago ({login.shown})."
        else:
            message = f"{whose} has not expired, and SSO no longer accepts it: it was ended, or logged out."
        if way.roles:
            message += f" {way.roles[-1].profile} takes its credentials from there."
        yield Finding(ERROR, message + way.through, _at(login), _log_in(way))


@rule("sso-start-url-mismatch", ERROR)
def sso_start_url_mismatch(view: BotocoreView, verdict: Verdict, host: Host) -> Iterable[Finding]:
    """There is an SSO login, for a start URL that is written a little differently.

    Why: The name of the cache file is the SHA-1 of the exact text of sso_start_url. With a `#/`, a slash at the end
    or different capitalization, the SDK looks for another file, and does not find the login.
    Example:
        [profile dev]
        sso_start_url = https://example.awsapps.com/start/
        # the login in ~/.aws/sso/cache is for https://example.awsapps.com/start
    Fix: Write the same start URL in every profile: `aws configure set sso_start_url URL --profile NAME`. Better,
    write it only once, in an sso-session.
    Ignore: Never: the first call fails, because the SDK does not find the login.
    See: botocore/utils.py SSOTokenLoader._generate_cache_key
    """
    for way, login in _logins(view, verdict):
        if not login.missing or login.session is not None:
            continue
        url = login.text("sso_start_url")
        found = host.logins(host.expand_home(SSO_CACHE))
        for other in found.logins if found else ():
            theirs = other.start_url
            if theirs is None or theirs == url or bare_url(theirs) != bare_url(url):
                continue
            origin = _at(login, "sso_start_url")
            state = "a good one" if alive(other, host.now) else "an expired one"
            message = (
                f"{origin} is {url}; there is a login for {theirs} ({state}), and the cache goes by the exact text."
            )
            fix = written(way.view, "sso_start_url", theirs)
            yield Finding(ERROR, message + way.through, origin, fix)
            return


@rule("sso-never-logged-in", ERROR, suppressed_by=("sso-start-url-mismatch", "sso-settings-hide-keys"))
def sso_never_logged_in(view: BotocoreView, verdict: Verdict, host: Host) -> Iterable[Finding]:
    """This SSO profile has no login on this host.

    Why: The SDK only reads the token that `aws sso login` writes to ~/.aws/sso/cache, in a file whose name is derived
    from the session's name or the start URL. If there is no such file, the first call fails with SSOTokenLoadError.
    Containers, other users and other home directories have caches of their own.
    Example:
        [profile dev]
        sso_session = corp
        sso_account_id = 111122223333
        # and so on; ~/.aws/sso/cache is empty
    Fix: Log in: `aws sso login --profile NAME`.
    Ignore: You can ignore this if only the configuration is checked here, and the profile is used on another host
    (`--ignore sso-never-logged-in`).
    See: botocore/utils.py SSOTokenLoader
    """
    for way, login in _logins(view, verdict):
        if not login.missing:
            continue
        message = f"There is no login for profile {way.view.profile} ({_name(login)}): {login.shown} does not exist."
        found = host.logins(host.expand_home(SSO_CACHE))
        url = bare_url(login.text("sso_start_url"))
        others = [one for one in (found.logins if found else ()) if one.start_url and bare_url(one.start_url) == url]
        if others and url:
            message += " There is a login for the same start URL under another name (another session, or none)."
        yield Finding(ERROR, message + way.through, _at(login), Fix("log in", _log_in(way).commands))


@rule("sso-wrong-region", ERROR, needs=("sts",))
def sso_wrong_region(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The sso_region is not the one that the login was made in.

    Why: IAM Identity Center is in one region, whatever region the resources are in. A token of one region is unknown
    in another, and SSO answers UnauthorizedException ("Session token not found or invalid").
    Example:
        [sso-session corp]
        sso_start_url = https://example.awsapps.com/start
        sso_region = eu-central-1
        # the file in ~/.aws/sso/cache has "region": "us-east-1"
    Fix: Write the region of IAM Identity Center as sso_region: in a profile with `aws configure set sso_region REGION
    --profile NAME`, in an sso-session by editing its line `sso_region = REGION`.
    Ignore: You can ignore this as a warning if sso_region is right and the cached login is an old one from another
    region (`--ignore sso-wrong-region`). Never as an error: SSO refuses the token.
    See: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html
    """
    for way, login in _logins(view, verdict):
        theirs = login.cache.text("region") if login.cache is not None else None
        mine = login.text("sso_region")
        if not theirs or not mine or theirs == mine:
            continue
        answer = view.host.identity(way.row.link)
        if answer is not None and answer.arn:
            continue
        origin = login.settings["sso_region"].value.origin
        refused = _refuses(answer) or (answer is not None and answer.code == "ForbiddenException")
        refused = refused and login.ended is None
        message = f"{origin} is {mine}; the login was made in {theirs} ({login.shown})."
        change = written(way.view, "sso_region", theirs)
        if "sso_region" not in way.view.settings:  # it is set in the session
            change = Fix(
                f"write sso_region = {theirs} at {origin}",
                (),
                (change.changes[0]._replace(name=origin.name, section=origin.section, line=origin.line),),
            )
        yield Finding(ERROR if refused else WARNING, message + way.through, origin, change)


@rule("sso-role-not-assigned", ERROR, suppressed_by=("sso-wrong-region",))
def sso_role_not_assigned(view: BotocoreView, verdict: Verdict, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """The SSO login is valid, but you are not assigned this role in that account.

    Why: sso_role_name is the exact name of a permission set, and sso_account_id is an account in which it is assigned
    to you. For anything else, including names that do not exist, SSO answers ForbiddenException ("No access").
    Example:
        [profile dev]
        sso_account_id = 111122223333
        sso_role_name = Developer
        # and so on; SSO's GetRoleCredentials answers ForbiddenException: No access
    Fix: See which accounts and roles are assigned to you, and choose one: `aws configure sso --profile NAME`. Or ask
    an administrator of IAM Identity Center to assign the permission set to you in that account.
    Ignore: Never: SSO gives no credentials for this role.
    See: https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
    """
    if answer is None or answer.code not in ("ForbiddenException", "ResourceNotFoundException"):
        return
    for way, login in _logins(view, verdict):
        role, account = login.text("sso_role_name"), login.text("sso_account_id")
        message = f"The SSO login is valid, but has no role {role!r} in account {account}: SSO answers {answer.code}."
        commands = shell.aws("configure sso", profile=named_profile(way.view))
        fix = Fix("see which accounts and roles there are, and choose one (or have it assigned)", commands)
        yield Finding(ERROR, message + way.through, _at(login, "sso_role_name"), fix)


@rule("sso-token-will-be-refreshed", INFO)
def sso_token_will_be_refreshed(view: BotocoreView, verdict: Verdict, host: Host) -> Iterable[Finding]:
    """The SSO token has expired, and the SDK will renew it by itself.

    Why: For an sso-session, a refresh token and a client registration are cached with the token. With both, botocore
    gets a new token at the first call. This tool does not refresh tokens, so it cannot say who you are until then.
    Example:
        # the file in ~/.aws/sso/cache, read an hour later
        {"expiresAt": "2025-06-03T08:00:00Z", "refreshToken": "…", "clientId": "…",
         "clientSecret": "…", "registrationExpiresAt": "2025-08-30T08:00:00Z"}
    Fix: Nothing needs to be done. To get the new token now, run `aws sso login --profile NAME`.
    Ignore: You can always ignore this: the SDK renews the token when it is used (`--ignore
    sso-token-will-be-refreshed`).
    See: botocore/tokens.py SSOTokenProvider._refresh_access_token
    """
    for way, login in _logins(view, verdict):
        ended = login.ended
        if ended is None or not login.refreshable:
            continue
        message = f"The token for {_name(login)} expired {span(host.now - ended)} ago; a refresh token and a client"
        message += f" registration are cached ({login.shown}), with which the SDK renews it."
        yield Finding(INFO, message + way.through, _at(login), Fix("no action is needed"))
