"""A program's standard input: empty, or left open as some SDKs leave it, so that one that reads it waits."""

from __future__ import annotations

import time

from whoami_aws.gather.process import Runner
from whoami_aws.gather.this_process import ThisProcess

_READS = ["sh", "-c", "cat; echo done"]


def test_a_program_that_reads_an_empty_input_goes_on() -> None:
    output = Runner(ThisProcess()).run(lambda: _READS, time.monotonic() + 20)
    assert (output.stdout, output.late) == (b"done\n", False)


def test_a_program_that_reads_an_open_input_waits_until_it_is_ended() -> None:
    start = time.monotonic()
    output = Runner(ThisProcess()).run(lambda: _READS, start + 1, input_open=True)
    assert (output.stdout, output.late) == (b"", True)
    assert 0.9 < time.monotonic() - start < 10


def test_a_program_that_does_not_read_does_not_wait() -> None:
    output = Runner(ThisProcess()).run(lambda: ["sh", "-c", "echo done"], time.monotonic() + 20, input_open=True)
    assert (output.stdout, output.late) == (b"done\n", False)
