"""What can be asked of a host (a Need), and what was found (its fact). Facts never hold a secret.

A pure function that lacks a fact names the need; the gatherer answers it. So nothing is gathered that no chain
wants, and nothing is gathered twice.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from whoami_aws.host.extra_facts import CacheDir as CacheDir
from whoami_aws.host.extra_facts import CacheDirNeed as CacheDirNeed
from whoami_aws.host.extra_facts import Certificates as Certificates
from whoami_aws.host.extra_facts import CertificatesNeed as CertificatesNeed
from whoami_aws.host.extra_facts import Claims as Claims
from whoami_aws.host.extra_facts import FileState as FileState
from whoami_aws.host.extra_facts import Mark as Mark
from whoami_aws.host.extra_facts import MarkNeed as MarkNeed
from whoami_aws.host.extra_facts import Place as Place
from whoami_aws.host.extra_facts import PlaceNeed as PlaceNeed
from whoami_aws.host.ini.botocore import Document
from whoami_aws.host.ini.grammar import Grammar
from whoami_aws.host.lenient_json import JsonText as JsonText
from whoami_aws.host.lenient_json import Member as Member
from whoami_aws.host.program import MAY_READ_INPUT as MAY_READ_INPUT
from whoami_aws.host.program import NOT_IN_USE as NOT_IN_USE
from whoami_aws.host.program import NOT_RUN as NOT_RUN
from whoami_aws.host.program import READS_INPUT as READS_INPUT
from whoami_aws.host.program import STARTED_OTHERWISE as STARTED_OTHERWISE
from whoami_aws.host.program import ProcessNeed as ProcessNeed
from whoami_aws.host.program import ProcessRun as ProcessRun
from whoami_aws.host.values import Reading

UNSAFE = {
    "not-regular": "is not a regular file, and opening it may hang",
    "kernel-file": "is a file of the kernel, and reading it may hang or change something",
    "too-large": "is too large to be read",
}
"""Kinds of files that the SDK would open all the same, and that we do not: what it makes of them is not known."""
UNSAFE_REGULAR = ("kernel-file", "too-large")
"""Those of them that a program takes for an ordinary file (`os.path.isfile`), and opens therefore."""
ABSENT_CACHES = ("missing", "directory", "null-device", "not-regular", "link-loop")
"""Kinds of paths at which botocore finds no cache (`os.path.isfile`)."""


class IniNeed(NamedTuple):
    """A config or credentials file, read as botocore does, or by another SDK's `grammar`."""

    path: str
    grammar: Grammar | None = None


class IniFile(NamedTuple):
    """`document` is None unless `state.kind` is `file`; `problem` inside it makes the SDK refuse the file.

    `carriage_returns`: lines end as on Windows. `encoding`: what its first bytes say (`utf-8`, `utf-16`), or "".
    """

    state: FileState
    document: Document | None
    carriage_returns: bool = False
    encoding: str = ""
    lone_returns: bool = False
    """Whether a carriage return without a line feed ends a line: to sed it does not."""


class KeyFileNeed(NamedTuple):
    """The `AWSAccessKeyId=…` file of the first EC2 tools."""

    path: str


class KeyFile(NamedTuple):
    """`values` by key, with their lines. `decode_error`: the message of the UnicodeDecodeError that reading raises."""

    state: FileState
    values: dict[str, tuple[Reading, int]]
    decode_error: str = ""


class TokenNeed(NamedTuple):
    """A web identity or container authorization token file."""

    path: str


class TokenFile(NamedTuple):
    """`error` is the exception class that `open(path).read()` raises, or "". `has_line_end`: a CR or LF is in it, and
    `has_crlf` both; `lone_cr`: a CR and no LF. `padded`: white space is around it.

    `form`: `empty`, `jwt` (then `claims` says what it claims), `broken` (three parts that do not decode), `words`
    (white space inside), `other`.
    """

    state: FileState
    error: str = ""
    message: str = ""
    length: int = 0
    has_line_end: bool = False
    form: str = ""
    claims: Claims | None = None
    has_crlf: bool = False
    padded: bool = False
    lone_cr: bool = False


class CacheNeed(NamedTuple):
    """A JSON file of a token or role cache. `kind`: `sso`, `login`, `role`."""

    path: str
    kind: str


class CacheFile(NamedTuple):
    """`fields`: names that are present (dotted one level deep); the values of those that are no secret are in `texts`.

    `kinds`: the JSON type of each field, and under `""` that of the whole (see `json_kind`). `key_id`: that of the
    credentials in it, sealed if it does not look like one. `private_key`: what a login's is, `whole`, `undecodable`
    (no base64), or `other`; "" if there is none, or none that is a text.
    """

    state: FileState
    is_json: bool = False
    is_object: bool = False
    fields: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    key_id: Reading | None = None
    private_key: str = ""

    def text(self, field: str) -> str | None:
        """The value of a field that is no secret."""
        return dict(self.texts).get(field)

    def kind(self, field: str = "") -> str | None:
        """The JSON type of a field, or of the whole."""
        return dict(self.kinds).get(field)


def json_kind(value: object) -> str:
    """The type of a JSON value: `object`, `list`, `text`, `null`, `boolean`, `number`."""
    match value:
        case dict():
            return "object"
        case list():
            return "list"
        case str():
            return "text"
        case None:
            return "null"
        case bool():
            return "boolean"
        case _:
            return "number"


CREDENTIAL_FIELDS = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")
"""Fields of an endpoint's answer that has credentials."""
RETRIED = ("ReadTimeoutError", "EndpointConnectionError", "ConnectionClosedError", "ConnectTimeoutError")
"""Exception classes of botocore's HTTP layer after which it asks an endpoint again."""


class Reply(NamedTuple):
    """The last answer to a request that the SDK may repeat. `status` None: no answer, and `error` is the exception
    class of botocore's HTTP layer. `body`: `empty`, `undecodable`, `not-json`, `object`, `list` (or a text), `scalar`.
    `cause`: the class of the exception inside the error, if there is one.
    """

    status: int | None = None
    error: str = ""
    body: str = ""
    attempts: int = 0
    elapsed_ms: float = 0.0
    detail: str = ""
    cause: str = ""

    @property
    def ok(self) -> bool:
        """HTTP 200."""
        return self.status == 200


class ImdsNeed(NamedTuple):
    """One asking of the metadata service, with the settings that the SDK would use (seconds, attempts). `direct`: past
    the proxy that the environment names. `role`: the one that is asked for whatever the list says.
    """

    base_url: str
    timeout: int
    attempts: int
    v1_disabled: bool
    direct: bool = False
    role: str | None = None


class ImdsAnswer(NamedTuple):
    """What the metadata service said, step by step. A step that was not reached is None.

    `unfinished`: our own clock ran out first (an endless or dripping answer). `fields`: what of the role's answer
    is found by `in`: an object's keys. `proxy`: the proxy that the environment puts in the way, without user and
    password. `server`: the `Server` header (`EC2ws` is Amazon's own). `excerpt`: the beginning of an answer that should
    have been credentials and is not. `info_code`, `info_message`: what `iam/info` says of the instance profile.
    `v1_open`: whether a request without a token is answered, where somebody asked that (`whoami-aws imds`). `direct`,
    `direct_role`: where a proxy is in the way, whether a service answers past it, and with which role. `role_list`: the
    list of roles as it came, all of which botocore takes for the role's name; where its first line is another name, or
    the need has one, `first` is what was answered for that. `text`: how the role's answer is written.
    """

    token: Reply | None = None
    token_empty: bool = False
    role: Reply | None = None
    role_name: str | None = None
    credentials: Reply | None = None
    fields: tuple[str, ...] = ()
    key_id: Reading | None = None
    has_token: bool = True
    expiration: str | None = None
    code: str | None = None
    message: str | None = None
    instance_profile_arn: str | None = None
    region: str | None = None
    zone: str | None = None
    instance_id: str | None = None
    account: str | None = None
    proxy: str | None = None
    server: str | None = None
    excerpt: str = ""
    info_code: str | None = None
    info_message: str | None = None
    v1_open: bool | None = None
    direct: bool | None = None
    direct_role: str | None = None
    role_list: str | None = None
    first: ImdsAnswer | None = None
    unfinished: bool = False
    elapsed_ms: float = 0.0
    text: JsonText = JsonText()

    @property
    def still_tried(self) -> bool:
        """Whether our clock ran out on one of many attempts, and not on an answer."""
        steps = (self.token, self.role, self.credentials)
        return any(step is not None and step.error == "Unfinished" and step.attempts > 1 for step in steps)

    @property
    def version(self) -> str | None:
        """`v2` if a token was given, `v1` if it answered without one, else None."""
        if self.token is not None and self.token.ok and not self.token_empty:
            return "v2"
        return "v1" if self.role is not None and self.role.ok else None

    @property
    def reachable(self) -> bool:
        """Whether anything there spoke HTTP."""
        return any(reply is not None and reply.status is not None for reply in (self.token, self.role))


class ContainerNeed(NamedTuple):
    """One asking of the container credentials endpoint; `auth` says whose token is sent: `none`, `variable` or
    a path. The URL is sealed (`seal_url`): the gatherer takes the real one from the environment, where the words are
    read by `readings` (see `chain.blocks.container_urls`). `bare_token`: white space around the token is left out.
    """

    url: str
    relative: bool
    auth: str
    readings: tuple[str, ...] = ()
    bare_token: bool = False


class ContainerAnswer(NamedTuple):
    """`fields`: what is found by `in` in the answer: an object's keys. `unsent`: no request was made, since the token
    has a line end inside, behind which more headers could follow. `not_sent`: why no request was made, a code of
    `host.address`. `text`: how the answer is written.
    """

    reply: Reply
    fields: tuple[str, ...] = ()
    key_id: Reading | None = None
    has_token: bool = True
    expiration: str | None = None
    account: str | None = None
    role_arn: str | None = None
    body_excerpt: str = ""
    unfinished: bool = False
    unsent: bool = False
    not_sent: str = ""
    text: JsonText = JsonText()


class IdentityNeed(NamedTuple):
    """Who the credentials of a link are: asked only after the chain has chosen."""

    link: str


class IdentityAnswer(NamedTuple):
    """STS's answer, or why using the credentials failed: the exception class, and for an AWS error its code and the
    operation that refused; `getting_credentials` tells whether it failed before there were any. `key_id` is that of
    the credentials that were really used. `skipped` says why STS was not asked. `status` is the HTTP status of the
    answer, and `clock_offset` what its `Date` is ahead of this host's clock, in seconds. `endpoint` is the address that
    the last request went to, `at_aws` whether that is an STS of AWS's own. `unsent`: why a request was not sent, as a
    code of `host.address`. `cause`: the class of `ssl`'s exception behind the error, if there is one.
    """

    arn: str | None = None
    account: str | None = None
    user_id: str | None = None
    error: str = ""
    code: str = ""
    operation: str = ""
    message: str = ""
    getting_credentials: bool = False
    key_id: Reading | None = None
    expires_at: float | None = None
    elapsed_ms: float = 0.0
    skipped: str = ""
    status: int | None = None
    clock_offset: float | None = None
    endpoint: str = ""
    at_aws: bool = False
    unsent: str = ""
    cause: str = ""


class WitnessNeed(NamedTuple):
    """The installed SDK's own answer."""

    sdk: str


class WitnessResult(NamedTuple):
    """What the installed SDK's own chain did."""

    outcome: Literal["resolved", "none", "error"] | None = None
    """None where it was not asked."""
    winner: str | None = None
    error: str = ""
    """The class of what it raised."""
    message: str = ""
    error_link: str | None = None
    key_id: Reading | None = None
    """None: not at hand before a service is asked."""
    links: tuple[str, ...] = ()
    """In its order."""
    why_not: str = ""
    """Why it was not asked."""


Need = (
    IniNeed
    | KeyFileNeed
    | TokenNeed
    | CertificatesNeed
    | CacheNeed
    | ProcessNeed
    | ImdsNeed
    | ContainerNeed
    | IdentityNeed
    | WitnessNeed
    | PlaceNeed
    | MarkNeed
    | CacheDirNeed
)
Fact = (
    IniFile
    | KeyFile
    | TokenFile
    | Certificates
    | CacheFile
    | ProcessRun
    | ImdsAnswer
    | ContainerAnswer
    | IdentityAnswer
    | WitnessResult
    | Place
    | Mark
    | CacheDir
)
