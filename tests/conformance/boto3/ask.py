"""Prints what boto3's default chain finds, as one line of JSON; a profile may be given."""

import json
import sys

import boto3

said = {"access_key_id": None, "provider": None, "error": None}
try:
    session = boto3.Session(profile_name=sys.argv[1]) if len(sys.argv) > 1 else boto3.Session()
    credentials = session.get_credentials()
    if credentials is None:
        said["error"] = "none"
    else:
        said["provider"] = credentials.method
        said["access_key_id"] = credentials.get_frozen_credentials().access_key
except Exception as error:  # noqa: BLE001 - whatever it raises is its answer
    said["error"] = f"{type(error).__name__}: {error}"
print(json.dumps(said))
