"""Prints what a client of the AWS SDK for Python v4 finds, as one line of JSON; a profile may be given."""

import asyncio
import json
import sys

from aws_sdk_sts.client import AsyncSTSClient
from aws_sdk_sts.config import AsyncSTSConfig


async def ask(said):
    profile = {"profile": sys.argv[1]} if len(sys.argv) > 1 else {}
    # A client is not made without a region, whatever credentials it would have.
    client = AsyncSTSClient(config=await AsyncSTSConfig.resolve(region="us-east-1", **profile))
    chain = (await client._ensure_setup()).aws_credentials_identity_resolver
    identity = await chain.get_identity(properties={})
    said["access_key_id"] = identity.access_key_id
    said["provider"] = chain._resolvers[0].provider_name


def plain(error):
    """An error with its causes; that of the chain says what failed, but not what for."""
    failures = [failure.error for failure in getattr(error, "failures", ())]
    causes = [failure.__cause__ for failure in failures] or [error.__cause__]
    return " <- ".join([f"{type(error).__name__}: {error}", *(plain(cause) for cause in causes if cause is not None)])


said = {"access_key_id": None, "provider": None, "error": None}
try:
    asyncio.run(ask(said))
except Exception as error:  # noqa: BLE001 - whatever it raises is its answer
    said["error"] = plain(error)
print(json.dumps(said))
