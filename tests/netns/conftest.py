"""The fakes' own connections, and the summary table of the whole folder."""

from __future__ import annotations

import _socket
import socket
from typing import Any

import pytest

from .namespace import inside, why_not
from .table import HEAD, PROPERTY, line


@pytest.fixture(autouse=True)
def _all_addresses_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a namespace any address may be connected to; outside, what the whole suite may."""
    if reason := why_not():
        pytest.skip(reason)
    outside = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        (_socket.socket.connect if inside() else outside)(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    if rows:
        terminalreporter.section("boto3 and whoami-aws at the link-local addresses")
        for cells in (HEAD, *rows):
            terminalreporter.write_line(line(cells))
