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
        # A role's name is unique in its account: its path need not be seen.
        ("role/team/ci/deploy", SESSION, MATCHES),
        ("arn:aws:iam::111122223333:role/team/ci/deploy", SESSION, MATCHES),
        ("arn:aws:iam::444455556666:role/team/ci/deploy", SESSION, DIFFERS),
        ("role/team/ci/other", SESSION, DIFFERS),
        # That it lies below a path cannot be told.
        ("role/team/*", SESSION, CANNOT_TELL),
        ("role/team/ci/dep*", SESSION, CANNOT_TELL),
        ("role/team/x*", SESSION, DIFFERS),
        ("role/deploy", ROLE, MATCHES),
        ("role/team/ci/deploy", ROLE, MATCHES),
        ("role/team/*", ROLE, MATCHES),
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


@given(NAMES, NAMES, NAMES)
def test_a_role_is_found_by_any_of_its_names(role: str, session: str, path: str) -> None:
    identity = f"arn:aws:sts::111122223333:assumed-role/{role}/{session}"
    for pattern in (
        f"role/{role}",
        f"arn:aws:iam::111122223333:role/{path}/{role}",
        f"assumed-role/{role}/*",
        identity,
    ):
        assert arn.match(pattern, identity) == MATCHES
    assert arn.match(f"role/{role}x", identity) == DIFFERS


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_it(pattern: str, identity: str) -> None:
    if arn.wrong(pattern) == "":
        assert arn.match(pattern, identity) in (MATCHES, DIFFERS, CANNOT_TELL)
