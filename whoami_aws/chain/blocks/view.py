"""The host as one of these SDKs sees it: its files merged in its way, and the profile that it selects."""

from __future__ import annotations

import re
from sys import intern

from whoami_aws.chain.blocks.dialect import STOP, Dialect, Files
from whoami_aws.chain.blocks.profile_selection import is_on, path, select
from whoami_aws.chain.profiles import Profile, Setting, reading_of
from whoami_aws.chain.section_cache import kept_for
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import IniFile, IniNeed
from whoami_aws.host.ini.botocore import Document, Problem
from whoami_aws.host.ini.grammar import Grammar
from whoami_aws.host.values import Origin, Shape, Value, outline

CONFIG, CREDENTIALS, EITHER = "config", "credentials", "either"


class Shared:
    """One file: where it is, how it was found, and the profile that each of its sections is."""

    def __init__(self, sight: SdkView, which: str) -> None:
        rules = sight.dialect.files
        self.which, self.rules, self.grammar = which, rules, _grammar(rules, which)
        self.dropped = () if sight.switched else rules.unswitched_drops
        self.path, self.origin = path(sight.host, rules, which)
        self.shown = sight.host.shown(self.path)
        self.path_refused = rules.tilde_names == "refused" and self.path[:1] == "~" and self.path[1:2] not in ("", "/")
        self.fact: IniFile | None = sight.host.ini(self.path, self.grammar) if self.path else None
        document = self.fact.document if self.fact else None
        self.problem = document.problem if document else None
        if self.fact is not None and self.fact.state.kind == "directory" and rules.directory == STOP:
            self.problem = Problem("directory", 0)
        if self.path_refused:
            self.problem = Problem("no-home", 0)
        self.document: Document | None = document if document and document.problem is None else None

    @property
    def need(self) -> IniNeed:
        """The need to gather for this file."""
        return IniNeed(self.path, self.grammar)

    @property
    def sections(self) -> dict[str, tuple[str, ...]]:
        """Profile -> the sections that it is, by this SDK's rules for the file."""
        if self.document is None:
            return {}
        return kept_for(self.document.sections, (self.which, self.rules), lambda: _sections(self, self.rules))

    def profile(self, section: str, blocks: bool = False) -> Profile:
        """A section's settings with their origins; also the keys that do nothing but open a block, if `blocks`."""
        entries = self.document.sections[section].own if self.document else {}
        found = {}
        for key, entry in entries.items():
            if key in self.dropped:
                continue
            # Where a key without a value opens a block, the key itself has none.
            block = self.grammar.empty_opens_block and not isinstance(entry.value, str | Shape)
            if block and self.grammar.drops_empty and not blocks:
                continue
            reading = outline("") if block else reading_of(entry)
            found[key] = Setting(Value(reading, Origin("file", self.shown, entry.line, section, key)), entry)
        return found


class SdkView:
    """`profile` is the name in force, `selected` what selected it (None: nothing did, it is `default`)."""

    def __init__(self, view: BotocoreView, dialect: Dialect) -> None:
        self.view, self.host, self.dialect = view, view.host, dialect
        self.switched = is_on(self.host, dialect.files)
        self.selected, self.profile = select(self.host, dialect)
        self.explicit = self.host.option_profile is not None
        reads = dialect.files.reads if self.switched else (CREDENTIALS,)
        self.files = (self._either(),) if reads == (EITHER,) else tuple(Shared(self, which) for which in reads)
        if dialect.files.needs_config and self.switched and _has_no_file(self.files, CONFIG):
            self.files = ()
        read = tuple(file.which for file in self.files)
        self.others = tuple(Shared(self, which) for which in dialect.files.settings_in if which not in read)

    def _either(self) -> Shared:
        """The credentials file; or, where none is named or there, the config file."""
        first = Shared(self, CREDENTIALS)
        gone = first.fact is not None and first.fact.state.kind != "file"
        return Shared(self, CONFIG) if gone and first.origin.kind == "default" else first

    @property
    def missing(self) -> tuple[IniNeed, ...]:
        """Files that were never looked at."""
        return tuple(file.need for file in (*self.files, *self.others) if file.path and file.fact is None)

    @property
    def behind_switch(self) -> tuple[IniNeed, ...]:
        """Files that are not read because a switch is off, and that were not looked at: to tell what it would do."""
        if self.switched or self.dialect.files.reads == (EITHER,):
            return ()
        read = {file.which for file in self.files}
        rest = (Shared(self, which) for which in self.dialect.files.reads if which not in read)
        return tuple(file.need for file in rest if file.path and file.fact is None)

    @property
    def broken(self) -> Shared | None:
        """The first file that this SDK's reader refuses."""
        return next((file for file in self.files if file.problem is not None), None)

    def _merged(self, name: str, files: tuple[Shared, ...]) -> Profile | None:
        """A profile, merged of these files; None if none of them has it."""
        merged: Profile | None = None
        for file in files:
            if (sections := file.sections.get(name)) is not None:
                merged = _over(merged, _together(file, sections), self.dialect.files.merge)
        if merged is not None and self.dialect.files.block_keys == "none":
            return {key: setting for key, setting in merged.items() if setting.nested is None}
        return merged

    def has(self, name: str) -> bool:
        """Whether one of the files has the profile."""
        return any(name in file.sections for file in self.files)

    def within(self, name: str, which: tuple[str, ...]) -> Profile:
        """The profile as some files alone have it."""
        return self._merged(name, tuple(file for file in self.files if file.which in which)) or {}

    def setting_in(self, key: str, which: tuple[str, ...], profile: str | None = None) -> Value | None:
        """A setting of a profile, or of the one in force, in some files; also in those read for settings alone."""
        files = tuple(file for file in (*self.others, *self.files) if file.which in which)
        setting = (self._merged(self.profile if profile is None else profile, files) or {}).get(key)
        return setting.value if setting is not None else None

    def is_in(self, value: Value, which: tuple[str, ...]) -> bool:
        """Whether a value is from one of these files."""
        return any(file.shown == value.origin.name for file in self.files if file.which in which)

    def layers(self, name: str) -> tuple[Profile, ...]:
        """The profile, merged; or, where an SDK does not merge, as each file has it. Empty if there is none."""
        if self.dialect.files.merge != "none":
            merged = self._merged(name, self.files)
            return () if merged is None else (merged,)
        return self.by_file(name)

    def by_file(self, name: str) -> tuple[Profile, ...]:
        """The profile as each file has it, the last file first."""
        return tuple(_together(file, file.sections[name]) for file in reversed(self.files) if name in file.sections)

    def lacks_region(self, kind: str) -> bool:
        """Whether STS cannot be asked for credentials of a kind because there is no region."""
        if kind not in self.dialect.needs_region:
            return False
        named = (self.host.variable(name) for name in self.view.chain.region_variables)
        kept = (layer["region"].value for layer in self.layers(self.profile) if "region" in layer)
        return all(value is None or value.empty for value in (*named, *kept))

    def setting(self, name: str, variable: str) -> Value | None:
        """A system property, where the SDK reads those, else a variable."""
        own = dict(self.dialect.property_names).get(variable)
        named = name if self.dialect.reads_properties else own
        by_property = self.host.property(named) if named is not None else None
        return by_property or self.host.variable(variable)

    def lacks(self, kind: str) -> str | None:
        """The part that something needs and that is taken not to be there; None if nothing is missing."""
        there = self.view.chain.assumptions(self.host)
        needed = (part.name for part in self.view.chain.parts if kind in part.kinds)
        return next((name for name in needed if not there[name]), None)

    def named(self, kind: str, name: str, beside: Value | None = None) -> Profile | None:
        """`[kind name]`, of a file that may have one: the one that `beside` is from, if a session must be in that."""
        rules = self.dialect.files
        spellings = [name, *(f"{quote}{name}{quote}" for quote in rules.quotes)]
        for file in self.files:
            same = "same" in rules.sessions_in and beside is not None and file.shown == beside.origin.name
            if not same and file.which not in (rules.sessions_in if kind == "sso-session" else (CONFIG,)):
                continue
            for section in file.document.sections if file.document else ():
                if section.split() == [kind, name] or section in [f"{kind} {one}" for one in spellings]:
                    return file.profile(section, blocks=True)
        return None

    def has_file(self, which: str) -> bool:
        """Whether there is a file that could be read."""
        return any(one.which == which and one.document is not None for one in self.files)


def _grammar(rules: Files, which: str) -> Grammar:
    own = rules.config_sections if which == CONFIG else None
    grammar = rules.grammar if own is None else rules.grammar._replace(sections=own)
    refused = rules.credentials_refused if which == CREDENTIALS else None
    return grammar if refused is None else grammar._replace(refused_lines=refused)


def _has_no_file(files: tuple[Shared, ...], which: str) -> bool:
    return any(one.which == which and one.fact is not None and one.fact.state.kind == "missing" for one in files)


_PAIR = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")


def _over(below: Profile | None, above: Profile, merge: str) -> Profile:
    if merge == "whole-pairs" and below is None:
        below = {}
    if below is None or merge == "sections":
        return above
    if merge == "first":
        return below
    if merge == "whole-pairs" and not (_PAIR[0] in above and _PAIR[1] in above):
        above = {key: setting for key, setting in above.items() if key not in _PAIR}
    if merge in ("pairs", "whole-pairs") and _PAIR[0] in above and _PAIR[1] in above:
        below = {key: setting for key, setting in below.items() if key not in _PAIR}
    return {**below, **above}


def _together(file: Shared, sections: tuple[str, ...]) -> Profile:
    return {key: setting for section in sections for key, setting in file.profile(section).items()}


def _sections(file: Shared, rules: Files) -> dict[str, tuple[str, ...]]:
    """Profile -> the sections that it is, by this SDK's rules for the file."""
    found: dict[str, tuple[str, ...]] = {}
    for section in file.document.sections if file.document else ():
        name = _profile_of(section, file.which, rules)
        if name is None or not re.fullmatch(rules.names, name):
            continue
        if name == "default" and name in found and not _replaces(section, rules):
            continue
        name = intern(name)  # every chain has the same names, and a large file many
        before = found.get(name, ()) if rules.spellings == "merged" and name != "default" else ()
        found[name] = (*before, section)
    if rules.config_prefix == "fallback":
        for sections in list(found.values()):
            if (prefix := re.match(rules.prefix, sections[-1])) is not None:
                found.setdefault(sections[-1][prefix.end() :], sections)
    return found


def _replaces(section: str, rules: Files) -> bool:
    if rules.default_prefixed == "last":
        return True
    return (section != "default") == (rules.default_prefixed == "prefixed")


def _profile_of(section: str, which: str, rules: Files) -> str | None:
    """The profile that a section describes; None if it does not describe one."""
    mode = rules.config_prefix if which == CONFIG else rules.credentials_prefix
    prefix = re.match(rules.prefix, section)
    if prefix is None:
        bare = which != CONFIG or mode in ("optional", "literal", "fallback") or section == "default"
        return section if bare and not section.startswith("sso-session ") else None
    if mode in ("literal", "fallback"):
        return section
    if mode == "dropped":
        return None
    name = section[prefix.end() :]
    if rules.quoted_names and len(name) > 1 and name[0] in "\"'" and name[-1] == name[0]:
        return name[1:-1]
    return name
