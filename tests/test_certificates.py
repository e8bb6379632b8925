"""Whether a file has a certificate in it, as Go has it: of each form there is a state in `tests/conformance`, too."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.conformance.answers import read
from tests.conformance.states import STATES
from tests.conformance.states.bundles import CERTIFICATE
from whoami_aws.gather.certificates import certificates
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.facts import CertificatesNeed

_WRITTEN = {name: text for name, state in STATES.items() if isinstance(text := state["files"].get("~/b"), str)}
_BLOCK = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize("name", [name for name in _WRITTEN if name.startswith("ca bundle: ")])
def test_what_go_took(name: str, tmp_path: Path) -> None:
    answers = read("go-v2")
    assert answers is not None
    (tmp_path / "b").write_text(_WRITTEN[name], newline="")
    found = certificates(ThisProcess(), CertificatesNeed(str(tmp_path / "b")), SecretStore()).found
    assert found == ("key" in answers.by_state[name])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"-----BEGIN X-----\n{CERTIFICATE}", True),
        (f"-----BEGIN CERTIFICATE-----\n{CERTIFICATE}", True),
        (f"{CERTIFICATE.strip()} and more", False),
        (f"x{CERTIFICATE}", False),
        ("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", False),
    ],
)
def test_forms(text: str, found: bool, tmp_path: Path) -> None:
    (tmp_path / "b").write_text(text)
    assert certificates(ThisProcess(), CertificatesNeed(str(tmp_path / "b")), SecretStore()).found == found


@pytest.mark.parametrize("text", [_BLOCK * 40_000, "-----BEGIN CERTIFICATE-----\n" * 100_000], ids=["blocks", "begun"])
def test_many_that_are_none_take_no_time(text: str, tmp_path: Path) -> None:
    (tmp_path / "b").write_text(text)
    start = time.monotonic()
    assert not certificates(ThisProcess(), CertificatesNeed(str(tmp_path / "b")), SecretStore()).found
    assert time.monotonic() - start < 5


def test_what_cannot_be_read(tmp_path: Path) -> None:
    assert certificates(ThisProcess(), CertificatesNeed(str(tmp_path / "gone")), SecretStore()).state.kind == "missing"
    assert certificates(ThisProcess(), CertificatesNeed(str(tmp_path)), SecretStore()).state.kind == "directory"
    assert certificates(ThisProcess(), CertificatesNeed(""), SecretStore()).state.kind == "missing"
