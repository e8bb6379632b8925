"""The system properties of a Java virtual machine that would be started here."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from whoami_aws.gather.redact import redact_variable
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.host import forms
from whoami_aws.host.forms import fits
from whoami_aws.host.host import Property

OPTION = "--java-property"
_LAST, _BEFORE_ARGUMENTS, _FIRST = "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"
VARIABLES = (_LAST, _BEFORE_ARGUMENTS, _FIRST)
"""What every virtual machine reads after its command line, what `java` (since 9) puts before its own arguments, and
what every virtual machine reads first. Of several that name a property the last one counts: asked of OpenJDK 17, and
so in its manual (`java`, "JDK_JAVA_OPTIONS") and in the JVM TI's ("JAVA_TOOL_OPTIONS").
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
    "aws.ec2MetadataServiceEndpointMode": "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
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
READ = frozenset(
    {*_AS_VARIABLE, "aws.containerAuthorizationToken", "aws.secretAccessKey", "aws.secretKey", "aws.sessionToken"}
)
"""The properties that some SDK for Java reads on its way to credentials."""
_OTHERS = frozenset(
    {
        "aws.accountId",
        "aws.accountIdEndpointMode",
        "aws.authSchemePreference",
        "aws.containerServiceEndpoint",
        "aws.defaultsMode",
        "aws.ec2MetadataServiceTimeout",
        "aws.endpointUrl",
        "aws.maxAttempts",
        "aws.partitionsFile",
        "aws.retryMode",
        "aws.useDualstackEndpoint",
        "aws.useFipsEndpoint",
        "aws.userAgentAppId",
        "com.amazonaws.sdk.accountIdEndpointMode",
        "com.amazonaws.sdk.maxAttempts",
        "com.amazonaws.sdk.retryMode",
    }
)
"""Properties that these SDKs read for other ends (core/SdkSystemSetting, SDKGlobalConfiguration): no misspellings."""
_PREFIXES = ("aws.", "com.amazonaws.sdk.")
_CLOSE = 0.8
"""difflib's ratio for a letter or two that are wrong, or a name in the wrong case."""


def properties(environ: Mapping[str, str], given: Iterable[str], store: SecretStore) -> tuple[Property, ...]:
    """The properties that the environment sets and that were `given` as `-DNAME=VALUE`, as far as AWS reads them; of
    those with one name the first counts.
    """
    last, before, first = (_found(words(environ.get(name, "")), name, store) for name in VARIABLES)
    return (*last, *_found(given, OPTION, store), *before, *first)


def meant(name: str) -> str | None:
    """The property that a name is near to and is not; None for one that is read, or that looks like nothing."""
    if name in READ or name in _OTHERS:
        return None
    lower = {one.lower(): one for one in sorted(READ)}
    near = difflib.get_close_matches(name.lower(), lower, 1, _CLOSE)
    return lower[near[0]] if near else None


def _found(options: Iterable[str], source: str, store: SecretStore) -> list[Property]:
    """The properties among a virtual machine's options, the last one first."""
    found = []
    for word in options:
        name, _, value = word.removeprefix("-D").partition("=")
        if word.startswith("-D") and (name in _AS_VARIABLE or (name.startswith(_PREFIXES) and fits(name, forms.name))):
            redacted = redact_variable(_AS_VARIABLE.get(name, f"AWS_{name}"), value, store)
            found.append(Property(name, redacted, source))
    return found[::-1]


_QUOTED = re.compile(r""""([^"]*)"?|'([^']*)'?""")
_WORD = re.compile(r"""(?:[^\s"']|"[^"]*"?|'[^']*'?)+""")


def words(text: str) -> list[str]:
    """Options as the virtual machine takes a variable apart: at white space, but for what is in quotes, which go. A
    backslash is a letter like others.
    """
    return [_QUOTED.sub(lambda quoted: quoted[1] or quoted[2] or "", one) for one in _WORD.findall(text)]
