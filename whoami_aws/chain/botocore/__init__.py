"""The chain of botocore, as boto3 and the AWS CLIs have it."""
