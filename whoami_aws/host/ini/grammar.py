"""How SDKs other than botocore read the config and credentials files, as data for the one reader in `reading`."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

IGNORED: Final = "ignored"
REFUSED: Final = "refused"
ABSENT: Final = "absent"
MERGED: Final = "merged"
REPLACED: Final = "replaced"
CONTINUES: Final = "continues"
NESTED: Final = "nested"
TEXT: Final = "text"
JOINED: Final = "joined"
SLICED: Final = "sliced"
ANYWHERE: Final = "anywhere"
ENDS: Final = "ends"


class Grammar(NamedTuple):
    """What one SDK's reader makes of a line."""

    delimiters: str = "="
    """The characters that end a key."""
    comments: str = "#;"
    """Those that begin a comment line."""
    indented_comments: bool = True
    """Whether they do so behind blanks, too."""
    inline: str = "#;"
    """Those that, behind a blank, end a value."""
    indent: Literal["ignored", "continues", "nested"] = IGNORED
    """What an indented line is: one like any other; a part of the value above, and refused where there is none; or a
    setting of a block if the value above is empty, nothing if it is not, and refused where no setting is above.
    """
    blocks: Literal["text", "joined", "nested"] = TEXT
    """What the settings are that make up the value of a key without one: a text; one without the end of its first line
    (`joined`); or settings.
    """
    junk: Literal["ignored", "refused", "ends"] = IGNORED
    """What a line without a delimiter does; `ends`: the reader goes no further."""
    homeless: Literal["ignored", "refused"] = IGNORED
    """What a key before any section does."""
    repeated_section: Literal["merged", "replaced"] = MERGED
    """What becomes of a section that is there twice. Of a key the last counts."""
    keys: str = r"(?s:.*)"
    """A pattern of keys that count."""
    fold_case: bool = False
    """Whether keys are the same in upper and lower case."""
    quotes: str = ""
    """Of these, a pair around a value is taken off."""
    empty_opens_block: bool = False
    """Whether a key without a value begins a block, which its indented lines make up."""
    byte_order_mark: Literal["refused", "ignored"] = REFUSED
    after_header: Literal["junk", "ignored", "refused"] = "junk"
    """What words behind a section's `]` do: they make the line junk, are nothing, or the file is refused."""
    carriage_returns: bool = False
    """Whether one alone ends a line."""
    more_ends: str = ""
    """Other characters that do."""
    undecodable: Literal["refused", "ignored", "absent"] = REFUSED
    """What bytes do that are no UTF-8: the file is refused, they are read as something else, or the file is as if it
    were not there.
    """
    names_trimmed: Literal["all", "ends", "none"] = "all"
    """Which white space is not part of a section's name: that around it and more than one blank inside, that around it,
    or none.
    """
    drops_empty: bool = False
    """Whether an empty value is no setting."""
    keeps_blank: bool = False
    """Whether of a value of blanks alone the last counts."""
    unicode_blanks: bool = False
    """Whether a blank is what Unicode has for one, beside space and tab."""
    sections: str = r"(?s:.*)"
    """A pattern of headers that count; the lines below another are not even looked at."""
    checks_skipped: bool = False
    """Whether they are refused as elsewhere."""
    refused_junk: str = r"(?s:.*)"
    """Which lines without a key are refused, where `junk` is."""
    refused_lines: str | None = None
    """Which lines are, whatever else holds."""
    refused_blanks: str | None = None
    """Which lines of blanks alone are."""
    header: Literal["bracketed", "sliced", "anywhere"] = "bracketed"
    """Where a section's name stands: between brackets; or it is all but the first and the last character of a line that
    has brackets at its ends, once what is around them is gone (`sliced`); or between brackets anywhere in the line.
    """
    nameless: Literal["ignored", "refused"] = IGNORED
    """What a header without a name does; it is always refused where `junk` and words behind it are."""
    below_bad_key: Literal["refused", "ignored"] = REFUSED
    """What a line does that would belong to a key that does not count."""
    drops_bad_inner: bool = False
    """Whether in a block a setting of such a key is dropped, and a block without settings is an empty value."""

    @property
    def line_end(self) -> str:
        """A pattern of what ends a line."""
        if self.more_ends:
            return rf"\r\n|[\r\n{self.more_ends}]"
        return r"\r\n|\r|\n" if self.carriage_returns else r"\n" if self.keeps_blank else r"\r?\n"
