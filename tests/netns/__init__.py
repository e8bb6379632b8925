"""The tool beside the real boto3 at the real link-local addresses, inside network namespaces."""
