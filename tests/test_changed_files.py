"""What is left of a file when a key is taken away, with sections that share the settings of [DEFAULT]."""

from __future__ import annotations

import pytest

from whoami_aws.host.changes import _without_key
from whoami_aws.host.host import Change
from whoami_aws.host.ini.botocore import DEFAULT_SECTION, Redaction, parse

TEXT = "[DEFAULT]\nk = shared\nother = shared\n[a]\nk = own\n[b]\nmore = own\n"


@pytest.mark.parametrize(
    ("section", "key", "own", "shared"),
    [
        ("a", "k", {"a": [], "b": ["more"]}, ["k", "other"]),
        ("a", "other", {"a": ["k"], "b": ["more"]}, ["k"]),
        ("b", "k", {"a": ["k"], "b": ["more"]}, ["other"]),
        ("b", "more", {"a": ["k"], "b": []}, ["k", "other"]),
        (DEFAULT_SECTION, "k", {"a": ["k"], "b": ["more"]}, ["other"]),
        ("c", "k", {"a": ["k"], "b": ["more"]}, ["k", "other"]),
    ],
)
def test_a_key_is_taken_where_it_comes_from(
    section: str, key: str, own: dict[str, list[str]], shared: list[str]
) -> None:
    """A section's own key, under which the shared one shows again; else the shared one."""
    document = _without_key(parse(TEXT, Redaction(lambda key, text, line: text)), Change("drop-key", "f", section, key))
    assert {name: list(found.own) for name, found in document.sections.items()} == own
    assert list(document.defaults) == shared
