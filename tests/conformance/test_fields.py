"""What each SDK does otherwise than most shows on a host on record: the chain without it says something else there.

So a field that is no longer read, or read in another way, fails one of these, without a namespace and without the SDK.
"""

from __future__ import annotations

import pytest

from .fields import faults
from .gathered import FETCHING
from .model import DIFFERS
from .recorded import asked, cannot_show, fields, hosts, said_of, shows
from .states import STATES


@pytest.mark.parametrize("sdk", FETCHING)
def test_a_chain_says_of_each_host_what_is_on_record(sdk: str) -> None:
    """And nothing that is on record contradicts what the SDK itself answered."""
    chain, answers = asked()[sdk]
    record = fields()[sdk]["said"]
    assert {name: said_of(name, hosts()[name], chain, sdk) for name in record} == record
    assert [name for name, said in record.items() if said[0] == DIFFERS] == []
    assert [name for name in record if not answers.is_of(name, STATES[name])] == []


@pytest.mark.parametrize("sdk", FETCHING)
def test_each_field_shows_on_a_host(sdk: str) -> None:
    """A new field, or a new value in a list, needs a state that shows it: `python -m tests.conformance.recorded` finds
    one among all states, or says that there is none yet.
    """
    record = fields()[sdk]
    left = [name for name, _ in faults(asked()[sdk][0]) if not cannot_show(name)]
    assert sorted([*record["faults"], *record["unseen"]]) == sorted(left)
    for name, faulty in faults(asked()[sdk][0]):
        if (state := record["faults"].get(name)) is not None:
            assert shows(state, hosts()[state], faulty, sdk, record["said"][state]), (name, state)
