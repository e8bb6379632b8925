"""What may differ in the container endpoint."""

from __future__ import annotations

from typing import Literal, NamedTuple

from whoami_aws.chain.blocks.container_urls import ODDITIES, Oddity, Reading
from whoami_aws.chain.blocks.dialect.answers import Answer

BLANKS = r"[\x00-\x20\x7f]"
"""What cannot stand in a URL."""


class Container(NamedTuple):
    """The container endpoint, and the token that is sent to it.

    What may not be sent, though an SDK sends it, has an answer that is not known.
    """

    set_means: Literal["non-empty", "present", "not-blank", "present-if-any"] = "non-empty"
    """When one of the URIs is set; `present-if-any`: it is there, and not all of them are empty."""
    auth_set_means: Literal["non-empty", "present"] = "non-empty"
    """When a token is."""
    full_first: bool = False
    """Whether the whole URL beats the path."""
    empty_relative: Literal["asked", "breaks"] = "asked"
    """What an empty path does."""
    readings: tuple[Reading, ...] = ()
    """How the words of a URI are read."""
    path_readings: tuple[Reading, ...] | None = None
    """How those of a path are, if otherwise."""
    illegal: str = r"[\x00-\x1f\x7f]"
    """A pattern of what makes the words no URL."""
    plain_hosts: tuple[str, ...] = ("169.254.170.2", "169.254.170.23", "fd00:ec2::23")
    """What may be asked without TLS."""
    loopback: bool = True
    """Whether so may all of loopback."""
    loopback_names: bool = True
    """Whether so may `localhost`."""
    tls_anywhere: bool = True
    """Whether any host may be asked with TLS; else the same as without."""
    auths: tuple[Literal["file", "variable"], ...] = ("file", "variable")
    """Where a token is looked for."""
    path_auth: Literal["always", "with-others", "never"] = "always"
    """When a token is sent with a path; `with-others`: where the whole URL or the token's file is set, too."""
    line_end: Literal["breaks", "stripped"] = "breaks"
    """What a line end of a token in a file does; `stripped`: white space around the token is not sent."""
    variable_line_end: Literal["breaks", "stripped", "lf-stripped"] = "breaks"
    """The same in a variable; `lf-stripped`: stripped, but for one with a CR beside it, which breaks."""
    crlf: Literal["breaks", "stripped"] = "breaks"
    """The same of a file with both a CR and an LF."""
    inner_line_end: Literal["breaks", "sent", "cr-sent"] = "breaks"
    """What one inside the token does; `cr-sent`: a CR alone is sent."""
    undecodable_auth: Literal["sent", "breaks"] = "sent"
    """What a token's file does that is no UTF-8."""
    raw_path: str | None = None
    """A pattern of texts that the SDK sends as paths, though they are not paths."""
    unread: tuple[Oddity, ...] = ODDITIES
    """The oddities of a whole URL of which it is not known how they are read."""
    trimmed_token: bool = False
    """Whether no token is sent with white space around."""
    blank_auth: Literal["sent", "none", "breaks"] = "sent"
    """What a token of white space alone is; `breaks`: if it is empty."""
    early_token: bool = False
    """Whether a token file that cannot be read fails the link also where no URI is set."""
    answer: Answer = Answer()
    instead_of_metadata: bool = False
    """Whether, where it is configured, the metadata service is no part of the chain."""
    second: Container | None = None
    """Another client of the same, which is tried where the first was refused."""
