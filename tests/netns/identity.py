"""Asks the installed boto3 for its credentials, and STS who they are, and prints it as JSON."""

import json

import boto3

session = boto3.Session()
credentials = session.get_credentials()
answer = session.client("sts").get_caller_identity()
print(
    json.dumps(
        {
            "winner": credentials.method,
            "key": credentials.get_frozen_credentials().access_key,
            "arn": answer["Arn"],
            "account": answer["Account"],
        }
    )
)
