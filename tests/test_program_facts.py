"""What is made of a program: its command line and what it printed; of options for Java; of places and certificates."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest

from whoami_aws.gather.aws_hosts import is_sts
from whoami_aws.gather.certificates import _blocks
from whoami_aws.gather.java import OPTION, meant, properties, words
from whoami_aws.gather.path_probes import cache_dir, mark, place
from whoami_aws.gather.plain_command import plain_words
from whoami_aws.gather.process import Output, Runner, _Group, _marks, fact_of
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.tasks import Late, Task
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.address import address_of
from whoami_aws.host.extra_facts import CacheDirNeed, MarkNeed, PlaceNeed
from whoami_aws.host.values import Shape

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
WHOLE = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET}
MORE = {
    "SessionToken": "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
    "Expiration": "2099-01-01T00:00:00Z",
    "AccountId": "111122223333",
}


HERE = ThisProcess()


def _fact(stdout: object, code: int = 0, stderr: bytes = b"", command: str = "/bin/keys a b", **more: Any) -> Any:
    data = stdout if isinstance(stdout, bytes) else json.dumps(stdout).encode()
    return fact_of(
        ThisProcess(),
        command,
        Output(data, stderr, code, more.get("error"), more.get("late", False)),
        7.0,
        SecretStore(),
    )


def test_a_program_that_prints_credentials() -> None:
    fact = _fact({**WHOLE, **MORE})
    assert (fact.program, fact.arguments, fact.elapsed_ms, fact.exit_code) == ("/bin/keys", 2, 7.0, 0)
    assert (fact.version, fact.version_ok, fact.missing_key, fact.key_id) == ("1", True, None, KEY)
    assert (fact.has_token, fact.expires, fact.expiration, fact.account) == (
        True,
        True,
        MORE["Expiration"],
        MORE["AccountId"],
    )
    assert (fact.error, fact.message, fact.stderr, fact.timed_out, fact.marks, fact.not_run) == (
        "",
        "",
        "",
        False,
        (),
        "",
    )
    assert fact.printed == len(json.dumps({**WHOLE, **MORE}))
    assert SECRET not in repr(fact) and MORE["SessionToken"] not in repr(fact)
    bare = _fact(WHOLE)
    assert (bare.has_token, bare.expires, bare.expiration, bare.account) == (False, False, None, None)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({**WHOLE, "Version": 2}, {"version": "2", "version_ok": False}),
        ({**WHOLE, "Version": "1"}, {"version": "1", "version_ok": False}),
        (
            {"AccessKeyId": KEY},
            {"version": "<Version key not provided>", "version_ok": False, "missing_key": "SecretAccessKey"},
        ),
        ({"Version": 1, "SecretAccessKey": SECRET}, {"missing_key": "AccessKeyId", "key_id": None}),
        ({"Version": 1}, {"missing_key": "AccessKeyId"}),
        ({**WHOLE, "Expiration": None}, {"expires": False, "expiration": None}),
        ({**WHOLE, "Expiration": 7}, {"expires": True, "expiration": None}),
        ({**WHOLE, "SessionToken": ""}, {"has_token": False}),
        ([], {"error": "AttributeError", "message": "'list' object has no attribute 'get'", "exit_code": 0}),
        (None, {"error": "AttributeError", "message": "'NoneType' object has no attribute 'get'"}),
        (b"", {"error": "JSONDecodeError", "message": "Expecting value: line 1 column 1 (char 0)"}),
    ],
    ids=str,
)
def test_what_is_made_of_other_answers(content: object, told: dict[str, Any]) -> None:
    fact = _fact(content)
    assert {name: getattr(fact, name) for name in told} == told


def test_a_program_that_fails() -> None:
    fact = _fact(WHOLE, 3, b"sorry")
    assert (fact.exit_code, fact.stderr, fact.error, fact.key_id, fact.version) == (3, "sorry", "", None, None)
    fact = _fact(b"", 3, b"\xff")
    assert (fact.exit_code, fact.error) == (3, "UnicodeDecodeError") and fact.message
    fact = _fact(b"{", 0, b"sorry \xff")
    assert (fact.error, fact.stderr) == ("JSONDecodeError", "sorry \ufffd")
    fact = _fact(b"", -1, error=FileNotFoundError(2, "No such file", "/bin/keys"))
    assert (fact.error, fact.exit_code, fact.error_at_start) == ("FileNotFoundError", None, "FileNotFoundError")
    assert fact.message == "[Errno 2] No such file: '/bin/keys'"
    assert _fact(b"", late=True).timed_out
    quotes = _fact(WHOLE, command="'keys")
    assert (quotes.program, quotes.arguments) == ("the program", 0)


@pytest.mark.parametrize(
    ("command", "shown"),
    [("/bin/keys", "/bin/keys"), ("NAME=value x", "NAME=…"), ("NAME= x", "NAME=")],
)
def test_the_name_of_a_program(command: str, shown: str) -> None:
    assert _fact(WHOLE, command=command).program == shown


@pytest.mark.parametrize(
    ("command", "marks"),
    [
        ("a b c", ()),
        ("a | b || c", ("|", "||")),
        ("a > b 2>&1", (">", "2>&1")),
        ("a; b", (";",)),
        ("a& b", ("&",)),
        ("; a ;", (";",)),
        ("a $(b) `c`", ("$(", "`")),
        ("a $B ${C}", ("$",)),
        ("a $ $1", ("$",)),
        ("a $", ()),
        ("~/a b~/c", ("~",)),
        ("A=b c", ("=",)),
        ("./A=b c", ()),
        ("a B=c", ()),
        ("~/a | $B", ("~", "|", "$")),
    ],
)
def test_what_only_a_shell_would_understand(command: str, marks: tuple[str, ...]) -> None:
    assert set(_marks(command.split(" "))) == set(marks)
    assert _marks([]) == ()


@pytest.mark.parametrize(
    ("command", "plain"),
    [
        ("/bin/a b 'c d' \"e f\"", ["/bin/a", "b", "c d", "e f"]),
        ("a b", ["a", "b"]),
        ("a\tb", ["a", "b"]),
        ("", None),
        ("''", None),
        ("/bin/a $B", None),
        ('/bin/a "$B"', None),
        ("/bin/a 'b", None),
        ("/bin/a b;", None),
        ("/bin/a\nb", None),
        ("A=b c", None),
        ("/A=b c", None),
        ("echo a", None),
        ("./echo a", ["./echo", "a"]),
        ("while a", None),
        (". a", None),
    ],
)
def test_what_a_shell_takes_as_it_stands(command: str, plain: list[str] | None) -> None:
    assert plain_words(command, {"PATH": "/bin"}) == plain
    by_path = plain is not None and "/" in plain[0]
    for environ in ({}, {"PATH": ""}, {"PATH": "/bin", "BASH_FUNC_a%%": "() { :; }"}):
        assert plain_words(command, environ) == (plain if by_path else None)


def test_a_program_without_a_process_between(tmp_path: Path) -> None:
    """Where there can be none, as on systems other than Linux."""
    with open(os.devnull, "rb") as nothing, (tmp_path / "out").open("wb") as out:
        streams = nothing.fileno(), out.fileno(), out.fileno()
        done = _Group(["sh", "-c", "echo said; exit 3"], *streams)
        done.started()
        assert done.exit_code(5.0) == 3
        asleep = _Group(["sleep", "30"], *streams)
        assert asleep.exit_code(0.01) is None
        asleep.stop()
        assert asleep.exit_code(5.0) == -signal.SIGKILL
        none = _Group(["/no/such/program"], *streams)
        with pytest.raises(FileNotFoundError):
            none.started()
        none.stop()
        assert none.exit_code(0.0) is None
    assert (tmp_path / "out").read_text() == "said\n"


def test_how_a_run_ends() -> None:
    runner = Runner(ThisProcess())
    until = time.monotonic() + 20
    output = runner.run(lambda: ["sh", "-c", "echo out; echo err >&2; exit 3"], until)
    assert (output.stdout, output.stderr, output.returncode) == (b"out\n", b"err\n", 3)
    assert (output.error, output.late, output.reads_input) == (None, False, False)
    assert runner.run(lambda: ["cat"], until).reads_input is True
    output = runner.run(lambda: ["cat"], time.monotonic() + 0.05, input_open=True)
    assert (output.late, output.returncode, output.reads_input) == (True, -1, None)

    def no_words() -> list[str]:
        raise ValueError("No closing quotation")

    output = runner.run(no_words, until)
    assert isinstance(output.error, ValueError) and (output.late, output.returncode) == (False, -1)


class _StartsNothing(ThisProcess):
    def start(self, arguments: list[str], stdin: int, stdout: int, stderr: int) -> NoReturn:
        raise BlockingIOError("no more processes")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is of Linux")
@pytest.mark.parametrize("input_open", [False, True])
def test_a_start_that_fails_leaves_nothing_open(input_open: bool) -> None:
    before = set(os.listdir("/proc/self/fd"))
    with pytest.raises(BlockingIOError) as raised:
        Runner(_StartsNothing()).run(lambda: ["keys"], time.monotonic() + 5, input_open)
    assert raised.value.__traceback__ is not None, "all that the call held is still alive"
    assert set(os.listdir("/proc/self/fd")) == before


def test_a_result_that_is_late() -> None:
    task = Task(lambda: 7)
    assert task.result(time.monotonic() + 5) == 7 and task.done
    assert task.result(0.0) == 7, "it is there"

    def breaks() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        Task(breaks).result(time.monotonic() + 5)
    late = Task(lambda: time.sleep(0.2))
    with pytest.raises(Late):
        late.result(0.0)
    assert not late.done


# Java


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("-Da=b  -Dc=d", ["-Da=b", "-Dc=d"]),
        ("\t-Da=b\n", ["-Da=b"]),
        ("-Da='b c' \"-Dd=e f\"", ["-Da=b c", "-Dd=e f"]),
        ('-Da="b\'c"', ["-Da=b'c"]),
        ("-Da=b\\ c", ["-Da=b\\", "c"]),
        ("-Da='b c", ["-Da=b c"]),
        ('-Da=""', ["-Da="]),
        ("", []),
    ],
)
def test_the_options_of_a_virtual_machine(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_the_property_that_is_said_last_counts() -> None:
    environ = {
        "_JAVA_OPTIONS": "-Daws.profile=a -Daws.profile=b",
        "JDK_JAVA_OPTIONS": "-Daws.profile=c",
        "JAVA_TOOL_OPTIONS": "-Daws.profile=d -Dother=x -Xmx1g -Daws.aSetting=e",
    }
    found = properties(environ, ["-Daws.profile=f", "aws.region=g", "-Daws.accessKeyId"], SecretStore())
    assert [(one.name, one.source, one.reading) for one in found if isinstance(one.reading, str)] == [
        ("aws.profile", "_JAVA_OPTIONS", "b"),
        ("aws.profile", "_JAVA_OPTIONS", "a"),
        ("aws.accessKeyId", OPTION, ""),
        ("aws.profile", OPTION, "f"),
        ("aws.profile", "JDK_JAVA_OPTIONS", "c"),
        ("aws.profile", "JAVA_TOOL_OPTIONS", "d"),
    ]
    assert [one.name for one in found if isinstance(one.reading, Shape)] == ["aws.aSetting"]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("aws.profile", None),
        ("aws.maxAttempts", None),
        ("AWS.PROFILE", "aws.profile"),
        ("aws.profil", "aws.profile"),
        ("aws.secretKeys", "aws.secretKey"),
        ("aws.acessKeyId", "aws.accessKeyId"),
        ("user.dir", None),
        ("x", None),
    ],
)
def test_a_property_that_was_meant(name: str, near: str | None) -> None:
    assert meant(name) == near


# Places


def test_what_is_at_a_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 9)
    (tmp_path / "folder").mkdir()
    found = {
        name: place(HERE, PlaceNeed(str(tmp_path / name)), SecretStore()).state for name in ("file", "folder", "none")
    }
    assert {name: state.kind for name, state in found.items()} == {
        "file": "file",
        "folder": "directory",
        "none": "missing",
    }
    assert found["file"].size == 9


def test_a_word_that_a_file_of_the_system_has(tmp_path: Path) -> None:
    path = tmp_path / "mark"
    path.write_text("Amazon EC2 and more\n")
    assert [
        mark(HERE, MarkNeed(str(path), one)).found for one in (("more", "amazon"), ("none", "ec2"), ("none",), ())
    ] == [
        "more",
        "ec2",
        None,
        None,
    ]
    path.write_bytes(b"x" * 64 * 1024 + b"late")
    assert mark(HERE, MarkNeed(str(path), ("late",))).found is None
    path.write_bytes(b"x" * (64 * 1024 - 4) + b"late")
    assert mark(HERE, MarkNeed(str(path), ("late",))).found == "late"
    for other in (str(tmp_path / "none"), str(tmp_path), "a\0b"):
        assert mark(HERE, MarkNeed(other, ("x",))).found is None


def test_the_logins_in_a_directory(tmp_path: Path) -> None:
    token = {
        "accessToken": SECRET,
        "startUrl": "https://a.example/start",
        "region": "eu-west-1",
        "expiresAt": "2099-01-01",
    }
    for name, content in {
        "a.json": token,
        "b.json": {**token, "refreshToken": SECRET},
        "c.json": {"clientId": "x"},
        "d.txt": token,
        "e.json": {"accessToken": SECRET},
    }.items():
        (tmp_path / name).write_text(json.dumps(content))
    found = cache_dir(HERE, CacheDirNeed(str(tmp_path)), SecretStore())
    whole = ("https://a.example/start", "eu-west-1", "2099-01-01")
    assert found.state.kind == "directory"
    assert [tuple(one) for one in found.logins] == [
        ("a.json", *whole, False),
        ("b.json", *whole, True),
        ("e.json", None, None, None, False),
    ]
    for number in range(120):
        (tmp_path / f"n{number:03}.json").write_text("{}" if number < 96 else json.dumps(token))
    assert len(cache_dir(HERE, CacheDirNeed(str(tmp_path)), SecretStore()).logins) == 3, "of a hundred files"
    for other in (str(tmp_path / "none"), "a\0b", str(tmp_path / "a.json")):
        assert cache_dir(HERE, CacheDirNeed(other), SecretStore()).state.kind == "missing"


@pytest.mark.parametrize(
    ("lines", "blocks"),
    [
        ("B x y E", ["xy"]),
        ("B x E B y E", ["x", "y"]),
        ("x B y E z", ["y"]),
        ("B x B y E", ["y"]),
        ("B x K y E", []),
        ("B x k", []),
        ("B x", []),
        ("E B x E", ["x"]),
        ("K x E", []),
    ],
)
def test_the_blocks_of_a_file_of_certificates(lines: str, blocks: list[str]) -> None:
    words_ = {
        "B": "-----BEGIN CERTIFICATE-----\r",
        "E": "-----END CERTIFICATE----- ",
        "K": "-----BEGIN PRIVATE KEY-----",
        "k": "-----END PRIVATE KEY-----",
    }
    given = [words_.get(one, f" {one}\t\r").encode() for one in lines.split()]
    assert [one.decode() for one in _blocks(given)] == blocks


class _Data:
    def load_data(self, name: str) -> Any:
        assert name == "partitions"
        aws = {"implicitGlobalRegion": "us-east-1", "dnsSuffix": "amazonaws.com", "dualStackDnsSuffix": "api.aws"}
        china = {"implicitGlobalRegion": "cn-northwest-1", "dnsSuffix": "amazonaws.com.cn"}
        return {
            "partitions": [
                {"outputs": aws, "regions": {"us-east-1": {}, "aws-global": {}}, "regionRegex": r"^(us|eu)\-\w+\-\d+$"},
                {"outputs": china, "regions": {}, "regionRegex": r"^cn\-\w+\-\d+$"},
            ]
        }


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://sts.amazonaws.com", True),
        ("https://sts.amazonaws.com.", True),
        ("https://sts.us-east-1.amazonaws.com", True),
        ("https://sts-fips.eu-west-9.amazonaws.com", True),
        ("https://sts.us-east-1.api.aws", True),
        ("https://sts.cn-north-1.amazonaws.com.cn", True),
        ("https://vpce-0a1-x.sts.us-east-1.vpce.amazonaws.com", True),
        ("https://sts.amazonaws.com.cn", False),
        ("https://sts.cn-north-1.amazonaws.com", False),
        ("http://sts.amazonaws.com:443", False),
        ("https://sts.amazonaws.com:444", False),
        ("https://sts.api.aws", False),
        ("https://x.execute-api.us-east-1.amazonaws.com", False),
        ("https://sts.us-east-1.amazonaws.com.example", False),
        ("https://x.sts.us-east-1.amazonaws.com", False),
        ("https://sts.us-east-1xamazonaws.com", False),
        ("https://a\\b", False),
    ],
)
def test_an_sts_of_aws(url: str, is_one: bool) -> None:
    assert is_sts(address_of(url), _Data()) == is_one
