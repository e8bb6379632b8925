"""What the command line says of a program that is not running: its Java system properties, its SDK's optional parts."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import typer

from whoami_aws.cli.output import note
from whoami_aws.host.host import Assumed

_STATES = {"present": True, "absent": False}


def java_properties(given: Iterable[str]) -> tuple[str, ...]:
    """`NAME=VALUE` each, as a virtual machine is given it. Raises typer's usage error: a name that is almost one which
    is read would be passed over in silence.
    """
    from whoami_aws.gather import java

    found, unread = [], []
    for text in given:
        name, equals, _ = text.removeprefix("-D").partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter("wants NAME=VALUE, as -DNAME=VALUE of java", param_hint=java.OPTION)
        if (near := java.meant(name)) is not None:
            raise typer.BadParameter(f"no SDK reads {name}; did you mean {near}?", param_hint=java.OPTION)
        if name not in java.READ:
            unread.append(name)
        found.append(f"-D{text.removeprefix('-D')}")
    if unread:
        said = "is not read" if len(unread) == 1 else "are not read"
        note(f"{', '.join(unread)} {said} by any SDK on its way to credentials")
    return tuple(found)


def assumed(given: Iterable[str], sdks: Sequence[str], every: bool = False) -> tuple[Assumed, ...]:
    """`[SDK:]PART=present|absent` each, or `no-PART`; a part without its SDK is of each of `sdks` that has it. Raises
    typer's usage error.
    """
    from whoami_aws.chain.sdks import CHAINS

    parts = {sdk: [part.name for part in chain.parts] for sdk, chain in CHAINS.items() if chain.parts}
    found: list[Assumed] = []
    for text in given:
        sdk, part, present = _read(text)
        if sdk is not None and sdk not in CHAINS:
            raise _wrong(text, f"there is no SDK {sdk!r}{_near(sdk, CHAINS)}")
        named = [sdk] if sdk is not None else list(parts) if every else list(sdks)
        having = [one for one in named if part in parts.get(one, ())]
        if not having:
            raise _wrong(text, _no_part(part, named, parts))
        found += [Assumed(one, part, present) for one in having]
    return tuple(found)


def unused(properties: Sequence[str], sdks: Iterable[str]) -> None:
    """Says where properties are given and no SDK that is asked about reads any."""
    from whoami_aws.chain.sdks import CHAINS

    if properties and not any("system-properties" in CHAINS[sdk].links for sdk in sdks):
        note(f"{', '.join(sdks)} reads no system property of Java; --sdk java-v2 does")


def _read(text: str) -> tuple[str | None, str, bool]:
    sdk, colon, rest = text.rpartition(":")
    name, equals, state = rest.partition("=")
    if equals and state not in _STATES:
        raise _wrong(text, f"{state!r} is neither present nor absent")
    if not equals and not name.startswith("no-"):
        raise _wrong(text, "wants [SDK:]PART=present or [SDK:]PART=absent")
    return (sdk if colon else None), (name if equals else name[3:]), _STATES[state] if equals else False


def _no_part(part: str, named: Sequence[str], parts: dict[str, list[str]]) -> str:
    known = list(dict.fromkeys(name for sdk in named for name in parts.get(sdk, ())))
    if not known:
        have = ", ".join(f"{sdk}: {', '.join(names)}" for sdk, names in parts.items())
        return f"no part of {', '.join(named)} is optional. Those that are: {have}"
    return f"{', '.join(sdk for sdk in named if sdk in parts)} has no optional part {part!r}{_near(part, known)}"


def _near(name: str, names: Iterable[str]) -> str:
    known = list(names)
    close = difflib.get_close_matches(name, known, 1, 0.5)
    return f"; did you mean {close[0]}?" if close else f"; expected one of {', '.join(known)}"


def _wrong(text: str, why: str) -> typer.BadParameter:
    return typer.BadParameter(f"{text!r}: {why}", param_hint="--assume")
