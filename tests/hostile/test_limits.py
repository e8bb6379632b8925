"""Both sides of every limit: what is just small enough is read to its last byte, and one more is one too many.

The limits are written here as numbers, not by the names of the code's constants: a limit that changes changes what the
tool does, and has to be changed here too.
"""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.machines import WithVariables
from whoami_aws.ask.explain import Question, explain
from whoami_aws.fakes import FakeContainer
from whoami_aws.gather import files, path_probes
from whoami_aws.gather.aws_cli_version import cli_version
from whoami_aws.gather.botocore_sandbox import refuse_unsafe, restrained
from whoami_aws.gather.certificates import certificates
from whoami_aws.gather.container import ask_container
from whoami_aws.gather.http import UnsafeFile
from whoami_aws.gather.http_answers import shortened
from whoami_aws.gather.jwt import form_of
from whoami_aws.gather.lenient_json import json_text
from whoami_aws.gather.process import Runner
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host import extra_facts, facts
from whoami_aws.host.host import Budget
from whoami_aws.host.ini.grammar import Grammar
from whoami_aws.host.values import seal_url

from .odd import jwt

KIB, MIB = 1024, 1024 * 1024
KEY = "AKIAIOSFODNN7EXAMPLE"


def _ini(grammar: Grammar | None) -> Callable[[Path], Any]:
    def found(path: Path) -> Any:
        file = files.ini_file(ThisProcess(), str(path), SecretStore(), grammar)
        return file.state, file.document and file.document.sections["last"].own["region"].value

    return found


def _key_file(path: Path) -> Any:
    file = files.key_file(ThisProcess(), str(path), SecretStore())
    return file.state, file.values.get("AWSAccessKeyId", (None,))[0]


def _token(path: Path) -> Any:
    file = files.token_file(ThisProcess(), str(path), SecretStore())
    return file.state, file.length or None


def _cache(path: Path) -> Any:
    file = files.cache_file(ThisProcess(), facts.CacheNeed(str(path), "sso"), SecretStore())
    return file.state, file.text("region")


# What reads it, how many bytes it may have, how it ends, and what is found of that end.
READERS: dict[str, tuple[Callable[[Path], Any], int, str, str, object]] = {
    "shared file": (_ini(None), 8 * MIB, "#", "\n[last]\nregion = us-east-1", "us-east-1"),
    "shared file of another SDK": (_ini(Grammar()), 8 * MIB, "#", "\n[last]\nregion = us-east-1", "us-east-1"),
    "key file": (_key_file, MIB, "#", f"\nAWSAccessKeyId={KEY}", KEY),
    "token file": (_token, MIB, "x", "x", MIB),
    "cache": (_cache, MIB, " ", '{"accessToken": "x", "region": "us-east-1"}', "us-east-1"),
}


def _text(reader: str, size: int) -> bytes:
    _, _, filler, end, _ = READERS[reader]
    return (filler * (size - len(end)) + end).encode()


@pytest.mark.parametrize("reader", READERS)
def test_a_file_as_large_as_may_be_is_read_to_its_end(reader: str, tmp_path: Path) -> None:
    read, limit, _, _, found = READERS[reader]
    path = tmp_path / "file"
    path.write_bytes(_text(reader, limit))
    state, said = read(path)
    assert (state.kind, state.size, said) == ("file", limit, found)


@pytest.mark.parametrize("reader", READERS)
def test_a_file_with_one_byte_more_is_not_read(reader: str, tmp_path: Path) -> None:
    read, limit, *_ = READERS[reader]
    path = tmp_path / "file"
    path.write_bytes(_text(reader, limit + 1))
    state, said = read(path)
    assert (state.kind, state.size, said) == ("too-large", limit + 1, None)


def test_a_token_that_can_be_read_has_no_error(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("header.payload.signature\n")
    found = files.token_file(ThisProcess(), str(tmp_path / "token"), SecretStore())
    assert (found.error, found.message, found.length, found.has_line_end, found.padded) == ("", "", 25, True, True)
    assert (found.has_crlf, found.lone_cr) == (False, False)


def test_a_file_without_text_has_nothing_of_one(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "empty").touch()
    for path in (tmp_path / "bytes", tmp_path / "empty"):
        document = files.ini_file(ThisProcess(), str(path), SecretStore()).document
        assert document is not None
        assert (document.sections, document.defaults, document.indented) == ({}, {}, ())
        assert document.byte_order_mark is False


@pytest.mark.parametrize(("before", "after", "kind"), [(0, 100, "file"), (100, 100, "file"), (100, 101, "too-large")])
def test_a_file_that_grows_while_it_is_read(
    before: int, after: int, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts is what was read, and not what the file said of itself before."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * before)
    opened = os.open

    def grown(name: str, flags: int) -> int:
        path.write_bytes(b"x" * after)
        return opened(name, flags)

    monkeypatch.setattr(files.os, "open", grown)
    state, data = files.read_bounded(ThisProcess(), str(path), 100)
    monkeypatch.undo()
    assert (state.kind, state.size) == (kind, after)
    assert data == (b"x" * after if kind == "file" else b"")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("#\n" * 60_000, "file"),
        ("#\n" * 60_001, "too-large"),
        ("#\r" * 60_000, "file"),
        ("#\r" * 60_001, "too-large"),
        (f"#{'[' * 25_000}", "file"),
        (f"#{'[' * 25_001}", "too-large"),
    ],
)
def test_lines_and_sections_of_a_shared_file(text: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(text.encode())
    assert files.ini_file(ThisProcess(), str(path), SecretStore()).state.kind == kind


@pytest.mark.parametrize(("size", "kind"), [(8 * MIB, "file"), (8 * MIB + 1, "too-large")])
def test_a_file_of_certificates(size: int, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    path.touch()
    os.truncate(path, size)
    assert certificates(ThisProcess(), facts.CertificatesNeed(str(path)), SecretStore()).state.kind == kind


@pytest.mark.parametrize(("size", "refused"), [(8 * MIB, False), (8 * MIB + 1, True)])
def test_a_file_that_the_sdk_would_open(size: int, refused: bool, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    os.truncate(path, size)
    with restrained(lambda _: None):
        if refused:
            with pytest.raises(UnsafeFile):
                open(path)  # noqa: SIM115
        else:
            open(path).close()
    if refused:
        with pytest.raises(UnsafeFile):
            refuse_unsafe(str(path))


@pytest.mark.parametrize(
    ("name", "size", "refused"),
    [("x.json", 4 * MIB, False), ("x.json", 4 * MIB + 1, True), ("x.json.gz", 0, False), ("x.json.gz", 1, True)],
)
def test_a_description_of_a_service_that_is_not_the_sdks_own(
    name: str, size: int, refused: bool, tmp_path: Path
) -> None:
    import botocore.loaders

    (tmp_path / name).write_bytes(b"7" + b" " * (size - 1) if size else b"")
    with restrained(lambda _: None):
        if refused:
            with pytest.raises(UnsafeFile):
                botocore.loaders.JSONFileLoader().load_file(str(tmp_path / "x"))
        elif size:
            assert botocore.loaders.JSONFileLoader().load_file(str(tmp_path / "x")) == 7


@pytest.mark.parametrize(("before", "found"), [(64 * KIB - 6, "docker"), (64 * KIB - 5, None)])
def test_a_word_at_the_end_of_a_file_of_the_system(before: int, found: str | None, tmp_path: Path) -> None:
    path = tmp_path / "mark"
    path.write_text(" " * before + "Docker")
    assert path_probes.mark(ThisProcess(), extra_facts.MarkNeed(str(path), ("docker",))).found == found


@pytest.mark.parametrize(("count", "kept"), [(100, 100), (101, 100)])
def test_logins_in_a_directory(count: int, kept: int, tmp_path: Path) -> None:
    for number in range(count):
        (tmp_path / f"{number:03}.json").write_text('{"accessToken": "x", "region": "us-east-1"}')
    logins = path_probes.cache_dir(ThisProcess(), extra_facts.CacheDirNeed(str(tmp_path)), SecretStore()).logins
    assert [one.name for one in logins] == [f"{number:03}.json" for number in range(kept)]


@pytest.mark.parametrize(("before", "found"), [(99, "2.15.0"), (100, None)])
def test_folders_of_the_path_where_a_command_line_is_looked_for(before: int, found: str | None, tmp_path: Path) -> None:
    program = tmp_path / "aws-cli/v2/2.15.0/bin/aws"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    path = os.pathsep.join([str(tmp_path)] * before + [str(program.parent)])
    assert cli_version("aws-cli", WithVariables({"PATH": path})) == found


@pytest.mark.parametrize(("size", "found"), [(64 * KIB, "2.15.0"), (64 * KIB + 1, None)])
def test_a_version_at_the_end_of_a_file(size: int, found: str | None, tmp_path: Path) -> None:
    package = tmp_path / "lib/python3.11/site-packages/awscli/__init__.py"
    package.parent.mkdir(parents=True)
    said = "\n__version__ = '2.15.0"
    package.write_text("#" * (size - len(said)) + said)
    program = tmp_path / "bin/aws"
    program.parent.mkdir()
    program.write_text(f"#!{tmp_path}/bin/python3\n")
    program.chmod(0o755)
    # Of one byte less it is another version: "2.15".
    assert (
        cli_version("aws-cli", WithVariables({"PATH": str(program.parent)})) == (found or "2.15.")[: 6 if found else 4]
    )


@pytest.mark.parametrize(("size", "finished"), [(64 * KIB, True), (64 * KIB + 1, False)])
def test_bytes_of_an_answer(size: int, finished: bool) -> None:
    import time

    end = f'"AccessKeyId": "{KEY}", "SecretAccessKey": "x", "Token": "x", "Expiration": "2099-01-01T00:00:00Z"}}'
    body = "{" + " " * (size - len(end) - 1) + end
    with FakeContainer({"path": "/creds", "body": body}) as fake:
        url = f"{fake.url}/creds"
        answer = ask_container(
            ThisProcess(), facts.ContainerNeed(url, False, "none"), url, time.monotonic() + 10, SecretStore(), []
        )
    assert (answer.unfinished, answer.key_id) == (not finished, KEY if finished else None)


@pytest.mark.parametrize("stream", ["", ">&2"])
@pytest.mark.parametrize(("size", "late"), [(16 * MIB, False), (16 * MIB + 1, True)])
def test_bytes_that_a_program_prints(size: int, late: bool, stream: str) -> None:
    import time

    command = ["sh", "-c", f"head -c {size} /dev/zero {stream}"]
    output = Runner(ThisProcess()).run(lambda: command, time.monotonic() + 30)
    assert output.late == late
    if not late:
        assert len(output.stdout) + len(output.stderr) == size


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ab " * 100, "ab " * 100),
        ("ab " * 100 + "c", "ab " * 100 + "…"),
        # What is cut off is looked at all the same, and so is what a secret stands before.
        ("ab " * 98 + "s3cr3t-w0rd", "ab " * 98 + "…"),
    ],
)
def test_characters_of_a_text_from_outside(text: str, shown: str) -> None:
    store = SecretStore()
    store.keep("s3cr3t-w0rd")
    assert shortened(text, store) == shown


@pytest.mark.parametrize(("length", "hidden"), [(7, False), (8, True)])
def test_the_shortest_run_of_a_secret_that_is_hidden(length: int, hidden: bool) -> None:
    store = SecretStore()
    store.keep("q7Zt-w0rd-of-a-secret")
    said = f"no such key: {'q7Zt-w0rd-of-a-secret'[:length]}"
    assert (store.scrub(said) != said) == hidden


@pytest.mark.parametrize(("length", "hidden"), [(7, False), (8, True)])
def test_the_shortest_secret_that_is_hidden(length: int, hidden: bool) -> None:
    store = SecretStore()
    store.keep("q7Ztw0rd"[:length])
    said = f"no such key: {'q7Ztw0rd'[:length]}"
    assert (store.scrub(said) != said) == hidden


@pytest.mark.parametrize(("length", "hidden"), [(15, False), (16, True)])
def test_the_shortest_run_of_a_secret_that_is_hidden_in_a_name(length: int, hidden: bool) -> None:
    store = SecretStore()
    store.keep("q7ztw0rdxof-a-secret-that-is-known")
    name = f"in-{'q7ztw0rdxof-a-secret-that-is-known'[:length]}"
    assert (store.without_known(name) != name) == hidden


@pytest.mark.parametrize(("length", "hidden"), [(23, False), (24, True)])
def test_the_longest_part_of_a_path_that_is_shown(length: int, hidden: bool) -> None:
    segment = "credentials-of-the-tasks"[:length]
    assert seal_url(f"http://127.0.0.1/v2/{segment}/x") == f"http://127.0.0.1/v2/{'…' if hidden else segment}/x"


@pytest.mark.parametrize(("count", "kept"), [(40, 40), (41, 40)])
def test_members_of_a_json_text(count: int, kept: int) -> None:
    text = "{" + ", ".join(f'"AccountId": "{number:012}"' for number in range(count)) + "}"
    members = json_text(text.encode(), SecretStore()).members
    assert [one.reading for one in members] == [f"{number:012}" for number in range(kept)]


@pytest.mark.parametrize(("length", "shown"), [(64, True), (65, False)])
def test_characters_of_a_member_that_is_no_secret(length: int, shown: bool) -> None:
    members = json_text(json.dumps({"AccountId": "1" * length}).encode(), SecretStore()).members
    assert members[0].reading == ("1" * length if shown else None)


def _jwt(claims: dict[str, Any]) -> str:
    return jwt(b'{"alg": "RS256"}', json.dumps(claims).encode()).decode()


@pytest.mark.parametrize(("length", "kept"), [(300, 300), (301, 300)])
def test_characters_of_a_claim(length: int, kept: int) -> None:
    _, claims = form_of(_jwt({"iss": "a b " * 75 + "c" * (length - 300)}), SecretStore())
    assert claims is not None and claims.issuer == "a b " * 75 and len(claims.issuer) == kept


@pytest.mark.parametrize(("count", "kept"), [(5, 5), (6, 5)])
def test_audiences_of_a_token(count: int, kept: int) -> None:
    _, claims = form_of(_jwt({"aud": [f"a{number}" for number in range(count)]}), SecretStore())
    assert claims is not None and claims.audience == tuple(f"a{number}" for number in range(kept))


@pytest.mark.parametrize(("seconds", "kept"), [(253402300799, True), (253402300800, False), (0, True), (-1, False)])
def test_times_of_a_token(seconds: int, kept: bool) -> None:
    _, claims = form_of(_jwt({"exp": seconds, "iat": seconds}), SecretStore())
    expected = float(seconds) if kept else None
    assert claims is not None and (claims.expires_at, claims.issued_at) == (expected, expected)


def test_a_byte_order_mark_does_not_count_as_another_byte(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(codecs.BOM_UTF8 + b"#" * (8 * MIB - 3))
    assert files.ini_file(ThisProcess(), str(path), SecretStore()).state.kind == "file"


@pytest.mark.parametrize(("size", "witness"), [(64 * KIB, "agrees"), (64 * KIB + 1, "not-run")])
@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
def test_a_file_that_cannot_be_parsed_and_takes_the_sdk_long(
    variable: str, size: int, witness: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a larger one the model tells alone: the SDK's reader takes time with the square of its size."""
    path = tmp_path / "file"
    head = b"[default]\nx\n"
    path.write_bytes(head + b"#" * (size - len(head)))
    monkeypatch.setenv(variable, str(path))
    report = explain(Question(budget=Budget("none")))
    assert (report.diagnosis.witness, report.diagnosis.verdict.outcome) == (witness, "error")
