"""Every link by its id, which is botocore's own `METHOD`. A new link is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable

from whoami_aws.chain.botocore.links import (
    assume_role,
    container,
    env,
    instance,
    key_files,
    login,
    process,
    sso,
    web_identity,
)
from whoami_aws.chain.probe import Probe
from whoami_aws.chain.view import View

LINKS: dict[str, Callable[[View], Probe]] = {
    "env": env.probe,
    "assume-role": assume_role.probe,
    "assume-role-with-web-identity": web_identity.probe,
    "sso": sso.probe,
    "shared-credentials-file": key_files.shared_credentials_file,
    "login": login.probe,
    "custom-process": process.probe,
    "config-file": key_files.config_file,
    "ec2-credentials-file": key_files.ec2_credentials_file,
    "boto-config": key_files.boto_config,
    "container-role": container.probe,
    "iam-role": instance.probe,
}
