"""The SDKs that are asked: which version, how it is built, and what is run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).parent
Command = tuple[str, ...]
MARK = "built"
"""The file that says of a folder what was built there."""


def build_dir() -> Path:
    """Where everything is built: never in the checkout."""
    named = os.environ.get("WHOAMI_AWS_CONFORMANCE")
    return Path(named) if named else Path.home() / ".cache/whoami-aws-conformance"


@dataclass(frozen=True)
class Sdk:
    """One SDK. In its words `{build}` is the folder that it is built in, `{home}` the HOME of a state."""

    name: str
    version: str
    steps: Sequence[Command]
    """What builds it, run in `{build}`, with the files of `folder` copied there."""
    command: Command
    folder: str = ""
    """Of the program's source, where it isn't the name."""
    builds_in: str = ""
    """The folder of the build, where it isn't called as that of the source."""
    explicit: bool = True
    """Whether a program can give it a profile; a state with one is not for it if not."""
    env: Mapping[str, str] = field(default_factory=dict)
    """What the program needs to trust the fakes of STS and SSO; nothing that a chain reads."""

    @property
    def source(self) -> Path:
        return HERE / (self.folder or self.name)

    @property
    def build(self) -> Path:
        return build_dir() / (self.builds_in or self.folder or self.name)

    @property
    def is_built(self) -> bool:
        mark = self.build / MARK
        return mark.exists() and mark.read_text(encoding="utf-8") == self.mark

    @property
    def mark(self) -> str:
        """What must be the same for a build to be good still."""
        sources = sorted(path for path in self.source.rglob("*") if path.is_file() and path.suffix != ".pyc")
        return "\n".join([self.version, *(path.read_text(encoding="utf-8") for path in sources)])

    def argv(self, home: Path, profile: str | None) -> list[str]:
        """The program, started on a state."""
        words = [filled(word, self.build, home) for word in self.command]
        return words if profile is None else [*words, profile]


def filled(word: str, build: Path, home: Path | None = None) -> str:
    """A word with its places put in."""
    if word == PYTHON_312:
        return newer_python(12)
    return word.replace("{build}", str(build)).replace("{home}", str(home)).replace("{all}", str(build_dir()))


PYTHON_312 = "{python3.12}"
"""Stands for a Python of 3.12 or newer, wherever that is."""


def newer_python(least: int) -> str:
    """A Python of 3.`least` or newer that makes environments, of PATH or of pyenv; what to call it if there is none."""
    names = ["python3", *(f"python3.{minor}" for minor in range(least, least + 8))]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    places = [*(shutil.which(name) for name in names), *sorted(map(str, pyenv.glob("versions/3.*/bin/python3")))]
    fits = f"import ensurepip, sys, venv; sys.exit(sys.version_info < (3, {least}))"
    for place in filter(None, places):
        # What pyenv puts on PATH may be there for a version that is not chosen.
        if subprocess.run([place, "-c", fits], capture_output=True, check=False).returncode == 0:
            return place
    return f"Python 3.{least} or newer"


_JVM = (
    "java",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xmx256m",
    # Java reads the password file for a home, and not HOME.
    "-Duser.home={home}",
    "-Djavax.net.ssl.trustStore={all}/trust/java.p12",
    "-Djavax.net.ssl.trustStorePassword=changeit",
)


def _java(name: str, version: str, classpath: str = "{build}/lib/*", folder: str = "") -> Sdk:
    jars = ("mvn", "-q", "-B", f"-Dsdk={version}", "dependency:copy-dependencies", "-DoutputDirectory={build}/lib")
    compiled = ("javac", "-cp", "{build}/lib/*", "-d", "{build}/classes", "Ask.java")
    return Sdk(name, version, (jars, compiled), (*_JVM, "-cp", "{build}/classes:" + classpath, "Ask"), folder)


def _node(name: str, version: str) -> Sdk:
    install = ("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock")
    trust = {"NODE_EXTRA_CA_CERTS": "{all}/trust/certs/ca-certificates.crt"}
    return Sdk(name, version, (install,), ("node", "{build}/ask.js"), env=trust)


def _go(name: str, module: str, version: str) -> Sdk:
    steps = (("go", "mod", "init", "ask"), ("go", "get", f"{module}@v{version}"), ("go", "mod", "tidy"))
    return Sdk(name, version, (*steps, ("go", "build", "-o", "ask", ".")), ("{build}/ask",))


def _python(
    name: str, version: str, *packages: str, env: Mapping[str, str] | None = None, python: str = "python3"
) -> Sdk:
    venv = (python, "-m", "venv", "{build}/venv")
    install = ("{build}/venv/bin/pip", "install", "-q", *(packages or (f"{name}=={version}",)))
    return Sdk(name, version, (venv, install), ("{build}/venv/bin/python", "{build}/ask.py"), env=env or {})


def _python_v4(name: str, *more: str) -> Sdk:
    packages = ("smithy-aws-core==0.12.0", "smithy-core==0.9.0", "smithy-http==0.6.0", "aws-sdk-sts==0.12.0", *more)
    trust = {"SSL_CERT_FILE": "{all}/trust/certs/ca.pem"}
    made = _python(name, "0.12.0", *packages, env=trust, python=PYTHON_312)
    return replace(made, folder="python-v4", builds_in=name)


# What makes the chain is which of these there are.
_PYTHON_V4_PARTS = ("aws-credentials-http==0.4.0", "aws-credentials-imds==0.4.0", "aws-credentials-sts==0.4.0")
_GEMS = ("aws-sdk-core", "aws-sigv4", "aws-eventstream", "aws-partitions")
_ALL: tuple[Callable[[], Sdk], ...] = (
    lambda: _python(
        "boto3", "1.44.8", "boto3==1.44.8", "botocore==1.44.8", env={"AWS_CA_BUNDLE": "{all}/trust/certs/ca.pem"}
    ),
    lambda: _python_v4("python-v4", *_PYTHON_V4_PARTS),
    lambda: _python_v4("python-v4-core"),
    lambda: _java("java-v2", "2.57.8"),
    # The same without the modules that nobody has by accident: no sts, no sso, no signin.
    lambda: _java("java-v2-core", "2.57.8", "{build}/core/*", "java-v2"),
    lambda: _java("java-v1", "1.12.797"),
    lambda: _java("kotlin", "1.8.12"),
    lambda: _go("go-v2", "github.com/aws/aws-sdk-go-v2/config", "1.33.16"),
    lambda: _go("go-v1", "github.com/aws/aws-sdk-go", "1.55.8"),
    lambda: _node("js-v3", "3.972.98"),
    lambda: _node("js-v2", "2.1693.0"),
    lambda: Sdk("rust", "1.13.0", (("cargo", "build", "--release"),), ("{build}/target/release/ask",)),
    lambda: _python("awscrt", "0.38.1"),
    lambda: replace(_python("pyarrow", "26.0.1"), explicit=False),
    lambda: Sdk(
        "ruby",
        "3.211.0",
        # There is no registry of gems everywhere; the variable names the folder `gems` of the SDK's repository.
        (("cp", "-r", os.environ.get("WHOAMI_AWS_RUBY_SDK", "WHOAMI_AWS_RUBY_SDK-is-not-set"), "{build}/gems"),),
        ("ruby", *(f"-I{{build}}/gems/{gem}/lib" for gem in _GEMS), "{build}/ask.rb"),
    ),
    lambda: Sdk(
        "ruby-debian",
        "3.168.1",
        (("ruby", "-e", "require 'aws-sdk-core'; exit Aws::CORE_GEM_VERSION == '3.168.1'"),),
        ("ruby", "{build}/ask.rb"),
        folder="ruby",
        builds_in="ruby-debian",
    ),
)
SDKS: dict[str, Sdk] = {sdk.name: sdk for sdk in (make() for make in _ALL)}
