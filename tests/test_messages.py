"""The words and places that several rules share."""

from __future__ import annotations

import pytest

from whoami_aws.host.changes import _CHANGES
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin
from whoami_aws.rules.messages import origin_of_change

IN_FILES = Origin("file", "a", 3, "b", "c")
PLACES = {
    "unset": Origin("env", "a"),
    "set": Origin("env", "a"),
    "rename": Origin("env", "a"),
    "drop-option": Origin("option", "a"),
    "unset-property": Origin("property", "a"),
}


@pytest.mark.parametrize("kind", _CHANGES)
def test_a_change_is_made_where_the_text_is(kind: str) -> None:
    assert origin_of_change(Change(kind, "a", "b", "c", line=3)) == PLACES.get(kind, IN_FILES)
