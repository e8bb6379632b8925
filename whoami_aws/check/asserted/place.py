"""Where calls go, and how the metadata service is asked."""

from __future__ import annotations

from fnmatch import fnmatchcase

from whoami_aws.chain.links.instance import DISABLED
from whoami_aws.chain.metadata import MetadataSettings, is_true, metadata_settings
from whoami_aws.check import outcome as o
from whoami_aws.host.values import Origin
from whoami_aws.report import Report


@o.assertion("region")
def region(values: tuple[str, ...], report: Report) -> o.Answer:
    """Calls go to one of these regions, each a glob."""
    found = report.diagnosis.region
    if found is None:
        return o.fails("no region is set", Origin("default", "no region"), settled=True, explained_by=False)
    name = found.text or ""
    good = any(fnmatchcase(name, value) for value in values)
    return o.holds_if(good, name or "an empty text", found.origin)._replace(explained_by=False)


@o.assertion("imds-v2-only", "flag")
def imds_v2_only(_: tuple[str, ...], report: Report) -> o.Answer:
    """The metadata service is asked with a token (IMDSv2), or not at all; whether it would also answer without one
    is not tried.
    """
    diagnosis = report.diagnosis
    disabled = diagnosis.host.variable(DISABLED)
    if disabled is not None and is_true(disabled):
        return o.Answer(o.HOLDS, "the metadata service is not asked", disabled.origin)
    settings = metadata_settings(diagnosis.view)
    where = Origin("endpoint", settings.base_url) if isinstance(settings, MetadataSettings) else None
    answer = diagnosis.imds
    if answer is None:
        return o.unknown("the metadata service was not asked", where)
    if answer.version is None:
        said = "gave neither a token nor a role" if answer.reachable else "did not answer"
        return o.unknown(f"the metadata service {said}", where)
    return o.holds_if(answer.version == "v2", f"IMDS{answer.version}", where)
