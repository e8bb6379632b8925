"""Each secret inside of a text that is not in its place is known from then on, wherever it is repeated alone."""

from __future__ import annotations

import pytest

from whoami_aws.gather.secret_store import SecretStore

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
PAYLOAD = "eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6b3JkZXJzIn0.c2lnbmF0dXJlLXdpdGgtc29tZS1ieXRlcw"
JWT = f"eyJhbGciOiJSUzI1NiJ9.{PAYLOAD}"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (f"the key is {SECRET} and no more", SECRET),
        (f"Bearer {JWT}", PAYLOAD),
        (f"{JWT} {SECRET}", SECRET),
        (f"aws_secret_access_key={SECRET}", SECRET),
    ],
    ids=["among words", "a token behind a word", "beside a token", "an assignment"],
)
def test_a_part_is_known(text: str, part: str) -> None:
    store = SecretStore()
    store.keep_misplaced(text)
    assert part not in store.without_known(f"somebody says {part} again")


def test_nothing_else_is_taken_for_it() -> None:
    store = SecretStore()
    store.keep_misplaced(f"the key is {SECRET} and no more")
    assert store.without_known("somebody says and no more again") == "somebody says and no more again"


@pytest.mark.parametrize("place", ["{}", "x {}", "{} x", "xxxxxxx{}", "{}y"])
def test_every_run_of_sixteen_characters_is_hidden(place: str) -> None:
    """At whichever end of a text it stands; a shorter run may be a word."""
    store = SecretStore()
    store.keep_misplaced(f"the key is {SECRET} and no more")
    for start in range(len(SECRET) - 16 + 1):
        run = SECRET[start : start + 16]
        assert run not in store.without_known(place.format(run))
        assert store.without_known(f"- {run[:-1]} -") == f"- {run[:-1]} -"
