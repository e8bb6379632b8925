"""Strategies: bytes and texts from outside, some arbitrary, most nearly what belongs there."""

from __future__ import annotations

import base64
import json
from typing import Any

from hypothesis import strategies as st

from whoami_aws.fakes.examples import ACCOUNT, SECRET
from whoami_aws.gather import redact
from whoami_aws.host.forms import OPTIONS, VARIABLES

KEY = "AKIAIOSFODNN7EXAMPLE"
ROLE = "arn:aws:iam::123456789012:role/deploy"
LOGIN = "arn:aws:sts::123456789012:assumed-role/dev/alice"
START = "https://corp.awsapps.com/start"
NASTY = (
    "\0", "\x1b[31m", "\x1b]8;;http://x\x07", "\u202e", "\u2028", "\x85", "\x1c", "\ufeff", "\udcff", "\ud800",
    "\U000e0001", "\r", "\n", "\t", "İ", "ß", "é" * 700, "[" * 2000, "%(region)s", "${HOME}", "~", "",
)  # fmt: skip
"""What a terminal, a parser, an encoder or a log may stumble over."""

junk = st.one_of(
    st.text(max_size=40), st.sampled_from(NASTY), st.lists(st.sampled_from(NASTY), max_size=4).map("".join)
)
encodable = junk.map(lambda text: text.encode("utf-8", "surrogatepass"))
times = st.sampled_from(
    ["2026-11-24T16:00:00Z", "2020-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "soon", "", "0", "24:00", "1e400", "-1"]
)

# Of a URL: the parts that a client or a seal may take for another part.
_urls = st.lists(
    st.sampled_from(
        ["http", "https", "://", "//", ":", "@", "/", "?", "#", "[", "]", "%", "::1", "127.0.0.1", "localhost", "80",
         "99999", "x" * 30, "user", "p", "fd00:ec2::254%lo", "169.254.170.2", "\\", " ", *NASTY]
    ),
    max_size=9,
).map("".join)  # fmt: skip
urls = st.one_of(_urls, junk, st.builds("http://{}{}".format, st.sampled_from(["127.0.0.1", "169.254.170.2"]), _urls))

_harmless = st.one_of(
    junk,
    urls,
    st.sampled_from(
        [KEY, ROLE, LOGIN, START, "default", "dev", "us-east-1", "true", "1", "0", "-1", "99999999999", "ipv6",
         "Environment", "Ec2InstanceMetadata", "EcsContainer", "/nowhere", "/dev/null", "/", ".", ACCOUNT, "legacy"]
    ),
)  # fmt: skip
values = _harmless.filter(lambda text: "\n" not in text)
_SECRET_OPTIONS = ("aws_secret_access_key", "aws_session_token", "aws_security_token", "aws_secert_access_key")
_options = [*sorted(OPTIONS.keys() | redact.URL_OPTIONS), "aws_access_key_id", "credential_process", "s3"]
_HEADERS = ("default", "profile default", "DEFAULT", "Credentials")

_line = st.one_of(
    st.builds("[{}]".format, st.one_of(st.sampled_from(_HEADERS), values)),
    st.builds("[{} {}]".format, st.sampled_from(["profile", "sso-session", "services"]), values),
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "", "", " ", "\t", "\x0c"]),
        st.sampled_from(_options),
        st.sampled_from(["=", " = ", ":", " =", "= "]),
        values,
    ),
    st.builds("{} = {}".format, st.sampled_from(_SECRET_OPTIONS), st.just(SECRET)),
    st.builds("  {} = {}".format, st.sampled_from(_SECRET_OPTIONS), st.just(SECRET)),
    st.sampled_from([SECRET, f"# {SECRET}", "", "  a = b", "  a", "s3 ="]),
    values,
)  # fmt: skip
ini_text = st.builds(
    "{}{}".format,
    st.sampled_from(["[default]\n", "[profile dev]\n", "", "[Credentials]\n"]),
    st.lists(_line, max_size=12).map("\n".join),
)
ini_bytes = st.one_of(
    st.binary(max_size=200),
    ini_text.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.builds(
        lambda text, encoding: text.encode(encoding, "replace"),
        ini_text,
        st.sampled_from(["utf-8-sig", "utf-16", "latin-1", "cp1252", "utf-7"]),
    ),
)

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), junk, times, st.just(KEY))
json_values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(junk, inner, max_size=3)),
    max_leaves=6,
)
_CREDENTIALS: dict[str, Any] = {
    "Version": 1,
    "Code": "Success",
    "Message": "",
    "AccessKeyId": KEY,
    "SecretAccessKey": SECRET,
    "Token": f"FwoGZXIvYXdzE{SECRET}",
    "SessionToken": f"FwoGZXIvYXdzE{SECRET}",
    "Expiration": "2026-11-24T20:00:00Z",
    "AccountId": ACCOUNT,
    "RoleArn": ROLE,
    "InstanceProfileArn": "arn:aws:iam::123456789012:instance-profile/web",
    "region": "us-east-1",
    "instanceId": "i-1234567890abcdef0",
    "accountId": ACCOUNT,
}
_LOGIN: dict[str, Any] = {
    "accessToken": {
        "accessKeyId": KEY,
        "secretAccessKey": SECRET,
        "sessionToken": SECRET,
        "accountId": ACCOUNT,
        "expiresAt": "2026-11-24T20:00:00Z",
    },
    "refreshToken": SECRET,
    "dpopKey": SECRET,
    "clientId": "arn:aws:signin:::devtools/same-device",
}
_SSO: dict[str, Any] = {
    "accessToken": SECRET,
    "expiresAt": "2026-11-24T20:00:00Z",
    "refreshToken": SECRET,
    "clientId": "x",
    "clientSecret": SECRET,
    "registrationExpiresAt": "2026-11-24T20:00:00Z",
    "startUrl": START,
    "region": "us-east-1",
}
_ROLE: dict[str, Any] = {
    "Credentials": {
        "AccessKeyId": KEY,
        "SecretAccessKey": SECRET,
        "SessionToken": SECRET,
        "Expiration": "2026-11-24T20:00:00Z",
        "AccountId": ACCOUNT,
    },
    "AssumedRoleUser": {"Arn": f"{ROLE}/x", "AssumedRoleId": "AROAEXAMPLE:x"},
}


def _mutated(base: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The object with some fields gone, and some that are something else."""
    return st.builds(
        lambda gone, other: {**{name: value for name, value in base.items() if name not in gone}, **other},
        st.sets(st.sampled_from(sorted(base)), max_size=3),
        st.dictionaries(st.sampled_from(sorted(base)), json_values, max_size=3),
    )


def _as_bytes(value: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    return st.one_of(
        value.map(lambda content: json.dumps(content).encode()),
        value.map(lambda content: json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")),
        value.map(lambda content: json.dumps(content).encode("utf-16")),
    )


_odd_bytes = st.one_of(
    st.binary(max_size=60),
    encodable,
    _as_bytes(json_values),
    st.sampled_from(
        [b"", b"[" * 30_000, b'{"a":' * 12_000, b"9" * 5000, b"\xef\xbb\xbf{}", b"{", b'"\\ud800"', b"NaN"]
    ),
)
credentials_bytes = st.one_of(_as_bytes(_mutated(_CREDENTIALS)), _odd_bytes)
cache_bytes = st.one_of(_as_bytes(_mutated(_SSO)), _as_bytes(_mutated(_LOGIN)), _as_bytes(_mutated(_ROLE)), _odd_bytes)
key_file_bytes = st.one_of(
    st.binary(max_size=100),
    st.lists(
        st.one_of(
            st.just(f"AWSSecretKey={SECRET}"),
            st.builds("AWSAccessKeyId={}".format, values),
            st.just(SECRET),
            values,
        ),
        max_size=6,
    ).map(lambda lines: "\n".join(lines).encode("utf-8", "surrogatepass")),
)


def jwt(header: bytes, payload: bytes, signature: bytes = b"EXAMPLE") -> bytes:
    """The three parts as a JSON web token has them."""
    parts = (header, payload, signature)
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)


_CLAIMS: dict[str, Any] = {
    "iss": "https://oidc.example.com",
    "sub": "system:serviceaccount:default:web",
    "aud": ["sts.amazonaws.com"],
    "iat": 1795532400,
    "exp": 1795539600,
}
_TIMES = st.one_of(st.integers(-(10**30), 10**30), st.floats(), st.booleans(), st.text(max_size=10))
_claims = st.one_of(
    _as_bytes(_mutated(_CLAIMS)),
    _as_bytes(st.builds(lambda iat, exp: {**_CLAIMS, "iat": iat, "exp": exp}, _TIMES, _TIMES)),
    _odd_bytes,
)
_headers = st.one_of(st.just(b'{"alg":"RS256"}'), _odd_bytes)
jwt_bytes = st.one_of(
    st.builds(jwt, _headers, _claims),
    st.builds(jwt, _headers, _claims, st.just(SECRET.encode())),
    st.builds(lambda whole, at, odd: whole[:at] + odd + whole[at:], st.builds(jwt, _headers, _claims),
              st.integers(0, 300), st.binary(max_size=5)),
)  # fmt: skip
token_bytes = st.one_of(
    jwt_bytes, jwt_bytes, st.binary(max_size=100), encodable, st.just(SECRET.encode()), st.just(b"x" * 70_000)
)
bundle_bytes = st.lists(
    st.one_of(
        st.sampled_from(
            [
                b"-----BEGIN CERTIFICATE-----",
                b"-----END CERTIFICATE-----",
                b"-----BEGIN X-----",
                b"MAA=",
                b"MIIB",
                b"a: b",
            ]
        ),
        st.binary(max_size=60).map(base64.b64encode),
        st.binary(max_size=60),
        st.just(SECRET.encode()),
    ),
    max_size=9,
).flatmap(lambda lines: st.sampled_from([b"\n", b"\r\n", b" \n", b"\r"]).map(lambda end: end.join(lines)))
charsets = st.one_of(
    st.sampled_from(
        ["utf-8", "latin-1", "utf-16", "utf-7", "idna", "punycode", "undefined", "hex", "rot13", "raw_unicode_escape",
         "cp037", "\0", "é", ""]
    ),
    junk,
)  # fmt: skip
content_types = st.one_of(
    st.none(),
    st.just("application/json"),
    st.builds(
        "{}; charset{}{}".format,
        st.sampled_from(["text/plain", "text/html", "x"]),
        st.sampled_from(["=", "*=", "*0=", "*=utf-8''", '="']),
        charsets,
    ),
    junk,
).map(lambda text: text and text.replace("\n", "").replace("\r", "").encode("latin-1", "replace").decode("latin-1"))
"""As an HTTP client reads headers: each byte a character."""

_names = sorted(VARIABLES.keys() | redact.URL_VARIABLES)
_variable_names = st.one_of(
    st.sampled_from([name.encode() for name in _names]),
    st.sampled_from([b"AWS_ACCESS_KEY_ID", b"AWS_ENDPOINT_URL_STS", b"AWS_CONFIG_FILE", b"AWS_PROFILE"]),
    st.binary(min_size=1, max_size=8).map(lambda rest: b"AWS_" + rest),
    st.binary(min_size=1, max_size=12),
).filter(lambda name: b"=" not in name and b"\0" not in name)
_variable_values = st.one_of(
    st.binary(max_size=60),
    _harmless.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([b"$AWS_X", b"${AWS_PROFILE}/x", b"$", b"${", b"~/x", b"~nobody/x", b"\xff\xfe"]),
).map(lambda value: value.replace(b"\0", b""))
environments = st.one_of(
    st.dictionaries(_variable_names, _variable_values, max_size=8),
    st.builds(
        lambda more: {b"AWS_ACCESS_KEY_ID": KEY.encode(), b"AWS_SECRET_ACCESS_KEY": SECRET.encode(), **more},
        st.dictionaries(_variable_names, _variable_values, max_size=4),
    ),
)
