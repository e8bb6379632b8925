"""The names of options: those that SDKs and the AWS CLI know, those of other tools, and what is mistaken for them."""

from __future__ import annotations

KEYS = (
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "credential_process",
    "credential_source",
    "role_arn",
    "source_profile",
    "sso_account_id",
    "sso_region",
    "sso_role_name",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
)
"""Options that decide about credentials."""

PROFILE_PREFIXES = ("region", "output", "role_arn", "source_profile", "sso_", "aws_", "credential_", "login_session")
"""How options begin that are settings of a profile."""

_WORDS = """
account_id_endpoint_mode addressing_style api_versions auth_scheme_preference aws_access_key_id aws_account_id
aws_account_id_endpoint_mode aws_expiration aws_secret_access_key aws_security_token aws_session_token ca_bundle
cli_auto_prompt cli_binary_format cli_follow_urlparam cli_help_output cli_hide_experimental_features cli_history
cli_pager cli_timestamp_format cloudwatch connect_timeout credential_process credential_source csm_client_id
csm_enabled csm_host csm_port data_path defaults_mode disable_ec2_metadata disable_host_prefix_injection
disable_request_compression
duration_seconds dynamodb ec2_instance_profile_name
ec2_metadata_disabled ec2_metadata_service_endpoint ec2_metadata_service_endpoint_mode ec2_metadata_v1_disabled
emr endpoint_discovery_enabled endpoint_url expiration external_id ignore_configured_endpoint_urls imds_use_ipv6
include_profile login_session max_attempts metadata_service_num_attempts metadata_service_timeout mfa_process
mfa_serial output parameter_validation parent_profile read_timeout region request_checksum_calculation
request_min_compression_size_bytes response_checksum_validation retry_mode role_arn role_session_name s3 s3api
s3_disable_express_session_auth s3_disable_multiregion_access_points s3_us_east_1_regional_endpoint
s3_use_arn_region sdk_ua_app_id services sigv4a_signing_region_set source_identity source_profile sso_account_id
sso_account_name sso_auto_populated sso_region sso_registration_scopes sso_role_name sso_session sso_start_url
sts sts_regional_endpoints tcp_keepalive transitive_session_tags use_dualstack_endpoint use_fips_endpoint
user_agent_appid user_agent_extra web_identity_token_file x_security_token_expires x_principal_arn
"""
KNOWN = frozenset(_WORDS.split())

OTHERS = (
    "app_",
    "assumed_role",
    "aws_session_expiration",
    "aws_saml",
    "azure_",
    "chained_",
    "cli_",
    "color",
    "glacier",
    "google_config",
    "granted_",
    "okta_",
    "saml",
    "session_tags",
    "tool",
    "vault_",
    "x_",
)
"""Beginnings of options that tools of others keep in these files."""

SAME = {
    "access_key": "aws_access_key_id",
    "access_key_id": "aws_access_key_id",
    "aws_access_id": "aws_access_key_id",
    "aws_access_key": "aws_access_key_id",
    "aws_accesskeyid": "aws_access_key_id",
    "awsaccesskeyid": "aws_access_key_id",
    "aws_key": "aws_access_key_id",
    "aws_key_id": "aws_access_key_id",
    "accesskeyid": "aws_access_key_id",
    "accesskey": "aws_access_key_id",
    "key_id": "aws_access_key_id",
    "aws_secret": "aws_secret_access_key",
    "aws_secret_access": "aws_secret_access_key",
    "aws_secret_access_key_id": "aws_secret_access_key",
    "aws_secret_key": "aws_secret_access_key",
    "aws_secret_key_id": "aws_secret_access_key",
    "aws_secretaccesskey": "aws_secret_access_key",
    "awssecretkey": "aws_secret_access_key",
    "secret_access_key": "aws_secret_access_key",
    "secret_key": "aws_secret_access_key",
    "secretaccesskey": "aws_secret_access_key",
    "secretkey": "aws_secret_access_key",
    "aws_token": "aws_session_token",
    "aws_session": "aws_session_token",
    "session_token": "aws_session_token",
    "sessiontoken": "aws_session_token",
    "token": "aws_session_token",
    "aws_default_region": "region",
    "aws_region": "region",
    "default_region": "region",
    "aws_role_arn": "role_arn",
    "assume_role_arn": "role_arn",
    "role": "role_arn",
    "rolearn": "role_arn",
    "aws_role_session_name": "role_session_name",
    "session_name": "role_session_name",
    "aws_web_identity_token_file": "web_identity_token_file",
    "source": "source_profile",
    "mfa_device": "mfa_serial",
    "mfa_arn": "mfa_serial",
    "process": "credential_process",
    "credentials_process": "credential_process",
    "credentials_source": "credential_source",
    "sso_account": "sso_account_id",
    "sso_role": "sso_role_name",
    "sso_url": "sso_start_url",
    "sso_starturl": "sso_start_url",
    "sso_session_name": "sso_session",
    "export aws_access_key_id": "aws_access_key_id",
    "export aws_secret_access_key": "aws_secret_access_key",
    "export aws_session_token": "aws_session_token",
}
"""Names under which other programs, or memory, keep the same thing."""
