"""Commands that are told to be pasted do what they say in real shells, and nothing else, whatever a name holds."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.bsd_tools import Tools, refused
from tests.pasting import SHELLS, installed, paste, tree
from tests.scenario import child, explained, lay_out
from whoami_aws.host.host import Change, Host
from whoami_aws.host.snapshot import decode
from whoami_aws.render.sanitize import LIMIT, clean
from whoami_aws.rules import shell
from whoami_aws.rules.fixes import commands_for

_SAFE = [
    "-e1e touch canary;#",
    "--help",
    "-rf",
    "-",
    "--",
    "+x",
    "a b",
    "a  b",
    " a ",
    "a'b",
    "''",
    'a"b',
    "$(touch canary)",
    "`touch canary`",
    "$HOME",
    "${IFS}",
    "a;touch canary;b",
    "a&touch canary&b",
    "a|touch canary",
    "a>canary",
    "a<canary",
    "(touch canary)",
    "#a",
    "a#b",
    "!!",
    "!touch",
    "a'!touch'b",
    '"!touch"',
    "^a^b^",
    "a\\",
    "a\\b",
    "a\\\\b",
    "a\\'b",
    "\\'; touch canary; #",
    "\\n",
    "~",
    "~root",
    "a:~",
    "a:=ls",
    "=ls",
    "a=b",
    "*",
    "?",
    "[a]",
    "[!a]*",
    "{a,b}",
    "a{1..3}",
    "%1",
    "%self",
    "a&b",
    "@",
    "é",
    "日本",
    "🔑",
    "e\u0301",
]
"""Names that can be pasted as they are shown."""
_UNSAFE = [
    "a\nb",
    "a\ntouch canary\n",
    "a\rb",
    "a\tb",
    "\x1b[2J",
    "\x7f",
    "a\x00b",
    "\udcff",
    "\u202e",
    "\u200b",
    "\u3164",
    "\xa0",
]
"""Names that cannot: a report escapes what is in them."""


class _Case(NamedTuple):
    """A builder of commands for a file: what is there before, and what is there after."""

    commands: Callable[[str], shell.Commands]
    before: bytes
    after: dict[str, bytes | None]
    """By the ending of the file's name: its content, or None where nothing is there."""


_TEXT = b"[default]\nregion = us-east-1\naws_access_key_id = x\noutput = json\n  cli_pager =\n"


def _edited(*pairs: tuple[bytes, bytes]) -> dict[str, bytes | None]:
    after = _TEXT
    for old, new in pairs:
        assert old in after
        after = after.replace(old, new)
    return {"": after, ".bak": _TEXT}


_CASES = {
    "delete lines": _Case(
        lambda path: shell.edit(path, shell.delete_line(2), shell.delete_line(4)),
        _TEXT,
        _edited((b"region = us-east-1\n", b""), (b"output = json\n", b"")),
    ),
    "rename a section": _Case(
        lambda path: shell.edit(path, shell.rename_section(1, "profile dev")),
        _TEXT,
        _edited((b"[default]", b"[profile dev]")),
    ),
    "rename options": _Case(
        lambda path: shell.edit(path, shell.rename_option(2, "a"), shell.rename_option(5, "b")),
        _TEXT,
        _edited((b"region =", b"a ="), (b"  cli_pager =", b"  b =")),
    ),
    "insert a header": _Case(
        lambda path: shell.edit(path, shell.insert_header(2, "default")),
        _TEXT,
        _edited((b"region", b"[default]\nregion")),
    ),
    "close a header": _Case(
        lambda path: shell.edit(path, shell.close_header(4)), _TEXT, _edited((b"= json\n", b"= json]\n"))
    ),
    "remove an indent": _Case(
        lambda path: shell.edit(path, shell.remove_indent(5)), _TEXT, _edited((b"  cli_pager", b"cli_pager"))
    ),
    "remove all indents": _Case(
        lambda path: shell.edit(path, shell.remove_indent()), _TEXT, _edited((b"  cli_pager", b"cli_pager"))
    ),
    "write DEFAULT in small letters": _Case(
        lambda path: shell.edit(path, shell.LOWER_CASE_DEFAULT),
        b"[DEFAULT]\na = [DEFAULT]\n",
        {"": b"[default]\na = [DEFAULT]\n", ".bak": b"[DEFAULT]\na = [DEFAULT]\n"},
    ),
    "drop carriage returns": _Case(
        lambda path: shell.edit(path, shell.DROP_CARRIAGE_RETURNS),
        b"[default]\r\na = r\r\n",
        {"": b"[default]\na = r\n", ".bak": b"[default]\r\na = r\r\n"},
    ),
    "drop a byte order mark": _Case(
        shell.drop_byte_order_mark, b"\xef\xbb\xbf" + _TEXT, {"": _TEXT, ".bak": b"\xef\xbb\xbf" + _TEXT}
    ),
    "convert UTF-16": _Case(
        shell.convert_utf_16,
        _TEXT.decode().encode("utf-16"),
        {"": _TEXT, ".bak": _TEXT.decode().encode("utf-16")},
    ),
    "drop line ends": _Case(shell.drop_line_ends, b"rnx\r\n", {"": b"rnx", ".bak": b"rnx\r\n"}),
    "put aside": _Case(shell.put_aside, _TEXT, {"": None, ".off": _TEXT}),
    "remove": _Case(shell.remove, _TEXT, {"": None}),
    "change the mode": _Case(lambda path: shell.change_mode("600", path), _TEXT, {"": _TEXT}),
    "let it run": _Case(lambda path: shell.change_mode("+x", path), _TEXT, {"": _TEXT}),
}


def _shells() -> list[object]:
    """One shell in the default run, the others where time is no matter."""
    return [name if name == "bash" else pytest.param(name, marks=pytest.mark.slow) for name in SHELLS]


def _cases() -> list[object]:
    """One case in the default run: what differs between shells and names is the same for all."""
    return [name if name == "delete lines" else pytest.param(name, marks=pytest.mark.slow) for name in _CASES]


@pytest.fixture
def short() -> Iterator[Path]:
    """A directory with a short name: a command is not longer than a report shows."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def _needs(name: str) -> None:
    if name not in installed():
        pytest.skip(f"{name} is not installed here (apt-get install {name}): its commands were NOT tested")


@pytest.mark.parametrize("name", _shells())
@pytest.mark.parametrize("case", _cases())
def test_a_file_of_any_name_is_what_is_changed(case: str, name: str, short: Path) -> None:
    """By its relative, its absolute and its name below the home, and with tools as BSD has them."""
    _needs(name)
    tools = Tools(short / "tools")
    commands, before, after = _CASES[case]
    wanted: dict[str, bytes | None] = {}
    told: list[str] = []
    roots = {"relative": "", "absolute": f"{short}/host/absolute/", "home": "~/home/"}
    for folder, root in roots.items():
        place = short / "host" / folder
        place.mkdir(parents=True)
        for word in _SAFE:
            (place / word).write_bytes(before)
            made = commands(f"{root}{word}" if root or word[0] != "~" else f"./{word}")
            assert len(made) == 1, word
            told += [f"cd {short / 'host' / 'relative'}", *made]
            wanted.update({str(place / f"{word}{ending}"): content for ending, content in after.items()})
    env = {"HOME": str(short / "host"), "LANG": "C.UTF-8"}
    _, said = paste(told, name, short / "host" / "relative", env, tools.path)
    found = {path: content for path, (_, content) in tree(short / "host").items() if not Path(path).is_dir()}
    assert found == {path: content for path, content in wanted.items() if content is not None}, said
    assert tools.refusals() == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SHELLS)
def test_a_directory_of_any_name_is_what_is_changed(name: str, tmp_path: Path) -> None:
    _needs(name)
    tools = Tools(tmp_path / "tools")
    place = tmp_path / "host"
    place.mkdir()
    told: list[str] = []
    for word in _SAFE:
        path = f"./{word}" if word[0] == "~" else word
        (place / f"{word}.tree" / "below").mkdir(parents=True)
        (place / f"{word}.empty").mkdir()
        told += [*shell.make_directory(path), *shell.remove_tree(f"{path}.tree")]
        told += [*shell.remove_directory(f"{path}.empty"), *shell.list_directories_above(f"{path}/x/y")]
    assert len(told) == 4 * len(_SAFE)
    _, said = paste(told, name, place, {"HOME": "/nonexistent", "LANG": "C.UTF-8"}, tools.path)
    assert sorted(path.name for path in place.iterdir()) == sorted(_SAFE), said
    assert tools.refusals() == []


@pytest.mark.parametrize("word", _UNSAFE)
def test_a_name_that_is_shown_with_escapes_is_in_no_command(word: str) -> None:
    for path in (word, f"/x/{word}", f"~/{word}"):
        made = [case.commands(path) for case in _CASES.values()]
        assert set(made) == {()}
    assert shell.export(("A", word)) == shell.export(("A", "x"), ("B", word)) == ()
    assert shell.aws("sso login", profile=word) == shell.aws_configure_set("region", word) == ()
    assert shell.aws("x", {"--y": word}) == shell.aws_configure_import(word) == shell.curl(word) == ()


@pytest.mark.parametrize(
    "codes",
    [range(0x3200), range(0xD700, 0x10000), pytest.param(range(sys.maxunicode + 1), marks=pytest.mark.slow)],
    ids=["small", "large", "all"],
)
def test_what_a_command_takes_is_shown_as_it_is(codes: range) -> None:
    """A character that a report writes as an escape is in no command."""
    for code in codes:
        if shell.export(("A", chr(code))):
            assert clean(chr(code)) == chr(code), hex(code)


def test_a_command_that_is_shown_in_part_is_not_given() -> None:
    assert shell.LONGEST <= LIMIT
    assert shell.export(("A", "x" * LIMIT)) == shell.remove("~/" + "x" * LIMIT) == ()


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_a_shell_that_recalls_commands_is_tested_as_such(name: str, tmp_path: Path) -> None:
    """Without its quotes, or in double ones, a `!` is not what it shows."""
    _needs(name)
    env, _ = paste(["export FIRST=1", 'export SECOND="!export"'], name, tmp_path, {"HOME": "/nonexistent"})
    assert env["FIRST"] == "1" and env.get("SECOND") != "!export"


@pytest.mark.parametrize("name", _shells())
def test_a_variable_holds_exactly_what_is_set(name: str, tmp_path: Path) -> None:
    _needs(name)
    place = tmp_path / "place"
    place.mkdir()
    values = {f"V{number}": word for number, word in enumerate(_SAFE)}
    env = {"HOME": "/nonexistent", "LANG": "C.UTF-8"}
    after, said = paste(shell.export(*values.items()), name, place, env)
    assert {key: value for key, value in after.items() if key[0] == "V" and key[1:].isdigit()} == values, said
    copies = [(f"W{number}", f"V{number}") for number in range(len(_SAFE))]
    told = [*shell.copy_variables(copies), *shell.unset(*values), *shell.swap_variables("A", "B")]
    told += [*shell.strip_variable("C", shell.SPACE), *shell.strip_variable("D", shell.LINE_ENDS)]
    more = {"A": "a$(touch canary)", "B": "`touch canary`b", "C": " `touch canary`\t\n", "D": "$(touch canary)rn \r\n"}
    after, said = paste(told, name, place, {**env, **values, **more})
    kept = {key: value for key, value in after.items() if key[0] in "ABCDVW" and key not in ("COLUMNS",)}
    copied = {f"W{number}": word for number, word in enumerate(_SAFE)}
    swapped = {"A": more["B"], "B": more["A"], "C": "`touchcanary`", "D": "$(touch canary)rn "}
    assert kept == {**copied, **swapped}, said
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("name", _shells())
def test_the_content_of_a_variable_goes_to_a_file_of_this_user(name: str, tmp_path: Path) -> None:
    _needs(name)
    place = tmp_path / "place"
    place.mkdir()
    content = "[default]\naws_secret_access_key = $(touch canary)`touch canary`%s\\n"
    env = {"HOME": "/nonexistent", "LANG": "C.UTF-8", "TMPDIR": str(place), "AWS_CONFIG_FILE": content}
    after, said = paste(shell.content_to_file("AWS_CONFIG_FILE"), name, place, env)
    file = Path(after["AWS_CONFIG_FILE"])
    assert [file] == list(place.iterdir()), said
    assert (file.read_text(), file.stat().st_mode & 0o777) == (content, 0o600)
    assert "WHOAMI_AWS_FILE" not in after


def test_no_command_has_a_label_where_a_text_is_meant() -> None:
    for label in ("redacted-1", "<redacted-12>", "/home/redacted/3/x"):
        assert shell.export(("A", label)) == shell.aws("sso login", profile=label) == shell.remove(label) == ()


@pytest.mark.parametrize("word", [*_SAFE, "", "a-b", "1a", "a.b"])
def test_only_the_name_of_a_variable_is_one(word: str) -> None:
    assert shell.unset(word) == shell.unset("A", word) == shell.export((word, "x")) == ()
    assert shell.copy_variables([(word, "A")]) == shell.copy_variables([("A", word)]) == ()
    assert shell.swap_variables("A", word) == shell.strip_variable(word, shell.SPACE) == ()


def test_a_program_gets_a_name_as_one_argument(tmp_path: Path) -> None:
    """And never as an option beside the one whose value it is."""
    tools = Tools(tmp_path / "tools")
    told: list[str] = []
    for word in _SAFE:
        told += [*shell.aws("sso login", profile=word), *shell.aws("x", {"--y": word, "--z": "1"})]
        told += shell.aws_configure_import(f"/x/{word}")
        told.append(f"whoami-aws {shell.profile_option(word)}")
    place = tmp_path / "place"
    place.mkdir()
    _, said = paste(told, "bash", place, {"HOME": "/nonexistent", "LANG": "C.UTF-8"}, tools.path)
    wanted: list[list[str]] = []
    for word in _SAFE:
        profile = [f"--profile={word}"] if word.startswith("-") else ["--profile", word]
        other = [f"--y={word}"] if word.startswith("-") else ["--y", word]
        wanted += [["aws", "sso", "login", *profile], ["aws", "x", *other, "--z", "1"]]
        wanted += [["aws", "configure", "import", "--csv", f"file:///x/{word}"], ["whoami-aws", *profile]]
    assert tools.calls() == wanted, said


@pytest.mark.parametrize(
    "made",
    [
        shell.aws("x", {"--y": "file:///etc/passwd"}),
        shell.aws("x", {"--y": "FILEB:///etc/passwd"}),
        shell.aws("x", {"--y": "https://example.com"}),
        shell.aws_configure_set("region", "--endpoint-url=http://127.0.0.1"),
        shell.aws_configure_set("region", ""),
        shell.aws_configure_set("region", "x", "a]\n[b"),
        shell.aws_configure_set("region", "x", "a]b"),
        shell.aws_create_oidc_provider("https://x/$(touch canary)"),
        shell.aws_create_oidc_provider("--url"),
        shell.curl("-K/etc/passwd"),
        shell.curl("file:///etc/passwd"),
        shell.curl("http://x/`touch canary`"),
        shell.change_mode("-R 777", "x"),
        shell.edit("x"),
        shell.edit("x/", shell.delete_line(1)),
        shell.unset(),
        shell.remove(""),
    ],
)
def test_what_a_program_would_take_for_more_than_a_value_is_in_no_command(made: shell.Commands) -> None:
    assert made == ()


_SEDS = (("sed",), ("busybox", "sed"), ("toybox", "sed"))


@pytest.mark.parametrize("program", [one for one in _SEDS if shutil.which(one[0])], ids=" ".join)
def test_sed_reads_nothing_into_a_name(program: tuple[str, ...], tmp_path: Path) -> None:
    """Each name as that of a section and of an option, by every sed that is here."""
    names = [name for name in _SAFE if name.isascii() or program == ("sed",)]
    path = tmp_path / "config"
    path.write_text("[old]\nold = [old] # ]\n" * len(names))
    scripts = [
        script
        for number, name in enumerate(names)
        for script in (shell.rename_section(2 * number + 1, name), shell.rename_option(2 * number + 2, name))
    ]
    parts = [word for script in scripts for part in script for word in ("-e", part)]
    assert list(refused("sed", *parts, str(path))) == []
    done = subprocess.run([*program, *parts, str(path)], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.decode() == "".join(f"[{name}]\n{name} = [old] # ]\n" for name in names)
    assert [one.name for one in tmp_path.iterdir()] == ["config"]


@pytest.mark.parametrize("program", [one for one in _SEDS if shutil.which(one[0])], ids=" ".join)
@pytest.mark.parametrize("case", [name for name, case in _CASES.items() if "sed" in case.commands("x")[0]])
def test_every_sed_edits_alike(case: str, program: tuple[str, ...], tmp_path: Path) -> None:
    commands, before, after = _CASES[case]
    (command,) = commands("config")
    (tmp_path / "config").write_bytes(before)
    script = f'sed() {{ command {" ".join(program)} "$@"; }}; {command}'
    subprocess.run(["/bin/sh", "-ec", script], cwd=tmp_path, check=True)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {
        f"config{end}": text for end, text in after.items()
    }


def test_a_backup_is_never_overwritten(tmp_path: Path) -> None:
    """A second edit would have other lines, and lose what the first one kept."""
    path = tmp_path / "config"
    path.write_bytes(_TEXT)
    script = "\n".join([*shell.edit("config", shell.delete_line(2))] * 2 + [*shell.drop_line_ends("config")])
    subprocess.run(["/bin/sh", "-c", script], cwd=tmp_path, check=False)
    assert path.read_bytes() == _TEXT.replace(b"region = us-east-1\n", b"")
    assert (tmp_path / "config.bak").read_bytes() == _TEXT
    (tmp_path / "config.off").write_text("other")
    subprocess.run(["/bin/sh", "-c", shell.put_aside("config")[0]], cwd=tmp_path, check=False)
    assert path.exists() and (tmp_path / "config.off").read_text() == "other"


def test_a_file_that_is_filtered_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(_TEXT.decode().encode("utf-16"))
    path.chmod(0o600)
    subprocess.run(["/bin/sh", "-c", f"umask 0; {shell.convert_utf_16('config')[0]}"], cwd=tmp_path, check=True)
    assert {one.stat().st_mode & 0o777 for one in tmp_path.iterdir()} == {0o600}


def test_fish_reads_the_same_words(tmp_path: Path) -> None:
    """Its single quotes know escapes, and those of the other shells do not."""
    if (fish := shutil.which("fish")) is None:
        pytest.skip("fish is not installed here: how it reads words was NOT tested")
    texts = ["x", "", *_SAFE]
    words = [command.removeprefix("export A=") for text in texts for command in shell.export(("A", text))]
    script = f"printf '%s\\0' {' '.join(words)}"
    done = subprocess.run(
        [fish, "--no-config", "-c", script], env={"HOME": str(tmp_path)}, capture_output=True, check=True
    )
    assert done.stdout.decode().split("\0")[:-1] == texts


REFUSED_BY_BSD = {
    "a bare -i": ("sed", "-i", "3d", "config"),
    "a flag of GNU": ("sed", "-i.bak", "-e", "3s/a/b/i", "config"),
    "a repetition of GNU": ("sed", "-i.bak", "-e", r"3s/a\+/b/", "config"),
    "an escape of GNU": ("sed", "-i.bak", "-e", r"s/\r$//", "config"),
    "a byte of GNU": ("sed", "-i.bak", "-e", r"1s/^\xEF//", "config"),
    "text on one line": ("sed", "-i.bak", "-e", "1i [default]", "config"),
    "a script without -e": ("sed", "-i.bak", "3d", "config"),
    "a program": ("sed", "-i.bak", "-e", "1e touch canary", "config"),
    "an option behind operands": ("sed", "-i.bak", "-e", "3d", "-e1e touch canary"),
    "a long option": ("chmod", "--reference=x", "y"),
    "an option of mv": ("mv", "-T", "x", "y"),
}


@pytest.mark.parametrize("name", REFUSED_BY_BSD)
def test_the_wrapper_refuses_what_bsd_does(name: str) -> None:
    assert list(refused(*REFUSED_BY_BSD[name]))


def test_only_one_module_makes_commands() -> None:
    """mypy lets nothing but a `Command` into a fix; and this one is made where its words are quoted."""
    package = Path(shell.__file__).parents[2]
    makers = set()
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not re.search(r"\b(Command\(|cast\()", text):
            continue
        for node in ast.walk(ast.parse(text)):
            called = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if called == "Command" or (called == "cast" and "Command" in ast.unparse(node)):
                makers.add(path.relative_to(package).as_posix())
    assert "rules/shell/quoting.py" in makers
    makers = {one for one in makers if not one.startswith("rules/shell/")}
    assert makers == {"cli/commands/completion.py"}  # completion's are those of the command line


_FILE = "~/.aws/config"


def test_changes_have_all_their_commands_or_none(tmp_path: Path) -> None:
    with lay_out({"env": {"AWS_PROFILE": "x"}}, tmp_path / "host") as laid:
        host = decode(json.loads(explained(laid)[1]))
    unset = Change("unset", "AWS_PROFILE")
    assert commands_for([unset], host) == ("unset AWS_PROFILE",)
    assert commands_for([unset, Change("drop-option", "--profile")], host) == ()
    assert commands_for([unset, Change("drop-key", _FILE, "default", "region", line=2)], host) == ()
    assert commands_for([unset, Change("unset", "A;touch canary")], host) == ()


def _host(files: dict[str, str], place: Path) -> Host:
    with lay_out({"files": files}, place) as laid:
        host = decode(json.loads(explained(laid)[1]))
        assert isinstance(host, Host)
        return host


def test_a_value_of_several_lines_goes_as_a_whole(tmp_path: Path) -> None:
    """What an indent joins to it would belong to the option above."""
    host = _host({_FILE: "[default]\nregion = x\ncredential_process = a\n  b\noutput = json\n"}, tmp_path / "host")
    (command,) = commands_for([Change("drop-key", _FILE, "default", "credential_process", line=3)], host)
    assert command == f"test ! -e {_FILE}.bak && sed -i.bak -e 3d -e 4d {_FILE}"


def test_a_file_whose_lines_sed_counts_otherwise_is_not_edited(tmp_path: Path) -> None:
    """A carriage return alone ends a line for the SDK."""
    text = "[default]\nregion = x\routput = a\noutput = json\n"
    host = _host({_FILE: text}, tmp_path / "host")
    assert commands_for([Change("drop-key", _FILE, "default", "region", line=2)], host) == ()
    with lay_out({"files": {_FILE: text}}, tmp_path / "again") as laid:
        findings = explained(laid)[0]["report"]["findings"]
    (fix,) = (one["fix"] for one in findings if one["rule"] == "duplicate-key")
    assert fix["commands"] == [] and ".bak" not in fix["text"]


_WORD = "x$(>made)`>made`;>made;y"
_ROLE = "arn:aws:iam::111122223333:role/x"
_HOSTILE = {
    "a profile without its files": {"env": {"AWS_PROFILE": _WORD}},
    "a profile with a blank": {
        "env": {"AWS_PROFILE": f" {_WORD} "},
        "files": {_FILE: f"[profile {_WORD}]\nregion=x\n"},
    },
    "an endpoint": {
        "env": {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:9/{_WORD}",
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        }
    },
    "SSO by halves": {
        "env": {"AWS_PROFILE": _WORD},
        "files": {_FILE: f"[profile {_WORD}]\nsso_account_id=111122223333\n"},
    },
    "a session that is not there": {"files": {_FILE: f"[default]\nsso_session={_WORD}\nsso_account_id=1\n"}},
    "a source without keys": {
        "files": {
            _FILE: f"[default]\nrole_arn=arn:aws:iam::111122223333:role/x\nsource_profile={_WORD}\n[profile {_WORD}]\n"
        }
    },
    "a file under another name": {"files": {"~/.aws/credentials.csv": "x"}, "env": {"AWS_CONFIG_FILE": f"~/{_WORD}"}},
    "a token that may not be read": {
        "env": {"AWS_ROLE_ARN": _ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": f"{{home}}/{_WORD}"},
        "files": {f"~/{_WORD}": {"directory": True}},
    },
    "a program": {
        "files": {_FILE: "[default]\ncredential_process = {home}/x;>made;y\n", "~/x;>made;y": "x"},
    },
    "an option misspelled": {"files": {_FILE: "[default]\nec2_metadata_service_endpoint_mode'$(>made)'=x\n"}},
    "a file that sed would take for a script": {
        "env": {"AWS_CONFIG_FILE": "-e1e touch made"},
        "files": {"~/-e1e touch made": "[default]\nregion = a\nregion = b\n"},
    },
    "a token's file": {
        "env": {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/x",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": f"{{home}}/{_WORD}",
        },
        "files": {f"~/{_WORD}": "token\n"},
    },
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_nothing_from_outside_is_a_command(name: str, tmp_path: Path) -> None:
    """Every command that is told, with all programs replaced by ones that only note the call, makes nothing."""
    with lay_out({"imds": {"reachable": False}, **_HOSTILE[name]}, tmp_path / "host") as laid:
        done = child(laid, "explain", "--format", "json", "--timeout", "3")
        told = [command for one in json.loads(done.stdout)["findings"] for command in one["fix"]["commands"]]
        assert told
        tools = Tools(tmp_path / "tools")
        paste(told, "bash", laid.home, laid.env, tools.path)
        assert not [path for path in tree(tmp_path) if re.search(r"(^|/)made$", path)]
        assert tools.refusals() == []
