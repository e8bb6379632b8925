"""Secrets in places where none belongs: every variable, option, property and word, and the hosts that hold them."""

from __future__ import annotations

from typing import Any

from whoami_aws.fakes.examples import SECRET
from whoami_aws.gather.java import READ as PROPERTIES
from whoami_aws.gather.redact import MARKERS, URL_OPTIONS, URL_VARIABLES
from whoami_aws.host.forms import OPTIONS, VARIABLES
from whoami_aws.host.misnamed_variables import MEANT

Host = dict[str, Any]

KEY = "AKIAIOSFODNN7EXAMPLE"
KEY_WITHOUT_SIGNS = "je7MtGbClwBFxK2Zp9UtkEh3yCo8nvbDXAMPLEKEY"[:40]
TOKEN = (
    "AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT+FvwqnKwRcOIfrRh3c/LTo6UDdyJwOOvEVPvLXCrrrUtdnniCEXAMPLE/IvU1dYUg2"
    "RVAJBanLiHb4IgRmpRV3zrkuWJOgQs8IZZaIv2BXIa2R4Olgk"
)
PAYLOAD = "eyJpc3MiOiAiaHR0cHM6Ly9naXRsYWIuZXhhbXBsZS5jb20iLCAic3ViIjogInRlYW0vYXBwIiwgImV4cCI6IDE4MjE5MTgyODZ9"
SIGNATURE = "c2lnbmF0dXJlRVhBTVBMRXNpZ25hdHVyZUVYQU1QTEU"
JWT = f"eyJhbGciOiAiUlMyNTYiLCAia2lkIjogIjEifQ.{PAYLOAD}.{SIGNATURE}"
BODY = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgEXAMPLEq8Zt4vB7n"
PEM = f"-----BEGIN PRIVATE KEY-----\n{BODY}\n-----END PRIVATE KEY-----\n"
FILE = f"[default]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n"

SECRETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "secret key": (SECRET, (SECRET,)),
    "secret key without signs": (KEY_WITHOUT_SIGNS, (KEY_WITHOUT_SIGNS,)),
    "session token": (TOKEN, (TOKEN,)),
    "jwt": (JWT, (PAYLOAD, SIGNATURE)),
    "credentials file": (FILE, (SECRET, TOKEN)),
    "private key": (PEM, (BODY,)),
}
"""What is put into a place, and the parts of it that nobody may see."""

SERVICES = ("STS", "SSO", "SSO_OIDC", "SIGNIN", "S3")
READ_ELSEWHERE = ("AWS_ENDPOINT_URL", *(f"AWS_ENDPOINT_URL_{service}" for service in SERVICES), "AWS_ACCESS_KEY_ID")
MISNAMED = sorted(alias for aliases in MEANT.values() for alias in aliases)
UNREAD = sorted({*MARKERS, "AWS_LAMBDA_FUNCTION_NAME", "AWS_SESSION_EXPIRATION"})
"""Variables of which nothing is shown wherever they are looked at."""
EVERY_VARIABLE = sorted({*VARIABLES, *URL_VARIABLES, *READ_ELSEWHERE} - {"HOME"})
CREDENTIAL_OPTIONS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
EVERY_OPTION = sorted({*OPTIONS, *URL_OPTIONS, *CREDENTIAL_OPTIONS, "credential_process", "an_option_of_nobody"})
EVERY_PROPERTY = sorted(PROPERTIES - {"user.home"})

_SSO = {"sso_start_url": "https://x.awsapps.com/start", "sso_region": "us-east-1"}
_BESIDE: dict[str, dict[str, str]] = {
    "role_arn": {"source_profile": "base"},
    "source_profile": {"role_arn": "arn:aws:iam::111122223333:role/x"},
    "credential_source": {"role_arn": "arn:aws:iam::111122223333:role/x"},
    "web_identity_token_file": {"role_arn": "arn:aws:iam::111122223333:role/x"},
    "external_id": {"role_arn": "arn:aws:iam::111122223333:role/x", "source_profile": "base"},
    "mfa_serial": {"role_arn": "arn:aws:iam::111122223333:role/x", "source_profile": "base"},
    "role_session_name": {"role_arn": "arn:aws:iam::111122223333:role/x", "source_profile": "base"},
    "duration_seconds": {"role_arn": "arn:aws:iam::111122223333:role/x", "source_profile": "base"},
    "sso_session": {"sso_account_id": "111122223333", "sso_role_name": "x"},
    "sso_start_url": {"sso_account_id": "111122223333", "sso_role_name": "x", "sso_region": "us-east-1"},
    "sso_region": {**_SSO, "sso_account_id": "111122223333", "sso_role_name": "x"},
    "sso_account_id": {**_SSO, "sso_role_name": "x"},
    "sso_role_name": {**_SSO, "sso_account_id": "111122223333"},
    "aws_access_key_id": {"aws_secret_access_key": "x" * 40},
    "aws_secret_access_key": {"aws_access_key_id": KEY},
    "aws_session_token": {"aws_access_key_id": KEY, "aws_secret_access_key": "x" * 40},
}
"""What an option needs beside it to be read at all."""

BASE: Host = {"env": {"AWS_DEFAULT_REGION": "us-east-1"}, "files": {}, "imds": {"role": "web-role"}, "sts": {}}


def in_variable(name: str, text: str) -> Host:
    """A host with the text in a variable, beside what makes it matter."""
    env = {**BASE["env"]}
    if name in ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME"):
        env["AWS_ROLE_ARN"] = "arn:aws:iam::111122223333:role/x"
    if name in ("AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"):
        env["AWS_WEB_IDENTITY_TOKEN_FILE"] = "{home}/token"
    if name == "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE":
        env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "{container}/creds"
    if name == "AWS_CREDENTIAL_EXPIRATION":
        env |= {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": "x" * 40}
    if name == "AWS_ACCESS_KEY_ID":
        env["AWS_SECRET_ACCESS_KEY"] = "x" * 40
    # An address with the text as its host, as its user and in its path, and the text alone.
    return {**BASE, "container": {"path": "/creds"}, "env": {**env, name: text}}


def as_url(text: str) -> dict[str, str]:
    """Addresses with the text in one of their parts."""
    bare = text.replace("\n", "")
    return {
        "host": f"http://{bare}/",
        "path": f"http://127.0.0.1:1/{bare}/x",
        "user": f"http://{bare}@127.0.0.1:1/",
        "password": f"http://me:{bare}@127.0.0.1:1/",
        "query": f"http://127.0.0.1:1/x?token={bare}",
        "fragment": f"http://127.0.0.1:1/x#{bare}",
    }


def in_option(name: str, text: str, file: str = "config") -> Host:
    """A host with the text in an option of the default profile."""
    lines = {**_BESIDE.get(name, {}), name: text}
    # The lines of a text are indented, as they must be to belong to the option.
    written = "".join(f"{key} = {value.strip().replace(chr(10), chr(10) + '  ')}\n" for key, value in lines.items())
    base = f"[profile base]\naws_access_key_id = {KEY}\naws_secret_access_key = {'y' * 40}\n"
    content = f"[default]\n{written}{base if file == 'config' else base.replace('profile ', '')}"
    return {**BASE, "files": {f"~/.aws/{file}": content}}


def in_section(text: str) -> Host:
    """A host with the text as the name of a profile, of a session, of services, and in lines that are no settings."""
    bare = text.strip().replace("\n", " ")
    config = "".join(f"[{kind} {bare}]\nregion = us-east-1\n" for kind in ("profile", "sso-session", "services"))
    return {
        **BASE,
        "env": {**BASE["env"], "AWS_PROFILE": bare},
        "files": {"~/.aws/config": config, "~/.aws/credentials": f"[{bare}]\n{bare} = x\nregion = {bare}\n"},
    }
