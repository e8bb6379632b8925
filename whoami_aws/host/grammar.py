"""How SDKs other than botocore read the config and credentials files, as data for the one reader in `reading`."""

from __future__ import annotations

from typing import NamedTuple

IGNORED, REFUSED, ABSENT = "ignored", "refused", "absent"
FIRST, LAST = "first", "last"
MERGED, REPLACED = "merged", "replaced"
CONTINUES, NESTED = "continues", "nested"
TEXT, JOINED = "text", "joined"
SLICED, ANYWHERE = "sliced", "anywhere"
ENDS = "ends"


class Grammar(NamedTuple):
    """What one SDK's reader makes of a line.

    `delimiters`: characters that end a key. `comments` begin a comment line, behind blanks too if `indented_comments`;
    `inline` are those that, behind a blank, end a value. `indent`: what an indented line is (`ignored`: the indent
    means nothing; `continues`: it belongs to the value above, and is refused where there is none; `nested`: a setting
    is one of a block if the value above is empty, nothing if it is not, and refused where no setting is above).
    `blocks`: the settings that make up the value of a key without one are a `text`, one without the end of its first
    line (`joined`), or `nested`. `junk`: a line without a delimiter; `homeless`: a key before any section.
    `repeated_key`, `repeated_section`: which counts. `keys`: a pattern of keys that count. `fold_case`: keys are the
    same in upper and lower case. `quotes`: of these, a pair around a value is taken off. `empty_opens_block`: a key
    without a value begins a block, which its indented lines make up. `after_header`: words behind a section's `]` are
    nothing (`ignored`), make the line junk (`junk`), or the file is `refused`. `carriage_returns`: one alone ends a
    line; `more_ends`: so does one of these characters. `undecodable`:
    bytes that are no UTF-8 are read as something else, or the file is `refused`, or as if it were not there (`absent`).
    `drops_empty`: an empty value is no setting; `keeps_blank`: of one of blanks alone the last counts.
    `unicode_blanks`: a blank is what Unicode has for one, beside space and tab. `sections`: a pattern of headers that
    count; the lines below another are not even looked at, or (`checks_skipped`) refused as elsewhere. `refused_junk`:
    which lines without a key are refused, where `junk` is; `refused_lines`: which lines are, whatever else holds.
    `refused_blanks`: which lines of blanks alone are.
    `names_trimmed`: white space around a section's name is none of it (`ends`), nor is more than one blank inside
    (`all`), or all of it counts (`none`). `header`: a section's name is what stands between brackets
    (`bracketed`), or (`sliced`) all but the first and the last character of a line that has brackets at its ends, once
    what is around them is gone.
    `nameless`: a header without a name is ignored, or refused; always, where `junk` and words behind it are.
    `below_bad_key`: a line that would belong to a key that does not count is refused, or ignored. `drops_bad_inner`: in
    a block a setting of such a key is none, and a block without settings is an empty value.
    """

    delimiters: str = "="
    comments: str = "#;"
    indented_comments: bool = True
    inline: str = "#;"
    indent: str = IGNORED
    blocks: str = TEXT
    junk: str = IGNORED
    homeless: str = IGNORED
    repeated_key: str = LAST
    repeated_section: str = MERGED
    keys: str = r"(?s:.*)"
    fold_case: bool = False
    quotes: str = ""
    empty_opens_block: bool = False
    byte_order_mark: str = REFUSED
    after_header: str = "junk"
    carriage_returns: bool = False
    more_ends: str = ""
    undecodable: str = REFUSED
    names_trimmed: str = "all"
    drops_empty: bool = False
    keeps_blank: bool = False
    unicode_blanks: bool = False
    sections: str = r"(?s:.*)"
    checks_skipped: bool = False
    refused_junk: str = r"(?s:.*)"
    refused_lines: str | None = None
    refused_blanks: str | None = None
    header: str = "bracketed"
    nameless: str = IGNORED
    below_bad_key: str = REFUSED
    drops_bad_inner: bool = False

    @property
    def line_end(self) -> str:
        """A pattern of what ends a line."""
        if self.more_ends:
            return rf"\r\n|[\r\n{self.more_ends}]"
        return r"\r\n|\r|\n" if self.carriage_returns else r"\n" if self.keeps_blank else r"\r?\n"
