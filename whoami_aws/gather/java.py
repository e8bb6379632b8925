"""The system properties of a Java virtual machine that would be started here."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

from whoami_aws.gather.sealing import seal_variable
from whoami_aws.gather.vault import Vault
from whoami_aws.host.values import Reading

VARIABLES = ("_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")
"""What every virtual machine reads last, what `java` puts before its own arguments, and what every virtual machine
reads first; of several that name a property the first counts, and the command line beats all but `_JAVA_OPTIONS`.
"""
# Whose sealing a property's value has. Every other `aws.` property is sealed as a secret is.
_AS_VARIABLE = {
    "aws.accessKeyId": "AWS_ACCESS_KEY_ID",
    "aws.configFile": "AWS_CONFIG_FILE",
    "aws.containerAuthorizationTokenFile": "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "aws.containerCredentialsFullUri": "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "aws.containerCredentialsPath": "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "aws.disableEc2Metadata": "AWS_EC2_METADATA_DISABLED",
    "aws.disableEc2MetadataV1": "AWS_EC2_METADATA_V1_DISABLED",
    "aws.ec2MetadataServiceEndpoint": "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "aws.profile": "AWS_PROFILE",
    "aws.region": "AWS_REGION",
    "aws.roleArn": "AWS_ROLE_ARN",
    "aws.roleSessionName": "AWS_ROLE_SESSION_NAME",
    "aws.sharedCredentialsFile": "AWS_SHARED_CREDENTIALS_FILE",
    "aws.webIdentityTokenFile": "AWS_WEB_IDENTITY_TOKEN_FILE",
    "com.amazonaws.sdk.disableEc2Metadata": "AWS_EC2_METADATA_DISABLED",
    "com.amazonaws.sdk.disableEc2MetadataV1": "AWS_EC2_METADATA_V1_DISABLED",
    "com.amazonaws.sdk.ec2MetadataServiceEndpointOverride": "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "user.home": "HOME",
}
_PREFIXES = ("aws.", "com.amazonaws.sdk.")


def properties(environ: Mapping[str, str], given: Iterable[str], vault: Vault) -> dict[str, Reading]:
    """The properties that the environment sets and that were `given` as NAME=VALUE, as far as AWS reads them."""
    last, *before = VARIABLES
    words = [word for name in reversed(before) for word in _words(environ.get(name, ""))]
    words += [f"-D{text}" for text in given]
    words += _words(environ.get(last, ""))
    found: dict[str, Reading] = {}
    for word in words:
        name, _, value = word.removeprefix("-D").partition("=")
        if word.startswith("-D") and (name in _AS_VARIABLE or name.startswith(_PREFIXES)):
            found[name] = seal_variable(_AS_VARIABLE.get(name, f"AWS_{name}"), value, vault)
    return found


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text) if text else []
    except ValueError:
        return text.split()
