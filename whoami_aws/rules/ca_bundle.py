"""The file of trusted certificates, and whose word it is."""

from __future__ import annotations

from whoami_aws.chain.profiles import Setting
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.values import Value


def bundle_of(view: BotocoreView) -> Value | None:
    """The setting that names it (botocore/session.py `ca_bundle`, botocore/endpoint.py `_get_verify_value`, 1.44.8)."""
    found = view.setting("AWS_CA_BUNDLE", "ca_bundle")
    value = found.value if isinstance(found, Setting) else found
    return value if value is not None else view.host.variable("REQUESTS_CA_BUNDLE")
