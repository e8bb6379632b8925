"""What is kept of a text, where it enters: a value that fits its place, a label for one that does not."""

from __future__ import annotations

import itertools
import random
import string
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from tests.hostile.misplaced import EVERY_OPTION, EVERY_VARIABLE, MISNAMED, TOKEN, UNREAD
from tests.scenario import explained, lay_out
from whoami_aws.fakes.examples import SECRET
from whoami_aws.gather.known_secrets import without_known_secrets
from whoami_aws.gather.new_host import new_host
from whoami_aws.gather.redact import matters, redact_url, redact_variable
from whoami_aws.gather.secret_store import SecretStore, secret_arguments
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host import forms
from whoami_aws.host.host import Budget
from whoami_aws.host.randomness import has_random_part, is_random
from whoami_aws.host.secret_like import hidden, secret_kind, secret_spans
from whoami_aws.host.values import LABEL, Shape, has_redacted_host, seal_url, text_of

_BASE64 = string.ascii_letters + string.digits + "+/"

NAMES = (
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "550e8400-e29b-41d4-a716-446655440000",
    "AdministratorAccess-111122223333",
    "MyStack-MyFunctionServiceRole3C357FF2-5O7ZD2AW1PQ6",
    "CdkStack-MyFunctionServiceRole1A2B3C4D-1ABCDEFGHIJKL",
    "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_PowerUser_1a2b3c4d5e6f7a8b/alice@example.com",
    "https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E",
    "/home/runner/work/MyRepo/MyRepo/.aws/credentials",
    "/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
    "/Users/JohnDoe/Library/Application Support/Code/User",
    "/nix/store/8v2kq9z1w4x7c3b5n6m0l2k9j8h7g6f5-awscli2-2.1/bin/aws",
    "/tmp/tmp.Xa3kZ9qLm1/creds",
    "/opt/homebrew/Cellar/awscli/2.36.7/libexec/bin/python3.12",
    "botocore-session-1764470000",
    "2026-11-30T02:35:54Z",
    "ICD10CMEntity/ICD10CMEntityCategory",
    "ModifyEbsDefaultKmsKeyId/ModifyEbsDefaultKmsKeyIdRequest",
    "-----BEGIN of the notes-----",
    "the eyJ of a header alone",
)
"""Texts that are long, and that people need to see."""


@pytest.mark.parametrize("text", NAMES)
def test_what_people_need_to_see_is_no_secret(text: str) -> None:
    assert (secret_kind(text), hidden(text)) == ("", text)


@pytest.mark.parametrize("around", ["{}", "profile {}", "/home/ci/{}", "x={}", "https://{}/", "a-{}", "'{}'", "{}\n"])
def test_random_keys_are_known_whatever_is_around_them(around: str) -> None:
    """One in some thousands has so many slashes that its parts look like those of a path."""
    made = random.Random(around)
    texts = ["".join(made.choices(_BASE64, k=40)) for _ in range(1000)]
    missed = [text for text in texts if not secret_kind(around.format(text))]
    assert len(missed) <= 1, missed
    for text in set(texts) - set(missed):
        shown = hidden(around.format(text))
        assert not any(text[at : at + 8] in shown for at in range(33)), text


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        pytest.param("6wkVarItZ988Suf7", True, True, id="20 bits"),
        pytest.param("7RthIVze0RmAgrYl4", False, False, id="19 bits"),
        pytest.param("kBv06UTEpDItRxD", False, True, id="20 bits in 15 characters"),
        pytest.param("sV2cMcSu28F9teL", False, False, id="19 bits in 15 characters"),
        pytest.param("JmpWbX36xIKN8Qs1", True, True, id="16 characters"),
        pytest.param("mpWbX36xIKN8Qs1", False, True, id="15 characters"),
        pytest.param("BTbdcvYNJErLH4lz", False, True, id="15 characters behind one that tells nothing"),
        pytest.param("xBTbdcvYNJErLH4lz", True, True, id="16 characters behind one"),
    ],
)
def test_how_much_randomness_is_enough(text: str, part: bool, whole: bool) -> None:
    assert (has_random_part(text), is_random(text)) == (part, whole)


_HEX, _CAPITALS = "0123456789abcdef", string.ascii_uppercase + string.digits
PLACES = {
    "mktemp": ("/tmp/tmp.{}/credentials", string.ascii_letters + string.digits, 10),
    "mktemp and pytest": ("/tmp/tmp.{}/pytest-of-ci/pytest-0/popen-gw1/test_files_0/home", string.ascii_letters, 10),
    "mktemp of another length": ("/run/user/1000/{}/credentials", string.ascii_letters + string.digits, 12),
    "a name in both cases behind it": ("/home/me/{}/PaymentService/aws", string.ascii_letters + string.digits, 12),
    "mkdtemp": ("/tmp/tmp{}/config", string.ascii_lowercase + string.digits + "_", 8),
    "systemd": (
        "/tmp/systemd-private-0123456789abcdef0123456789abcdef-app.service-{}/tmp/aws",
        string.ascii_letters,
        6,
    ),
    "macOS": ("/var/folders/zz/{}/T/tmp.Xa3kZ9qL/aws", string.ascii_lowercase + string.digits + "_", 30),
    "GitLab": ("/builds/{}/0/group/project.tmp/AWS_CREDENTIALS", string.ascii_letters + string.digits, 9),
    "Nix": ("/nix/store/{}-aws-config/credentials", "0123456789abcdfghijklmnpqrsvwxyz", 32),
    "Windows": ("C:\\Users\\RUNNER~1\\AppData\\Local\\Temp\\{}\\credentials", string.ascii_letters, 8),
    "CloudFormation": ("arn:aws:iam::111122223333:role/PaymentsStack-OrderServiceRole-{}", _CAPITALS, 13),
    "CDK": ("CdkStack-OrderServiceRole3C357FF2-{}", _CAPITALS, 12),
    "Kubernetes": ("payments-api-{}-x7k2p", "bcdfghjklmnpqrstvwxz2456789", 10),
    "SSO": ("arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_PowerUser_{}", _HEX, 16),
    "session": ("arn:aws:sts::111122223333:assumed-role/deploy/session-{}", string.ascii_letters + string.digits, 10),
}
"""Where random characters that are no secret stand: around them, which ones, and how many."""


@pytest.mark.parametrize("place", PLACES)
def test_random_parts_of_names_and_paths_are_no_secrets(place: str) -> None:
    around, characters, length = PLACES[place]
    made = random.Random(place)
    texts = [around.format("".join(made.choices(characters, k=length))) for _ in range(1000)]
    taken = [text for text in texts if secret_kind(text) or hidden(text) != text]
    assert len(taken) <= 1, taken


def test_names_of_operations_are_no_secrets() -> None:
    """Long names in which capitals and digits change often, from several services."""
    taken, asked = [], 0
    for service in ("ec2", "iam", "sts", "s3", "dynamodb", "kms", "eks", "sso-oidc"):
        model = botocore.session.get_session().get_service_model(service)
        names = [*model.shape_names, *model.operation_names]
        texts = [*names, *map("/".join, itertools.pairwise(names))]
        taken += [text for text in texts if secret_kind(text)]
        asked += len(texts)
    assert len(taken) * 1000 <= asked, taken


@pytest.mark.parametrize("length", [100, 300, 1000])
def test_random_tokens_are_known(length: int) -> None:
    made = random.Random(length)
    assert all(secret_kind("".join(made.choices(_BASE64 + "-_", k=length))) for _ in range(100))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (SECRET, "secret-key"),
        ("/YzUZetlvIX9QMcttzoRYqVOUsabvzehMtdVFS1U", "secret-key"),
        ("XtdlcYnwSqqqVNIjwiFEQSQI0AQymvqkgnBvrbcv", "secret-key"),
        ("glpat-OG5A2ZnpsoKqzi4vCK4A", "token"),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "token"),
        ("BcbuqOKZTX8Aw&kXSd59RY4j", "token"),
        (f"  {SECRET}\n", "secret-key"),
        (SECRET.replace("/", "%2F"), "token"),
        (f"prefix-{SECRET}", "token"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", "jwt"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\n", "private-key"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNzaC1rZXk\\n", "private-key"),
        ("[default]\naws_secret_access_key = changed\n", "file-content"),
        ("aws_secret_access_key=correct-horse", "file-content"),
        ('{\n "accessToken": "correct-horse"\n}', "file-content"),
        ("[default]\nregion = us-east-1\n", "file-content"),
        ("-----BEGIN of the notes-----", ""),
        ("-----BEGIN RSA PRIVATE KEY----", ""),
        ("the eyJ of a header alone", ""),
        ("two\nlines", ""),
        ("", ""),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert secret_kind(text) == kind


@pytest.mark.parametrize("text", ["eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.", "eyJaaaaaa.aaaaaa", "eyJ------.------.---"])
@pytest.mark.parametrize("around", ["{}", "token {} of EYJ", "'{}'"])
def test_a_web_token_is_hidden_whole_however_little_random_it_is(text: str, around: str) -> None:
    said = around.format(text)
    start = said.index(text)
    assert (start, start + len(text)) in set(secret_spans(said))
    assert hidden(said) == around.format("…")


@pytest.mark.parametrize("quote", ["", '"', "'"])
@pytest.mark.parametrize("end", ["", ","])
def test_a_value_of_a_file_is_hidden_to_its_first_and_last_letter(quote: str, end: str) -> None:
    for letter in string.ascii_letters + string.digits:
        store, value = SecretStore(), f"{letter}orrect-hors{letter}"
        store.redact(f"[default]\naws_secret_access_key = {quote}{value}{quote}{end}\n")
        assert store.scrub(f"[{value}]") == "[…]"


def test_the_values_of_a_file_are_hidden_and_not_the_names_of_its_settings() -> None:
    store = SecretStore()
    store.redact("[default]\naws_secret_access_key = correct-horse\nregion = eu-west-1\nother = battery-staple\n")
    said = "aws_secret_access_key correct-horse in eu-west-1 is battery-staple"
    assert store.scrub(said) == "aws_secret_access_key … in eu-west-1 is …"


@pytest.mark.parametrize("name", forms.VARIABLES)
def test_no_form_takes_a_secret(name: str) -> None:
    store = SecretStore()
    narrow = "+kwoAGSb/m723p gcXSqjNuC3wTip 7qpxi/MGRSBT"
    for text in (SECRET, f"/x/{SECRET}", f"x {SECRET} y", narrow, "[default]\nx = y\n", "a\nb", "x" * 3000):
        reading = redact_variable(name, text, store)
        assert isinstance(reading, Shape), (name, text)
        assert LABEL.search(reading.label), (name, text)
        assert reading.length == len(text)


@pytest.mark.parametrize(
    ("name", "kept", "lost"),
    [
        (
            "AWS_METADATA_SERVICE_TIMEOUT",
            ("1", "5s", "1.5", "none", "-1", "9" * 100, "''"),
            ("hunter2x9Q", "Tr0ub4d0r3"),
        ),
        ("AWS_EC2_METADATA_DISABLED", ("true", "TRUE", "yes", " true", "1"), ("x9Kq2LmZ0p",)),
        (
            "AWS_REGION",
            ("us-west-2", "us-west2", "US-WEST-2", "${REGION}", "eu-central", "'us-east-1'", "us-west-2\n"),
            ("a1B2c3D4e",),
        ),
        ("AWS_ROLE_ARN", ("arn:aws:iam::111122223333:role/x", "deploy", "<role arn>"), ("x\ny",)),
        (
            "AWS_CREDENTIAL_EXPIRATION",
            ("2026-11-30T02:35:54Z", "Mon, 30 Nov 2026 02:35:54 GMT", "1764470000"),
            ("q1W2e3R4t5",),
        ),
        ("AWS_PROFILE", ("dev", "with space", "ключ", "hunter2x9Q", ""), ("x" * 129, "a1b2c3d4e5f6g7h8i9j0k1")),
        ("NO_PROXY", ("169.254.169.254,.internal", "*"), ("a|b",)),
    ],
)
def test_forms(name: str, kept: tuple[str, ...], lost: tuple[str, ...]) -> None:
    store = SecretStore()
    assert [text for text in kept if redact_variable(name, text, store) != text] == []
    assert [text for text in lost if redact_variable(name, text, store) == text] == []


def test_equal_texts_have_one_label_and_others_another_one() -> None:
    store = SecretStore()
    one, again, other = (store.redact(text) for text in (SECRET, SECRET, f"x{SECRET}"))
    assert one == again
    assert one.label != other.label
    assert store.reveal(f"/x/{one.label}/y") == f"/x/{SECRET}/y"
    assert store.reveal(other.label) == f"x{SECRET}"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("x" * 129, "<redacted-1>"),
        ("hunter2-x9Q", "redacted-1"),
        ("a/b+c=", "redacted/+=1"),
        (" x\ty ", " <redacted-1> "),
        ("x\ny\n", "<redacted-1>\n"),
    ],
)
def test_a_label_has_the_signs_and_the_ends_of_its_text(text: str, label: str) -> None:
    """Readers of names and addresses look for them, and rules for what is around a value."""
    assert text_of(SecretStore().redact(text)) == label


def test_what_an_sdk_says_of_a_text_is_told_of_its_label() -> None:
    store = SecretStore()
    label = store.redact(f"{SECRET}\n[x]").label
    assert store.scrub(f"The config profile ({SECRET}\n[x]) could not be found") == (
        f"The config profile ({label}) could not be found"
    )
    assert store.scrub(f"No such file: {f'{SECRET}{chr(10)}[x]'!r}") == f"No such file: '{label}'"


def test_names_of_settings_are_never_redacted() -> None:
    store = SecretStore()
    store.redact(f"[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n")
    store.keep("aws_secret_access_key = AWS_WEB_IDENTITY_TOKEN_FILE")
    text = "missing: aws_secret_access_key, AWS_WEB_IDENTITY_TOKEN_FILE, credential_process"
    assert store.scrub(text) == text


@pytest.mark.parametrize("text", ["your-secret-access-key", "changeme", "<secret access key>", "redacted"])
def test_a_placeholder_is_hidden_nowhere(text: str) -> None:
    store = SecretStore()
    store.keep(text)
    assert store.scrub(f"it is {text}") == f"it is {text}"
    assert store.without_known(f"/home/{text}/x") == f"/home/{text}/x"


def test_a_known_secret_counts_from_16_characters_on() -> None:
    store = SecretStore()
    store.keep("fifteen-letters")
    store.keep("sixteen--letters")
    assert store.without_known("/x/fifteen-letters") == "/x/fifteen-letters"
    assert store.without_known("/x/sixteen--letters/y") == "/x/redacted-1/y"


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("http://127.0.0.1:9/x?query=a-text-of-many-words", "a-text-of-many-words"),
        ("http://127.0.0.1:9/x?q=1#a-text-of-many-words", "a-text-of-many-words"),
        ("http://a-user-of-many-words:x@127.0.0.1:9/", "a-user-of-many-words"),
        ("http://x:a-pass-of-many-words@127.0.0.1:9/", "a-pass-of-many-words"),
        ("http://127.0.0.1:9/x?query=a-text%20of-many-words", "a-text of-many-words"),
    ],
)
def test_a_part_of_a_url_may_be_a_secret_and_need_not_be(url: str, part: str) -> None:
    """Where an error repeats it, it is hidden; a name that happens to be the same is shown."""
    store = SecretStore()
    redact_url(url, store)
    assert store.scrub(f"cannot reach {part}, sorry") == "cannot reach …, sorry"
    assert store.without_known(f"/home/{part}/x") == f"/home/{part}/x"


def test_a_home_is_the_same_in_a_path_below_it() -> None:
    store = SecretStore()
    store.keep("my-secret/of-words/and-more/x")
    home, below = (store.without_known(text) for text in ("/my-secret/of-words", "/my-secret/of-words/.aws/config"))
    assert below == f"{home}/.aws/config"
    assert "secret" not in home


def test_a_path_where_a_secret_belongs_is_shown_elsewhere() -> None:
    store = SecretStore()
    store.keep("/home/alice/project/token")
    assert store.without_known("/home/alice/project/.aws") == "/home/alice/project/.aws"


@pytest.mark.parametrize(
    ("url", "sealed"),
    [
        (f"http://{SECRET}/", "http://redacted/…/…/"),
        (f"https://sts.{SECRET.replace('/', 'x')}.amazonaws.com", "https://redacted"),
        (f"http://127.0.0.1:80/{SECRET}/x", "http://127.0.0.1:80/…/…/…/…"),
        (f"http://localhost:80/{SECRET}", "http://localhost:80/…/…/…"),
        (f"http://127.0.0.1/x?token={SECRET}", "http://127.0.0.1/x?…"),
        (f"http://{SECRET}@127.0.0.1/", None),
        (SECRET.replace("/", "\n"), "<redacted>"),
        (f"http://{SECRET.replace('/', chr(10))}/", "http://redacted"),
        (f"http://127.0.0.1/{SECRET.replace('/', ' ')}", "http://redacted"),
        ("http://127.0.0.1:80/v2/credentials", "http://127.0.0.1:80/v2/credentials"),
        ("http://sts.example\\@127.0.0.1/x?y", "http://…"),
        ("//a\\b/", "//…"),
    ],
)
def test_addresses(url: str, sealed: str | None) -> None:
    shown = seal_url(url)
    assert sealed is None or shown == sealed
    assert not any(SECRET[at : at + 8] in shown for at in range(len(SECRET) - 7))
    assert seal_url(shown) == shown
    assert has_redacted_host(shown) == ("//redacted" in shown or "//…" in shown)


def test_arguments_of_a_program_that_may_be_secrets() -> None:
    command = (
        "TOKEN=s3cr3t-1 /opt/helper --profile production --region us-east-1 --token=s3cr3t-2 -ps3cr3t-3 s3cr3t-4 "
        "/etc/passwd 111122223333 arn:aws:iam::111122223333:role/x --verbose https://example.com/x"
    )
    assert secret_arguments(command, ThisProcess().exists) == ("s3cr3t-1", "s3cr3t-2", "-ps3cr3t-3", "s3cr3t-4")


def test_variables_that_are_not_ours_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD", SECRET)
    monkeypatch.setenv(f"AWS_{SECRET.replace('/', '_')}", "x")
    assert not matters("PASSWORD")
    env = new_host(ThisProcess(), None, "boto3", Budget(), SecretStore()).env
    assert not any("wJalrXUt" in name for name in env)


@pytest.mark.parametrize(
    "name", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_LOGIN_CACHE_DIRECTORY", "BOTO_CONFIG"]
)
def test_a_variable_that_a_path_refers_to_is_kept(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {name: "$BASE/${TEAM}/x$-${}", "BASE": "/srv", "TEAM": "payments", "OTHER": "x"}
    for one, text in said.items():
        monkeypatch.setenv(one, text)
    env = new_host(ThisProcess(), None, "boto3", Budget(), SecretStore()).env
    assert {one: env.get(one) for one in said} == {**said, "OTHER": None}


def test_a_host_that_repeats_no_secret_is_not_built_again() -> None:
    store, secret = SecretStore(), SECRET.replace("/", "")
    host = new_host(ThisProcess(), None, "boto3", Budget(), store)._replace(home=f"/home/{secret}")
    assert without_known_secrets(host, store) is host, "nothing is known"
    store.keep("another-secret-of-words")
    assert without_known_secrets(host, store) is host, "nothing is repeated"
    store.keep(secret)
    assert without_known_secrets(host, store) == host._replace(home="/home/redacted-1")


def _sso(session: str) -> dict[str, Any]:
    account = "sso_account_id = 111122223333\nsso_role_name = x\nsso_session = {0}\n"
    portal = "sso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n"
    config = f"[default]\n{account}[sso-session {{0}}]\n{portal}"
    return {
        "env": {"AWS_DEFAULT_REGION": "us-east-1"},
        "argv": ["--network", "metadata"],
        "files": {"~/.aws/config": config.format(session)},
        "sso_cache": [{"key": session, "accessToken": "EXAMPLETOKEN", "expiresAt": "+6h", "region": "us-east-1"}],
        "sso": {},
        "imds": None,
    }


@pytest.mark.parametrize("session", ["corp", SECRET, "x" * 200])
def test_a_cache_is_found_by_a_name_that_is_not_shown(session: str, tmp_path: Path) -> None:
    """Its file is called by the digest of the name."""
    with lay_out(_sso(session), tmp_path / "host") as laid:
        report = explained(laid)[0]["report"]
    assert (report["winner"], report["sdk"]["witness"], report["usable"]) == ("sso", "agrees", "unknown")
    assert "SSO has not been asked" in report["usable_because"]


SWALLOWED = sorted({*EVERY_VARIABLE, *UNREAD, *MISNAMED, *EVERY_OPTION, "AWS_SECURITY_TOKEN", "aws_security_token"})


def test_a_secret_that_swallows_a_setting_does_not_make_its_name_secret() -> None:
    for name in SWALLOWED:
        store = SecretStore()
        store.keep(f"{SECRET}\n{name} = {TOKEN}\nrole_arn = arn:aws:iam::111122223333:role/deploy")
        for text in (name, name.lower(), f"~/.aws/config {name}", "arn:aws:iam::111122223333:role/deploy"):
            assert (store.without_known(text), store.scrub(text)) == (text, text)


@pytest.mark.parametrize("part", [SECRET, TOKEN, f"aws_session_token={TOKEN}", f"aws_session_token = {TOKEN}"])
def test_a_secret_that_a_secret_swallows_is_known(part: str) -> None:
    store = SecretStore()
    store.keep(f"{'x' * 20}\n{part}")
    bare = part.rpartition("= ")[2].removeprefix("aws_session_token=")
    assert bare not in store.without_known(f"/home/{bare}/x") and bare[:20] not in store.scrub(f"says {bare[:20]}")
