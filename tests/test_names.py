"""The names that people write for a variable, and which one each stands for."""

from __future__ import annotations

import pytest

from whoami_aws.host import misnamed_variables

WRITTEN = {
    "AWS_ACCESS_KEY_ID": "AWS_ACCESS_KEY AWS_ACCESS_ID AWS_KEY_ID AWS_KEY AWS_ACCESSKEY AWS_API_KEY",
    "AWS_SECRET_ACCESS_KEY": "AWS_SECRET_KEY AWS_SECRET AWS_SECRET_ACCESS AWS_SECRET_ACCESS_KEY_ID AWS_SECRET_KEY_ID "
    "AWS_ACCESS_KEY_SECRET AWS_ACCESS_SECRET_KEY AWS_ACCESS_SECRET AWS_SECRET_ID AWS_API_SECRET",
    "AWS_SESSION_TOKEN": "AWS_TOKEN AWS_SESSION AWS_SESSION_KEY AWS_SESSION_TOKEN_ID AWS_ACCESS_TOKEN AWS_SECRET_TOKEN "
    "AWS_SECRET_SESSION_TOKEN",
    "AWS_SHARED_CREDENTIALS_FILE": "AWS_CREDENTIALS_FILE AWS_SHARED_CREDENTIAL_FILE AWS_CREDENTIALS_PATH "
    "AWS_CREDENTIALS_FILE_PATH AWS_CREDENTIAL_PATH AWS_CREDENTIALS AWS_SHARED_CREDENTIALS AWS_SHARED_CREDENTIALS_FILES "
    "AWS_SHARED_CREDENTIALS_PATH AWS_SHARED_CREDENTIALS_FILE_PATH AWS_CREDENTIALS_PROFILES_FILE "
    "AWS_CREDENTIAL_PROFILES_FILE",
    "AWS_CONFIG_FILE": "AWS_CONFIG AWS_CONFIG_PATH AWS_CONFIG_FILE_PATH AWS_SHARED_CONFIG_FILE AWS_CONFIGURATION_FILE "
    "AWS_CONFIG_FILES",
    "AWS_PROFILE": "AWS_PROFILE_NAME AWS_PROFILE_ID AWS_CLI_PROFILE AWS_PROFILES AWS_DEFAULT_PROFILE_NAME",
    "AWS_DEFAULT_REGION": "AWS_REGION_NAME AWS_DEFAULT_REGION_NAME AWS_REGION_DEFAULT AWS_DEFAULT_AWS_REGION",
    "AWS_ROLE_ARN": "AWS_ROLE AWS_IAM_ROLE AWS_IAM_ROLE_ARN AWS_ASSUME_ROLE_ARN AWS_ROLE_TO_ASSUME",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "AWS_WEB_IDENTITY_TOKEN AWS_WEB_IDENTITY_FILE AWS_WEB_IDENTITY_TOKEN_PATH "
    "AWS_WEBIDENTITY_TOKEN_FILE AWS_IDENTITY_TOKEN_FILE AWS_WEB_TOKEN_FILE",
}
PAIRS = [(name, written) for name, line in WRITTEN.items() for written in line.split()]


@pytest.mark.parametrize(("name", "written"), PAIRS)
def test_what_people_write_is_known(name: str, written: str) -> None:
    assert misnamed_variables.meant(written) == (name, True)


def test_no_other_name_is_known() -> None:
    assert {one for written in misnamed_variables.MEANT.values() for one in written} == {
        written for _, written in PAIRS
    }


READ = [
    "AWS_ACCOUNT_ID",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_CA_BUNDLE",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_CREDENTIAL_FILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_EC2_INSTANCE_PROFILE_NAME",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
    "AWS_EC2_METADATA_V1_DISABLED",
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "AWS_ROLE_SESSION_NAME",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_EXPIRATION",
]
"""Names that are read, and that nothing else is written for."""


@pytest.mark.parametrize("name", [*WRITTEN, *READ, "AWS_ENDPOINT_URL_STS", "AWS_PAGER", "PATH"])
def test_what_is_read_stands_for_itself(name: str) -> None:
    assert misnamed_variables.meant(name) is None


@pytest.mark.parametrize("name", [*WRITTEN, *READ])
def test_a_name_that_is_read_is_known_in_another_writing(name: str) -> None:
    for written in (name.lower(), name.replace("_", "-"), name.replace("_", "."), name.replace("_", "") + "_"):
        assert misnamed_variables.meant(written) == (name, True)


@pytest.mark.parametrize("name", [name for name in (*WRITTEN, *READ) if len(name.replace("_", "")) > 12])
def test_a_long_name_with_two_letters_swapped_is_the_one_that_it_is_like(name: str) -> None:
    assert misnamed_variables.meant(f"{name[:-2]}{name[-1]}{name[-2]}") == (name, False)


@pytest.mark.parametrize(
    ("name", "text", "is_kept"),
    [
        *((name, text, True) for name in ("AWS_CREDENTIALS", "AWS_CONFIG") for text in ("~/x", "/x", "./x", "$HOME/x")),
        *(
            (name, text, False)
            for name in ("AWS_CREDENTIALS", "AWS_CONFIG")
            for text in ("x", "/a b", "/x=y", "/x{", "")
        ),
        ("AWS_CONFIG", "/" + "x" * 200, True),
        ("AWS_CONFIG", "/" + "x" * 201, False),
        *(
            (name, text, True)
            for name in ("AWS_PROFILES", "AWS_REGION_NAME")
            for text in ("dev", "us-west-2", "a.b@c+d")
        ),
        *(
            (name, text, False)
            for name in ("AWS_PROFILES", "AWS_REGION_NAME")
            for text in ("a b", "~/x", "é", "-x", "")
        ),
        ("AWS_PROFILES", "x" * 30, True),
        ("AWS_PROFILES", "x" * 31, False),
        *((name, text, False) for name in ("AWS_SECRET", "AWS_ROLE", "AWS_PROFILE", "PATH") for text in ("dev", "/x")),
    ],
)
def test_the_text_of_a_misnamed_variable_is_kept_where_it_is_what_the_other_holds(
    name: str, text: str, is_kept: bool
) -> None:
    assert misnamed_variables.may_be_kept(name, text) is is_kept
