"""Commands that start the AWS CLI and other programs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from whoami_aws.rules.shell.quoting import Command, Commands, NotPasteable, builder, together, word

_FETCHED = r"(?i:file|fileb|https?)://"
"""What makes the AWS CLI read the value of an option from a file or an address."""
_PROFILE = r"[\w@%+=:,./ -]+"
"""Names of profiles that the AWS CLI writes into a file as they are."""


def aws(words: str, options: Mapping[str, str] | None = None, profile: str | None = None) -> Commands:
    """A command of the AWS CLI. `words` are our own; the values of `options`, and `profile`, may come from outside."""
    return _aws(words, options or {}, profile)


@builder
def _aws(words: str, options: Mapping[str, str], profile: str | None) -> str:
    parts = [f"aws {words}"]
    for name, value in options.items():
        if re.match(_FETCHED, value):
            raise NotPasteable(value)
        parts.append(_option(name, value))
    if profile is not None:
        parts.append(_option("--profile", profile))
    return " ".join(parts)


@builder
def aws_configure_set(key: str, value: str, profile: str | None = None) -> str:
    """Writes a setting of a profile into the config file by the AWS CLI."""
    if not value or value.startswith("-") or not re.fullmatch(_PROFILE, profile or "default"):
        raise NotPasteable(value)
    option = "" if profile is None else f" {_option('--profile', profile)}"
    return f"aws configure set {key} {word(value)}{option}"


@builder
def aws_configure_import(path: str) -> str:
    """Imports the console's file of keys by the AWS CLI. `path` is a whole one."""
    return f"aws configure import --csv {word(f'file://{path}')}"


@builder
def aws_create_oidc_provider(url: str) -> str:
    """Makes an identity provider in IAM. (The AWS CLI takes this one URL as it is written.)"""
    if not re.fullmatch(r"https://[\w./:-]+", url, re.ASCII):
        raise NotPasteable(url)
    return f"aws iam create-open-id-connect-provider --url {word(url)} --client-id-list sts.amazonaws.com"


def _option(name: str, value: str) -> str:
    """An option with its value. One that begins with a dash would be taken for an option beside it."""
    return f"{name}={word(value)}" if value.startswith("-") else f"{name} {word(value)}"


def profile_option(name: str) -> str:
    """`--profile NAME` for the command line of this tool and of the AWS CLI, as a part of a text."""
    try:
        return _option("--profile", name)
    except NotPasteable:
        return f"--profile with the name {name!r}"


@builder
def curl(url: str) -> str:
    """Asks for a page, and shows only what goes wrong."""
    if not re.fullmatch(r"https?://[\w.:\[\]~%/-]+", url, re.ASCII):
        raise NotPasteable(url)
    return f"curl -sS -g -o /dev/null {word(url)}"


def _fixed(*commands: str) -> Commands:
    """Commands of our own words alone; what is written in capitals is to be filled in."""
    return tuple(Command(one) for one in commands)


AWS_CONFIGURE = _fixed("aws configure")
CREATE_POD_IDENTITY = _fixed(
    "aws eks create-pod-identity-association --cluster-name CLUSTER --namespace NAMESPACE "
    "--service-account SERVICE_ACCOUNT --role-arn ROLE_ARN"
)
DISABLE_CLOUD9_CREDENTIALS = _fixed(
    'aws cloud9 update-environment --environment-id "$C9_PID" --managed-credentials-action DISABLE'
)
INSTALL_CRT = _fixed("python -m pip install 'botocore[crt]'")
MOUNT_FILES = _fixed("docker run -v ~/.aws:/root/.aws:ro IMAGE")
PASS_CONTAINER_VARIABLE = _fixed(
    'docker build --build-arg AWS_CONTAINER_CREDENTIALS_RELATIVE_URI="$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" .',
    "docker run -e AWS_CONTAINER_CREDENTIALS_RELATIVE_URI IMAGE",
)
RECREATE_POD = _fixed(
    "kubectl annotate serviceaccount SERVICE_ACCOUNT eks.amazonaws.com/role-arn=ROLE_ARN",
    "kubectl delete pod POD",
)
SHOW_IMDS = _fixed("whoami-aws imds")
SUDO_KEEPS_VARIABLES = _fixed(
    "sudo --preserve-env=AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY,AWS_SESSION_TOKEN,AWS_PROFILE COMMAND"
)
TRUST_BUNDLE = _fixed("export AWS_CA_BUNDLE=/path/to/bundle.pem")
WRITE_GITLAB_TOKEN = _fixed(
    'printf %s "$AWS_TOKEN" > "$CI_PROJECT_DIR.token"',
    'export AWS_WEB_IDENTITY_TOKEN_FILE="$CI_PROJECT_DIR.token"',
)


def associate_instance_profile(instance: str) -> Commands:
    """Attaches an instance profile to an instance."""
    return aws(
        "ec2 associate-iam-instance-profile",
        {"--iam-instance-profile": "Name=PROFILE", "--instance-id": instance},
    )


def describe_instance_profile(instance: str) -> Commands:
    """Shows which instance profile an instance is associated with."""
    return aws("ec2 describe-iam-instance-profile-associations", {"--filters": f"Name=instance-id,Values={instance}"})


def replace_instance_profile(instance: str) -> Commands:
    """Associates an instance with another instance profile."""
    ask = describe_instance_profile(instance)
    query = "--query 'IamInstanceProfileAssociations[0].AssociationId' --output text"
    return together(
        tuple(Command(f"ASSOCIATION_ID=$({one} {query})") for one in ask),
        _fixed(
            'aws ec2 replace-iam-instance-profile-association --association-id "$ASSOCIATION_ID" '
            "--iam-instance-profile Name=PROFILE"
        ),
    )
