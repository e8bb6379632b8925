"""The options that commands share, and what a choice may be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated

import typer

from whoami_aws.chain.sdks import CHAINS

SDKS = tuple(CHAINS)

Profile = Annotated[str | None, typer.Option(help="An explicit profile, as in aws --profile.")]
Sdk = Annotated[str, typer.Option(help=f"Whose chain: {', '.join(SDKS)}.")]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="NAME",
        help="What if this were not there: a variable, a path, 'PATH [section] key', --profile.",
    ),
]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="What if this variable were set.")]
JavaProperties = Annotated[
    list[str] | None,
    typer.Option("--java-property", metavar="NAME=VALUE", help="A system property of the Java program."),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        "--assume",
        metavar="[SDK:]PART=present|absent",
        help="Whether an optional part of the SDK is there: sts=absent for a Java program without that module.",
    ),
]
Network = Annotated[str, typer.Option(help="What may be asked: none, metadata (IMDS, containers), full (also STS).")]
Offline = Annotated[bool, typer.Option("--offline", help="The same as --network none.")]
TrustEndpoint = Annotated[
    list[str] | None,
    typer.Option(
        "--trust-endpoint",
        metavar="URL",
        help="An STS to trust, also without TLS; repeat for others.",
    ),
]
NoExec = Annotated[bool, typer.Option("--no-exec", help="Start no credential_process.")]
Timeout = Annotated[float, typer.Option(min=0.1, max=600.0, help="Seconds for the whole run.")]
Identities = Annotated[str, typer.Option(help="Whom STS is asked about: winner, all.")]
Format = Annotated[str, typer.Option("--format", help="text, json.")]
PAPERS = ("github", "gitlab", "junit", "sarif", "markdown", "tap")
"""The formats for other programs and for people elsewhere, which `explain` and `check` share."""
SCHEMAS = ("report", "check", "compare", "imds", "host")
"""What `schema` prints the JSON Schema of: `report` is `explain`'s document, `host` a recorded host."""
CHECK_FORMATS = ("text", "json", *PAPERS)
ReportFormat = Annotated[str, typer.Option("--format", help=f"{', '.join(CHECK_FORMATS)}.")]
CheckFormat = Annotated[
    str | None, typer.Option("--format", help=f"{', '.join(CHECK_FORMATS)}; in GitHub Actions github, else text.")
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
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show remarks and full reasons too.")]
Colour = Annotated[str, typer.Option("--color", help="auto, always, never.")]
Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="RULE", help="Keep this rule's findings out of the report.")
]


def choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    """The value, if it is one of the choices. `name`: that of the option, or in capitals that of an argument. Raises
    typer's usage error, which names both.
    """
    if value not in choices:
        hint = name if name.isupper() else f"--{name}"
        raise typer.BadParameter(f"{value!r} is none of {', '.join(choices)}", param_hint=hint)
    return value


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
        choice("report", kind, formats)
        for file in _files([path]):
            if file in taken:
                raise typer.BadParameter(f"{path} is where another report goes", param_hint="--report")
            taken.add(file)
        found.append((kind, path))
    return found


def trusted(given: list[str] | None) -> tuple[str, ...]:
    """The endpoints to trust, each as scheme, host and port. Raises typer's usage error."""
    if not given:
        return ()
    from whoami_aws.host.address import address_of

    found = []
    for url in given:
        address = address_of(url)
        if address is None:
            # What was given is not repeated: it may be a secret in the wrong place.
            message = "expected a URL with a scheme and a host, such as https://sts.example.com:8443"
            raise typer.BadParameter(message, param_hint="--trust-endpoint")
        found.append(str(address))
    return tuple(dict.fromkeys(found))


def _files(paths: list[str]) -> Iterator[str]:
    """Those of the paths that take only one text, without their symbolic links."""
    if paths:
        from whoami_aws.cli.files import is_stream

        for path in paths:
            if not is_stream(path):
                try:
                    yield os.path.realpath(path)
                except OSError:  # a link that nobody may read, or a working directory that is gone
                    yield path


def known_rules(names: list[str]) -> tuple[str, ...]:
    """The names of rules. Raises typer's usage error for one that no rule has, with those that are close."""
    if names:
        from whoami_aws.rules import pages

        for name in names:
            if pages.page(name) is None:
                raise typer.BadParameter(pages.unknown(name), param_hint="--ignore")
    return tuple(names)


def given(
    java_property: list[str] | None, assume: list[str] | None, sdks: tuple[str, ...], every: bool = False
) -> dict[str, object]:
    """What is said of the program (see `given`), as words of the question. Raises typer's usage error."""
    if not java_property and not assume:
        return {}
    from whoami_aws.cli import given as said

    properties = said.java_properties(java_property or ())
    said.unused(properties, sdks)
    return {"java_properties": properties, "assumed": said.assumed(assume or (), sdks, every)}
