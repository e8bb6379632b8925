"""How a JSON text is told: what readers of JSON differ in, and nothing that is secret."""

from __future__ import annotations

import json
import time

import pytest

from whoami_aws.gather.lenient_json import json_text
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.host.lenient_json import JsonText, Member
from whoami_aws.host.snapshot import HOST
from whoami_aws.host.values import Shape

KEY, SECRET, TOKEN = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "IQoJb3JpZ2luX2VjEXAMPLETOKEN"
WHOLE = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET, "SessionToken": TOKEN}


def _told(text: str | bytes) -> JsonText:
    return json_text(text.encode() if isinstance(text, str) else text, SecretStore())


def test_a_whole_one() -> None:
    assert _told(json.dumps(WHOLE)) == JsonText(
        "object",
        (
            Member("Version", "number", "1"),
            Member("AccessKeyId", "text", KEY),
            Member("SecretAccessKey", "text"),
            Member("SessionToken", "text"),
        ),
    )


@pytest.mark.parametrize(
    ("text", "deviations"),
    [
        (b"\xef\xbb\xbf{}", ("mark",)),
        ("\f{}\v", ("blanks",)),
        ("\u00a0{}", ("unicode-blanks",)),
        ("{} hello", ("rest",)),
        ("{}}", ("rest",)),
        ("{}{}", ("rest",)),
        ('{"a": NaN, "b": -Infinity}', ("constant",)),
        ('{"a": "\t"}', ("control",)),
        ('{"a": "x\\ty"}', ()),
        (b'{"a": "\xff"}', ("undecodable",)),
        ("/* mine */ {} // yours", ("comment",)),
        ('{"a": "/* no comment */ // none"}', ()),
        (" \r\n\t{}\n", ()),
        (b'\xef\xbb\xbf{"a": "\xff\t"} x', ("undecodable", "mark", "rest", "control")),
    ],
)
def test_deviations(text: str | bytes, deviations: tuple[str, ...]) -> None:
    told = _told(text)
    assert (told.kind, told.deviations) == ("object", deviations)


@pytest.mark.parametrize("text", ["", "hello", "{", '{"Version": 1', "{'a': 1}", "{,}", "[" * 100_000, b"\xff\xfe{"])
def test_what_is_no_json_has_no_kind(text: str | bytes) -> None:
    assert (_told(text).kind, _told(text).members) == ("", ())


@pytest.mark.parametrize(
    ("text", "kind"),
    [("[]", "list"), ('"x"', "text"), ("1", "number"), ("null", "null"), ("true", "boolean"), ("1.0e400", "number")],
)
def test_other_values(text: str, kind: str) -> None:
    assert _told(text) == JsonText(kind)


def test_members_are_kept_as_they_are_written_and_in_order() -> None:
    told = _told('{"accessKeyID": 7, "AccessKeyId": null, "Version": 1.0, "VERSION": true, "Other": {"Version": 2}}')
    assert [(one.name, one.kind, one.text) for one in told.members] == [
        ("accessKeyID", "number", None),
        ("AccessKeyId", "null", None),
        ("Version", "number", "1.0"),
        ("VERSION", "boolean", "true"),
    ]
    assert isinstance(told.members[0].reading, Shape)


def test_nothing_secret_is_kept_wherever_it_stands() -> None:
    wrong = [{name: SECRET} for name in ("Version", "AccessKeyId", "SecretAccessKey", "SessionToken", SECRET, "Token")]
    for content in (*wrong, {"Expiration": f"2099 {SECRET}"}, {"AccountId": SECRET}, [SECRET]):
        told = repr(_told(json.dumps(content)))
        assert not any(SECRET[at : at + 8] in told for at in range(len(SECRET) - 8)), content


@pytest.mark.parametrize("name", ["SecretAccessKey", "secretaccesskey", "SessionToken", "Expiration", "AccountId"])
def test_what_may_be_a_secret_is_hidden_wherever_else_it_stands(name: str) -> None:
    store = SecretStore()
    json_text(json.dumps({name: SECRET}).encode(), store)
    assert store.scrub(f"said {SECRET} again") == "said … again"


_DAYS = [f"{day}, 01 Jan 2099 00:00:00 GMT" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")]


@pytest.mark.parametrize("text", [*_DAYS, "1st of January, 2099", "January 1st 2099 10 am UTC"])
def test_a_time_is_no_secret_however_it_is_written(text: str) -> None:
    """What is taken for one is hidden everywhere, and a time that is hidden is none that can be read."""
    store = SecretStore()
    told = json_text(json.dumps({"Expiration": text}).encode(), store)
    assert (told.members[0].reading, store.scrub(text)) == (text, text)


def test_an_empty_secret_is_told_from_a_full_one() -> None:
    told = _told('{"SecretAccessKey": "", "SessionToken": "x"}')
    assert [one.reading for one in told.members] == ["", None]


def test_it_survives_being_recorded() -> None:
    told = _told(json.dumps({**WHOLE, "AccessKeyId": 7}) + " x")
    assert HOST.decode(JsonText, json.loads(json.dumps(HOST.encode(JsonText, told)))) == told


@pytest.mark.parametrize(
    "data", [b"{/*" * 300_000, b'{"' + b'\\"' * 300_000, b"[" * 300_000, b'{"Version": 1,' * 100_000], ids=range(4)
)
def test_hostile_texts_take_no_time(data: bytes) -> None:
    start = time.monotonic()
    assert json_text(data, SecretStore()).kind == ""
    assert time.monotonic() - start < 5


def test_the_fields_of_an_endpoint() -> None:
    """A token by any name goes to the store; of a Code nothing is kept but what all readers compare it with."""
    store = SecretStore()
    told = json_text(
        json.dumps({"Code": "success", "token": TOKEN, "ExpiresAt": "2099-01-01T00:00:00Z"}).encode(), store
    )
    assert told.members == (
        Member("Code", "text", "success"),
        Member("token", "text"),
        Member("ExpiresAt", "text", "2099-01-01T00:00:00Z"),
    )
    assert TOKEN not in store.scrub(f"it is {TOKEN}")
    assert json_text(json.dumps({"Code": SECRET}).encode(), store).members == (Member("Code", "text"),)
    assert SECRET not in store.scrub(SECRET)
