"""AWS CLI v1. Read from 1.46.3, whose vendored `awscli/botocore` (1.43.62) is the base of all that is not said here."""

from __future__ import annotations

from whoami_aws.chain.botocore.engine import BotocoreEngine
from whoami_aws.chain.sdks.boto3 import CHAIN as BOTO3
from whoami_aws.chain.traits import Traits

_TRAITS = Traits(
    # awscli/clidriver.py _handle_top_level_args: `if args.profile:`
    empty_profile_option_counts=False,
    # awscli/botocore is the one that counts, and no other
    brings_botocore=True,
    # awscli/__init__.py sets AWS_DATA_PATH, and create_clidriver opens both files before anything else
    reads_data_path=False,
    # awscli/customizations/assumerole.py CACHE_DIR: for roles alone, SSO has none
    role_cache="~/.aws/cli/cache",
    sso_role_cache=False,
    # awscli/botocore/credentials.py AssumeRoleWithWebIdentityCredentialFetcher._cache_key_args
    reads_token_early=True,
)

CHAIN = BOTO3._replace(id="aws-cli-v1", title="AWS CLI v1", engine=BotocoreEngine(_TRAITS))
