"""Our tables against the installed botocore, whichever it is: the order of the links, and the names that it reads."""

from __future__ import annotations

import botocore.configprovider
import botocore.credentials
import botocore.exceptions
import botocore.session
import botocore.utils
import pytest

from tests.warm import know_the_data_of_botocore
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain import endpoints, profiles
from whoami_aws.chain.botocore import imds_settings, role_path
from whoami_aws.chain.botocore.links import LINKS, container, env, key_files, sso, web_identity
from whoami_aws.chain.botocore.region import client_error, sts_endpoint
from whoami_aws.chain.features import ACCOUNT_ID, EUSC, HTTPS_CONTAINER, STS_REGIONAL
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import CREDENTIAL_FIELDS
from whoami_aws.host.host import Budget

know_the_data_of_botocore()


def _providers(profile: str | None = None) -> list[str]:
    session = botocore.session.Session(profile=profile)
    return [provider.METHOD for provider in session.get_component("credential_provider").providers]


def _view() -> BotocoreView:
    return BotocoreView(gather(Question(budget=Budget("none", run=False))), CHAINS["boto3"])


def test_order_of_the_links() -> None:
    assert tuple(_providers()) == _view().links


def test_every_link_of_every_chain_is_known() -> None:
    for chain in CHAINS.values():
        assert not chain.engine.reads_as_botocore or set(chain.links) <= set(LINKS)


def test_what_an_explicit_profile_takes_out(tmp_path, monkeypatch) -> None:
    config = tmp_path / "config"
    config.write_text("[profile p]\nregion = us-east-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    assert [link for link in _view().links if link not in _providers("p")] == list(CHAINS["boto3"].removed_by_profile)


def test_configuration_variables() -> None:
    table = botocore.configprovider.BOTOCORE_DEFAUT_SESSION_VARIABLES
    assert tuple(table["profile"][1]) == CHAINS["boto3"].engine.profile_variables
    assert (table["region"][1],) == CHAINS["boto3"].region_variables
    ours = {
        "metadata_service_timeout": endpoints.TIMEOUT,
        "metadata_service_num_attempts": imds_settings.ATTEMPTS,
        "ec2_metadata_service_endpoint": endpoints.ENDPOINT,
        "ec2_metadata_service_endpoint_mode": endpoints.MODE,
        "imds_use_ipv6": imds_settings.IPV6,
        "ec2_metadata_v1_disabled": endpoints.V1_DISABLED,
    }
    assert {name: (variable, key) for name, (key, variable, *_) in table.items() if name in ours} == ours
    assert botocore.utils.METADATA_BASE_URL == endpoints.IPV4_URL
    assert botocore.utils.METADATA_BASE_URL_IPv6 == endpoints.IPV6_URL


def test_names_that_the_providers_read() -> None:
    credentials = botocore.credentials
    provider = credentials.EnvProvider
    account = getattr(provider, "ACCOUNT_ID", None)
    names = (provider.ACCESS_KEY, provider.SECRET_KEY, *provider.TOKENS, provider.EXPIRY_TIME)
    assert (*names, *((account,) if account else ())) == tuple(
        name for name in env.VARIABLES if name != env.ACCOUNT or _view().has(ACCOUNT_ID)
    )
    shared = credentials.SharedCredentialProvider
    assert (shared.ACCESS_KEY, shared.SECRET_KEY, tuple(shared.TOKENS)) == (
        profiles.ACCESS_KEY,
        profiles.SECRET_KEY,
        key_files.TOKENS,
    )
    assert tuple(credentials.BotoProvider.DEFAULT_CONFIG_FILENAMES) == key_files.BOTO_FILES
    assert credentials.SSOProvider._ALL_REQUIRED_CONFIG_VARS == sso.REQUIRED
    ours = {
        key: variable for variable, key in (web_identity.TOKEN_FILE, web_identity.SESSION_NAME, web_identity.ROLE_ARN)
    }
    assert ours == credentials.AssumeRoleWithWebIdentityProvider._CONFIG_TO_ENV_VAR
    box = credentials.ContainerProvider
    assert (box.ENV_VAR, box.ENV_VAR_FULL, box.ENV_VAR_AUTH_TOKEN, box.ENV_VAR_AUTH_TOKEN_FILE) == container.VARIABLES
    assert set(botocore.utils.ContainerMetadataFetcher._ALLOWED_HOSTS) == set(container.ALLOWED_HOSTS)
    assert tuple(botocore.utils.InstanceMetadataFetcher._REQUIRED_CREDENTIAL_FIELDS) == CREDENTIAL_FIELDS


def test_named_credential_sources() -> None:
    session = botocore.session.Session()
    resolver = session.get_component("credential_provider")
    named = resolver.get_provider("assume-role")._credential_sourcer._providers
    assert {provider.CANONICAL_NAME: provider.METHOD for provider in named} == role_path.sources()


def test_links_of_a_source_profile() -> None:
    session = botocore.session.Session()
    builder = botocore.credentials.ProfileProviderBuilder(session)
    ours = [link for link in role_path.source_links() if _view().has(link)]
    assert [one.METHOD for one in builder.providers("p", True)] == ours


def test_features_that_show() -> None:
    view = _view()
    session = botocore.session.Session()
    assert view.has(STS_REGIONAL) == (session.get_config_variable("sts_regional_endpoints") == "regional")
    assert view.has(EUSC) == ("aws-eusc" in session.get_available_partitions())
    try:
        botocore.utils.ContainerMetadataFetcher()._validate_allowed_url("https://example.com/")
        https = True
    except ValueError:
        https = False
    assert view.has(HTTPS_CONTAINER) == https


@pytest.mark.parametrize(
    ("region", "fips"),
    [
        ("us-isof-south-1", "false"),
        ("eu-isoe-west-1", "true"),
        ("us-west-2-fips", "false"),
        ("fips-us-east-1", "false"),
    ],
)
@pytest.mark.parametrize("dual", ["true", "false"])
def test_variants_of_the_endpoint(region: str, fips: str, dual: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    monkeypatch.setenv("AWS_USE_DUALSTACK_ENDPOINT", dual)
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", fips)
    session = botocore.session.Session()
    error, url = None, ""
    try:
        client = session.create_client("sts", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="x")
        url = client.meta.endpoint_url
    except botocore.exceptions.EndpointVariantError as raised:
        error = (type(raised).__name__, str(raised))
    assert (client_error(_view()), sts_endpoint(_view()).url) == (error, url)
