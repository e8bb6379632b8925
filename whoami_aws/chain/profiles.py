"""The shared files as the SDK sees them: which sections are profiles, and what a profile holds after the merge.

botocore/configloader.py `load_config`, `build_profile_map` and botocore/session.py `full_config` (1.44.8), with the
origin of every value kept.
"""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.probe import SdkError
from whoami_aws.chain.section_cache import kept_for
from whoami_aws.host.facts import UNSAFE_REGULAR, FileState, IniFile, IniNeed
from whoami_aws.host.host import Host
from whoami_aws.host.ini.botocore import Document, Entry, Section, shell_words
from whoami_aws.host.values import Origin, Reading, Shape, Value

ACCESS_KEY, SECRET_KEY = "aws_access_key_id", "aws_secret_access_key"
"""Options of a profile that has keys."""

BLOCK = "block"
"""The alphabet of an indented block: no text, which the SDK fails on in many ways."""

_NO_FILE = FileState("missing")


class Setting(NamedTuple):
    """One key of a profile. `nested` is set instead of a text for an indented block of `key = value` lines."""

    value: Value
    entry: Entry

    @property
    def nested(self) -> tuple[Entry, ...] | None:
        """The block's entries."""
        return None if isinstance(self.entry.value, str | Shape) else self.entry.value


def reading_of(entry: Entry) -> Reading:
    """What may be kept of an option; of a block its shape, so that it is neither a text nor empty."""
    if isinstance(entry.value, str | Shape):
        return entry.value
    # As long as its lines, with what stands between.
    return Shape(max(0, sum(len(f"{one.key}={one.value}\n") for one in entry.value) - 1), BLOCK, (), "")


Profile = dict[str, Setting]


class SharedFile:
    """One of the two files: where it is, how it was found, and its sections."""

    def __init__(self, host: Host, path: Value) -> None:
        self.origin = path.origin
        self.asked = path.text or ""
        self.path = host.expand(self.asked)
        self.shown = host.shown(self.path)
        self.fact: IniFile | None = host.ini(self.path) if self.path else IniFile(_NO_FILE, None)
        document = self.fact.document if self.fact else None
        self.document: Document | None = document if document and document.problem is None else None
        self.problem = document.problem if document else None
        self._profiles: dict[str, Profile] = {}

    @property
    def need(self) -> IniNeed:
        """The need to gather for this file."""
        return IniNeed(self.path)

    @property
    def exists(self) -> bool:
        """Whether the SDK finds a file at all (`os.path.isfile`)."""
        return self.fact is not None and self.fact.state.kind in ("file", "unreadable", "failed", *UNSAFE_REGULAR)

    @property
    def error(self) -> SdkError | None:
        """The exception that reading the file raises (`raw_config_parse`)."""
        if self.problem is None:
            return None
        return SdkError("ConfigParseError", f"Unable to parse config file: {self.path}")

    def section(self, name: str) -> Profile:
        """A section's settings with their origins; empty if there does not exist."""
        if self.document is None or name not in self.document.sections:
            return {}
        if name not in self._profiles:
            entries = self.document.entries(name).items()
            self._profiles[name] = {key: self._setting(name, entry) for key, entry in entries}
        return self._profiles[name]

    def _setting(self, section: str, entry: Entry) -> Setting:
        own = self.document is not None and entry.key in self.document.sections[section].own
        origin = Origin("file", self.shown, entry.line, section if own else "DEFAULT", entry.key)
        return Setting(Value(reading_of(entry), origin), entry)


class Profiles:
    """Both files together."""

    def __init__(self, host: Host, config: Value, credentials: Value) -> None:
        self.config = SharedFile(host, config)
        self.credentials = SharedFile(host, credentials)
        sections: dict[str, Section] = self.config.document.sections if self.config.document else {}
        self._profile_sections = section_map(sections, "profile")
        self._sections = sections
        self._merged: dict[str, Profile] = {}

    @property
    def missing(self) -> tuple[IniNeed, ...]:
        """Files that were never looked at."""
        return tuple(file.need for file in (self.config, self.credentials) if file.fact is None)

    @property
    def error(self) -> SdkError | None:
        """What loading both raises, the config file first."""
        return self.config.error or self.credentials.error

    def names(self) -> list[str]:
        """All profiles, those of the config file first."""
        sections = self.credentials.document.sections if self.credentials.document else {}
        return list(dict.fromkeys([*self._profile_sections, *sections]))

    def exists(self, name: str) -> bool:
        """Whether either file has the profile."""
        return name in self._profile_sections or bool(
            self.credentials.document and name in self.credentials.document.sections
        )

    def in_config(self, name: str) -> Profile:
        """The profile of the config file alone."""
        section = self._profile_sections.get(name)
        return {} if section is None else self.config.section(section)

    def in_credentials(self, name: str) -> Profile:
        """The profile of the credentials file alone: there the section's name is the profile's."""
        return self.credentials.section(name)

    def merged(self, name: str) -> Profile:
        """The profile as most links see it: key by key, the credentials file over the config file."""
        if name not in self._merged:
            self._merged[name] = {**self.in_config(name), **self.in_credentials(name)}
        return self._merged[name]

    def section_of(self, name: str) -> str | None:
        """The section of the config file that is the profile."""
        return self._profile_sections.get(name)

    def sso_session(self, name: str) -> Profile | None:
        """`[sso-session name]`, which only the config file can have."""
        section = section_map(self._sections, "sso-session").get(name)
        return None if section is None else self.config.section(section)

    def services(self, name: str) -> Profile | None:
        """`[services name]`, which only the config file can have."""
        section = section_map(self._sections, "services").get(name)
        return None if section is None else self.config.section(section)


def section_map(sections: dict[str, Section], prefix: str) -> dict[str, str]:
    """Name -> section for the sections that start with the prefix; of several for one name, the last counts.

    (botocore/configloader.py `build_profile_map` and `_parse_section`: exactly two words after `shlex.split`.)
    """
    return kept_for(sections, prefix, lambda: _section_map(sections, prefix))


def _section_map(sections: dict[str, Section], prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, section in sections.items():
        if name == "default" and prefix == "profile":
            found["default"] = name
        elif name.startswith(prefix) and section.words in (None, 2):
            words = shell_words(name)
            if len(words) == 2:
                found[words[1]] = name
            elif section.words == 2:  # a label has taken the place of quotes, too
                found[name.removeprefix(prefix).strip()] = name
    return found
