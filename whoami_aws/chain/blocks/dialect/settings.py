"""What may differ in settings that have nothing to do with credentials, and stand in their way all the same."""

from __future__ import annotations

from typing import Literal, NamedTuple

from whoami_aws.chain.blocks.dialect.files import BOTH, Which


class Setting(NamedTuple):
    """A variable whose value the SDK refuses before it looks for credentials."""

    variable: str
    allowed: str = ".*"
    """A pattern that the whole value must match."""
    any_case: bool = True
    """Whether its case does not matter."""
    empty: bool = True
    """Whether an empty value counts as not set."""
    key: str | None = None
    """The profile's setting of the same; it counts where the variable is not set."""
    each: bool = False
    """Whether the setting is refused whatever the variable says."""
    empty_is_unset: bool = False
    """Whether an empty variable leaves it to the profile."""
    empty_setting: bool = True
    """Whether an empty setting counts as not set."""
    within: tuple[Which, ...] = BOTH
    """The files whose profile counts."""
    unless: tuple[str, str] | None = None
    """A variable and a key, either of which, if set, makes this one not looked at."""
    explicit: bool = True
    """Whether it is looked at too where a profile is given in code."""
    certificates: bool = False
    """Whether the value names a file that must have a certificate in it."""


class Endpoint(NamedTuple):
    """What may name another endpoint of STS, in variables, in the profile and in its section for services."""

    allowed: str | None = None
    """A pattern of what can be asked; None if all can, or nothing else than AWS's own ever is."""
    of_all_services: bool = True
    """Whether what is said of all services counts for STS, too."""
    missing_services: bool = False
    """Whether STS cannot be asked where the section is not there."""
    services_line: Literal["ignored", "breaks", "crashes"] = "ignored"
    """What a line does where the section's block for STS is expected: it breaks what asks STS, or ends the program."""
    empty_variable: bool = False
    """Whether an empty variable counts."""
    empty_setting: bool = False
    """Whether an empty setting counts."""
    within: tuple[Which, ...] = BOTH
    """The files whose profile counts."""
    beside_variables: bool = True
    """Whether the profile counts where token and role are variables."""
    can_be_ignored: bool = True
    """Whether a variable makes none of it count."""
    comes_first: bool = False
    """Whether what cannot be asked ends everything, since the client is made before."""
    trust: Setting | None = None
    """A setting of a file of certificates, without which neither STS nor Identity Center can be asked."""
    trust_of: Literal["selected", "source"] = "selected"
    """Whose that is: that of the profile in force; or for a role that of its source, if that is a profile without a
    source of its own.
    """
