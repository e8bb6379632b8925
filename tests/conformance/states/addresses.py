"""How addresses of the container endpoint and the metadata service are written, and of what kind their answers are."""

from __future__ import annotations

from .words import FULL, RELATIVE, TASK, States, default, host, role, with_prefix

_OFF = "AWS_EC2_METADATA_DISABLED"
_FROM_INSTANCE = role("app", "credential_source = Ec2InstanceMetadata")
_NOBODY = {"imds_at_its_address": None}

_URL, _URL_KEY = "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint"
_CLOSED = "http://127.0.0.1:9"
_ENDPOINT: States = {
    **{
        f"{url!r}": host({_URL: url})
        for url in (
            "http://169.254.169.254/x",
            "http://user:word@169.254.169.254",
            "http://169.254.169.254:80",
            " http://169.254.169.254",
            "http://169.254.169.254 ",
            "http://169.254.169.254\n",
            "http://[fd00:ec2::254]",
            "https://169.254.169.254",
        )
    },
    "config, empty": host(cfg=default(f"{_URL_KEY} =")),
    "config, block": host(cfg=default(f"{_URL_KEY} =", "  a = b")),
    "variable empty, config": host({_URL: ""}, cfg=default(f"{_URL_KEY} = {{imds}}"), **_NOBODY),
    "variable and config": host({_URL: "{imds}"}, cfg=default(f"{_URL_KEY} = {_CLOSED}"), **_NOBODY),
    "config and credentials": host(
        None, default(f"{_URL_KEY} = {{imds}}"), default(f"{_URL_KEY} = {_CLOSED}"), **_NOBODY
    ),
    "no url, metadata off": host({_URL: "nope", _OFF: "true"}),
    "no url, container": host({_URL: "nope", **RELATIVE}, **TASK),
    "source of a role, variable": host({_URL: "{imds}"}, cfg=default(_FROM_INSTANCE), **_NOBODY),
    "source of a role, config": host(cfg=default(_FROM_INSTANCE, f"{_URL_KEY} = {_CLOSED}")),
}

_FULL, _RELATIVE = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
_CONTAINER: States = {
    **{
        f"{url!r}": host({_FULL: url}, **TASK)
        for url in (
            "http://127.0.0.1//creds",
            "http://127.0.0.1",
            "http://127.0.0.1:/creds",
            "http://[::ffff:127.0.0.1]/creds",
            "http:///creds",
        )
    },
    **{f"{path!r}": host({_RELATIVE: path}, **TASK) for path in ("/creds?x=1", "//creds", "/creds\n", "?x=1")},
}
_AT_TASK, _AT_INSTANCE = "127.0.0.1", "169.254.169.254"
_ODD = {
    "parameter": "http://{}/creds;x",
    "fragment": "http://{}/creds#x",
    "tab": "http://{}/\tcreds",
    "port too large": "http://{}:99999/creds",
    "port of letters": "http://{}:x/creds",
    "dot segments": "http://{}/x/../creds",
    "no slashes": "http:{}/creds",
    "ftp": "ftp://{}/creds",
    "no host": "http://",
    "no scheme": "//{}/creds",
    "capitals": "HTTP://{}/creds",
}
"""Addresses that are not plainly written, and that each SDK reads in its own way."""
_ODD_URLS: States = {
    **{name: host({_FULL: url.format(_AT_TASK)}, **TASK) for name, url in _ODD.items()},
    "escape in the host": host({_FULL: "http://loc%61lhost/creds"}, **TASK),
}
_ODD_ENDPOINTS: States = {
    **{name: host({_URL: url.format(_AT_INSTANCE).replace("creds", "")}) for name, url in _ODD.items()},
    "escape in the host": host({_URL: "http://169.254.169.25%34/"}),
}
_TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
_TOKENS: States = {
    "file is a directory": host(
        {**FULL, f"{_TOKEN}_FILE": "{home}/t"}, files={"~/t": {"directory": True}}, container={"path": "/creds"}
    ),
    "file is no UTF-8": host(
        {**FULL, f"{_TOKEN}_FILE": "{home}/t"}, files={"~/t": {"bytes_hex": "61ff62"}}, container={"path": "/creds"}
    ),
    "file by a tilde": host(
        {**FULL, f"{_TOKEN}_FILE": "~/t"}, files={"~/t": "Basic abc"}, container={"path": "/creds"}
    ),
}
_BODIES: dict[str, object] = {
    "id is null": {"AccessKeyId": None},
    "secret is empty": {"SecretAccessKey": ""},
    "token is empty": {"Token": ""},
    "expiration is empty": {"Expiration": ""},
    "expiration is a number": {"Expiration": 4102444800},
    "expiration without zone": {"Expiration": "2099-01-01T00:00:00"},
    "expiration is a day": {"Expiration": "2099-01-01"},
    "account is a number": {"AccountId": 123456789012},
}


def _both(name: str, body: object) -> States:
    return {
        f"container answers: {name}": host(RELATIVE, container={"path": "/creds", "body": body}),
        f"imds answers: {name}": host(imds={"role": "app", "credentials": body}),
    }


_ANSWERS: States = {name: state for one, body in _BODIES.items() for name, state in _both(one, body).items()}
_TEXTS: States = {
    f"{name}": host(imds={"role": "app", "credentials_body": text})
    for name, text in (("list", "[]"), ("null", "null"), ("a text", '"x"'), ("a number", "5"))
}
ADDRESSES: States = (
    with_prefix("imds endpoint", _ENDPOINT)
    | with_prefix("container url", _CONTAINER)
    | with_prefix("imds endpoint, oddly", _ODD_ENDPOINTS)
    | with_prefix("container url, oddly", _ODD_URLS)
    | with_prefix("container token", _TOKENS)
    | _ANSWERS
    | with_prefix("imds answers", _TEXTS)
)
