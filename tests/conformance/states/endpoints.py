"""The container endpoint and the metadata service: where they are looked for, and what they answer."""

from __future__ import annotations

from .words import (
    CREDS,
    FULL,
    RELATIVE,
    TASK,
    Host,
    States,
    default,
    env_keys,
    host,
    with_prefix,
)

_URI = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
_REL = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
_TOKEN, _TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"


def _uri(uri: str) -> Host:
    return host({_URI: uri}, **TASK)


def _guarded(env: dict[str, str | None], token: object = True, files: dict[str, object] | None = None) -> Host:
    return host({**FULL, **env}, files=files, container={"path": "/creds", "require_token": token})


def _answers(**state: object) -> Host:
    return host(RELATIVE, container={"path": "/creds", **state})


_URIS: States = {
    "pod identity": _uri("http://169.254.170.23/creds"),
    "pod identity v6": _uri("http://[fd00:ec2::23]/creds"),
    "ecs address in full": _uri("http://169.254.170.2/creds"),
    "localhost": _uri("http://localhost/creds"),
    "loopback": _uri("http://127.0.0.1/creds"),
    "other loopback": _uri("http://127.0.0.2/creds"),
    "loopback v6": _uri("http://[::1]/creds"),
    "private address": _uri("http://10.0.0.1/creds"),
    "metadata address": _uri("http://169.254.169.254/creds"),
    "any name": _uri("http://example.com/creds"),
    "https any name": _uri("https://example.com/creds"),
    "https loopback": _uri("https://127.0.0.1/creds"),
    "no scheme": _uri("127.0.0.1/creds"),
    "ftp": _uri("ftp://127.0.0.1/creds"),
    "no url": _uri("not a url"),
    "empty": _uri(""),
    "blank": _uri(" "),
    "with query": _uri("http://127.0.0.1/creds?id=1"),
    "upper-case scheme": _uri("HTTP://127.0.0.1/creds"),
    "blank at end": _uri("http://127.0.0.1/creds "),
    "blank in front": _uri(" http://127.0.0.1/creds"),
    "line end at end": _uri("http://127.0.0.1/creds\n"),
    "blank inside": _uri("http://127.0.0.1/my creds"),
    "hexadecimal loopback": _uri("http://0x7f000001/creds"),
    "octal loopback": _uri("http://0177.0.0.1/creds"),
    "short loopback": _uri("http://127.1/creds"),
    "loopback v6 in full": _uri("http://[0:0:0:0:0:0:0:1]/creds"),
    "user and password": _uri("http://user:word@127.0.0.1/creds"),
    "upper-case host": _uri("http://LOCALHOST/creds"),
    "dot at end of host": _uri("http://localhost./creds"),
    "wrong path": _uri("http://127.0.0.1/elsewhere"),
    "closed port": _uri("http://127.0.0.1:9/creds"),
    "decimal loopback": _uri("http://2130706433/creds"),
    "both": host({**RELATIVE, _URI: "http://127.0.0.1/full"}, container={"path": "/creds"}),
    "both, relative wrong": host({_REL: "/elsewhere", **FULL}, **TASK),
    "relative empty, full": host({_REL: "", **FULL}, **TASK),
    "relative blank, full": host({_REL: " ", **FULL}, **TASK),
    "relative, full empty": host({**RELATIVE, _URI: ""}, **TASK),
    "relative empty": host({_REL: ""}, **TASK),
    "relative without slash": host({_REL: "creds"}, **TASK),
    "relative is a url": host({_REL: "http://127.0.0.1/creds"}, **TASK),
    "relative with blank at end": host({_REL: "/creds "}, **TASK),
    "relative wrong path": host({_REL: "/elsewhere"}, **TASK),
    "relative, nobody there": host(RELATIVE),
    "relative, imds off": host({**RELATIVE, "AWS_EC2_METADATA_DISABLED": "true"}, **TASK),
    "nobody, imds off": host({**RELATIVE, "AWS_EC2_METADATA_DISABLED": "true"}),
    "metadata uri of ecs alone": host({"ECS_CONTAINER_METADATA_URI_V4": "http://169.254.170.2/v4/x"}, **TASK),
}
_TOKENS: States = {
    "variable": _guarded({_TOKEN: "Basic abc"}, "Basic abc"),
    "file": _guarded({_TOKEN_FILE: "{home}/t"}, "Basic abc", {"~/t": "Basic abc"}),
    "file with line end": _guarded({_TOKEN_FILE: "{home}/t"}, "Basic abc", {"~/t": "Basic abc\n"}),
    "file with line end, any token": _guarded({_TOKEN_FILE: "{home}/t"}, None, {"~/t": "Basic abc\n"}),
    "file with CRLF": _guarded({_TOKEN_FILE: "{home}/t"}, None, {"~/t": "Basic abc\r\n"}),
    "variable with line end": _guarded({_TOKEN: "Basic abc\n"}, None),
    "variable with CRLF": _guarded({_TOKEN: "Basic abc\r\n"}, None),
    "variable with line end, right": _guarded({_TOKEN: "Basic abc\n"}, "Basic abc"),
    "variable with blanks": _guarded({_TOKEN: " Basic abc "}, "Basic abc"),
    "file with blanks": _guarded({_TOKEN_FILE: "{home}/t"}, "Basic abc", {"~/t": " Basic abc "}),
    "file with line end inside": _guarded({_TOKEN_FILE: "{home}/t"}, None, {"~/t": "Basic\nabc"}),
    "file is a line end": _guarded({_TOKEN_FILE: "{home}/t"}, None, {"~/t": "\n"}),
    "variable is not ASCII": _guarded({_TOKEN: "Basic é"}, None),
    "both, file right": _guarded({_TOKEN: "VAR", _TOKEN_FILE: "{home}/t"}, "FILE", {"~/t": "FILE"}),
    "both, variable right": _guarded({_TOKEN: "VAR", _TOKEN_FILE: "{home}/t"}, "VAR", {"~/t": "FILE"}),
    "file missing": _guarded({_TOKEN_FILE: "{home}/gone"}),
    "file missing, none needed": _guarded({_TOKEN_FILE: "{home}/gone"}, None),
    "file missing, variable right": _guarded({_TOKEN: "VAR", _TOKEN_FILE: "{home}/gone"}, "VAR"),
    "file empty": _guarded({_TOKEN_FILE: "{home}/t"}, None, {"~/t": ""}),
    "file variable empty": _guarded({_TOKEN_FILE: ""}, None),
    "file variable empty, variable right": _guarded({_TOKEN: "VAR", _TOKEN_FILE: ""}, "VAR"),
    "variable empty": _guarded({_TOKEN: ""}, None),
    "wrong": _guarded({_TOKEN: "WRONG"}, "Basic abc"),
    "none where one is needed": _guarded({}),
    "file missing, no uri": host({_TOKEN_FILE: "{home}/gone"}),
    "relative and variable": host({**RELATIVE, _TOKEN: "VAR"}, container={"path": "/creds", "require_token": "VAR"}),
    "relative and file": host(
        {**RELATIVE, _TOKEN_FILE: "{home}/t"},
        files={"~/t": "VAR"},
        container={"path": "/creds", "require_token": "VAR"},
    ),
}
_TASK_ANSWERS: States = {
    "500": _answers(status=500),
    "404": _answers(status=404),
    "400": _answers(status=400, body={"message": "no"}),
    "429": _answers(status=429),
    "no token": _answers(body={"Token": None}),
    "no expiration": _answers(body={"Expiration": None}),
    "neither": _answers(body={"Token": None, "Expiration": None}),
    "no secret": _answers(body={"SecretAccessKey": None}),
    "empty id": _answers(body={"AccessKeyId": ""}),
    "expired": _answers(body={"Expiration": "-1h"}),
    "expiration is no time": _answers(body={"Expiration": "soon"}),
    "no JSON": _answers(body="hello"),
    "empty": _answers(body=""),
    "list": _answers(body=[]),
    "html": _answers(misbehave="html"),
    "redirect": _answers(misbehave="redirect"),
    "refused": _answers(reachable=False),
    "reset": _answers(misbehave="reset"),
    "500, keys in crd": host(RELATIVE, default(CREDS), container={"path": "/creds", "status": 500}),
    "500, imds off": host(
        {**RELATIVE, "AWS_EC2_METADATA_DISABLED": "true"}, container={"path": "/creds", "status": 500}
    ),
    "full 500": host(FULL, container={"path": "/creds", "status": 500}),
}


def _imds(env: dict[str, str | None] | None = None, cfg: str | None = None, **state: object) -> Host:
    return host(env, cfg=default(cfg) if cfg else None, imds={"role": "app", **state})


_V1 = {"v1": True, "token": 404}
_OFF: States = {
    f"disabled={value!r}": _imds({"AWS_EC2_METADATA_DISABLED": value})
    for value in ("true", "TRUE", "True", "false", "False", "FALSE", "", " ", "1", "0", "yes", "no", " true ", "t")
}
_V1_OFF: States = {
    f"v1 only, disabled={value!r}": _imds({"AWS_EC2_METADATA_V1_DISABLED": value}, v1=True, token=404)
    for value in ("true", "TRUE", "1", "", "false", "0", "yes")
}
_MODES: States = {
    f"mode={value!r}": _imds({"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": value})
    for value in ("IPv4", "ipv4", "IPv6", "ipv6", "", "bogus", " IPv6 ")
}
_PROFILE: States = {
    "v1 only, disabled in profile": _imds(None, "ec2_metadata_v1_disabled = true", **_V1),
    "v1 only, profile says 1": _imds(None, "ec2_metadata_v1_disabled = 1", **_V1),
    "v1 only, env false, profile true": _imds(
        {"AWS_EC2_METADATA_V1_DISABLED": "false"}, "ec2_metadata_v1_disabled = true", **_V1
    ),
    "mode in profile": _imds(None, "ec2_metadata_service_endpoint_mode = IPv6"),
    "mode in profile is bogus": _imds(None, "ec2_metadata_service_endpoint_mode = bogus"),
    "timeout in profile": _imds(None, "metadata_service_timeout = 2"),
    "timeout in profile is a word": _imds(None, "metadata_service_timeout = x"),
}
_ENDPOINT: States = {
    "endpoint in env": host({"AWS_EC2_METADATA_SERVICE_ENDPOINT": "{imds}"}, imds_at_its_address=None),
    "endpoint in env with slash": host({"AWS_EC2_METADATA_SERVICE_ENDPOINT": "{imds}/"}, imds_at_its_address=None),
    "endpoint in profile": host(cfg=default("ec2_metadata_service_endpoint = {imds}"), imds_at_its_address=None),
    "endpoint in profile of credentials": host(
        None, default("ec2_metadata_service_endpoint = {imds}"), imds_at_its_address=None
    ),
    "endpoint empty": _imds({"AWS_EC2_METADATA_SERVICE_ENDPOINT": ""}),
    "endpoint is no url": _imds({"AWS_EC2_METADATA_SERVICE_ENDPOINT": "not a url"}),
    "endpoint without scheme": _imds({"AWS_EC2_METADATA_SERVICE_ENDPOINT": "169.254.169.254"}),
    "endpoint beats mode": host(
        {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "{imds}", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"},
        imds_at_its_address=None,
    ),
    "endpoint refuses": _imds({"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9"}),
}
_ANSWERS: States = {
    "v2 only": _imds(),
    "v1 and v2": _imds(v1=True),
    "v1 only, token 404": _imds(**_V1),
    "v1 only, token 403": _imds(v1=True, token=403),
    "v1 only, token 405": _imds(v1=True, token=405),
    "v1 only, token 400": _imds(v1=True, token=400),
    "v1 only, token 500": _imds(v1=True, token=500),
    "v1 only, token 401": _imds(v1=True, token=401),
    "token times out, v1": _imds(v1=True, token="timeout-hop-limit"),
    "token times out": _imds(token="timeout-hop-limit"),
    "no role": host(imds={}),
    "no role, v1": host(imds={"v1": True}),
    "list of two": host(imds={"role_body": "one\ntwo"}),
    "role with line end": host(imds={"role_body": "app\n", "role": "app"}),
    "role list empty": host(imds={"role_body": ""}),
    "role with CRLF": host(imds={"role_body": "app\r\n", "role": "app"}),
    "list of two with CRLF": host(imds={"role_body": "one\r\ntwo\r\n"}),
    "role behind a line end": host(imds={"role_body": "\napp", "role": "app"}),
    "role is not ASCII": host(imds={"role_body": "é", "role": "é"}),
    "no credentials": _imds(credentials=None),
    "credentials 500": _imds(credentials_status=500),
    "all 500": _imds(get_status=500),
    "code is not success": _imds(
        credentials={"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role app."}
    ),
    "no code": _imds(credentials={"Code": None}),
    "no token": _imds(credentials={"Token": None}),
    "no expiration": _imds(credentials={"Expiration": None}),
    "no secret": _imds(credentials={"SecretAccessKey": None}),
    "expired": _imds(credentials={"Expiration": "-1h"}),
    "expires soon": _imds(credentials={"Expiration": "+3m"}),
    "expiration is no time": _imds(credentials={"Expiration": "soon"}),
    "no JSON": _imds(credentials_body="hello"),
    "empty body": _imds(credentials_body=""),
    "html": _imds(misbehave="html"),
    "silent": _imds(reachable="blackhole"),
    "refused": _imds(reachable=False),
    "garbage": _imds(misbehave="garbage"),
    "reset": _imds(misbehave="reset"),
    "proxy variable": host({"http_proxy": "http://127.0.0.1:9"}),
    "proxy variable and no_proxy": host({"http_proxy": "http://127.0.0.1:9", "no_proxy": "169.254.169.254"}),
    "attempts 1": _imds({"AWS_METADATA_SERVICE_NUM_ATTEMPTS": "1"}),
    "timeout 0": _imds({"AWS_METADATA_SERVICE_TIMEOUT": "0"}),
    "env keys, disabled": host({**env_keys(), "AWS_EC2_METADATA_DISABLED": "true"}),
}

ENDPOINTS = (
    with_prefix("container", _URIS)
    | with_prefix("container token", _TOKENS)
    | with_prefix("container answers", _TASK_ANSWERS)
    | with_prefix("imds", _OFF | _V1_OFF | _MODES | _PROFILE | _ENDPOINT | _ANSWERS)
)
