"""The options that commands share, and what a choice may be."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from whoami_aws.ask import question as q
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.host import host as h
from whoami_aws.host.secret_like import hidden
from whoami_aws.render import FORMATS

if TYPE_CHECKING:
    from whoami_aws.gather.secret_store import SecretStore

SDKS = tuple(CHAINS)


def choice(value: str, choices: Sequence[str], option: str | None = None) -> str:
    """The value, if it is one of the choices. Raises typer's usage error; typer adds the option that it parses."""
    if value not in choices:
        raise typer.BadParameter(_not_one_of(value, choices), param_hint=option)
    return value


def listed(choices: Sequence[str], *names: str, metavar: str, help: str) -> Any:  # noqa: A002, ANN401 - as typer's
    """An option whose value must be one of the choices, where these are a list and not a type."""

    def parse(value: str) -> str:  # typer wants a name
        return choice(value, choices)

    return typer.Option(*names, metavar=metavar, help=help, parser=parse, autocompletion=lambda: choices)


def _not_one_of(value: str, choices: Sequence[str]) -> str:
    longer = [one for one in choices if value and one.startswith(value)]
    if len(longer) > 1:
        return f"{value!r} is ambiguous: {' or '.join(longer)}?"
    close = longer or difflib.get_close_matches(value, choices, 1)
    hint = f"; did you mean {close[0]}?" if close else "."
    return f"{value!r} is not one of {', '.join(map(repr, choices))}{hint}"


def endpoint(url: str) -> str:
    """A parser for typer of an endpoint: its scheme, host and port."""
    from whoami_aws.host.address import address_of

    address = address_of(url)
    if address is None:
        # What was given is not repeated: it may be a secret in the wrong place.
        raise typer.BadParameter("expected a URL with a scheme and a host, such as https://sts.example.com:8443")
    return str(address)


def rule_id(name: str) -> str:
    """A parser for typer of a rule's id, or an old one."""
    from whoami_aws.rules import pages
    from whoami_aws.rules.finding import OLD_IDS, RULES, current_id

    if current_id(name) not in RULES:
        raise typer.BadParameter(pages.unknown(name))
    if name in OLD_IDS:
        note_old_ids((name,))
    return current_id(name)


def note_old_ids(names: Sequence[str]) -> None:
    """Says which rules are named by old ids, and what they are called now."""
    from whoami_aws.cli.output import note
    from whoami_aws.rules.finding import current_id

    for name in names:
        note(f"rule {name} is now called {current_id(name)}")


def rule_ids() -> list[str]:
    """The ids of all rules, which complete one."""
    from whoami_aws.rules import pages

    return pages.names()


Profile = Annotated[str | None, typer.Option(metavar="NAME", help="An explicit profile, as in aws --profile.")]
Sdk = Annotated[str, listed(SDKS, metavar="SDK", help=f"Whose chain: {', '.join(SDKS)}.")]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="NAME",
        help="What if this were not there: a variable, a path, 'PATH [section] key', --profile.",
    ),
]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="What if this variable were set.")]
Identities = Annotated[q.Identities, typer.Option(help="Which credentials to verify with STS.")]
Timeout = Annotated[float, typer.Option(min=0.1, max=600.0, help="Seconds for the whole run.")]
Format = Annotated[Literal["text", "json"], typer.Option("--format", help="Output format.")]
SCHEMAS = ("report", "check", "compare", "imds", "rules", "host")
"""What `schema` prints the JSON Schema of: `report` is `explain`'s document, `host` a recorded host."""
CHECK_FORMATS = FORMATS
_FORMATS = ", ".join(CHECK_FORMATS)
ReportFormat = Annotated[str, listed(CHECK_FORMATS, "--format", metavar="FORMAT", help=f"{_FORMATS}.")]
CheckFormat = Annotated[
    str | None,
    listed(CHECK_FORMATS, "--format", metavar="FORMAT", help=f"{_FORMATS}; in GitHub Actions github, else text."),
]
Reports = Annotated[
    list[str] | None,
    typer.Option("--report", metavar="FORMAT=FILE", help="Write this format too; repeat for others."),
]
Output = Annotated[str | None, typer.Option(metavar="FILE", help="Write there instead of to standard output.")]
Mode = Annotated[
    str, typer.Option(metavar="OCTAL", help="The mode of new files: 0644 if other users are to read them.")
]
ShowKeyIds = Annotated[bool, typer.Option("--show-key-ids", help="Show access key ids whole.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show notes and full reasons too.")]
Colour = Annotated[Literal["auto", "always", "never"], typer.Option("--color", help="When to use colours.")]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="RULE",
        help="Keep this rule's findings out of the report.",
        parser=rule_id,
        autocompletion=rule_ids,
    ),
]


class Asking(NamedTuple):
    """How the host is asked: what is said of the program, and what the run may do."""

    java_property: Annotated[
        list[str] | None,
        typer.Option("--java-property", metavar="NAME=VALUE", help="A system property of the Java program."),
    ] = None
    assume: Annotated[
        list[str] | None,
        typer.Option(
            "--assume",
            metavar="[SDK:]PART=present|absent",
            help="Whether an optional part of the SDK is there: sts=absent for a Java program without that module.",
        ),
    ] = None
    network: Annotated[
        h.Network, typer.Option(help="What may be asked: none, metadata (IMDS, containers), full (also STS).")
    ] = "full"
    offline: Annotated[bool, typer.Option("--offline", help="The same as --network none.")] = False
    no_exec: Annotated[bool, typer.Option("--no-exec", help="Start no credential_process.")] = False
    trust_endpoint: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="An STS to trust, also without TLS; repeat for others.", parser=endpoint),
    ] = None
    timeout: Timeout = 10.0

    def question(
        self,
        profile: str | None,
        sdks: Sequence[str],
        every_part: bool = False,
        without: Sequence[str] | None = None,
        set_: Sequence[str] | None = None,
    ) -> q.Question:
        """What to ask. `sdks` are those that `--assume` is about where it names none; with `every_part`, all that have
        such a part. `without` and `set_` change the host. Raises typer's usage error.
        """
        from whoami_aws.gather.secret_store import SecretStore

        store = SecretStore()
        changes = [h.removal(hidden(name)) for name in without or ()]
        changes += [_setting(text, store) for text in set_ or ()]
        network: h.Network = "none" if self.offline else self.network
        budget = h.Budget(network, not self.no_exec, self.timeout, tuple(dict.fromkeys(self.trust_endpoint or ())))
        question = q.Question(profile, changes=tuple(changes), budget=budget, store=store)
        if not self.java_property and not self.assume:
            return question
        from whoami_aws.cli import sdk_assumptions

        properties = sdk_assumptions.java_properties(self.java_property or ())
        sdk_assumptions.unused(properties, sdks)
        return question._replace(
            java_properties=properties, assumed=sdk_assumptions.assumed(self.assume or (), sdks, every_part)
        )


def _setting(text: str, store: SecretStore) -> h.Change:
    from whoami_aws.gather.redact import redact_variable

    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter("wants NAME=VALUE", param_hint="--set")
    return h.Change("set", hidden(name), reading=redact_variable(name, value, store))


def file_of(output: str | None) -> str | None:
    """Where `--output` writes; None for standard output. Raises typer's usage error."""
    if output == "":
        raise typer.BadParameter("expects the name of a file, or - for standard output", param_hint="--output")
    return None if output == "-" else output


def mode(text: str) -> int:
    """The mode of new files. Raises typer's usage error."""
    digits = text[-3:]
    if text.removesuffix(digits) not in ("", "0", "0o") or len(digits) != 3 or not set(digits) <= set("01234567"):
        raise typer.BadParameter(f"{text!r} is not a mode of three octal digits, as 0644", param_hint="--mode")
    return int(digits, 8)


def reports(given: tuple[str, ...], output: str | None, formats: tuple[str, ...]) -> list[tuple[str, str]]:
    """`FORMAT=FILE` each in its two parts; no two go to one file, nor to that of `--output`. Raises typer's usage
    error.
    """
    found: list[tuple[str, str]] = []
    taken = set(_files([output] if output is not None else []))
    for text in given:
        kind, _, path = text.partition("=")
        if not path:
            raise typer.BadParameter("wants FORMAT=FILE", param_hint="--report")
        choice(kind, formats, "--report")
        for file in _files([path]):
            if file in taken:
                raise typer.BadParameter(f"{path} is where another report goes", param_hint="--report")
            taken.add(file)
        found.append((kind, path))
    return found


def _files(paths: list[str]) -> Iterator[str]:
    """Those of the paths that take only one text, without their symbolic links."""
    if paths:
        from whoami_aws.cli.files import is_stream

        for path in paths:
            if not is_stream(path):
                try:
                    yield os.path.realpath(path)
                except OSError:  # a link that may not be read, or a working directory that is gone
                    yield path
