"""What can be asked of a `credential_process`, and what came of it."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.host.lenient_json import JsonText
from whoami_aws.host.values import Origin, Reading


class ProcessNeed(NamedTuple):
    """A `credential_process`: known by where its command line stands, and, since not all read the same words there, by
    the fingerprint of the words that are run ("": those that botocore reads). `in_shell`: a shell takes the line.
    `input_open`: its standard input is a pipe without a writer, and not empty.
    """

    profile: str
    origin: Origin
    in_shell: bool = False
    words: str = ""
    input_open: bool = False


NOT_IN_USE, STARTED_OTHERWISE, READS_INPUT, MAY_READ_INPUT = (
    "not-in-use",
    "started-otherwise",
    "reads-input",
    "may-read-input",
)
NOT_RUN = {
    NOT_IN_USE: "no SDK that was found here would start it",
    STARTED_OTHERWISE: "it is started once, and another SDK starts it differently",
    READS_INPUT: "it reads its standard input, which this SDK leaves open",
    MAY_READ_INPUT: "it may read its standard input, which not every SDK leaves open",
}
"""Why a program was not run as an SDK would run it, by `ProcessRun.not_run`."""


class ProcessRun(NamedTuple):
    """What came of a run, as botocore takes it; `text` tells what others make of it. `error`: the exception class that
    starting or reading it raises ("" for none); `timed_out`: our clock ended it, the SDK has none. `version` is the
    answer's `Version` as text. `expires`: it has an Expiration; `expiration` is None if that is not text. `printed`:
    bytes on standard output. `marks`: what of the command only a shell would understand (`|`, `$`, `~`, …), none of
    its words.
    """

    program: str
    arguments: int
    error: str = ""
    message: str = ""
    exit_code: int | None = None
    stderr: str = ""
    timed_out: bool = False
    version: str | None = None
    version_ok: bool = False
    missing_key: str | None = None
    key_id: Reading | None = None
    has_token: bool = False
    expiration: str | None = None
    expires: bool = False
    account: str | None = None
    elapsed_ms: float = 0.0
    printed: int = 0
    marks: tuple[str, ...] = ()
    text: JsonText = JsonText()
    not_run: str = ""
    """Why this says nothing of the SDK that asks: a key of `NOT_RUN`. Then no other field counts."""

    @property
    def error_at_start(self) -> str:
        """The exception class that starting it raised; "" if it was started."""
        return self.error if self.exit_code is None else ""
