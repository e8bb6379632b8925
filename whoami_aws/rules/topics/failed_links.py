"""Sources that fail in the chains of SDKs which fetch while they walk: some go on silently, some stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whoami_aws.chain.judge import judge
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import BREAKS, DECLINES, PROMISES
from whoami_aws.chain.verdict import ERROR as STOPS
from whoami_aws.chain.verdict import NONE, REMOVED, RESOLVED, LinkResult, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, Finding, Fix, rule
from whoami_aws.rules.fixes import plain
from whoami_aws.rules.messages import origin_of, origin_of_change, passed_severity, who
from whoami_aws.rules.role_chain import named_profile

_OF_THE_LINK = (
    "container-credentials-failed",
    "container-endpoint-unreachable",
    "container-host-not-allowed",
    "container-id-not-found",
    "container-token-has-line-end",
    "container-token-refused",
    "container-token-unreadable",
    "container-uri-empty",
    "ci-profile-without-files",
    "kubernetes-api-token-used",
    "option-misspelled",
    "path-not-expanded",
    "profile-is-sso-session",
    "profile-name-misspelled",
    "profile-not-found",
    "profile-prefix-in-credentials",
    "profile-prefix-missing",
    "section-name-mistaken",
    "web-identity-token-expired",
    "web-identity-token-malformed",
    "web-identity-token-missing",
)
"""Rules that know more of a link that fails."""
_OF_THE_SERVICE = (
    "instance-profile-gone",
    "instance-profile-without-role",
    "instance-role-refused",
    "metadata-answers-html",
    "metadata-endpoint-overridden",
    "metadata-forbidden",
    "metadata-hop-limit",
    "no-role-attached",
)
"""Rules that know more of the metadata service."""
_WORDS = ("the", "there", "role")
"""What a reason may begin with that is no name."""


@rule("failing-source-passed-over", ERROR, suppressed_by=_OF_THE_LINK, sdks=EVERY)
def failing_source_passed_over(
    diagnosis: Diagnosis, verdict: Verdict, chain: Chain, view: BotocoreView
) -> Iterable[Finding]:
    """A configured source fails, and the SDK goes on silently.

    Why: The SDKs for Java and JavaScript, among others, catch the exception of a failing source and try the next one.
    An expired login, a profile that does not exist or a missing module is not reported as such. The program runs
    under another identity, or fails with "unable to load credentials from any provider".
    Example:
        # Read by the SDK for Java 2.x; the program exits with status 3
        [default]
        credential_process = /usr/local/bin/get-credentials
    Fix: Repair the source: run `aws sso login --profile NAME` or `aws login --profile NAME` if its login has expired,
    select a profile that exists, or add the missing module to the program. If the source is not wanted, remove its
    settings (`unset NAME`, or the line in the file), so that no one mistakes it for the one in use.
    Ignore: If the source that answers instead is the one you want, and the failing one is configured for another
    program.
    See: the SDK's default chain, in the README's section on other SDKs
    """
    if not chain.engine.passes_failures or verdict.session is not None:
        return
    told: set[tuple[str, Origin]] = set()
    for row in verdict.rows:
        if row.link in (verdict.winner, verdict.error_link):
            return
        problem, place = _problem(row, view), (row.probe.reason.code, _place(row))
        if problem and place not in told:
            told.add(place)
            said = f"{_sentence(problem)}. {_then(diagnosis)}"
            yield Finding(passed_severity(verdict, row), said, place[1], _fix(row, view))


@rule("source-stops-chain", ERROR, suppressed_by=(*_OF_THE_LINK, *_OF_THE_SERVICE), sdks=EVERY, needs=("metadata",))
def source_stops_chain(diagnosis: Diagnosis, verdict: Verdict, chain: Chain, view: BotocoreView) -> Iterable[Finding]:
    """A source that is configured fails, and the SDK stops there.

    Why: Some SDKs, such as those for Rust and Go, continue only after a source that is not configured. A source that
    is configured but broken ends the chain, even if a later source has credentials.
    Example:
        # Read by the SDK for Go v2; the file does not exist
        export AWS_CA_BUNDLE=/etc/ssl/corp.pem
    Fix: Correct the setting, or remove it: `unset NAME`, or delete the line in the file. If its login has expired,
    run `aws sso login --profile NAME` or `aws login --profile NAME`. If the metadata service fails, `whoami-aws imds`
    shows its answers.
    Ignore: Never: the SDK stops here.
    See: the SDK's default chain, in the README's section on other SDKs
    """
    if not chain.engine.passes_failures or verdict.outcome != STOPS:
        return
    row = verdict.row(verdict.error_link)
    reached = diagnosis.imds is not None and diagnosis.imds.reachable
    if row is not None and row.link == "iam-role" and not reached:
        return  # there is no such service: nothing was configured
    session = verdict.session
    inputs, text = (session.inputs, session.reason.text) if session is not None else ((), "")
    kinds = {"drop-file": "file", "unset": "env"}
    broken = [Origin(kinds[change.kind], change.name) for change in verdict.removable_inputs if change.kind in kinds]
    place = (*(one.origin for one in inputs), *broken, Origin("default", "the profile"))[0]
    fix = _taken_away(verdict.removable_inputs, place)
    if row is not None:
        fix, place, text = _fix(row, view), _place(row), row.probe.reason.text
    after = judge(diagnosis.host.changed(verdict.removable_inputs), chain) if verdict.removable_inputs else None
    then = ""
    if after is not None and after.outcome == RESOLVED:
        then = f" Without it {after.winner} would answer ({who(diagnosis, after.winning_link)})."
    yield Finding(ERROR, f"{_sentence(text)}. {chain.title} stops there, and asks no other source.{then}", place, fix)


def _problem(row: LinkResult, view: BotocoreView) -> str | None:
    """What is wrong with a link that is passed over; None if nothing is, or if rules of its own tell it."""
    probe = row.probe
    if row.status == REMOVED or row.link == "iam-role":
        return None
    if probe.kind == BREAKS or (probe.kind == PROMISES and probe.use.state == "fails"):
        text = probe.use.because if probe.kind == PROMISES else probe.reason.text
        # Java's other links refuse too what the profile's does.
        return None if probe.reason.code == "unparsable-file" and row.link != "profile" else text
    if probe.kind == DECLINES and probe.reason.code == "profile-missing" and view.selected is not None:
        return f"{view.selected.origin} selects a profile, and {probe.reason.text}"
    return None


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}" if text.partition(" ")[0] in _WORDS else text


def _then(diagnosis: Diagnosis) -> str:
    verdict, title = diagnosis.verdict, diagnosis.chain.title
    if verdict.winning_link is not None:
        return f"{title} silently goes on, and {verdict.winner} answers ({who(diagnosis, verdict.winning_link)})."
    return f"{title} silently goes on" + (", and no other source answers." if verdict.outcome == NONE else ".")


def _fix(row: LinkResult, view: BotocoreView) -> Fix:
    """The fix, by what is wrong."""
    probe = row.probe
    if row.link == "iam-role":
        return Fix("let the metadata service answer what this SDK asks; how it answers, this shows", shell.SHOW_IMDS)
    match probe.reason.code:
        case "sso-token-expired" | "sso-token-missing":
            return plain(
                shell.aws("sso login", profile=named_profile(view)), f"log in to SSO for profile {view.profile}"
            )
        case "login-missing":
            return plain(shell.aws("login", profile=named_profile(view)), f"log in for profile {view.profile}")
        case "no-module":
            return Fix("let the program have that part (--assume PART=present says what then would be)")
        case "unparsable-file":
            return Fix(f"repair it: {probe.reason.text}")
        case "profile-missing" if view.selected is not None and view.selected.origin.kind == "env":
            name = view.selected.origin.name
            return Fix(f"name a profile that is there; or unset {name}", shell.unset(name), (Change("unset", name),))
        case _:
            return _taken_away(probe.triggers, _place(row))


def _place(row: LinkResult) -> Origin:
    probe = row.probe
    there = [one for one in probe.inputs if one.state != "absent"]
    if probe.credentials is None and not there and probe.triggers:
        return origin_of_change(probe.triggers[0])
    return origin_of(probe)


def _taken_away(triggers: tuple[Change, ...], place: Origin) -> Fix:
    names = list(_variables(triggers))
    if names and len(names) == len(triggers):
        return Fix(f"correct {place}; or remove it", shell.unset(*names), triggers)
    return Fix(f"correct {place}; or remove it", (), triggers) if triggers else Fix(f"correct {place}")


def _variables(changes: tuple[Change, ...]) -> Iterator[str]:
    return (change.name for change in changes if change.kind == "unset")
