"""The chains, one file each, as data. `CHAINS` is the one list."""

from __future__ import annotations

from whoami_aws.chain.sdks.aws_cli import AWS_CLI
from whoami_aws.chain.sdks.aws_cli_v1 import AWS_CLI_V1
from whoami_aws.chain.sdks.boto3 import BOTO3
from whoami_aws.chain.sdks.dialect import Chain

CHAINS: dict[str, Chain] = {chain.id: chain for chain in (BOTO3, AWS_CLI, AWS_CLI_V1)}
