"""boto3, that is botocore's chain as boto3 asks it. Read from and proven against botocore 1.44.8."""

from __future__ import annotations

from whoami_aws.chain.botocore.engine import BotocoreEngine
from whoami_aws.chain.botocore.links import LINKS
from whoami_aws.chain.model import Chain, Part
from whoami_aws.chain.traits import Traits

CHAIN = Chain(
    id="boto3",
    title="boto3",
    links=tuple(LINKS),
    # botocore/configprovider.py BOTOCORE_DEFAUT_SESSION_VARIABLES
    region_variables=("AWS_DEFAULT_REGION",),
    engine=BotocoreEngine(Traits()),
    # botocore/credentials.py LoginProvider; whether it is installed beside us is looked up
    parts=(Part("awscrt", ("login",), assumed=None),),
)
