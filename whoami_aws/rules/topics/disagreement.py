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

    Why: each SDK has a chain of its own: another order, other names of variables and properties, another reading of
    the same files; and some go on where others stop. So a script works and the service beside it does not, or acts as
    somebody else. `compare` and `check --all-sdks-agree` look at several chains; `explain` at one.
    Fix: make the change that is named, the smallest after which every SDK asked about picks the same. It was found by
    judging each of their chains on the changed host.
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
