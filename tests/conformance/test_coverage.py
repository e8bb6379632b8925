"""What counts as seen; that all of it is, `test_model.py` proves with all states."""

from __future__ import annotations

from .coverage import NEVER_FAILS, NEVER_WINS, to_be_seen, uncovered
from .model import models

_SDK, _LINK = "js-v2", "shared-credentials-file"


def test_what_no_state_shows_is_named() -> None:
    assert uncovered({_SDK: (_LINK,)}, {_SDK: {_LINK}}, {_SDK: ()}) == []
    assert uncovered({_SDK: (_LINK,)}, {_SDK: ()}, {_SDK: ()}) == [f"{_SDK}: {_LINK} wins nowhere"]


def test_an_excuse_that_is_none_is_named() -> None:
    wrong = uncovered({_SDK: (_LINK,)}, {_SDK: {_LINK}}, {_SDK: {_LINK}})
    assert wrong == [f"{_SDK}: {_LINK} fails though it never should"]


def test_excuses_are_of_links_that_there_are() -> None:
    links = {(sdk, link) for sdk, (chain, _) in models().items() for link in to_be_seen(chain)}
    assert {*NEVER_WINS, *NEVER_FAILS} <= links
