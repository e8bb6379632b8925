"""What may differ in what selects the profile and the region."""

from __future__ import annotations

from typing import Literal, NamedTuple

from whoami_aws.chain.blocks.dialect.files import BOTH, NEXT, Failing, Which


class Selection(NamedTuple):
    """How a profile is selected."""

    variables: tuple[str, ...] = ("AWS_PROFILE",)
    properties: tuple[str, ...] = ()
    properties_first: bool = True
    empty_is_name: bool = False
    """Whether an empty variable names the profile called ''."""
    empty_option_is_name: bool | None = None
    """Whether an empty name given in code does, if that is not the same."""
    stripped: bool = False
    """Whether white space around a name is not part of it."""
    missing: Failing = NEXT
    """What a named profile does that does not exist."""
    missing_for: tuple[str, ...] | None = None
    """The variables for which it does so; None: all."""
    switched: tuple[str, ...] = ()
    """The variables that count only where `Files.switch` is on."""


class Region(NamedTuple):
    """What says the region of a client that is told none, after the chain's variables."""

    empty: Literal["none", "is"] = "none"
    """Whether an empty variable is a region."""
    blank_is_empty: bool = False
    """Whether one of white space alone is empty."""
    empty_setting: Literal["none", "is"] = "none"
    """Whether an empty setting of the profile is one."""
    within: tuple[Which, ...] = BOTH
    """The files whose profile counts."""
    switched: tuple[str, ...] = ()
    """The variables that count only where `Files.switch` is on."""
    metadata: bool = False
    """Whether the metadata service is asked at last."""
    needs_token: bool = False
    """Whether it is not asked without a token."""
    default: str | None = None
    """Its default."""
