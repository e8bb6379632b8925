"""Asks the installed boto3 for its credentials, and prints what came of it as JSON."""

import json
import resource

# An endless answer ends in a MemoryError of this process, not of the machine.
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))

import boto3  # noqa: E402

said = {"outcome": "none"}
try:
    credentials = boto3.Session().get_credentials()
except Exception as error:  # noqa: BLE001 - whatever it raises is its answer
    said = {"outcome": "error", "error": type(error).__name__}
else:
    if credentials is not None:
        # The public property of credentials that are about to expire would ask again.
        key = vars(credentials).get("_access_key", vars(credentials).get("access_key"))
        said = {"outcome": "resolved", "winner": credentials.method, "key": key}
print(json.dumps(said))
