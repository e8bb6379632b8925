"""What may differ in the shared files: where they are, what their sections are, and how two of them become one."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from whoami_aws.host.ini.grammar import Grammar

NEXT: Final = "next"
STOP: Final = "stop"
"""What something that is broken does: it is passed over, or it fails the link."""

Failing = Literal["next", "stop"]
Which = Literal["config", "credentials"]
"""One of the two files."""
BOTH: Final[tuple[Which, ...]] = ("config", "credentials")

Prefixed = Literal["required", "optional", "literal", "dropped", "fallback"]
"""What `profile ` in front of a section's name is: a section needs it, may have it, is called so with it (`literal`),
is not a profile with it (`dropped`), or is called so with it and, where no other is, without (`fallback`).
"""


class Files(NamedTuple):
    """The shared files."""

    grammar: Grammar = Grammar()
    reads: tuple[Which | Literal["either"], ...] = BOTH
    """The one that wins comes last; `either` is the first that is there."""
    switch: str | None = None
    """A variable without which the credentials file alone is read."""
    switch_on: Literal["non-empty", "true"] = "non-empty"
    """Which of its values count."""
    config_variables: tuple[str, ...] = ("AWS_CONFIG_FILE",)
    """What names the file; `-D` marks a system property."""
    credentials_variables: tuple[str, ...] = ("AWS_SHARED_CREDENTIALS_FILE",)
    settings_in: tuple[Which, ...] = ()
    """Those that are read without the switch, too, for settings other than credentials."""
    empty_path: Literal["default", "nowhere", "here"] = "default"
    """What an empty path variable names; `here` is where the program runs."""
    tilde_names: Literal["kept", "refused"] = "kept"
    """A path `~name/…` is taken as it is, or is below that user's home and refused if there is none."""
    expands_home: bool = True
    """Whether `~/` in a path variable is the home."""
    home: Literal["user", "variable", "passwd", "java"] = "user"
    """The home is that of HOME or the list of users, of HOME alone, of the virtual machine's `user.home` (`passwd`), or
    of HOME or that (`java`).
    """
    empty_home: Literal["none", "relative"] = "none"
    """With an empty HOME there is no home, or the files are looked for from where the program runs."""
    config_sections: str | None = None
    """`Grammar.sections` for the config file, if they are others there."""
    credentials_refused: str | None = None
    """`Grammar.refused_lines` for the credentials file, likewise."""
    config_prefix: Prefixed = "required"
    credentials_prefix: Prefixed = "dropped"
    names: str = r".*"
    """A pattern of profiles' names."""
    quoted_names: bool = False
    """Whether quotes around a profile's name are not part of it."""
    default_prefixed: Literal["prefixed", "plain", "last"] = "prefixed"
    """Which of `[default]` and `[profile default]` counts."""
    merge: Literal["keys", "pairs", "whole-pairs", "none"] = "keys"
    """Settings are merged one by one; key and secret go together (`pairs`); so do they, and half a pair counts in no
    file (`whole-pairs`); or each kind of credentials is looked for in the last file, then in the one before (`none`).
    """
    broken: Failing = NEXT
    """What a file does that cannot be parsed."""
    directory: Failing = NEXT
    """What a directory does where a file is expected."""
    prefix: str = r"profile[ \t]+"
    """A pattern of the prefix."""
    unswitched_drops: tuple[str, ...] = ()
    """The settings that are not read where the switch is off."""
    paths_switched: bool = False
    """Whether the path variables count only where the switch is on."""
    needs_config: bool = False
    """Whether no file is read without a config file, where the switch is on."""
    block_keys: Literal["value", "none"] = "value"
    """A key whose value is a block of settings has a value, or is not there, nor in the file below."""
    spellings: Literal["last", "merged"] = "last"
    """What becomes of several sections that are one profile."""
    sessions_in: tuple[Which | Literal["same"], ...] = ("config",)
    """The files that may hold an [sso-session]; `same`: the one that has the profile."""
    quotes: str = ""
    """The quotes in which the name of an [sso-session] or [services] may stand."""
