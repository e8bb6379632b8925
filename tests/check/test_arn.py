"""Which identities a pattern means: a role by its own ARN, by its session's, with and without its path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whoami_aws.check import arn
from whoami_aws.check.arn import CANNOT_TELL, DIFFERS, MATCHES

SESSION = "arn:aws:sts::111122223333:assumed-role/deploy/ci-42"
ROLE = "arn:aws:iam::111122223333:role/team/ci/deploy"
USER = "arn:aws:iam::111122223333:user/bots/ci"


@pytest.mark.parametrize(
    ("pattern", "identity", "said"),
    [
        (SESSION, SESSION, MATCHES),
        ("role/deploy", SESSION, MATCHES),
        ("role/dep*", SESSION, MATCHES),
        ("role/*", SESSION, MATCHES),
        ("role/deployer", SESSION, DIFFERS),
        ("role/deploy/ci-42", SESSION, DIFFERS),
        ("assumed-role/deploy/ci-*", SESSION, MATCHES),
        ("assumed-role/deploy/cd-*", SESSION, DIFFERS),
        ("arn:aws:iam::111122223333:role/deploy", SESSION, MATCHES),
        ("arn:aws:iam::*:role/deploy", SESSION, MATCHES),
        ("arn:aws:iam::444455556666:role/deploy", SESSION, DIFFERS),
        ("arn:aws-cn:iam::111122223333:role/deploy", SESSION, DIFFERS),
        # A session's ARN does not carry the path: that the role has this one cannot be told.
        ("role/team/ci/deploy", SESSION, CANNOT_TELL),
        ("arn:aws:iam::111122223333:role/team/ci/deploy", SESSION, CANNOT_TELL),
        ("arn:aws:iam::*:role/prod/deploy", SESSION, CANNOT_TELL),
        ("role/*/deploy", SESSION, CANNOT_TELL),
        ("role/prod/*", SESSION, CANNOT_TELL),
        ("re:role/prod/deploy", SESSION, CANNOT_TELL),
        # Nor that it has not one that is excluded.
        ("re:role/(?!prod/).*", SESSION, CANNOT_TELL),
        ("role/[!p]*", SESSION, CANNOT_TELL),
        ("arn:aws:iam::444455556666:role/team/ci/deploy", SESSION, DIFFERS),
        ("role/team/ci/other", SESSION, DIFFERS),
        # That it lies below a path cannot be told.
        ("role/team/*", SESSION, CANNOT_TELL),
        ("role/team/ci/dep*", SESSION, CANNOT_TELL),
        ("role/team/x*", SESSION, DIFFERS),
        ("role/deploy", ROLE, MATCHES),
        ("role/team/ci/deploy", ROLE, MATCHES),
        ("role/team/*", ROLE, MATCHES),
        # A session's name is chosen by whoever assumes the role: it is no role's name.
        ("*/deploy", "arn:aws:sts::111122223333:assumed-role/other/deploy", DIFFERS),
        ("*deploy", "arn:aws:sts::111122223333:assumed-role/other/deploy", DIFFERS),
        ("arn:aws:sts::*:*/deploy", "arn:aws:sts::111122223333:assumed-role/other/deploy", DIFFERS),
        ("re:.*/deploy", "arn:aws:sts::111122223333:assumed-role/other/deploy", DIFFERS),
        ("assumed-role/*deploy", "arn:aws:sts::111122223333:assumed-role/other/deploy", DIFFERS),
        ("assumed-role/other/deploy", "arn:aws:sts::111122223333:assumed-role/other/deploy", MATCHES),
        ("assumed-role/*/deploy", "arn:aws:sts::111122223333:assumed-role/other/deploy", MATCHES),
        ("*/deploy", "arn:aws:sts::111122223333:federated-user/deploy", DIFFERS),
        ("federated-user/deploy", "arn:aws:sts::111122223333:federated-user/deploy", MATCHES),
        ("*/deploy", SESSION, MATCHES),
        ("*", SESSION, MATCHES),
        # What is no ARN is nobody.
        ("*", "x", CANNOT_TELL),
        ("role/x", "", CANNOT_TELL),
        ("role/other/deploy", ROLE, DIFFERS),
        ("user/bots/ci", USER, MATCHES),
        ("user/*", USER, MATCHES),
        ("user/ci", USER, DIFFERS),
        ("role/ci", USER, DIFFERS),
        ("*", USER, MATCHES),
        ("re:role/(deploy|release)", SESSION, MATCHES),
        ("re:role/(build|release)", SESSION, DIFFERS),
        (r"re:arn:aws:sts::\d{12}:assumed-role/deploy/.*", SESSION, MATCHES),
        ("re:deploy", SESSION, DIFFERS),
        ("arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:root", MATCHES),
        ("root", "arn:aws:iam::111122223333:root", MATCHES),
        ("user/CI", "arn:aws:iam::111122223333:user/ci", DIFFERS),
    ],
)
def test_patterns(pattern: str, identity: str, said: str) -> None:
    assert arn.wrong(pattern) == ""
    assert arn.match(pattern, identity) == said


@pytest.mark.parametrize("pattern", ["", "re:(", "re:[", "arn:aws:iam"])
def test_wrong_patterns(pattern: str) -> None:
    assert arn.wrong(pattern)


NAMES = st.text(st.sampled_from("abcXYZ019+=,.@_-"), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("role/team/ci/deploy", MATCHES),
        ("role/*/deploy", MATCHES),
        ("arn:aws:iam::*:role/team/ci/deploy", MATCHES),
        ("arn:aws:iam::444455556666:role/team/ci/deploy", DIFFERS),
        ("role/prod/deploy", DIFFERS),
        ("role/deploy", MATCHES),
        ("assumed-role/deploy/ci-*", MATCHES),
        ("re:role/(?!prod/).*", MATCHES),
        ("re:role/(?!team/).*", DIFFERS),
        ("role/[!t]*", DIFFERS),
    ],
)
def test_a_role_that_the_chain_names_has_its_path(pattern: str, said: str) -> None:
    assert arn.match(pattern, SESSION, ROLE) == said


@pytest.mark.parametrize(
    "role",
    [
        "arn:aws:iam::111122223333:role/team/other",
        "arn:aws:iam::444455556666:role/prod/deploy",
        "arn:aws-cn:iam::111122223333:role/prod/deploy",
        "deploy",
        "arn:aws:iam::111122223333:user/prod/deploy",
    ],
)
def test_another_role_lends_no_path(role: str) -> None:
    assert arn.match("role/prod/deploy", SESSION, role) == CANNOT_TELL


@given(NAMES, NAMES, NAMES)
def test_a_role_is_found_by_any_of_its_names(role: str, session: str, path: str) -> None:
    identity = f"arn:aws:sts::111122223333:assumed-role/{role}/{session}"
    whole = f"arn:aws:iam::111122223333:role/{path}/{role}"
    for pattern in (f"role/{role}", f"assumed-role/{role}/*", identity):
        assert arn.match(pattern, identity) == MATCHES
    assert arn.match(whole, identity) == CANNOT_TELL
    assert arn.match(whole, identity, whole) == MATCHES
    assert arn.match(f"role/{role}x", identity) == DIFFERS


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_it(pattern: str, identity: str) -> None:
    if arn.wrong(pattern) == "":
        assert arn.match(pattern, identity) in (MATCHES, DIFFERS, CANNOT_TELL)
