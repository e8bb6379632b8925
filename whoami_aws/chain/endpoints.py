"""The endpoints of containers and of instances: the variables that lead to them, and their addresses."""

from __future__ import annotations

RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
ADDRESS = "169.254.170.2"
"""Where ECS has the credentials of a container."""

DISABLED = "AWS_EC2_METADATA_DISABLED"
# Of each setting of the metadata service the variable and the option.
ENDPOINT = ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
MODE = ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
TIMEOUT = ("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")
V1_DISABLED = ("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled")
IPV4_URL = "http://169.254.169.254/"
IPV6_URL = "http://[fd00:ec2::254]/"
