"""A host with a secret in every place that can hold one; without its first links it is the others that win."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from whoami_aws.fakes import examples

from .canaries import Canaries

START = "https://corp.awsapps.com/start"
ROLE = "arn:aws:iam::123456789012:role/deploy"
WEB_ROLE = "arn:aws:iam::123456789012:role/web"
LOGIN = "arn:aws:sts::123456789012:assumed-role/dev/alice"
FULL_URI = "http://169.254.170.23/v1/credentials"
KEYS = {
    link: f"AKIAIOSFODNN{number}EXAMPLE"
    for number, link in enumerate(
        ("env", "source", "shared-credentials-file", "config-file", "ec2-credentials-file", "boto-config", "process")
    )
}
WINNERS = (
    "env",
    "assume-role",
    "assume-role-with-web-identity",
    "sso",
    "shared-credentials-file",
    "login",
    "custom-process",
    "config-file",
    "ec2-credentials-file",
    "boto-config",
    "container-role",
    "iam-role",
)
Host = dict[str, Any]


def loaded(canaries: Canaries, winner: str, trouble: Callable[[Host, Canaries], None] | None = None) -> Host:
    """The host on which `winner` is the first link that answers. `trouble` makes something of it go wrong."""
    gone = WINNERS[: WINNERS.index(winner)]
    host: Host = {
        "env": _variables(canaries, gone),
        "files": {
            "~/.aws/config": _config(canaries, gone),
            "~/.aws/credentials": _credentials(canaries, gone),
            "~/.boto": _boto(canaries, gone),
            "~/keys": f"AWSAccessKeyId={KEYS['ec2-credentials-file']}\nAWSSecretKey={canaries['ec2 file']}\n"
            f"AWSSessionToken={canaries['ec2 file token']}\n{canaries['ec2 file line']}\n",
            "~/web-token": canaries["web identity token"],
            "~/container-token": canaries["container token file"],
            "~/bin/creds": _program(canaries),
        },
        "sso_cache": [
            {
                "key": START,
                "accessToken": canaries["sso access token"],
                "refreshToken": canaries["sso refresh token"],
                "clientId": canaries["sso client id"],
                "clientSecret": canaries["sso client secret"],
                "registrationExpiresAt": "+60d",
                "expiresAt": "+6h",
            }
        ],
        "login_cache": [
            {
                "session": LOGIN,
                "token": {
                    "accessToken": {
                        "accessKeyId": "ASIALOGIN000AEXAMPLE",
                        "secretAccessKey": canaries["login secret"],
                        "sessionToken": canaries["login session token"],
                        "accountId": "123456789012",
                        "expiresAt": "+6h",
                    },
                    "refreshToken": canaries["login refresh token"],
                    "dpopKey": "-----BEGIN EC PRIVATE KEY-----\n"
                    f"{canaries['login key']}\n-----END EC PRIVATE KEY-----\n",
                    "idToken": canaries["login id token"],
                    "clientId": "arn:aws:signin:::devtools/same-device",
                    "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
                },
            }
        ],
        "imds": {
            "role": "web-prod",
            "v1": True,
            "credentials": {"SecretAccessKey": canaries["imds secret"], "Token": canaries["imds token"]},
        },
        "container": {
            "url": FULL_URI,
            "body": {"SecretAccessKey": canaries["container secret"], "Token": canaries["container token"]},
        },
        "sso": {
            "role_credentials": {
                "secretAccessKey": canaries["sso secret"],
                "sessionToken": canaries["sso session token"],
            }
        },
        "sts": {
            "identity_by_key": {
                key: f"arn:aws:iam::123456789012:user/{link}"
                for link, key in {
                    **KEYS,
                    "imds": examples.IMDS_KEY,
                    "container": examples.CONTAINER_KEY,
                    "sso": examples.SSO_KEY,
                    "login": "ASIALOGIN000AEXAMPLE",
                }.items()
            }
        },
    }
    # What the fake hands out for roles.
    canaries.add("sts secret", examples.SECRET)
    canaries.add("sts token", examples.TOKEN)
    if trouble is not None:
        trouble(host, canaries)
    return host


def _variables(canaries: Canaries, gone: tuple[str, ...]) -> Mapping[str, str]:
    env = {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_FOO_SECRET": canaries["unknown variable"],
        "AWS_BEARER_TOKEN_BEDROCK": canaries["bearer token"],
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": canaries["container token variable"],
        "http_proxy": "",
        "no_proxy": "127.0.0.1,localhost",
        "HTTPS_PROXY": f"http://user:{canaries['proxy password']}@127.0.0.1:1",
        "ALL_PROXY": f"user:{canaries['other proxy password']}@127.0.0.1:1",
        "AWS_ENDPOINT_URL_S3": f"http://user:{canaries['endpoint password']}@127.0.0.1:1"
        f"/?x={canaries['endpoint query']}",
        "BOTO_TOKEN": canaries["boto variable"],
        "MY_SECRET": canaries["other variable"],
    }
    if "env" not in gone:
        env["AWS_ACCESS_KEY_ID"] = KEYS["env"]
        env["AWS_SECRET_ACCESS_KEY"] = canaries["secret variable"]
    else:
        env["AWS_SECRET_ACCESS_KEY"] = canaries["lonely secret variable"]
        env["AWS_SESSION_TOKEN"] = canaries["session token variable"]
        env["AWS_SECURITY_TOKEN"] = canaries["security token variable"]
    if "assume-role-with-web-identity" not in gone:
        env.update({"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/web-token", "AWS_ROLE_ARN": WEB_ROLE})
    if "ec2-credentials-file" not in gone:
        env["AWS_CREDENTIAL_FILE"] = "{home}/keys"
    if "container-role" not in gone:
        env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = FULL_URI
    return env


def _config(canaries: Canaries, gone: tuple[str, ...]) -> str:
    lines = ["[default]", f"aws_session_tokn = {canaries['misspelled token']}"]
    if "assume-role" not in gone:
        lines += [f"role_arn = {ROLE}", "source_profile = source"]
    if "sso" not in gone:
        lines += [f"sso_start_url = {START}", "sso_region = us-east-1"]
        lines += ["sso_account_id = 123456789012", "sso_role_name = Admin"]
    if "login" not in gone:
        lines.append(f"login_session = {LOGIN}")
    if "custom-process" not in gone:
        lines.append(f"credential_process = {{home}}/bin/creds --token={canaries['option']} {canaries['argument']}")
    if "config-file" not in gone:
        lines += [f"aws_access_key_id = {KEYS['config-file']}", f"aws_secret_access_key = {canaries['config secret']}"]
        lines.append(f"aws_secret_key = {canaries['misspelled secret']}")
    lines += [
        "[profile other]",
        f"endpoint_url = http://user:{canaries['url password']}@127.0.0.1:1",
        f"region = us-east-1\n  aws_secret_access_key = {canaries['eaten secret']}",
        f"aws_access_key_id = {KEYS['env']}\n  aws_secert_access_key = {canaries['eaten misspelled secret']}",
        f"role_session_name = {canaries['eaten']}\n {canaries['eaten line']}",
        f"s3 =\n  secret = {canaries['nested']}",
    ]
    canaries.placed.pop("eaten")  # a text that is shown as it is, when it stands alone
    return "\n".join(lines) + "\n"


def _credentials(canaries: Canaries, gone: tuple[str, ...]) -> str:
    text = f"[source]\naws_access_key_id = {KEYS['source']}\naws_secret_access_key = {canaries['source secret']}\n"
    text += f"[swapped]\naws_access_key_id = {canaries['swapped secret']}\naws_secret_access_key = {KEYS['env']}\n"
    if "shared-credentials-file" not in gone:
        text += f"[default]\naws_access_key_id = {KEYS['shared-credentials-file']}\n"
        text += f"aws_secret_access_key = {canaries['credentials secret']}\n"
        text += f"aws_secert_access_key = {canaries['misspelled credentials secret']}\n"
    return text


def _boto(canaries: Canaries, gone: tuple[str, ...]) -> str:
    text = f"[Boto]\nproxy_pass = {canaries['boto proxy']}\n"
    if "boto-config" not in gone:
        text += f"[Credentials]\naws_access_key_id = {KEYS['boto-config']}\n"
        text += f"aws_secret_access_key = {canaries['boto secret']}\n"
    return text


def _program(canaries: Canaries) -> str:
    answer = {
        "Version": 1,
        "AccessKeyId": KEYS["process"],
        "SecretAccessKey": canaries["process secret"],
    }
    return f"#!/bin/sh\necho 'using '\"$@\"' {canaries['process noise']}' >&2\necho '{json.dumps(answer)}'\n"
