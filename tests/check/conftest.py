from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario import lay_out

from .hosts import SCENARIOS


@pytest.fixture
def laid(tmp_path: Path, request: pytest.FixtureRequest):
    """A scenario (the test's parameter, else keys that shadow a role) as files and servers."""
    host = getattr(request, "param", "env-keys-shadow-instance-profile")
    with lay_out(SCENARIOS[host] if isinstance(host, str) else host, tmp_path / "host") as done:
        yield done
