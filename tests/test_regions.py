"""The region of a client that is told none: what the real SDKs found on these hosts, each asked for it alone.

Of Java and Kotlin the default provider chain was asked, of Rust `DefaultRegionChain`, of JavaScript v3 the option of
every client (`NODE_REGION_CONFIG_OPTIONS`), of v2 `AWS.config`, of Go the session or configuration, of Ruby a client of
STS; of the C++ SDK, the request that pyarrow signs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.gathered import on_loopback
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.view import BotocoreView

_IMDS = {"role": "app", "region": "eu-central-1", "zone": "eu-central-1b"}
_OFF = "AWS_EC2_METADATA_DISABLED"
_CONFIG, _CREDENTIALS = "[default]\nregion = eu-west-1\n", "[default]\nregion = sa-east-1\n"
_PROFILES = _CONFIG + "[profile p]\nregion = sa-east-1\n[profile q]\noutput = json\n"
_ASK = ("java-v1", "java-v2", "kotlin", "rust", "js-v3")
"""Those that ask the metadata service."""
_OTHERS = ("go-v1", "go-v2", "js-v2", "ruby")


def _host(env: Mapping[str, str], files: Mapping[str, str], imds: Mapping[str, Any] | None) -> dict[str, Any]:
    state = {"env": {"AWS_REGION": None, "AWS_DEFAULT_REGION": None, **env}, "files": dict(files)}
    return state if imds is None else {**state, "imds": dict(imds)}


def _all(asking: str | None, others: str | None = None, cpp: str | None = "us-east-1", **own: str | None) -> Any:
    said = {**dict.fromkeys(_ASK, asking), **dict.fromkeys(_OTHERS, others), "cpp": cpp}
    return {**said, **{name.replace("_", "-"): value for name, value in own.items()}}


_CASES: dict[str, tuple[dict[str, Any], dict[str, str | None]]] = {
    "nothing but the service": (_host({}, {}, _IMDS), _all("eu-central-1")),
    "in a Local Zone": (_host({}, {}, {**_IMDS, "zone": "us-west-2-lax-1a"}), _all("eu-central-1")),
    "no role": (_host({}, {}, {"region": "eu-central-1"}), _all("eu-central-1")),
    "service off": (_host({_OFF: "true"}, {}, _IMDS), _all(None)),
    "service off by 1": (_host({_OFF: "1"}, {}, _IMDS), _all("eu-central-1", java_v2=None, js_v3=None)),
    "nobody there": (_host({}, {}, {"reachable": False}), _all(None)),
    "version 1 alone": (
        _host({}, {}, {**_IMDS, "v1": True, "token": 404}),
        _all(None, java_v1="eu-central-1", java_v2="eu-central-1"),
    ),
    "AWS_DEFAULT_REGION": (
        _host({"AWS_DEFAULT_REGION": "eu-west-3"}, {}, _IMDS),
        _all("eu-central-1", None, "eu-west-3", rust="eu-west-3", go_v2="eu-west-3", ruby="eu-west-3"),
    ),
    "both variables": (
        _host({"AWS_DEFAULT_REGION": "eu-west-3", "AWS_REGION": "eu-west-2"}, {}, _IMDS),
        _all("eu-west-2", "eu-west-2", "eu-west-3"),
    ),
    "empty variable": (
        _host({"AWS_REGION": ""}, {}, _IMDS),
        _all("", java_v2="eu-central-1"),
    ),
    "config": (
        _host({}, {"~/.aws/config": _CONFIG}, _IMDS),
        _all("eu-west-1", None, "eu-west-1", go_v2="eu-west-1", ruby="eu-west-1"),
    ),
    "config, switched": (
        _host({"AWS_SDK_LOAD_CONFIG": "1"}, {"~/.aws/config": _CONFIG}, _IMDS),
        _all("eu-west-1", "eu-west-1", "eu-west-1"),
    ),
    "credentials": (
        _host({}, {"~/.aws/credentials": _CREDENTIALS}, _IMDS),
        _all("sa-east-1", None, go_v2="sa-east-1", ruby="sa-east-1", java_v1="eu-central-1"),
    ),
    "both files": (
        _host({}, {"~/.aws/config": _CONFIG, "~/.aws/credentials": _CREDENTIALS}, _IMDS),
        _all("sa-east-1", None, "eu-west-1", go_v2="sa-east-1", ruby="sa-east-1", java_v1="eu-west-1"),
    ),
    "empty in config": (
        _host({}, {"~/.aws/config": "[default]\nregion =\n"}, _IMDS),
        _all("eu-central-1", kotlin="", rust=""),
    ),
    "a profile's": (
        _host({"AWS_PROFILE": "p"}, {"~/.aws/config": _PROFILES}, _IMDS),
        _all("sa-east-1", None, "sa-east-1", go_v2="sa-east-1", ruby="sa-east-1"),
    ),
    "a profile without": (_host({"AWS_PROFILE": "q"}, {"~/.aws/config": _PROFILES}, _IMDS), _all("eu-central-1")),
}


@pytest.mark.parametrize("name", _CASES)
def test_what_the_sdks_found(name: str, tmp_path: Path) -> None:
    state, found = _CASES[name]
    host = on_loopback(state, tmp_path / "host")
    assert host is not None
    told = {sdk: CHAINS[sdk].engine.region(BotocoreView(host, CHAINS[sdk])) for sdk in found}
    assert {sdk: value.text if value is not None else None for sdk, value in told.items()} == found
