"""Region and STS endpoint, with every setting that moves them, against the client that botocore makes."""

from __future__ import annotations

import os

import botocore.args
import botocore.session
import pytest

from tests.warm import know_the_data_of_botocore
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.botocore.region import LEGACY_REGIONS, region, sts_endpoint
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.host import Budget

know_the_data_of_botocore()

REGIONS = [
    "us-east-1",
    "eu-central-1",
    "us-west-2",
    "ap-east-1",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "eusc-de-east-1",
]
CASES: list[dict[str, str]] = [{}]
CASES += [{"AWS_DEFAULT_REGION": name} for name in REGIONS]
CASES += [{"AWS_DEFAULT_REGION": name, "AWS_STS_REGIONAL_ENDPOINTS": "legacy"} for name in REGIONS[:5]]
CASES += [{"AWS_DEFAULT_REGION": name, "AWS_USE_FIPS_ENDPOINT": "true"} for name in ("us-east-1", "us-gov-west-1")]
CASES += [{"AWS_DEFAULT_REGION": name, "AWS_USE_DUALSTACK_ENDPOINT": "true"} for name in ("us-east-1", "eu-west-1")]
CASES += [{"AWS_DEFAULT_REGION": "us-east-1", "AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_USE_FIPS_ENDPOINT": "TRUE"}]
CASES += [
    {"AWS_REGION": "eu-west-1"},  # boto3 does not read it
    {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
    {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:10",
    },
    {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    },
    {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "1",
    },
    {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL": ""},
]
SERVICES = "[default]\nregion = eu-west-3\nservices = s\nendpoint_url = http://127.0.0.1:11\n[services s]\n"
FILES = {
    "region in the profile": "[default]\nregion = eu-west-3\n",
    "endpoint in the profile": "[default]\nregion = eu-west-3\nendpoint_url = http://127.0.0.1:11\n",
    "services": f"{SERVICES}sts =\n  endpoint_url = http://127.0.0.1:12\n",
    "services without sts": f"{SERVICES}s3 =\n  endpoint_url = http://127.0.0.1:12\n",
    "legacy in the profile": "[default]\nregion = us-east-2\nsts_regional_endpoints = legacy\n",
}


def test_regions_of_the_old_global_endpoint() -> None:
    assert set(botocore.args.LEGACY_GLOBAL_STS_REGIONS) == LEGACY_REGIONS


def _view() -> BotocoreView:
    return BotocoreView(gather(Question(budget=Budget("none"))), CHAINS["boto3"])


def _compare() -> None:
    session = botocore.session.Session()
    client = session.create_client("sts", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="x")
    view = _view()
    value = region(view)
    assert (value.text if value else None) == session.get_config_variable("region")
    assert sts_endpoint(view).url == client.meta.endpoint_url.removesuffix("/")


@pytest.mark.parametrize(
    "variables", CASES, ids=lambda case: " ".join(f"{key}={case[key]}" for key in case) or "nothing"
)
def test_variables(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    _compare()


@pytest.mark.parametrize("name", FILES)
def test_files(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    config = tmp_path / "config"
    config.write_text(FILES[name])
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    _compare()
    origin = sts_endpoint(_view()).origin
    assert os.path.basename(origin.name) == "config" and origin.line is not None
