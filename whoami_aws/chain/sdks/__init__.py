"""The chains, one file each, as data. `CHAINS` is the one list; a chain is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from whoami_aws.chain.model import Chain

_MODULES = {
    "boto3": "boto3",
    "aws-cli": "aws_cli",
    "aws-cli-v1": "aws_cli_v1",
    "java-v1": "java_v1",
    "java-v2": "java_v2",
    "kotlin": "kotlin",
    "go-v1": "go_v1",
    "go-v2": "go_v2",
    "js-v2": "js_v2",
    "js-v3": "js_v3",
    "rust": "rust",
    "cpp": "cpp",
    "crt": "crt",
    "ruby": "ruby",
    "python-v4": "python_v4",
}
"""Id -> module in this package, which holds the chain as `CHAIN`."""


class _Chains(Mapping[str, Chain]):
    def __getitem__(self, sdk: str) -> Chain:
        if sdk not in _MODULES:
            raise KeyError(sdk)
        chain: Chain = import_module(f"{__name__}.{_MODULES[sdk]}").CHAIN
        return chain

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


CHAINS: Mapping[str, Chain] = _Chains()
