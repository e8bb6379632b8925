"""Whether the SDKs on this host pick the same identity: spoken of where several are asked about."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.agreement import Disagreement
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import EVERY, WARNING, Finding, Fix, rule
from whoami_aws.rules.fixes import applied, described
from whoami_aws.rules.messages import origin_of_change


@rule("sdks-disagree", WARNING, sdks=EVERY)
def sdks_disagree(disagreement: Disagreement | None, hosts: tuple[Host, ...]) -> Iterable[Finding]:
    """The SDKs on this host do not all pick the same identity.

    Why: Each SDK has its own chain: the order differs, the names of variables and properties differ, and the same
    files are read differently. Some SDKs go on where others stop. So a script works and the service beside it does
    not, or acts as another identity. `compare` and `check --all-sdks-agree` look at several chains; `explain` looks
    at one.
    Example:
        # boto3 uses profile b, and the AWS CLI v2 uses profile a.
        export AWS_PROFILE=a
        export AWS_DEFAULT_PROFILE=b
    Fix: Make the change that the finding names. It is the smallest one after which every SDK asked about picks the
    same identity, found by judging each of their chains on the changed host. If the finding names none, use settings
    that every SDK reads the same way: a profile in AWS_PROFILE, or keys in AWS_ACCESS_KEY_ID.
    Ignore: If all programs that run here use SDKs that pick the same identity, or if they are meant to act as
    different identities.
    See: whoami-aws compare --all
    """
    if disagreement is None:
        return
    sides = "; ".join(f"{', '.join(side.sdks)}: {side.told}" for side in disagreement.sides)
    change = disagreement.change
    if not change:
        fix = Fix(
            "use settings that every SDK reads the same way: a profile in AWS_PROFILE, or keys in AWS_ACCESS_KEY_ID"
        )
        yield Finding(
            WARNING, f"{sides}. No single change, and no two, make them agree.", Origin("default", "SDKs"), fix
        )
        return
    text = f"{described(change)}: then all of them pick what {disagreement.link} gives"
    yield Finding(WARNING, f"{sides}.", origin_of_change(change[0]), applied(text, change, *hosts))
