"""A host as a value: what may be asked of it, and what it is after each kind of change."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from whoami_aws.gather.shapes import shape_of
from whoami_aws.host import arn
from whoami_aws.host import facts as f
from whoami_aws.host.address import Address, address_of, has_no_port, is_askable, trusts, two_ways
from whoami_aws.host.changes import _CHANGES, Change, removal
from whoami_aws.host.host import Assumed, Budget, Host, Property, Sdk
from whoami_aws.host.ini.botocore import Document, Problem, Redaction, parse
from whoami_aws.host.key_id import account_of, key_type, masked
from whoami_aws.host.values import Origin

HOME = "/home/me"
SECRET = shape_of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
TEXT = "[default]\nk = v\nl = w\n[profile a]\nk = x\n"


def _host(**more: Any) -> Host:
    host = Host(0.0, HOME, "me", 1000, {"A": "1", "HIDDEN": SECRET}, "p", Sdk("boto3", None, None, "yes"), Budget(), {})
    return host._replace(**more)


def _document(text: str = TEXT) -> Document:
    return parse(text, Redaction(lambda key, text, line: text))


# Paths


@pytest.mark.parametrize(
    ("path", "expanded"),
    [
        ("~", HOME),
        ("~/x", f"{HOME}/x"),
        ("~x", "~x"),
        ("x/~", "x/~"),
        ("$A/${A}/$B/${B}", "1/1/$B/${B}"),
        ("$AB", "$AB"),
        ("$HIDDEN", "$HIDDEN"),
        ("${}", "${}"),
        ("$", "$"),
        ("~other", "/home/other"),
        ("~other/x", "/home/other/x"),
        ("~root", "/"),
        ("~root/x", "/x"),
        ("other/x", "other/x"),
    ],
)
def test_a_path_that_is_expanded(path: str, expanded: str) -> None:
    assert _host(homes=(("other", "/home/other/"), ("root", "/"))).expand(path) == expanded


@pytest.mark.parametrize(
    ("home", "path", "expanded", "shown"),
    [
        (HOME, "~/x", f"{HOME}/x", "~/x"),
        (f"{HOME}/", "~/x", f"{HOME}/x", "~/x"),
        ("/", "~", "/", "/"),
        ("/", "~/x", "/x", "/x"),
        (None, "~/x", "~/x", "~/x"),
        ("", "~/x", "/x", "/x"),
        (HOME, "/home/menu", "/home/menu", "/home/menu"),
        (HOME, HOME, HOME, HOME),
    ],
)
def test_a_home(home: str | None, path: str, expanded: str, shown: str) -> None:
    host = _host(home=home)
    assert (host.expand_home(path), host.shown(expanded)) == (expanded, shown)


def test_a_path_from_the_root() -> None:
    host = _host(cwd="/work")
    assert (host.whole("x/../y"), host.whole("/a//b/"), host.whole(".")) == ("/work/y", "/a/b", "/work")


# What is asked of it


def test_where_a_value_comes_from() -> None:
    properties = (Property("a", "1", "--java-property"), Property("b", "2", "JAVA_OPTS"), Property("b", "3", "LATER"))
    host = _host(properties=properties)
    told = {name: (found.text, found.origin) for name in "abc" if (found := host.property(name)) is not None}
    assert told == {
        "a": ("1", Origin("option", "--java-property a")),
        "b": ("2", Origin("property", "-Db (JAVA_OPTS)")),
    }
    assert host.variable("B") is None
    found = host.variable("A")
    assert found is not None and (found.text, found.origin) == ("1", Origin("env", "A"))


def test_what_is_said_last_of_a_part_is_assumed() -> None:
    said = (Assumed("a", "x", True), Assumed("a", "y", False), Assumed("a", "x", False), Assumed("b", "x", True))
    host = _host(assumed=said)
    assert [host.assumes(sdk, part) for sdk, part in (("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"))] == [
        False,
        False,
        True,
        None,
    ]


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        (Origin("env", "A", 3), "A"),
        (Origin("file", "/x"), "/x"),
        (Origin("file", "/x", 3), "/x:3"),
        (Origin("file", "/x", 3, "profile a"), "/x:3 [profile a]"),
        (Origin("file", "/x", None, "a", "k"), "/x [a] k"),
        (Origin("file", "/x", 3, None, "k"), "/x:3 k"),
    ],
)
def test_an_origin_as_text(origin: Origin, told: str) -> None:
    assert str(origin) == told


# Changes


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("A", Change("unset", "A")),
        ("~/x", Change("drop-file", "~/x")),
        ("--profile", Change("drop-option", "--profile")),
        ("--java-property a/b", Change("drop-option", "--java-property a/b")),
        ("-Da", Change("unset-property", "-Da")),
        ("~/x:3 [profile a] K", Change("drop-key", "~/x", "profile a", "k", line=3)),
        ("~/x [a]", Change("drop-file", "~/x [a]")),
        ("~/a b [a [b]] k", Change("drop-key", "~/a b", "a [b]", "k")),
    ],
)
def test_what_is_to_be_removed(name: str, change: Change) -> None:
    assert removal(name) == change
    assert str(change) == name.replace("K", "k")


PATHS = ("/home/me/x", "/home/me/./x")
ANSWER = f.ImdsAnswer(token=f.Reply(200))


Found = list[tuple[f.Need, f.Fact]]


def _named(found: Found) -> dict[tuple[str, f.Need], f.Fact]:
    """Facts as a host keeps them: needs of unlike kinds can be equal."""
    return {(type(need).__name__, need): fact for need, fact in found}


def _files() -> Found:
    there = f.FileState("file")
    named: Found = [(f.IniNeed(path), f.IniFile(there, _document())) for path in PATHS]
    others: Found = [
        (f.IniNeed("/other"), f.IniFile(there, _document())),
        (f.KeyFileNeed(PATHS[0]), f.KeyFile(there, {"k": ("v", 1)})),
        (f.TokenNeed(PATHS[0]), f.TokenFile(there, length=3)),
        (f.CacheNeed(PATHS[0], "sso"), f.CacheFile(there, is_json=True)),
        (f.PlaceNeed(PATHS[0]), f.Place(there)),
        (f.ImdsNeed("http://127.0.0.1/", 1, 1, False), ANSWER),
    ]
    return named + others


def _changed(change: Change, **more: Any) -> Host:
    return _host(facts=_named(_files()), cwd="/", **more).changed([change])


def _env(change: Change) -> dict[str, Any]:
    return dict(_changed(change).env)


def test_each_kind_of_change_is_tried_here() -> None:
    tried = {"unset", "set", "rename", "unset-property", "drop-option", "drop-file"}
    assert set(_CHANGES) == tried | {"drop-key", "set-key", "rename-key", "rename-section"}


def test_a_variable_changes() -> None:
    assert _env(Change("unset", "A")) == {"HIDDEN": SECRET}
    assert _env(Change("unset", "B")) == {"A": "1", "HIDDEN": SECRET}
    assert _env(Change("set", "A", reading="2")) == {"A": "2", "HIDDEN": SECRET}
    assert _env(Change("set", "B")) == {"A": "1", "HIDDEN": SECRET, "B": ""}
    assert list(_env(Change("rename", "A", reading="B")).items()) == [("B", "1"), ("HIDDEN", SECRET)]
    for nothing in (Change("rename", "B", reading="C"), Change("rename", "A"), Change("rename", "A", reading=SECRET)):
        assert _env(nothing) == {"A": "1", "HIDDEN": SECRET}


@pytest.mark.parametrize(
    ("change", "left", "profile"),
    [
        (Change("unset-property", "-Da"), ["b X"], "p"),
        (Change("unset-property", "-Da (X)"), ["a --java-property", "b X"], "p"),
        (Change("unset-property", "-Dc"), ["a --java-property", "a X", "b X"], "p"),
        (Change("drop-option", "--java-property a"), ["a X", "b X"], "p"),
        (Change("drop-option", "--java-property b"), ["a --java-property", "a X", "b X"], "p"),
        (Change("drop-option", "--profile"), ["a --java-property", "a X", "b X"], None),
        (Change("drop-option", "--other"), ["a --java-property", "a X", "b X"], "p"),
    ],
)
def test_an_option_changes(change: Change, left: list[str], profile: str | None) -> None:
    given = (Property("a", "1", "--java-property"), Property("a", "2", "X"), Property("b", "3", "X"))
    host = _changed(change, properties=given)
    assert ([f"{one.name} {one.source}" for one in host.properties], host.option_profile) == (left, profile)


@pytest.mark.parametrize("name", ["~/x", "/home/me/x", "/home/you/../me/x"])
def test_a_file_that_is_gone_is_gone_under_each_of_its_names(name: str) -> None:
    gone, host = f.FileState("missing"), _changed(Change("drop-file", name))
    lost: list[tuple[f.Need, f.Fact]] = [
        (f.IniNeed(PATHS[0]), f.IniFile(gone, None)),
        (f.IniNeed(PATHS[1]), f.IniFile(gone, None)),
        (f.KeyFileNeed(PATHS[0]), f.KeyFile(gone, {})),
        (
            f.TokenNeed(PATHS[0]),
            f.TokenFile(gone, "FileNotFoundError", "[Errno 2] No such file or directory: '/home/me/x'"),
        ),
        (f.CacheNeed(PATHS[0], "sso"), f.CacheFile(gone)),
    ]
    before = _named(_files())
    assert host.facts == {**before, **_named(lost)}


def test_the_message_of_a_token_file_that_is_gone_is_pythons(tmp_path: Path) -> None:
    need = f.TokenNeed(str(tmp_path / "x"))
    host = _host().with_facts({need: f.TokenFile(f.FileState("file"))}).changed([Change("drop-file", need.path)])
    found = host.token_file(need.path)
    with pytest.raises(FileNotFoundError) as raised:
        Path(need.path).read_text()
    assert found is not None and found.message == str(raised.value)


def _told(document: Document) -> dict[str, dict[str, Any]]:
    return {name: {key: entry.value for key, entry in one.own.items()} for name, one in document.sections.items()}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("drop-key", "default", "k"), {"default": {"l": "w"}, "profile a": {"k": "x"}}),
        (("drop-key", "default", "m"), None),
        (("drop-key", "b", "k"), None),
        (("set-key", "default", "k", "y"), {"default": {"k": "y", "l": "w"}, "profile a": {"k": "x"}}),
        (("set-key", "default", "m", "y"), {"default": {"k": "v", "l": "w", "m": "y"}, "profile a": {"k": "x"}}),
        (("set-key", "default", "k", None), {"default": {"k": "", "l": "w"}, "profile a": {"k": "x"}}),
        (("set-key", "b", "k", "y"), None),
        (("set-key", "default", None, "y"), None),
        (("rename-key", "default", "k", "y"), {"default": {"y": "v", "l": "w"}, "profile a": {"k": "x"}}),
        (("rename-key", "default", "m", "y"), None),
        (("rename-key", "b", "k", "y"), None),
        (("rename-key", "default", "k", None), None),
        (("rename-section", "profile a", None, "a"), {"default": {"k": "v", "l": "w"}, "a": {"k": "x"}}),
        (("rename-section", "profile a", None, None), None),
        (("rename-section", "b", None, "a"), None),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_a_file_changes_under_each_of_its_names(change: tuple[Any, ...], found: dict[str, Any] | None) -> None:
    kind, section, key, *new = change
    host = _changed(Change(kind, "~/x", section, key, *new))
    for path in PATHS:
        file = host.ini(path)
        assert file is not None and file.document is not None
        assert _told(file.document) == (_told(_document()) if found is None else found)
        assert all(key == entry.key for one in file.document.sections.values() for key, entry in one.own.items())
        assert all(name == one.name for name, one in file.document.sections.items())
    other = host.ini("/other")
    assert other is not None and other.document == _document()


def test_where_a_new_setting_stands() -> None:
    def line(change: Change) -> int:
        file = _changed(change).ini(PATHS[0])
        assert file is not None and file.document is not None
        return file.document.sections["profile a"].own["m"].line

    assert line(Change("set-key", "~/x", "profile a", "m", "y")) == 4, "that of its section"
    assert line(Change("set-key", "~/x", "profile a", "m", "y", 7)) == 7


def test_a_section_that_one_reader_leaves_out_is_renamed_for_it_too() -> None:
    section = _document().sections["profile a"]
    least = Document({"default": _document().sections["default"]}, {})
    whole = f.IniFile(f.FileState("file"), _document())
    other = f.IniNeed("/x", f.Grammar())
    host = _host(cwd="/").with_facts({f.IniNeed("/x"): whole, other: whole._replace(document=least)})
    renamed = host.changed([Change("rename-section", "/x", "profile a", None, "b")]).ini("/x", f.Grammar())
    assert renamed is not None and renamed.document is not None
    assert renamed.document.sections["b"] == section._replace(name="b", words=None)
    for change in (Change("drop-key", "/x", "profile a", "k"), Change("rename-section", "/x", "c", None, "b")):
        left = host.changed([change]).ini("/x", f.Grammar())
        assert left is not None and left.document == least


@pytest.mark.parametrize(
    ("text", "problem", "left"),
    [
        ("[profile a]\nk = other\n", None, {"b": {"k": "other"}}),
        ("[b]\nk = other\n", None, {"b": {"k": "x"}}),
        ("[c]\nk = other\n", None, {"c": {"k": "other"}, "b": {"k": "x"}}),
        ("[c]\nk = other\n", Problem("no-delimiter", 3), {"c": {"k": "other"}}),
        ("[profile a]\nk = other\n", Problem("no-delimiter", 3), {"b": {"k": "other"}}),
    ],
)
def test_each_reader_keeps_what_it_makes_of_a_section_that_is_renamed(
    text: str, problem: Problem | None, left: dict[str, Any]
) -> None:
    """And one that refuses the file gets nothing of what another reads there."""
    whole = f.IniFile(f.FileState("file"), _document())
    other = whole._replace(document=_document(text)._replace(problem=problem))
    host = _host(cwd="/").with_facts({f.IniNeed("/x"): whole, f.IniNeed("/x", f.Grammar()): other})
    renamed = host.changed([Change("rename-section", "/x", "profile a", None, "b")])
    found = [renamed.ini("/x"), renamed.ini("/x", f.Grammar())]
    told = [_told(one.document) for one in found if one is not None and one.document is not None]
    assert told == [{"default": {"k": "v", "l": "w"}, "b": {"k": "x"}}, left]


PROXY = {"http_proxy": "http://127.0.0.1:9"}


@pytest.mark.parametrize(
    ("env", "change", "direct", "proxy", "stays"),
    [
        ({}, Change("set", "A", reading="2"), False, None, True),
        ({}, Change("set", "no_proxy", reading="x"), False, None, True),
        ({}, Change("set", "HTTPS_PROXY", reading="x"), False, None, False),
        ({}, Change("set", "all_proxy", reading="x"), False, None, False),
        ({}, Change("set", "http_proxy", reading="x"), True, None, True),
        (PROXY, Change("unset", "http_proxy"), False, "http://127.0.0.1:9", False),
        (PROXY, Change("unset", "http_proxy"), False, None, True),
        (PROXY, Change("set", "http_proxy", reading="http://127.0.0.1:9"), False, "http://127.0.0.1:9", True),
        (PROXY, Change("set", "no_proxy", reading="x"), False, None, False),
        (PROXY, Change("rename", "http_proxy", reading="A"), False, None, True),
    ],
)
def test_an_answer_that_might_come_another_way_now(
    env: dict[str, str], change: Change, direct: bool, proxy: str | None, stays: bool
) -> None:
    need = f.ImdsNeed("http://127.0.0.1/", 1, 1, False, direct)
    container = f.ContainerNeed("http://127.0.0.1/", False, "none")
    answers: dict[f.Need, f.Fact] = {need: ANSWER._replace(proxy=proxy), container: f.ContainerAnswer(f.Reply(200))}
    host = _host(env=env).with_facts(answers).changed([change])
    assert (host.imds(need) is not None) == stays
    assert host.container(container) is not None


# Addresses


@pytest.mark.parametrize(
    ("url", "address", "loopback"),
    [
        ("http://localhost", "http://localhost", True),
        ("http://LOCALHOST:8080/x", "http://localhost:8080", True),
        ("HTTP://127.0.0.1:80/", "http://127.0.0.1", True),
        ("https://127.1.2.3:443/", "https://127.1.2.3", True),
        ("https://[::1]:65535/", "https://[::1]:65535", True),
        ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]", True),
        ("http://localhost.example/", "http://localhost.example", False),
        ("http://10.9.9.9/ ", "http://10.9.9.9", False),
        ("http://a_b.example./\n", None, False),
        ("http://a.example.", "http://a.example.", False),
        ("http://[1.2.3.4]/", None, False),
        ("http://127.1/", None, False),
        ("http://0x7f.1/", None, False),
        ("http://2130706433/", None, False),
        ("http://a..b/", None, False),
        ("http://-a/", None, False),
        ("http://a:65536/", None, False),
        ("http://a@b/", None, False),
        ("http://a\\b/", None, False),
        (" http://a/", None, False),
        ("ftp://a/", None, False),
        ("", None, False),
    ],
)
def test_an_address(url: str, address: str | None, loopback: bool) -> None:
    found = address_of(url)
    assert (str(found) if found else None) == address
    assert (found is not None and found.is_loopback) == loopback
    assert is_askable(url) == (address is not None or url == "http://a:65536/")
    assert trusts((url,), found) == (found is not None)
    assert not trusts(("http://elsewhere.example",), found)
    if found is not None:
        assert not trusts((url,), Address("https" if found.scheme == "http" else "http", found.host, found.port))


@pytest.mark.parametrize(
    ("url", "has_none"),
    [
        ("http://a:65535", False),
        ("http://a:65536", True),
        ("http://a:x/y", True),
        ("http://a:1…/", True),
        ("http://a:99999999999/", True),
        ("http://a:x@b/", False),
        ("http://a", False),
        ("http://a:x\\", False),
    ],
)
def test_a_port_that_is_none(url: str, has_none: bool) -> None:
    assert has_no_port(url) == has_none


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("http://a/b?c#d@e", False),
        ("http://a?b", True),
        ("http://a#b", True),
        ("http://a@b/", True),
        ("http://a\\b", True),
        ("http://a/\x7f", True),
        (" http://a/\n", False),
        ("/a@b", False),
    ],
)
def test_what_parsers_disagree_about(text: str, is_so: bool) -> None:
    assert two_ways(text) == is_so


# ARNs and key ids

ROLE = "arn:aws:iam::111122223333:role/path/dev"
SESSION = "arn:aws:sts::111122223333:assumed-role/dev/me/too"


@pytest.mark.parametrize(
    ("text", "kind", "role", "session", "account"),
    [
        (ROLE, "role", "dev", None, "111122223333"),
        (SESSION, "assumed-role", "dev", "me/too", "111122223333"),
        ("arn:aws:sts::111122223333:assumed-role/dev", "assumed-role", "dev", None, "111122223333"),
        ("arn:aws:sts::111122223333:assumed-role//x", "assumed-role", None, "x", "111122223333"),
        ("arn:aws:sts::111122223333:assumed-role", "assumed-role", None, None, "111122223333"),
        ("arn:aws:iam::111122223333:role/", "role", None, None, "111122223333"),
        ("arn:aws:iam::111122223333:role", "role", None, None, "111122223333"),
        ("arn:aws:iam::11:user/role/x", "user", None, None, None),
        ("arn:aws:iam::111122223333:root", "root", None, None, "111122223333"),
    ],
)
def test_the_parts_of_an_arn(text: str, kind: str, role: str | None, session: str | None, account: str | None) -> None:
    found = arn.parse(text)
    assert found is not None and str(found) == text
    assert (found.kind, found.role, found.session, found.account_id) == (kind, role, session, account)
    assert arn.resource_of(text) == text.split(":", 5)[5]
    assert arn.account_in(f' "{text}" ') == text.split(":")[4]


@pytest.mark.parametrize("text", [None, "", "arn:aws:iam::1", "arn:aws:iam::1: x", "x:aws:iam::1:role/x", f" {ROLE}"])
def test_what_is_no_arn(text: str | None) -> None:
    assert arn.parse(text) is None
    assert text is None or arn.resource_of(text) == text
    assert arn.account_in("arn:aws:iam::me:role/x") is None and arn.account_in("x") is arn.account_in(None) is None


def test_a_session_is_of_the_role_with_its_name_in_its_account() -> None:
    role, session = arn.parse(ROLE), arn.parse(SESSION)
    assert role is not None and session is not None
    assert session.is_session_of(role)
    for other in (
        role._replace(partition="aws-cn"),
        role._replace(account="1"),
        role._replace(resource="role/prod"),
        role._replace(resource="user/dev"),
        session,
    ):
        assert not session.is_session_of(other)
    assert not role.is_session_of(role)
    nobody = session._replace(resource="assumed-role"), role._replace(resource="role")
    assert not nobody[0].is_session_of(nobody[1])


def test_a_role_by_its_name() -> None:
    names = [arn.role_name(text) for text in (None, ROLE, f'"{ROLE}"', "dev")]
    assert names == ["a role", "role path/dev", 'role path/dev"', "role dev"]


def _key_id(prefix: str, account: int, is_new: bool = True) -> str:
    """A key id with an account: behind the prefix, base 32 of a bit for the new kind, the account and the rest."""
    return prefix + base64.b32encode((is_new << 79 | account << 39 | 12345).to_bytes(10, "big")).decode()


@pytest.mark.parametrize(
    ("key_id", "kind", "account"),
    [
        (_key_id("AKIA", 111122223333), "long-term", "111122223333"),
        (f" {_key_id('ASIA', 12)} ", "session", "000000000012"),
        (_key_id("AROA", 999999999999), "unknown", "999999999999"),
        (_key_id("AKIA", 10**12), "long-term", None),
        (_key_id("AKIA", 111122223333, False), "long-term", None),
        (_key_id("AKIA", 111122223333)[:-1], "long-term", None),
        ("AKIA0OSFODNN7EXAMPLE", "long-term", None),
        ("AKIAIOSF", "unknown", None),
        ("XXXX12345", "unknown", None),
    ],
)
def test_a_key_id(key_id: str, kind: str, account: str | None) -> None:
    assert (key_type(key_id), account_of(key_id)) == (kind, account)


@pytest.mark.parametrize(
    ("key_id", "shown"),
    [("AKIAIOSFODNN7EXAMPLE", "AKIA…MPLE"), ("XXXX12345", "XXXX…2345"), ("AKIAIOSF", "…"), ("", "…")],
)
def test_a_masked_key_id(key_id: str, shown: str) -> None:
    assert masked(key_id) == shown
