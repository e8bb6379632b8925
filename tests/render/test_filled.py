"""That what the round trips render has a value of the test's own in every field that can hold a text from outside."""

from __future__ import annotations

from whoami_aws.report import Report

from . import filled

OURS = {
    # Codes, kinds and names of ours.
    "Answer.state",
    "Asked.name",
    "Change.kind",
    "Check.accepted",
    "Check.sdks",
    "Diagnosis.witness",
    "Finding.confidence",
    "Finding.rule",
    "Finding.severity",
    "Finding.title",
    "Identity.doubt",
    "Identity.source",
    "Ignored.rule",
    "Input.name",
    "Input.state",
    "Kind.name",
    "Origin.kind",
    "Outcome.sdk",
    "Probe.kind",
    "Reason.code",
    "LinkResult.link",
    "LinkResult.status",
    "Shape.alphabet",
    "Shape.fingerprint",
    "Shape.flaws",
    "Shape.label",
    "Shape.looks_like",
    "Usability.code",
    "Usability.source",
    "Usability.state",
    "Hop.link",
    "Verdict.error_link",
    "Verdict.outcome",
    "Verdict.winner",
    "Group.sdks",
}
"""Fields whose texts do not come from outside."""

NAMED = {"--arn", "arn", "metadata-v1-open", filled.KEY}
"""Texts of ours in fields that mostly have others."""


def made(mark: filled.Mark) -> list[object]:
    reports = [
        one._replace(diagnosis=one.diagnosis._replace(host=None, view=None, chain=None)) for one in _reports(mark)
    ]
    check = filled.check(mark)._replace(reports={})
    compared, evidence = filled.comparison(mark)
    return [*reports, check, compared._replace(reports=(), groups=()), evidence]


def _reports(mark: filled.Mark) -> list[Report]:
    return [*filled.reports(mark).values(), *filled.imds_reports(mark)]


def test_every_text_is_a_value_or_ours() -> None:
    found = list(filled.texts(made(lambda field: "VALUE")))
    marked = {path for path, text in found if text and "VALUE" in text}
    others = {(path, text) for path, text in found if text and "VALUE" not in text and path not in OURS}
    assert {(path, text) for path, text in others if text not in NAMED} == set()
    assert len(marked) > 35 and not marked & OURS


def test_no_field_of_a_text_is_always_empty() -> None:
    """A field that is None or "" everywhere would be rendered by nobody here."""
    found = list(filled.texts(made(lambda field: "VALUE")))
    empty = {path for path, text in found if not text} - {path for path, text in found if text}
    assert empty == EMPTY


EMPTY = {
    # Not shown, or a code.
    *("Answer.rule", "Change.reading", "JsonText.kind", "Reply.body", "Reply.cause", "Reply.detail"),
    *("Shape.label", "Shape.looks_like", "ImdsAnswer.direct_role", "ImdsAnswer.info_message", "ImdsAnswer.role_list"),
    # Of this one only a word that is known.
    "ImdsAnswer.excerpt",
    # The link's own is shown.
    "ImdsAnswer.key_id",
}
"""Fields for a text that are empty here."""
