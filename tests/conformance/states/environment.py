"""Keys in the environment: whole, half, blank, under other names, and beside everything else."""

from __future__ import annotations

from .words import BASE, CREDS, FULL, SECRET, TASK, TOKEN, States, default, env_keys, host, key, pair, with_prefix

_ID, _OLD_ID = "AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"
_SECRET, _OLD_SECRET = "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY"
_PAIR = env_keys()
_FILE = default(CREDS)


def _both(source: str, identifier: str, secret: str) -> dict[str, str | None]:
    return {identifier: key(source), secret: SECRET}


_PAIRS: States = {
    "blank id": host(env_keys(**{_ID: " "}), _FILE),
    "blank secret": host(env_keys(**{_SECRET: " "}), _FILE),
    "blank both": host({_ID: " ", _SECRET: " "}, _FILE),
    "blank both, nothing in files": host({_ID: " ", _SECRET: " "}),
    "tab and line end as id": host(env_keys(**{_ID: "\t\n"}), _FILE),
    "empty id": host(env_keys(**{_ID: ""}), _FILE),
    "empty secret": host(env_keys(**{_SECRET: ""}), _FILE),
    "empty both": host({_ID: "", _SECRET: ""}, _FILE),
    "id with line end": host(env_keys(**{_ID: f"{key('ENVKEY0')}\n"})),
    "id with carriage return": host(env_keys(**{_ID: f"{key('ENVKEY0')}\r"})),
    "id with space before": host(env_keys(**{_ID: f" {key('ENVKEY0')}"})),
    "id with space after": host(env_keys(**{_ID: f"{key('ENVKEY0')} "})),
    "secret with space after": host(env_keys(**{_SECRET: f"{SECRET} "})),
    "secret with line end": host(env_keys(**{_SECRET: f"{SECRET}\n"})),
    "quoted id": host(env_keys(**{_ID: f'"{key("ENVKEY0")}"'})),
    "id is a word": host(env_keys(**{_ID: "changeme"})),
    "id with umlaut": host(env_keys(**{_ID: "schlüssel"}), _FILE),
    "empty id, container": host(env_keys(**{_ID: ""}, **FULL), **TASK),
    "long-term id with token": host(env_keys(AWS_SESSION_TOKEN=TOKEN)),
    "empty token": host(env_keys(AWS_SESSION_TOKEN="")),
    "blank token": host(env_keys(AWS_SESSION_TOKEN=" ")),
    "token alone": host({"AWS_SESSION_TOKEN": TOKEN}, _FILE),
    "security token": host(env_keys(AWS_SECURITY_TOKEN=TOKEN)),
    "both tokens": host(env_keys(AWS_SECURITY_TOKEN="OLDTOKEN", AWS_SESSION_TOKEN=TOKEN)),
    "session id without token": host(env_keys(**{_ID: "ASIAIOSFODNN7EXAMPLE"}), imds=None),
}
_NAMES: States = {
    "old names": host(_both("LEGACY0", _OLD_ID, _OLD_SECRET)),
    "old names, file": host(_both("LEGACY0", _OLD_ID, _OLD_SECRET), _FILE),
    "old names beside new": host({**_PAIR, **_both("LEGACY0", _OLD_ID, _OLD_SECRET)}),
    "new id, old secret": host(_both("ENVKEY0", _ID, _OLD_SECRET)),
    "old id, new secret": host(_both("LEGACY0", _OLD_ID, _SECRET)),
    "pair and old id": host({**_PAIR, _OLD_ID: key("LEGACY0")}),
    "pair and old secret": host({**_PAIR, _OLD_SECRET: "another"}),
    "empty new id, old names": host({**_both("LEGACY0", _OLD_ID, _OLD_SECRET), _ID: ""}),
    "empty new pair, old names": host({**_both("LEGACY0", _OLD_ID, _OLD_SECRET), _ID: "", _SECRET: ""}),
    "pair, empty old names": host({**_PAIR, _OLD_ID: "", _OLD_SECRET: ""}),
    "bare secret name": host(_both("ENVKEY0", _ID, "SECRET_ACCESS_KEY")),
    "bare secret name, file": host(_both("ENVKEY0", _ID, "SECRET_ACCESS_KEY"), _FILE),
    "amazon names": host(_both("AMAZON0", "AMAZON_ACCESS_KEY_ID", "AMAZON_SECRET_ACCESS_KEY")),
    "amazon names, file": host(_both("AMAZON0", "AMAZON_ACCESS_KEY_ID", "AMAZON_SECRET_ACCESS_KEY"), _FILE),
    "amazon id, aws secret": host(_both("AMAZON0", "AMAZON_ACCESS_KEY_ID", _SECRET)),
    "amazon secret, aws id": host(_both("ENVKEY0", _ID, "AMAZON_SECRET_ACCESS_KEY")),
    "lower case": host(_both("ENVKEY0", "aws_access_key_id", "aws_secret_access_key")),
    "ec2 names": host(_both("LEGACY0", "EC2_ACCESS_KEY", "EC2_SECRET_KEY")),
}
_EXPIRY: States = {
    name: host(env_keys(AWS_SESSION_TOKEN=TOKEN, AWS_CREDENTIAL_EXPIRATION=text), _FILE)
    for name, text in (
        ("past", "-30m"),
        ("near", "+3m"),
        ("future", "+6h"),
        ("no time", "soon"),
        ("empty", ""),
        ("number", "1"),
    )
}
# A setting that has nothing to do with the keys may yet keep the SDK from being loaded.
_SETTINGS: States = {
    f"{name}={text}": host(env_keys(**{name: text}))
    for name, text in (
        ("AWS_MAX_ATTEMPTS", "foo"),
        ("AWS_MAX_ATTEMPTS", "0"),
        ("AWS_RETRY_MODE", "sometimes"),
        ("AWS_EC2_METADATA_DISABLED", "foo"),
        ("AWS_EC2_METADATA_V1_DISABLED", "foo"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv6"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "bogus"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "not a url"),
        ("AWS_METADATA_SERVICE_TIMEOUT", "1.5"),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "x"),
        ("AWS_USE_FIPS_ENDPOINT", "maybe"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "nowhere"),
        ("AWS_ENDPOINT_URL", "not a url"),
        ("AWS_DEFAULTS_MODE", "nope"),
        ("AWS_SDK_LOAD_CONFIG", "perhaps"),
        ("AWS_ACCOUNT_ID", "no number"),
        ("AWS_SHARED_CREDENTIALS_FILE", "{home}/nowhere"),
        ("AWS_CONFIG_FILE", "{home}/nowhere"),
        ("AWS_CA_BUNDLE", "{home}/nowhere"),
    )
}
_LEGACY_FILES: States = {
    "AWS_CREDENTIAL_FILE": host(
        {"AWS_CREDENTIAL_FILE": "{home}/ec2"},
        files={"~/ec2": f"AWSAccessKeyId={key('LEGACY0')}\nAWSSecretKey={SECRET}\n"},
    ),
    "~/.boto": host(files={"~/.boto": f"[Credentials]\n{pair('LEGACY0')}"}),
    "BOTO_CONFIG": host({"BOTO_CONFIG": "{home}/b"}, files={"~/b": f"[Credentials]\n{pair('LEGACY0')}"}),
    "AWS_CREDENTIAL_PROFILES_FILE": host(
        {"AWS_CREDENTIAL_PROFILES_FILE": "{home}/alt"}, _FILE, files={"~/alt": default(pair("ALTFILE"))}
    ),
    "no region": host(env_keys(AWS_REGION=None, AWS_DEFAULT_REGION=None)),
    "no region, role": host(
        {"AWS_REGION": None, "AWS_DEFAULT_REGION": None},
        BASE + default("role_arn = arn:aws:iam::123456789012:role/app", "source_profile = base"),
    ),
}

ENVIRONMENT = (
    with_prefix("env", _PAIRS | _NAMES)
    | with_prefix("env expiration", _EXPIRY)
    | with_prefix("env setting", _SETTINGS)
    | with_prefix("legacy", _LEGACY_FILES)
)
