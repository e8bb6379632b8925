"""States on which the model once disagreed with some version of the AWS CLI, each as small as it got."""

from __future__ import annotations

from typing import Any

from tests.differential.dice import SECRET
from whoami_aws.fakes.examples import DPOP_KEY

from .states import FIXED

_KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET}
_FILE_KEYS = f"aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"
_CONTAINER = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
_SLASHLESS = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "{imds}"}


def _state(env: dict[str, str], imds: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    state = {"argv": [], "files": {}, "imds": imds or {"role": "web-role"}, "sts": {}, **more}
    return {**state, "env": {**FIXED, **env}}


def _login(left: str, key: object = DPOP_KEY) -> dict[str, Any]:
    """A session of `aws login` with so much time left, which `aws` would have to ask a service to make longer."""
    access = {
        "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
        "secretAccessKey": SECRET,
        "sessionToken": "EXAMPLE",
        "accountId": "111122223333",
        "expiresAt": left,
    }
    token = {"accessToken": access, "refreshToken": "EXAMPLE", "dpopKey": key, "clientId": "EXAMPLE"}
    files = {"~/.aws/config": "[default]\nlogin_session = me\nregion = us-west-2\n"}
    return _state({}, files=files, login_cache=[{"session": "me", "token": token}])


FOUND: dict[str, dict[str, Any]] = {
    # v2 asks the metadata service for a region that nothing says; what that raises ends the command.
    "region-without-a-token": _state({**_KEYS, "AWS_EC2_METADATA_V1_DISABLED": "true"}, {"role": "r", "token": 404}),
    "region-behind-a-dead-proxy": _state({**_KEYS, "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "localhost"}),
    "region-with-a-page-for-a-token": _state(_KEYS, {"role": "r", "misbehave": {"token": "html"}}),
    "region-refused-with-400": _state(_KEYS, {"role": "r", "token": 400}),
    "region-after-keys-that-fail": _state(
        {**_SLASHLESS, "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/r", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/no"}
    ),
    "profile-by-an-empty-option": _state(
        {**_KEYS, "AWS_PROFILE": "x"},
        argv=["--profile", ""],
        files={"~/.aws/config": "[profile x]\nregion = us-west-2\n"},
    ),
    # Where variables say all that a listing reads, v2 lists what is there; with a client to make it fails.
    "listing-with-a-profile-that-is-nowhere": _state(
        {
            **_KEYS,
            "AWS_DEFAULT_REGION": "us-west-2",
            "AWS_REGION": "us-west-2",
            **{f"AWS_METADATA_SERVICE_{name}": "1" for name in ("TIMEOUT", "NUM_ATTEMPTS")},
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4",
            "AWS_EC2_METADATA_V1_DISABLED": "false",
        },
        argv=["--profile", "nowhere"],
    ),
    **{
        f"block-for-an-sso-session{also}": _state(
            {}, files={"~/.aws/config": f"[default]\nsso_session =\n  a = b\n{role}"}
        )
        for also, role in {"": "", "-and-a-role": "role_arn = arn:aws:iam::111122223333:role/r\n"}.items()
    },
    # With five to ten minutes left v2 reads the private key, and then uses the session as it is.
    **{f"login-with-{left}-left": _login(left) for left in ("+4m", "+5m", "+7m", "+10m", "+11m")},
    **{f"login-with-{left}-left-and-no-key": _login(left, "EXAMPLE") for left in ("+4m", "+7m", "+10m", "+11m")},
    "region-of-two-lines": _state(
        {}, files={"~/.aws/config": f"[default]\nregion = us-west-2\n  output = json\n{_FILE_KEYS}"}
    ),
    "keys-row-before-the-regions": _state(
        {"AWS_METADATA_SERVICE_TIMEOUT": "0"},
        files={"~/.aws/config": f"[default]\naws_access_key_id =\n  a = b\naws_secret_access_key = {SECRET}\n"},
    ),
    "login-session-of-two-lines": _state(
        {}, files={"~/.aws/config": "[default]\nlogin_session = me\n  role_arn = x\nregion = us-west-2\n"}
    ),
    "login-with-+7m-left-and-another-key": _login("+7m", "RVhBTVBMRQ=="),
    "login-with-+7m-left-and-a-number-for-a-key": _login("+7m", 7),
    "bad-setting-before-a-missing-profile": _state({"AWS_METADATA_SERVICE_TIMEOUT": "1s", "AWS_PROFILE": "nowhere"}),
    # What 2.9.19 does not know, or says in other words.
    "endpoint-without-its-slash": _state(_SLASHLESS),
    "endpoint-without-its-slash-never-asked": _state({**_SLASHLESS, "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "0"}),
    "metadata-v1-disabled": _state({"AWS_EC2_METADATA_V1_DISABLED": "true"}, {"role": "r", "token": 404, "v1": True}),
    "login-above-the-keys": _state(
        {"AWS_REGION": "us-west-2"}, files={"~/.aws/config": f"[default]\nlogin_session = x\n{_FILE_KEYS}"}
    ),
    "container-on-loopback": _state({_CONTAINER: "http://127.1.2.3:9/creds"}),
    "container-without-the-path": _state({_CONTAINER: "{container}/creds"}, container={}),
    "container-by-https": _state({_CONTAINER: "https://127.0.0.1:9/creds"}),
    "container-with-a-token-file": _state(
        {_CONTAINER: "{container}/creds", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/no"},
        container={"path": "/creds"},
    ),
    "container-elsewhere-with-a-token-file": _state(
        {_CONTAINER: "http://2130706433/", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/no"}
    ),
    "container-elsewhere-with-a-token-of-two-lines": _state(
        {_CONTAINER: "http://2130706433/", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "x\ny"}
    ),
    "container-token-of-two-lines": _state(
        {_CONTAINER: "{container}/creds", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "x\ny"}, container={"path": "/creds"}
    ),
    "services-that-are-not-there": _state(
        {"AWS_REGION": "us-west-2", "AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_STS": ""},
        files={"~/.aws/config": f"[default]\nservices = nowhere\n{_FILE_KEYS}"},
    ),
}
