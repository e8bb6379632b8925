"""What may differ between the programs that have botocore's chain."""

from __future__ import annotations

from typing import NamedTuple


class Traits(NamedTuple):
    """How one of them uses botocore; each value says where its code has it. The defaults are those of boto3."""

    profile_variables: tuple[str, ...] = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
    """What selects a profile; the first that is set counts."""
    empty_profile_option_counts: bool = True
    """Whether `--profile ''` selects a profile."""
    reads_data_path: bool = True
    """Whether the path of the models is looked up before the files are opened."""
    region_from_imds: bool = False
    """Whether the metadata service is asked for a region that nothing else gives."""
    role_cache: str | None = None
    """The folder where the credentials of roles are kept."""
    sso_role_cache: bool = True
    """Whether the credentials of SSO roles are kept there, too."""
    login_is_built_in: bool = False
    """Whether the link `login` needs no awscrt."""
    legacy_sts_endpoints: bool = True
    """Whether `sts_regional_endpoints = legacy` is still known."""
    reads_token_early: bool = False
    """Whether a web identity's token is read before the first call."""
    brings_botocore: bool = False
    """Whether what the chain knows depends on the version of the SDK itself, not on that of the installed botocore."""
