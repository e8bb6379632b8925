"""States on which the model once disagreed with botocore, each as small as it got."""

from __future__ import annotations

from typing import Any

from whoami_aws.fakes.examples import DPOP_KEY

from .dice import SECRET, TOKEN

_KEYS = f"aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"
_SESSION = "arn:aws:iam::111122223333:user/jane"
_LOGIN_KEYS = {
    "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
    "secretAccessKey": SECRET,
    "sessionToken": TOKEN,
    "accountId": "111122223333",
    "expiresAt": "+6h",
}
_WHOLE = '["AccessKeyId", "SecretAccessKey", "Token", "Expiration"]'
_SSO = "[default]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Reader\n"
_CORP = "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n"
_MINUTES = " 9999999999999999999999999999999999999999m"
_ALL_SETTINGS = {
    "AWS_DATA_PATH": "/nowhere",
    "AWS_METADATA_SERVICE_TIMEOUT": "1",
    "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "1",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4",
    "AWS_EC2_METADATA_V1_DISABLED": "false",
}


def _config(text: str, **more: Any) -> dict[str, Any]:
    return {"files": {"~/.aws/config": text}, **more}


def _login(token: object = None, raw: str | None = None, key: object = "x") -> dict[str, Any]:
    cached: dict[str, Any] = {"session": _SESSION}
    if raw is not None:
        cached["raw"] = raw
    else:
        cached["token"] = {"accessToken": token, "refreshToken": "x", "dpopKey": key, "clientId": "x"}
    return _config(f"[default]\nlogin_session = {_SESSION}\n", awscrt=True, login_cache=[cached])


def _container(**state: Any) -> dict[str, Any]:
    env = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{container}/creds"}
    return {"env": env, "container": {"path": "/creds", **state}}


def _process(printed: str) -> dict[str, Any]:
    files = {"~/.aws/config": "[default]\ncredential_process = cat {home}/out\n", "~/out": printed}
    return {"files": files}


FOUND: dict[str, dict[str, Any]] = {
    # An indented block where the SDK expects a text: each place fails in its own way.
    "login-session-is-a-block": _config("[default]\nlogin_session =\n  a = b\n", awscrt=True),
    "source-profile-is-a-block": _config("[default]\nrole_arn = x\nsource_profile =\n  a = b\n"),
    "duration-is-a-block": _config(
        f"[default]\nrole_arn = x\nsource_profile = default\nduration_seconds =\n  a = b\n{_KEYS}"
    ),
    "sso-session-is-a-block": _config("[default]\nsso_account_id = 1\nsso_session =\n  a = b\n"),
    "token-file-is-a-block": _config("[default]\nrole_arn = x\nweb_identity_token_file =\n  a = b\n"),
    "start-url-is-a-block": _config(
        "[default]\nsso_account_id = 1\nsso_role_name = x\nsso_region = us-east-1\nsso_start_url =\n  a = b\n"
    ),
    "role-arn-is-a-block": _config("[default]\nweb_identity_token_file = token\nrole_arn =\n  a = b\n"),
    "command-is-a-block": _config("[default]\ncredential_process =\n  a = b\n"),
    "endpoint-mode-is-a-block": _config("[default]\nec2_metadata_service_endpoint_mode =\n  a = b\n"),
    "data-path-is-a-block": _config("[default]\ndata_path =\n  a = b\n"),
    # What a what-if removes from [DEFAULT] is gone from every section.
    "default-section-holds-the-keys": {
        "files": {"~/.aws/config": f"[DEFAULT]\n{_KEYS}[default]\nregion = x\n", "~/.boto": f"[Credentials]\n{_KEYS}"}
    },
    "profile-called-nothing": _config(
        "[profile '']\nec2_metadata_v1_disabled = true\n[default]\nec2_metadata_v1_disabled = x\n",
        env={"AWS_PROFILE": ""},
    ),
    "unparsable-file-that-nothing-opens-early": _config("[default]\nx\n", env=_ALL_SETTINGS),
    "one-file-by-two-names": {
        "env": {"AWS_CONFIG_FILE": "$HOME//.aws/config", "AWS_SHARED_CREDENTIALS_FILE": "{home}/.aws/config"},
        "files": {"~/.aws/config": "[default]\nsso_role_name = Reader\n"},
    },
    "bad-setting-before-a-missing-profile": {
        "env": {"AWS_DATA_PATH": "/nowhere", "AWS_METADATA_SERVICE_TIMEOUT": "", "AWS_PROFILE": "nowhere"}
    },
    "token-path-of-two-lines": _config(
        "[default]\nrole_arn = x\nweb_identity_token_file = {home}/.aws/config/x\n  role_session_name = me\n"
    ),
    # Caches that are JSON, and not what they should be.
    "login-key-is-no-key-id": _login({**_LOGIN_KEYS, "accessKeyId": "x"}),
    "login-cache-is-a-number": _login(raw="7"),
    "login-cache-is-a-list": _login(raw='["accessToken", "refreshToken", "dpopKey", "clientId"]'),
    "login-access-token-is-a-list": _login([]),
    "login-access-token-is-null": _login(),
    # With less than ten minutes left the SDK reads the private key, whether or not it is needed.
    **{
        f"login-with-{left}-left-{name}": _login({**_LOGIN_KEYS, "expiresAt": left}, key=key)
        for left in ("-30m", "+4m", "+5m", "+7m", "+10m", "+11m", "+14m", "+16m")
        for name, key in (("and-a-key", DPOP_KEY), ("and-no-key", "EXAMPLE"), ("and-a-number-for-a-key", 7))
    },
    "sso-cache-is-a-number": _config(_SSO + _CORP, sso_cache=[{"key": "corp", "raw": "7"}]),
    "sso-cache-is-a-list": _config(_SSO + _CORP, sso_cache=[{"key": "corp", "raw": '["accessToken", "expiresAt"]'}]),
    "sso-registration-without-zone": _config(
        _SSO + _CORP,
        sso_cache=[
            {
                "key": "corp",
                "accessToken": "x",
                "expiresAt": "-30m",
                "refreshToken": "x",
                "clientId": "x",
                "clientSecret": "x",
                "registrationExpiresAt": "2099-01-01T00:00:00",
            }
        ],
    ),
    "sso-region-of-two-lines": _config(
        "[default]\nsso_account_id = 1\nsso_role_name = x\nsso_start_url = x\nsso_region = us-east-1\n  output = json\n"
    ),
    "sso-below-a-profile-called-nothing": _config(
        "[default]\nrole_arn = x\nsource_profile =\n[profile '']\n" + _SSO.partition("\n")[2] + _CORP
    ),
    "sso-region-in-the-profile-alone": _config(
        f"{_SSO}sso_region = us-east-1\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\n"
    ),
    # Answers of endpoints and programs.
    "imds-expiration-without-zone": {"imds": {"role": "x", "credentials": {"Expiration": "2099-01-01T00:00:00"}}},
    "imds-answers-a-list-of-names": {"imds": {"role": "x", "credentials_body": _WHOLE}},
    "program-of-no-words": _config("[default]\ncredential_process =  "),
    "imds-port-is-no-number": {"env": {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:x"}},
    "imds-timeout-is-negative": {"env": {"AWS_METADATA_SERVICE_TIMEOUT": "-1"}},
    # A secret that swallows the line below it has the name of a variable in it.
    "secret-swallows-a-setting": {
        "env": {
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_SECURITY_TOKEN": TOKEN,
        },
        "files": {"~/.aws/config": f"[profile x]\naws_secret_access_key = {SECRET}\n  aws_security_token = {TOKEN}\n"},
    },
    # Parsers disagree about these; urllib3 refuses them, and sends nothing.
    "container-path-is-a-tab": {"env": {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "\t"}},
    "container-path-is-a-blank": {"env": {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": " "}},
    "container-path-is-a-host": {"env": {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "creds"}},
    "container-refuses-in-bytes": _container(status=500, body={"bytes_hex": "ff"}),
    "container-host-after-a-token-file-that-is-not-there": {
        "env": {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "nope",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/nowhere",
        }
    },
    "container-host-after-a-token-of-two-lines": {
        "env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "nope", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "x\ny"}
    },
    "container-token-is-empty": _container(body={"Token": ""}),
    # What no decimal can hold: the reader of times lets another error out than for what is not a time.
    "process-expires-in-too-many-minutes": _process(
        f'{{"Version": 1, "AccessKeyId": "x", "SecretAccessKey": "{SECRET}", "Expiration": "{_MINUTES}"}}'
    ),
    "imds-expires-in-too-many-minutes": {"imds": {"role": "x", "credentials": {"Expiration": _MINUTES}}},
    "container-expires-in-too-many-minutes": _container(body={"Expiration": _MINUTES}),
    # One file by two names, one of them seen from where the program stands: what is taken out is gone for both.
    "one-file-for-both-and-a-relative-path": {
        "env": {"AWS_CONFIG_FILE": ".//.aws/config", "AWS_SHARED_CREDENTIALS_FILE": "{home}/.aws/config"},
        "files": {"~/.aws/config": f"[default]\n{_KEYS}"},
    },
    "process-prints-a-number-for-expiration": _process(
        f'{{"Version": 1, "AccessKeyId": "x", "SecretAccessKey": "{SECRET}", "Expiration": 1893456000}}'
    ),
}
