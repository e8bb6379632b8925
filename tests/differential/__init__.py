"""The model against the installed botocore, over generated host states."""
