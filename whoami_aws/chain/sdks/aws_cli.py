"""AWS CLI v2. Read from 2.36.7, whose vendored `awscli/botocore` is the base of all that is not said here."""

from __future__ import annotations

from whoami_aws.chain.botocore.engine import BotocoreEngine
from whoami_aws.chain.sdks.boto3 import CHAIN as BOTO3
from whoami_aws.chain.traits import Traits

_TRAITS = Traits(
    # awscli/botocore/configprovider.py BOTOCORE_DEFAUT_SESSION_VARIABLES
    profile_variables=("AWS_PROFILE", "AWS_DEFAULT_PROFILE"),
    # awscli/clidriver.py: `if parsed_args.profile:`
    empty_profile_option_counts=False,
    # awscli/botocore is the one that counts, and no other
    brings_botocore=True,
    # awscli/__init__.py sets AWS_DATA_PATH, and create_clidriver opens both files before anything else
    reads_data_path=False,
    # awscli/clidriver.py _update_config_chain: ends in IMDSRegionProvider
    region_from_imds=True,
    # awscli/customizations/assumerole.py CACHE_DIR, awscli/customizations/sso/__init__.py
    role_cache="~/.aws/cli/cache",
    # awscli/botocore/credentials.py LoginProvider needs no awscrt
    login_is_built_in=True,
    legacy_sts_endpoints=False,
)

CHAIN = BOTO3._replace(
    id="aws-cli",
    title="AWS CLI v2",
    engine=BotocoreEngine(_TRAITS),
    # awscli/botocore/configprovider.py BOTOCORE_DEFAUT_SESSION_VARIABLES
    region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
    parts=(),
)
