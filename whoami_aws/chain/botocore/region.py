"""The region and the STS endpoint that a client would use, each with its origin.

botocore/session.py `_resolve_region_name`; botocore/args.py `_resolve_endpoint`, `_set_global_sts_endpoint` (1.44.8).
"""

from __future__ import annotations

from whoami_aws.chain.botocore import client_errors, imds_settings
from whoami_aws.chain.botocore.links import instance
from whoami_aws.chain.features import EUSC, STS_REGIONAL
from whoami_aws.chain.model import Endpoint
from whoami_aws.chain.probe import SdkError
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.values import Origin, Value, seal_url

LEGACY_REGIONS = frozenset(
    [
        "ap-northeast-1",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "aws-global",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    ]
)
"""Regions that the setting `legacy` sends to the global endpoint (botocore/args.py LEGACY_GLOBAL_STS_REGIONS)."""

_DNS_SUFFIX = (
    ("cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    ("us-iso-", "c2s.ic.gov", "api.aws"),
    ("us-isob-", "sc2s.sgov.gov", "api.aws"),
    ("us-isof-", "csp.hci.ic.gov", ""),
    ("eu-isoe-", "cloud.adc-e.uk", ""),
    (EUSC, "amazonaws.eu", "api.amazonwebservices.eu"),
    ("", "amazonaws.com", "api.aws"),
)
"""Prefix of the region, domain, and domain for dual stack, "" if there is none (botocore/data/partitions.json,
endpoints.json).
"""


def region(view: BotocoreView) -> Value | None:
    """The region; None if nothing says one (STS then goes to its global endpoint)."""
    if (said := _said(view)) is not None:
        return said
    if view.traits.region_from_imds and (need := instance.need_of(view)) is not None:
        answer = view.host.imds(need)
        # The CLI takes the zone without its last letter, which is not a region in a Local Zone (us-west-2-lax-1a).
        place = answer and (answer.zone[:-1] if answer.zone else answer.region)
        if place:
            return Value(place, Origin("endpoint", need.base_url))
    return None


def _said(view: BotocoreView) -> Value | None:
    value = next((one for name in view.chain.region_variables if (one := view.host.variable(name))), None)
    if value is not None:
        return value
    setting = view.profiles.merged(view.scope).get("region")
    return None if setting is None else setting.value


def sts_endpoint(view: BotocoreView) -> Endpoint:
    """Where GetCallerIdentity goes. Its URL is "" where there is no such endpoint."""
    configured = None if client_errors.ignores_configured(view) else client_errors.configured_endpoint(view, "sts")
    if isinstance(configured, Value):
        return Endpoint(seal_url(configured.text or ""), configured.origin)
    where = region(view)
    origin = where.origin if where else Origin("default", "no region")
    name, fips, dual = _variant(view, where)
    if not fips and not dual and (name == _NO_REGION or (name in LEGACY_REGIONS and _legacy(view))):
        return Endpoint("https://sts.amazonaws.com", origin)
    domains = next(domains for prefix, *domains in _DNS_SUFFIX if name.startswith(prefix) and view.has(prefix))
    host = "sts-fips" if fips and (dual or not name.startswith("us-gov-")) else "sts"
    return Endpoint(f"https://{host}.{name}.{domains[dual]}" if domains[dual] else "", origin)


_NO_REGION = "aws-global"


def _variant(view: BotocoreView, where: Value | None) -> tuple[str, bool, bool]:
    """The region without a mark of FIPS in it, whether FIPS is asked for, and whether dual stack is.

    (botocore/client.py `ClientCreator._normalize_fips_region`.)
    """
    name = (where.text if where else None) or _NO_REGION
    fips = imds_settings.is_true(_value(view, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"))
    dual = imds_settings.is_true(_value(view, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
    plain = name.replace("fips-", "").replace("-fips", "")
    return plain, fips or plain != name, dual


def region_error(view: BotocoreView) -> SdkError | None:
    """What looking for the region raises, with which every command of the AWS CLI v2 that needs one ends."""
    if _said(view) is None and view.traits.region_from_imds and (error := instance.region_error(view)) is not None:
        return error
    return None


def client_error(view: BotocoreView) -> SdkError | None:
    """What making any client raises, STS's too."""
    if (error := region_error(view) or client_errors.client_error(view, "sts")) is not None:
        return error
    if sts_endpoint(view).url:
        return None
    _, fips, _ = _variant(view, region(view))
    asked = ["dualstack", *(["fips"] if fips else ())]
    message = f"Unable to construct a modeled endpoint with the following variant(s) {asked}: "
    return SdkError("EndpointVariantError", message)


def _value(view: BotocoreView, variable: str, key: str) -> Value | None:
    found = view.setting(variable, key)
    return found if found is None or isinstance(found, Value) else found.value


def _legacy(view: BotocoreView) -> bool:
    value = _value(view, "AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints")
    default = "regional" if view.has(STS_REGIONAL) else "legacy"
    said = (value.text if value else None) or default
    return view.traits.legacy_sts_endpoints and said.lower() == "legacy"
