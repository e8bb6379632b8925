"""Asks the installed botocore what the metadata service says of the instance, and prints it as JSON."""

import json

from botocore.session import Session
from botocore.utils import IMDSRegionProvider, InstanceMetadataFetcher

found = InstanceMetadataFetcher(timeout=1, num_attempts=1).retrieve_iam_role_credentials()
session = Session()
print(
    json.dumps(
        {
            "role": found.get("role_name"),
            "key": found.get("access_key"),
            "region": IMDSRegionProvider(session).provide(),
        }
    )
)
