"""The shared files of the hosts on record are read as on record, which agrees with what the SDKs answered on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoami_aws.demo.files import write
from whoami_aws.gather.files import ini_file
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.facts import IniFile, IniNeed
from whoami_aws.host.host import Host
from whoami_aws.host.values import Shape

from .recorded import hosts
from .states import STATES

_LEAST = 400
"""How many different files and ways to read them are on record."""


_ADDRESSES = ("{imds}", "{sts}")
"""What stands for an address in a state: it was another one for each host."""


def _on_record() -> Iterator[tuple[Any, str, IniNeed, IniFile, Host]]:
    """Each file that a state describes: what it holds, its name below the home, and how it was read for an SDK."""
    for name, host in hosts().items():
        for (_, need), fact in host.facts.items():
            below_home = str(getattr(need, "path", "")).replace(str(host.home), "~")
            content = STATES[name].get("files", {}).get(below_home)
            skipped = content is None or "symlink" in content or any(place in content for place in _ADDRESSES)
            if isinstance(fact, IniFile) and not skipped:
                yield content, name, need, fact, host


def _without_prints(value: Any) -> Any:
    """A document whose secrets have no fingerprint: it differs from run to run."""
    if isinstance(value, Shape):
        return value._replace(fingerprint="")
    if isinstance(value, dict):
        return {key: _without_prints(one) for key, one in value.items()}
    if isinstance(value, tuple):
        parts = map(_without_prints, value)
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value


def test_each_file_is_read_as_on_record(tmp_path: Path) -> None:
    read = set()
    for number, (content, name, need, fact, host) in enumerate(_on_record()):
        known = (json.dumps(content), need.grammar, host.home)
        if known in read or fact.document is None:
            continue
        read.add(known)
        path = tmp_path / str(number)
        write(path, content, lambda text, home=str(host.home): text.replace("{home}", home))  # type: ignore[misc]
        found = ini_file(ThisProcess(), str(path), SecretStore(), need.grammar)
        assert _without_prints(found.document) == _without_prints(fact.document), (name, need)
        assert found[2:] == fact[2:], (name, need)
    assert len(read) > _LEAST
