"""The chains, one file each. `CHAINS` is the one list; a chain is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whoami_aws.chain.model import Chain

_IDS = (
    "boto3",
    "aws-cli",
    "aws-cli-v1",
    "java-v1",
    "java-v2",
    "kotlin",
    "go-v1",
    "go-v2",
    "js-v2",
    "js-v3",
    "rust",
    "cpp",
    "crt",
    "ruby",
    "python-v4",
)
"""The module of the same name in this package has the chain as `CHAIN`."""


class _Chains(Mapping[str, "Chain"]):
    def __getitem__(self, sdk: str) -> Chain:
        if sdk not in _IDS:
            raise KeyError(sdk)
        chain: Chain = import_module(f"{__name__}.{sdk.replace('-', '_')}").CHAIN
        return chain

    def __iter__(self) -> Iterator[str]:
        return iter(_IDS)

    def __len__(self) -> int:
        return len(_IDS)


CHAINS: Mapping[str, Chain] = _Chains()
