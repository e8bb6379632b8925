"""The properties of a Java process, which come by variables too: JAVA_TOOL_OPTIONS and JDK_JAVA_OPTIONS."""

from __future__ import annotations

from .links import TOKEN_FILE
from .words import (
    CREDS,
    JWT,
    ROLE,
    SECRET,
    TASK,
    Host,
    default,
    env_keys,
    host,
    key,
    pair,
    section,
    with_prefix,
)


def _properties(
    env: dict[str, str | None] | None = None, /, variable: str = "JAVA_TOOL_OPTIONS", **rest: object
) -> Host:
    """A host where `rest["properties"]` are set for every Java process."""
    words = " ".join(f"-D{name}={value}" for name, value in rest.pop("properties").items())  # type: ignore[attr-defined]
    return host({**(env or {}), variable: words}, **rest)  # type: ignore[arg-type]


_V2 = {"aws.accessKeyId": key("SYSTEM0"), "aws.secretAccessKey": SECRET}
_V1 = {"aws.accessKeyId": key("SYSTEM0"), "aws.secretKey": SECRET}
_FILE = default(CREDS) + section("a", pair("PROFA00")) + section("b", pair("PROFB00"))

JAVA = with_prefix(
    "java",
    {
        "keys": _properties(properties=_V2),
        "keys by JDK_JAVA_OPTIONS": _properties(variable="JDK_JAVA_OPTIONS", properties=_V2),
        "keys by _JAVA_OPTIONS": _properties(variable="_JAVA_OPTIONS", properties=_V2),
        "keys by JAVA_OPTS": _properties(variable="JAVA_OPTS", properties=_V2),
        "keys, env keys": _properties(env_keys(), properties=_V2),
        "keys, file": _properties(crd=_FILE, properties=_V2),
        "old keys": _properties(properties=_V1),
        "old keys, env keys": _properties(env_keys(), properties=_V1),
        "old keys, file": _properties(crd=_FILE, properties=_V1),
        "both secrets": _properties(properties={**_V1, **_V2}),
        "id alone": _properties(env_keys(), properties={"aws.accessKeyId": key("SYSTEM0")}),
        "empty id": _properties(crd=_FILE, properties={**_V2, "aws.accessKeyId": ""}),
        "id property, secret variable": _properties(
            {"AWS_SECRET_ACCESS_KEY": SECRET}, properties={"aws.accessKeyId": key("SYSTEM0")}
        ),
        "session token": _properties(properties={**_V2, "aws.sessionToken": "TOKEN"}),
        "empty session token": _properties(properties={**_V2, "aws.sessionToken": ""}),
        "profile": _properties(crd=_FILE, properties={"aws.profile": "b"}),
        "profile and variable": _properties({"AWS_PROFILE": "a"}, crd=_FILE, properties={"aws.profile": "b"}),
        "profile empty": _properties(crd=_FILE, properties={"aws.profile": ""}),
        "profile empty and variable": _properties({"AWS_PROFILE": "a"}, crd=_FILE, properties={"aws.profile": ""}),
        "credentials file": _properties(
            crd=_FILE, files={"~/alt": default(pair("ALTFILE"))}, properties={"aws.sharedCredentialsFile": "{home}/alt"}
        ),
        "config file": _properties(
            files={"~/alt": default(pair("ALTFILE"))}, properties={"aws.configFile": "{home}/alt"}
        ),
        "credentials file over variable": _properties(
            {"AWS_SHARED_CREDENTIALS_FILE": "{home}/nowhere"},
            files={"~/alt": default(pair("ALTFILE"))},
            properties={"aws.sharedCredentialsFile": "{home}/alt"},
        ),
        "web identity": _properties(
            files=TOKEN_FILE, properties={"aws.webIdentityTokenFile": "{home}/token", "aws.roleArn": f"{ROLE}web"}
        ),
        "web identity over variable": _properties(
            {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": f"{ROLE}web"},
            files={"~/token": JWT},
            properties={"aws.roleArn": f"{ROLE}system"},
        ),
        "container path": _properties(properties={"aws.containerCredentialsPath": "/creds"}, **TASK),
        "container uri": _properties(properties={"aws.containerCredentialsFullUri": "http://127.0.0.1/creds"}, **TASK),
        "container endpoint": _properties(
            {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/creds"},
            properties={"aws.containerServiceEndpoint": "http://127.0.0.1"},
            **TASK,
        ),
        "metadata off": _properties(properties={"aws.disableEc2Metadata": "true"}),
        "metadata off, old name": _properties(properties={"com.amazonaws.sdk.disableEc2Metadata": "true"}),
        "metadata off by property, variable says false": _properties(
            {"AWS_EC2_METADATA_DISABLED": "false"}, properties={"aws.disableEc2Metadata": "true"}
        ),
        "metadata on by property, variable says true": _properties(
            {"AWS_EC2_METADATA_DISABLED": "true"}, properties={"aws.disableEc2Metadata": "false"}
        ),
        "metadata property is no boolean": _properties(properties={"aws.disableEc2Metadata": "1"}),
        "metadata endpoint": _properties(
            properties={"aws.ec2MetadataServiceEndpoint": "{imds}"}, imds_at_its_address=None
        ),
        "metadata endpoint, old name": _properties(
            properties={"com.amazonaws.sdk.ec2MetadataServiceEndpointOverride": "{imds}"}, imds_at_its_address=None
        ),
        "v1 off": _properties(
            imds={"role": "app", "v1": True, "token": 404}, properties={"aws.disableEc2MetadataV1": "true"}
        ),
        "v1 off, old name": _properties(
            imds={"role": "app", "v1": True, "token": 404},
            properties={"com.amazonaws.sdk.disableEc2MetadataV1": "true"},
        ),
    },
)
