"""The options of `explain` as the command line would hand them on."""

from __future__ import annotations

from typing import Any

from whoami_aws.cli.options import given, trusted


def words(argv: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"without": [], "set": []}
    said: dict[str, list[str]] = {}
    trust: list[str] = []
    rest = list(argv)
    while rest:
        option = rest.pop(0)
        match option:
            case "--offline":
                found["network"] = "none"
            case "--no-exec":
                found["run"] = False
            case "--without" | "--set":
                found[option[2:]].append(rest.pop(0))
            case "--java-property" | "--assume":
                said.setdefault(option, []).append(rest.pop(0))
            case "--trust-endpoint":
                trust.append(rest.pop(0))
            case "--timeout":
                found["timeout"] = float(rest.pop(0))
            case _:
                found[option[2:]] = rest.pop(0)
    sdk = (found.get("sdk", "boto3"),)
    return {**found, "trusted": trusted(trust), **given(said.get("--java-property"), said.get("--assume"), sdk)}
