"""Properties of what stands between a secret or a malicious text and the report."""

from __future__ import annotations

import json
import random
import shutil
import string
import subprocess

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from whoami_aws.gather.secret_store import SecretStore, secret_arguments
from whoami_aws.gather.shapes import seal_key_id, shape_of
from whoami_aws.host.characters import is_unsafe
from whoami_aws.host.facts import FileState, IniFile, IniNeed, ProcessNeed, ProcessRun
from whoami_aws.host.forms import OPTIONS, VARIABLES
from whoami_aws.host.host import Budget, Host, Sdk
from whoami_aws.host.ini.botocore import Document, Entry, Section
from whoami_aws.host.misnamed_variables import MEANT
from whoami_aws.host.snapshot import decode, encode
from whoami_aws.host.values import Origin, flaws_of, seal_url
from whoami_aws.render.sanitize import LIMIT, clean

from .canaries import secret
from .child import unsafe

WINDOW = 8
RUN = ProcessRun("x", 0)
ANY = st.text(st.characters())  # lone surrogates too
SECRETS = st.text(st.sampled_from(string.ascii_letters + string.digits + "+/=…"), min_size=WINDOW, max_size=60)


def grams(text: str) -> set[str]:
    """All runs of eight characters."""
    return {text[at : at + WINDOW] for at in range(len(text) - WINDOW + 1)}


@given(ANY)
@example("\x1b]8;;http://x\x07\u202e\u200b\ud800\x9b31m\r\n\t")
@example("\U000e0041\ufeff\u2028\x7f")
def test_clean_leaves_nothing_unsafe_and_cleaning_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert unsafe(cleaned) == [] and "\n" not in cleaned
    assert clean(cleaned) == cleaned


@pytest.mark.skipif(shutil.which("perl") is None, reason="needs perl, which has Unicode's properties")
def test_what_unicode_calls_ignorable_is_unsafe() -> None:
    """Perl's own tables are held against ours, so that neither is a copy of the other."""
    script = r'no warnings; for (0..0x10ffff) { print "$_\n" if chr($_) =~ /\p{Default_Ignorable_Code_Point}/ }'
    said = subprocess.run(["perl", "-e", script], capture_output=True, text=True, check=True).stdout
    ignorable = {chr(int(code)) for code in said.split()}
    assert len(ignorable) > 4000
    assert [ascii(char) for char in ignorable if not is_unsafe(char)] == []
    # Nothing that can be seen is escaped beyond what Python calls not printable.
    printable = {chr(code) for code in range(0x110000) if chr(code).isprintable()}
    blank = {"\u2800", "\U00016fe4", "\U0001d159"}
    assert {char for char in printable if is_unsafe(char)} - ignorable == blank


@pytest.mark.parametrize("char", "\u115f\u1160\u3164\uffa0\ufe0f\u034f\u2800\u17b4\u180b\u180f\xa0\u3000\U000e0100")
def test_what_cannot_be_seen_is_escaped(char: str) -> None:
    assert clean(f"prod{char}") == f"prod{char.encode('unicode_escape').decode()}"


@pytest.mark.parametrize("char", ["x", "\x1b", "é", "\U000e0041", "\ufe0f"])
@pytest.mark.parametrize("length", [LIMIT - 1, LIMIT, LIMIT + 1, 100_000])
def test_clean_is_idempotent_at_the_limit(char: str, length: int) -> None:
    cleaned = clean(char * length)
    assert clean(cleaned) == cleaned
    assert len(cleaned) <= LIMIT + 1


@given(ANY)
@example("\ud800" * 20)
@example("\udcff")
def test_a_shape_can_be_had_of_any_text_and_tells_none_of_it(text: str) -> None:
    shape = shape_of(text)
    assert shape.length == len(text)
    assert shape.flaws == flaws_of(text)
    assert seal_key_id(text) in (text, shape)
    words = "leading-space trailing-space carriage-return angle-brackets upper-alnum printable non-ascii"
    known = {*grams(f"{words} placeholder inline-comment assignment reference")}
    assert not (grams(text) - known) & grams(repr(shape))


@given(ANY, st.booleans())
@example("\ud800\udcff", True)
@example("\ud800\udcff", False)
@example("a\udbff\ud800\udfff\udc00", True)
@example("\U000100ff", False)
def test_a_recorded_host_has_the_very_texts_of_the_host(text: str, ascii_only: bool) -> None:
    """What JSON's escapes take for one character too, where it is two halves of none."""
    origin = Origin("file", text, key=text)
    section = Section(text, 1, {text: Entry(text, text, 2, ((3, text),))})
    file = IniFile(FileState("file"), Document({text: section}, {}))
    host = Host(0.0, text, None, None, {"AWS_PROFILE": text}, text, Sdk(text, text, None, text), Budget(), {})
    host = host._replace(homes=((text, text),)).with_facts({IniNeed(text): file, ProcessNeed(text, origin): RUN})
    recorded = json.dumps(encode(host), ensure_ascii=ascii_only)
    assert decode(json.loads(recorded)) == host


@given(ANY)
def test_a_url_can_be_sealed_whatever_it_is_and_only_once(text: str) -> None:
    sealed = seal_url(text)
    assert seal_url(sealed) == sealed


_AROUND = [
    "http://user:{}@127.0.0.1:3128/",
    "http://{}@127.0.0.1:3128",
    "https://user:{}@host.example",
    "user:{}@host:3128",
    "http://user:x{}y@[::1]:80/x",
    "http://host/?token={}",
    "http://host/v2/credentials/{}",
    "http://host//{}",
    "//{}@host",
    "http://host/#{}",
    "http://host/path/{}?x=y#z",
    "http://host:{}",
]


@given(st.integers(), st.sampled_from(_AROUND))
def test_a_sealed_url_has_nothing_of_a_password(seed: int, around: str) -> None:
    hidden = secret(str(seed))
    if "@" not in around:
        hidden = hidden.replace("/", "x")  # a short segment of a path is shown
    assert not grams(hidden) & grams(seal_url(around.format(hidden)))


@pytest.mark.parametrize("mark", "/?#")
def test_a_password_that_was_not_escaped_is_hidden_all_the_same(mark: str) -> None:
    hidden = "wJalrXUtnFEMI" + mark + "K7MDENG0bPxRfiCYzEXAMPLEKEY"
    sealed = seal_url(f"http://user:{hidden}@proxy.example:3128/")
    assert not grams(hidden) & grams(sealed)
    assert sealed.startswith("http://user:…")


@pytest.mark.parametrize(
    ("url", "sealed"),
    [
        ("http://169.254.170.2/v2/creds", "http://169.254.170.2/v2/creds"),
        ("/v2/credentials/01234567-89ab-cdef-0123-456789abcdef", "/v2/credentials/…"),
        ("http://[fd00:ec2::23]:80/v1/credentials?id=5", "http://[fd00:ec2::23]:80/v1/credentials?…"),
        ("http://me:word@127.0.0.1:3128", "http://…@127.0.0.1:3128"),
        ("http://localhost:4566/", "http://localhost:4566/"),
        ("", ""),
        ("http://[::1", "http://[::1"),
    ],
)
def test_what_a_sealed_url_still_tells(url: str, sealed: str) -> None:
    assert seal_url(url) == sealed


_SETTINGS = " ".join((*VARIABLES, *OPTIONS, *MEANT)).lower()


@given(st.lists(SECRETS, min_size=1, max_size=4), st.data())
def test_scrub_takes_out_every_piece_of_every_secret(secrets: list[str], data: st.DataObject) -> None:
    # A placeholder and the name of a setting are words of any text, and kept by nobody as a secret.
    assume(not any("placeholder" in flaws_of(one) for one in secrets))
    assume(not any(gram.lower() in _SETTINGS for one in secrets for gram in grams(one)))
    store = SecretStore()
    for one in secrets:
        store.keep(one)
    parts = data.draw(st.lists(st.one_of(ANY, st.sampled_from(secrets), st.sampled_from([one[3:] for one in secrets]))))
    text = store.scrub("".join(parts))
    for one in secrets:
        assert not grams(one) & grams(text)


@given(st.text(st.sampled_from("abc:. "), max_size=200), SECRETS)
def test_scrub_leaves_the_rest_alone(text: str, hidden: str) -> None:
    assume(not grams(text) & grams(hidden))
    store = SecretStore()
    store.keep(hidden)
    assert store.scrub(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/alice@example.com",
        "arn:aws:sts::123456789012:assumed-role/my-Web-Role-For-Production2/i-0abcdef1234567890",
        "[Errno 2] No such file or directory: '/home/Alice/Projects/whoami/AWS2/bin/get-credentials'",
        "AROACKCEVSQ6C2EXAMPLE:botocore-session-1700000000",
        "Error loading SSO Token: Token for https://my-Corp1.awsapps.com/start does not exist",
        "request id 01234567-89ab-cdef-0123-456789abcdef, sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "InvalidIMDSEndpointModeError: Invalid EC2 Instance Metadata endpoint mode: IPv5",
    ],
)
def test_scrub_takes_no_name_path_or_id_for_a_secret(text: str) -> None:
    store = SecretStore()
    store.keep(secret("of this host"))
    assert store.scrub(text) == text
    assert store.scrub(f"{text} {secret('of this host')}") == f"{text} …"


def test_scrub_hides_what_looks_like_a_key_that_nobody_told_it_of() -> None:
    """Wholly: a piece of eight characters that is left counts as missed."""
    keys = [secret(str(seed)) for seed in range(1000)]
    missed = [key for key in keys if grams(key) & grams(SecretStore().scrub(f"bad key {key}!"))]
    assert len(missed) < 20


@pytest.mark.parametrize("form", ["{}", "--token {}", "--token={}", "-p{}", "'{}'", '--x="my {}"', "'{} unclosed"])
def test_scrub_knows_the_arguments_of_a_program(form: str) -> None:
    store, hidden = SecretStore(), "open sesame, my good old friend"
    is_quoted = ("'" in form or '"' in form) and "unclosed" not in form
    hidden = hidden if is_quoted else hidden.replace(" ", "-")
    command = f"prog --verbose-option {form.format(hidden)}"
    store.keep_command("~/.aws/config", 3, command, "", secret_arguments(command, lambda _: False))
    text = store.scrub(f"prog: what is {hidden}? see --verbose-option")
    assert not grams(hidden) & grams(text)
    assert text.endswith("--verbose-option")


def test_scrub_while_another_thread_keeps() -> None:
    import threading

    store, stop = SecretStore(), threading.Event()
    letters = random.Random(1)

    def keep() -> None:
        while not stop.is_set():
            store.keep("".join(letters.choices(string.ascii_letters, k=40)))
            if len(store._secrets) > 3000:
                store._secrets.clear()

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        for _ in range(200):
            store.scrub("nothing of this is a secret, and it is long enough to take a while")
    finally:
        stop.set()
        thread.join()
