"""Reads files: never more than a limit, never from what could block, and says how each was found."""

from __future__ import annotations

import base64
import codecs
import errno
import io
import json
import os
import re
import stat
from collections.abc import Callable

from whoami_aws.gather.decode_errors import shown
from whoami_aws.gather.jwt import form_of
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.redact import redact_text, redaction_of
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.shapes import seal_key_id, shape_of
from whoami_aws.host import facts as f
from whoami_aws.host import forms
from whoami_aws.host.ini.botocore import Document, Problem, parse
from whoami_aws.host.ini.dialects import read
from whoami_aws.host.ini.grammar import ABSENT, IGNORED, Grammar

CONFIG_LIMIT, LINES_LIMIT, SECTIONS_LIMIT = 8 * 1024 * 1024, 60_000, 25_000
"""Bytes, lines and sections of a config or credentials file. Ten thousand profiles take two megabytes and fifty
thousand lines; where there are ten times as many the SDK's own reader takes half a minute, and a gigabyte.
"""
TOKEN_LIMIT = 1024 * 1024

Read = Callable[[Machine, str, int], tuple[f.FileState, bytes]]
"""Reads as `read_bounded` does; a run reads with `contents.Contents`, which opens each file once."""


def read_bounded(machine: Machine, path: str, limit: int) -> tuple[f.FileState, bytes]:
    """The state of a path, and its bytes if it is a regular file of at most `limit` bytes."""
    state = state_of(machine, path, limit)
    if state.kind != "file":
        return state, b""
    try:
        # Should a FIFO have taken the file's place since the stat, opening and reading it do not wait.
        with os.fdopen(machine.open(path), "rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        kind = "unreadable" if error.errno in (errno.EACCES, errno.EPERM) else "failed"
        return state._replace(kind=kind, detail=_name(error)), b""
    if data is None:  # there is nothing yet, and there may be something later
        return state._replace(kind="kernel-file"), b""
    if len(data) > limit:
        return state._replace(kind="too-large", size=len(data)), b""
    return state._replace(size=len(data)), data


def state_of(machine: Machine, path: str, limit: int) -> f.FileState:
    """How a path was found, without opening it; `file` if it is a regular file of at most `limit` bytes, as it says."""
    try:
        found = machine.stat(path)
    except (OSError, ValueError) as error:
        return f.FileState(_KINDS.get(getattr(error, "errno", None) or 0, "missing"), _name(error))
    mode, owner = stat.S_IMODE(found.st_mode), found.st_uid
    if not stat.S_ISREG(found.st_mode):
        special = "null-device" if _is_null(machine, found) else "not-regular"
        kind = "directory" if stat.S_ISDIR(found.st_mode) else special
        return f.FileState(kind, "", 0, mode, owner)
    if found.st_size > limit:
        return f.FileState("too-large", "", found.st_size, mode, owner)
    if found.st_blocks == 0 and _is_of_the_kernel(machine, found.st_dev):
        return f.FileState("kernel-file", "", 0, mode, owner)
    return f.FileState("file", "", found.st_size, mode, owner)


def _is_null(machine: Machine, found: os.stat_result) -> bool:
    """Whether it is the null device, under whatever name: people write it where they want no file to be read."""
    try:
        return stat.S_ISCHR(found.st_mode) and found.st_rdev == machine.stat(os.devnull).st_rdev
    except OSError:  # a root directory without devices
        return False


_OF_THE_KERNEL = (
    *(b"bpf", b"cgroup", b"cgroup2", b"configfs", b"debugfs", b"efivarfs", b"fusectl", b"mqueue", b"proc", b"pstore"),
    *(b"securityfs", b"selinuxfs", b"sysfs", b"tracefs"),
)
"""File systems whose files are not data: reading one may wait for an event, never end, or change something."""


def _is_of_the_kernel(machine: Machine, device: int) -> bool:
    """Whether a device is such a file system, as far as the list of mounts tells."""
    number = b"%d:%d" % (os.major(device), os.minor(device))
    try:
        lines = machine.mounts().splitlines()
    except OSError:
        return False
    for line in lines:
        mounted, _, source = line.partition(b" - ")
        if mounted.split()[2:3] == [number]:
            return source.partition(b" ")[0] in _OF_THE_KERNEL
    return False


_KINDS = {errno.EACCES: "hidden", errno.ELOOP: "link-loop", errno.ENOENT: "missing", errno.ENOTDIR: "missing"}


def _name(error: Exception) -> str:
    number = getattr(error, "errno", None)
    return errno.errorcode.get(number, "") if number else type(error).__name__


def text_of(machine: Machine, data: bytes) -> str:
    """The text that `open(path).read()` gives for these bytes: the host's encoding, universal line ends.

    Raises UnicodeDecodeError as `open` does.
    """
    return io.TextIOWrapper(io.BytesIO(data), machine.encoding).read()


def ini_file(
    machine: Machine, path: str, store: SecretStore, grammar: Grammar | None = None, read_file: Read = read_bounded
) -> f.IniFile:
    """A config or credentials file with its lines, as botocore reads it or by another grammar."""
    state, data = read_file(machine, store.reveal(path), CONFIG_LIMIT)
    if state.kind == "unreadable":
        # To the SDK an empty file: configparser's read() passes over what it cannot open.
        return f.IniFile(state, Document({}, {}))
    if state.kind == "file" and (_lines(data) > LINES_LIMIT or data.count(b"[") > SECTIONS_LIMIT):
        state = state._replace(kind="too-large")
    if state.kind != "file":
        return f.IniFile(state, None)
    try:
        lenient = grammar is not None and grammar.undecodable == IGNORED
        text = data.decode("utf-8", "replace") if lenient else text_of(machine, data)
    except UnicodeDecodeError as error:
        if grammar is not None and grammar.undecodable == ABSENT:
            return f.IniFile(state, Document({}, {}), *_as_written(data))
        line = data.count(b"\n", 0, error.start) + 1
        return f.IniFile(state, Document({}, {}, Problem("encoding", line)), *_as_written(data))
    if grammar is not None:
        # Universal line ends would hide what a carriage return alone is to this reader.
        text = text if lenient else data.decode(errors="replace")
        document = read(text, grammar, redaction_of(path, store, machine.exists, another=True))
        return f.IniFile(state, document, *_as_written(data))
    return f.IniFile(state, parse(text, redaction_of(path, store, machine.exists)), *_as_written(data))


def _lines(data: bytes) -> int:
    return max(data.count(b"\n"), data.count(b"\r"))


def _as_written(data: bytes) -> tuple[bool, str, bool]:
    """How the lines end, and how the text is encoded: the last fields of an `IniFile`."""
    pairs = data.count(b"\r\n")
    return pairs > 0, _encoding(data), data.count(b"\r") > pairs


def _encoding(data: bytes) -> str:
    """What the first bytes say of how the text is written."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def key_file(machine: Machine, path: str, store: SecretStore, read_file: Read = read_bounded) -> f.KeyFile:
    """The file of AWS_CREDENTIAL_FILE (botocore/utils.py `parse_key_val_file_contents`)."""
    state, data = read_file(machine, store.reveal(path), TOKEN_LIMIT)
    if not state.was_read:
        return f.KeyFile(state, {})
    try:
        lines = text_of(machine, data).splitlines()
    except UnicodeDecodeError as error:
        return f.KeyFile(state, {}, shown(error))
    values = {}
    for number, line in enumerate(lines, 1):
        key, delimiter, value = (part.strip() for part in line.partition("="))
        if not delimiter or key not in _KEY_FILE_KEYS:
            store.keep_misplaced(line.strip())  # whatever it is, it is no setting
            continue
        reading = seal_key_id(value) if key == "AWSAccessKeyId" else shape_of(value)
        if reading != value:
            store.keep(value)
        values[key] = (reading, number)
    return f.KeyFile(state, values)


_KEY_FILE_KEYS = ("AWSAccessKeyId", "AWSSecretKey")


def token_file(machine: Machine, path: str, store: SecretStore, read_file: Read = read_bounded) -> f.TokenFile:
    """A token file: whether it can be read, and what it says of itself."""
    state, data = read_file(machine, store.reveal(path), TOKEN_LIMIT)
    if state.kind in f.UNSAFE:
        return f.TokenFile(state)
    if not state.was_read:
        error = _open_error(path, state)
        return f.TokenFile(state, type(error).__name__, str(error))
    try:
        text = text_of(machine, data)
    except UnicodeDecodeError as error:
        return f.TokenFile(state, "UnicodeDecodeError", shown(error), len(data))
    store.keep(text.strip())
    return f.TokenFile(
        state,
        "",
        "",
        len(text),
        "\n" in text or "\r" in text,
        *form_of(text, store),
        b"\r\n" in data,
        text != text.strip(),
        b"\r" in data and b"\n" not in data,
    )


def _open_error(path: str, state: f.FileState) -> Exception:
    if state.detail == "ValueError":
        return ValueError("embedded null byte")
    number = errno.EISDIR if state.kind == "directory" else None
    number = number or getattr(errno, state.detail, None) or errno.ENOENT
    return OSError(number, os.strerror(number), path)


# Of the caches: fields whose values are no secrets.
_CACHE_TEXTS: dict[str, dict[str, forms.Form]] = {
    "sso": {
        "expiresAt": forms.time,
        "registrationExpiresAt": forms.time,
        "startUrl": forms.page,
        "region": forms.region,
    },
    "login": {
        "accessToken.expiresAt": forms.time,
        "accessToken.accountId": forms.setting,
        "accessToken.accessKeyId": forms.setting,
        "signInRegion": forms.region,
    },
    "role": {
        "Credentials.Expiration": forms.time,
        "Credentials.AccessKeyId": forms.setting,
        "Credentials.AccountId": forms.setting,
        "AssumedRoleUser.Arn": forms.arn,
    },
}


def cache_file(machine: Machine, need: f.CacheNeed, store: SecretStore, read_file: Read = read_bounded) -> f.CacheFile:
    """A JSON cache: which fields it has, and its times. Tokens and keys go to the store."""
    state, data = read_file(machine, store.reveal(need.path), TOKEN_LIMIT)
    if state.kind != "file":
        return f.CacheFile(state)
    try:
        content = json.loads(text_of(machine, data))
    except (ValueError, RecursionError):
        return f.CacheFile(state)
    if not isinstance(content, dict):
        return f.CacheFile(state, True, False, _contained(content), kinds=(("", f.json_kind(content)),))
    flat = _flat(content)
    kinds = (("", "object"), *((name, f.json_kind(value)) for name, value in flat.items()))
    key = next((flat[name] for name in _CACHE_KEY_IDS if isinstance(flat.get(name), str)), None)
    texts = []
    for field, value in flat.items():
        if not isinstance(value, str):
            continue
        form = _CACHE_TEXTS[need.kind].get(field)
        if form is None:
            store.keep(value)
        elif field not in _CACHE_KEY_IDS:
            texts.append((field, redact_text(value, form, store)))
        elif seal_key_id(value) == value:
            texts.append((field, value))
        else:
            store.keep_misplaced(value)
    key_id = seal_key_id(key) if isinstance(key, str) else None
    private_key = _private_key(content.get("dpopKey")) if need.kind == "login" else ""
    return f.CacheFile(state, True, True, tuple(flat), tuple(texts), kinds, key_id, private_key)


_P256 = (
    rb"(?s)\x30\x77\x02\x01\x01\x04\x20.{32}\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
    rb"\xa1\x44\x03\x42\x00\x04.{64}"
)
"""RFC 5915's form of a private key on the curve P-256, with its public half: what `aws login` writes."""


def _private_key(key: object) -> str:
    """Whether a login's private key is one, as `LoginCredentialFetcher._load_private_key` reads it (1.44.8). What is
    of another form may be one all the same.
    """
    if not isinstance(key, str):
        return ""
    lines = (line for line in key.splitlines() if not line.startswith(("-----BEGIN", "-----END")))
    try:
        return "whole" if re.fullmatch(_P256, base64.b64decode("".join(lines).strip())) else "other"
    except ValueError:
        return "undecodable"


_CACHE_KEY_IDS = ("accessToken.accessKeyId", "Credentials.AccessKeyId")
_CACHE_FIELDS = ("accessToken", "expiresAt", "refreshToken", "dpopKey", "clientId")


def _contained(content: object) -> tuple[str, ...]:
    """What the SDK's `in` finds in something that is not the object that it takes it for."""
    return tuple(name for name in _CACHE_FIELDS if isinstance(content, (list, str)) and name in content)


def _flat(content: dict[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in content.items():
        flat[name] = value
        if isinstance(value, dict):
            flat.update({f"{name}.{inner}": deep for inner, deep in value.items()})
    return flat
