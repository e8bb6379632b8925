"""The Host: all that the diagnosis may know, as one value."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeVar

from whoami_aws.host import facts as f
from whoami_aws.host.changes import Change as Change
from whoami_aws.host.changes import apply
from whoami_aws.host.changes import removal as removal
from whoami_aws.host.ini.grammar import Grammar
from whoami_aws.host.values import Origin, Reading, Value

T = TypeVar("T", bound=f.Fact)


class Sdk(NamedTuple):
    """The SDK that is asked about. Versions are of what is installed here (None: not installed, not known): `version`
    of boto3 or of the AWS CLI, `botocore` of the installed one, which is not the one inside an AWS CLI.

    `login_support`: `yes`, or why not: `no-crt` (awscrt is missing, too old or switched off).
    """

    id: str
    version: str | None
    botocore: str | None
    login_support: str


class Property(NamedTuple):
    """A system property of a Java virtual machine that would be started here. `source`: the variable that sets it, or
    `--java-property`.
    """

    name: str
    reading: Reading
    source: str


class Assumed(NamedTuple):
    """What `--assume` says of an optional part of an SDK."""

    sdk: str
    part: str
    present: bool


Network = Literal["none", "metadata", "full"]


class Budget(NamedTuple):
    """What may be asked."""

    network: Network = "full"
    """`metadata`: the endpoints of EC2 and containers; `full`: also STS."""
    run: bool = True
    """Whether a program may be started."""
    timeout: float = 10.0
    """Seconds for the whole run."""
    trusted: tuple[str, ...] = ()
    """The URLs of `--trust-endpoint`, of which scheme, host and port count."""


class Host(NamedTuple):
    """Everything after gathering is a pure function of this value."""

    now: float
    """Seconds since the epoch."""
    home: str | None
    """What `~` stands for. None: nothing, and `~` stays a character of the path."""
    user: str | None
    """The name of the process's user."""
    uid: int | None
    """The number of that user."""
    env: Mapping[str, Reading]
    """The environment variables that some rule or link reads."""
    option_profile: str | None
    """The value of `--profile`."""
    sdk: Sdk
    """The SDK that was asked about."""
    budget: Budget
    """What gathering was allowed to ask."""
    facts: Mapping[tuple[str, f.Need], f.Fact]
    """What was asked of this host, each need under the name of its type, and the answer."""
    passwd_home: str | None = None
    """The home directory that the system's list of users has for this user."""
    properties: tuple[Property, ...] = ()
    """System properties for Java. Of several with one name the first counts."""
    assumed: tuple[Assumed, ...] = ()
    """What `--assume` says. Of several for one part the last counts."""
    cwd: str = ""
    """The working directory; "" if it is not known."""
    homes: tuple[tuple[str, str], ...] = ()
    """User names that the path of a shared file begins with (`~name`), each with that user's home directory."""
    name: str = ""
    """The name of the host; "" if it is not known."""
    pid: int | None = None
    """The number of the process whose host it is; None if it is not known."""
    program: str = ""
    """The path of the program that this process runs; "" if it is not known."""
    gathered_for: tuple[str, ...] = ()
    """The ids of the SDKs whose chains were asked what they need. What another chain lacks is "not recorded"."""

    def variable(self, name: str) -> Value | None:
        """The variable with its origin, or None if it is not set at all (an empty one is set)."""
        reading = self.env.get(name)
        return None if reading is None else Value(reading, Origin("env", name))

    def _ask(self, need: f.Need, kind: type[T]) -> T | None:
        # Tuples of unlike types can be equal, so the type's name is a part of the key.
        fact = self.facts.get((type(need).__name__, need))
        return fact if isinstance(fact, kind) else None

    def property(self, name: str) -> Value | None:
        """A system property of the Java virtual machine, or None if it is not set at all."""
        found = next((one for one in self.properties if one.name == name), None)
        if found is None:
            return None
        if found.source.startswith("--"):
            return Value(found.reading, Origin("option", f"{found.source} {name}"))
        return Value(found.reading, Origin("property", f"-D{name} ({found.source})"))

    def assumes(self, sdk: str, part: str) -> bool | None:
        """What `--assume` says of an optional part of an SDK; None if nothing."""
        said = [one.present for one in self.assumed if (one.sdk, one.part) == (sdk, part)]
        return said[-1] if said else None

    def ini(self, path: str, grammar: Grammar | None = None) -> f.IniFile | None:
        """A config or credentials file. None if it was not gathered."""
        return self._ask(f.IniNeed(path, grammar), f.IniFile)

    def key_file(self, path: str) -> f.KeyFile | None:
        """The file of AWS_CREDENTIAL_FILE. None if it was not gathered."""
        return self._ask(f.KeyFileNeed(path), f.KeyFile)

    def token_file(self, path: str) -> f.TokenFile | None:
        """A token file. None if it was not gathered."""
        return self._ask(f.TokenNeed(path), f.TokenFile)

    def certificates(self, path: str) -> f.Certificates | None:
        """A file of trusted certificates. None if it was not gathered."""
        return self._ask(f.CertificatesNeed(path), f.Certificates)

    def cache(self, need: f.CacheNeed) -> f.CacheFile | None:
        """A token or role cache. None if it was not gathered."""
        return self._ask(need, f.CacheFile)

    def process(self, need: f.ProcessNeed) -> f.ProcessRun | None:
        """A run of a credential_process. None if it was not gathered."""
        return self._ask(need, f.ProcessRun)

    def imds(self, need: f.ImdsNeed) -> f.ImdsAnswer | None:
        """The metadata service's answer. None if it was not gathered."""
        return self._ask(need, f.ImdsAnswer)

    def container(self, need: f.ContainerNeed) -> f.ContainerAnswer | None:
        """The container endpoint's answer. None if it was not gathered."""
        return self._ask(need, f.ContainerAnswer)

    def identity(self, link: str) -> f.IdentityAnswer | None:
        """STS's answer for the credentials of a link. None if it was not gathered."""
        return self._ask(f.IdentityNeed(link), f.IdentityAnswer)

    def identities(self) -> tuple[f.IdentityAnswer, ...]:
        """All answers of STS."""
        return tuple(fact for fact in self.facts.values() if isinstance(fact, f.IdentityAnswer))

    def place(self, path: str) -> f.FileState | None:
        """What is at a path. None if it was not looked at."""
        found = self._ask(f.PlaceNeed(path), f.Place)
        return found.state if found else None

    def mark(self, need: f.MarkNeed) -> str | None:
        """The word that a file of the system has; None also where it was not looked at."""
        found = self._ask(need, f.Mark)
        return found.found if found else None

    def logins(self, path: str) -> f.CacheDir | None:
        """The logins in a directory of SSO tokens. None if it was not gathered."""
        return self._ask(f.CacheDirNeed(path), f.CacheDir)

    def testimony(self, sdk: str) -> f.WitnessResult | None:
        """The installed SDK's own answer, which counts for no other. None if it was not gathered."""
        return self._ask(f.WitnessNeed(sdk), f.WitnessResult)

    def with_facts(self, found: Mapping[f.Need, f.Fact]) -> Host:
        """The same host, knowing more."""
        named = {(type(need).__name__, need): fact for need, fact in found.items()}
        return self._replace(facts={**self.facts, **named})

    def expand(self, path: str) -> str:
        """A path as the SDK opens it: `$NAME` and `${NAME}` from the environment, then a leading `~`.

        (posixpath.expandvars and expanduser, in the order of botocore/configloader.py raw_config_parse, 1.44.8.)
        """

        def value(match: re.Match[str]) -> str:
            reading = self.env.get(match[1] or match[2])
            return reading if isinstance(reading, str) else match[0]

        return self.expand_user(re.sub(r"\$(?:(\w+)|\{([^}]*)\})", value, path, flags=re.ASCII))

    def whole(self, path: str) -> str:
        """An expanded path from the root, in its shortest form: two names of one file are equal then, but for links."""
        return posixpath.normpath(posixpath.join(self.cwd, path))

    def expand_home(self, path: str) -> str:
        """A leading `~` or `~/` replaced by the home directory (another user's `~name` stays as it is)."""
        if self.home is not None and (path == "~" or path.startswith("~/")):
            return (self.home.rstrip("/") + path[1:]) or "/"
        return path

    def expand_user(self, path: str) -> str:
        """The same, and of another user, where the list of users has one (posixpath.expanduser)."""
        name, slash, rest = path[1:].partition("/")
        home = dict(self.homes).get(name) if path[:1] == "~" else None
        return self.expand_home(path) if home is None else (home.rstrip("/") + slash + rest) or "/"

    def shown(self, path: str) -> str:
        """A path as a person would write it: with `~` for the home directory."""
        home = (self.home or "").rstrip("/")
        return "~" + path[len(home) :] if home and path.startswith(home + "/") else path

    def changed(self, changes: Iterable[Change]) -> Host:
        """This host after the changes. A change of something that is not there changes nothing."""
        host = self
        for change in changes:
            host = apply(host, change)
        return host
