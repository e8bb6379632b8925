"""What may differ in SSO."""

from __future__ import annotations

from typing import Literal, NamedTuple

from whoami_aws.chain.blocks.dialect.answers import Times
from whoami_aws.chain.blocks.dialect.files import BOTH, Which


class Sso(NamedTuple):
    """SSO in a profile."""

    marks: tuple[str, ...] = ("sso_start_url", "sso_region", "sso_account_id", "sso_role_name", "sso_session")
    """The settings any of which makes an SSO profile."""
    within: tuple[Which, ...] = BOTH
    """The files whose profile may have it."""
    needs_config: bool = False
    """Whether it is looked for only where a config file is."""
    session_needs: tuple[str, ...] = ("sso_region", "sso_start_url")
    """What an [sso-session] must have."""
    doubled: Literal["ignored", "differ", "breaks"] = "ignored"
    """What a profile does that repeats its session's settings: it breaks always, or where they differ."""
    token_needs: tuple[str, ...] = ("accessToken",)
    """The fields of a cached token of no session."""
    times: Times = "any"
    """The forms of its end."""
    window: int = 0
    """Seconds before its end in which a token of no session is of no use any more."""
    expired: Literal["refused", "sent"] = "refused"
    """What becomes of one of no session that has ended."""
    renewed: Literal["with-token", "always"] = "with-token"
    """When one of a session is renewed: if there is a token to renew it with, or always."""
