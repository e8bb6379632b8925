"""Which addresses are an STS of AWS's own, by botocore's own data on its partitions."""

from __future__ import annotations

import re
from typing import Any

from whoami_aws.host.address import Address

_NAMES = r"sts(?:-fips)?"
_PRIVATE = r"vpce-[a-z0-9-]+\."


def is_sts(address: Address | None, data_loader: Any) -> bool:
    """Whether an address is an STS endpoint of a partition: https, and a name below one of its suffixes that only AWS
    can have there. (`x.execute-api.us-east-1.amazonaws.com` has the suffix too, and belongs to its maker.)
    """
    if address is None or (address.scheme, address.port) != ("https", 443):
        return False
    data = data_loader.load_data("partitions")  # it is loaded already: a client was made
    return any(_of_partition(address.host.removesuffix("."), partition) for partition in data["partitions"])


def _of_partition(host: str, partition: dict[str, Any]) -> bool:
    outputs = partition["outputs"]
    if outputs.get("implicitGlobalRegion") == "us-east-1" and host == f"sts.{outputs['dnsSuffix']}":
        return True  # the global endpoint, which only this partition has
    region = "|".join([*map(re.escape, partition["regions"]), partition["regionRegex"].strip("^$")])
    suffixes = "|".join(re.escape(outputs[name]) for name in ("dnsSuffix", "dualStackDnsSuffix") if outputs.get(name))
    name = rf"(?:{_PRIVATE}{_NAMES}\.(?:{region})\.vpce|{_NAMES}\.(?:{region}))\.(?:{suffixes})"
    return re.fullmatch(name, host, re.ASCII) is not None
