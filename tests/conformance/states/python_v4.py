"""The other sides of what the AWS SDK for Python v4 alone asks: its settings of the metadata service, of a client, …"""

from __future__ import annotations

from .words import (
    BASE,
    CREDS,
    FULL,
    RELATIVE,
    TASK,
    TOKEN,
    Host,
    States,
    default,
    env_keys,
    host,
    key,
    pair,
    printed,
    role,
    section,
    with_prefix,
)

_ID, _KEY = CREDS.splitlines()
_BASE_ID, _BASE_KEY = pair("BASE000").splitlines()
_CAT, _OUT = "credential_process = cat {home}/out", {"~/out": printed("PROCESS")}
_FROM_INSTANCE = role("app", "credential_source = Ec2InstanceMetadata")

_OFF, _OFF_KEY = "AWS_EC2_METADATA_DISABLED", "disable_ec2_metadata"
_OFF_IN_PROFILE: States = {
    **{
        f"{value!r}": host(cfg=default(f"{_OFF_KEY} = {value}"))
        for value in ("true", "TRUE", "false", "", "1", "true # so it is")
    },
    "in credentials": host(None, default(f"{_OFF_KEY} = true")),
    "true in config, false in credentials": host(None, default(f"{_OFF_KEY} = false"), default(f"{_OFF_KEY} = true")),
    "variable says false": host({_OFF: "false"}, cfg=default(f"{_OFF_KEY} = true")),
    "variable is empty": host({_OFF: ""}, cfg=default(f"{_OFF_KEY} = true")),
    "variable says true, profile false": host({_OFF: "true"}, cfg=default(f"{_OFF_KEY} = false")),
    "of another profile": host(
        {"AWS_PROFILE": "p"}, cfg=default(f"{_OFF_KEY} = true") + section("profile p", "region = us-east-1")
    ),
    "of a named profile": host({"AWS_PROFILE": "p"}, cfg=section("profile p", f"{_OFF_KEY} = true")),
    "of a profile given in code": host(cfg=section("profile p", f"{_OFF_KEY} = true"), profile="p"),
    "block": host(cfg=default(f"{_OFF_KEY} =", "  a = b")),
    "source of a role": host(cfg=default(_FROM_INSTANCE, f"{_OFF_KEY} = true")),
    "container beside": host(RELATIVE, cfg=default(f"{_OFF_KEY} = true"), **TASK),
}

_NAME, _NAME_KEY = "AWS_EC2_INSTANCE_PROFILE_NAME", "ec2_instance_profile_name"
_ROLE_NAMED: States = {
    **{
        f"{value!r}": host({_NAME: value})
        for value in ("app", "other", "", " ", " app ", "app\n", "app/", "/app", "app#x", "é")
    },
    "through a folder": host({_NAME: "../security-credentials/app"}),
    "in config": host(cfg=default(f"{_NAME_KEY} = app")),
    "in config, another": host(cfg=default(f"{_NAME_KEY} = other")),
    "in config, empty": host(cfg=default(f"{_NAME_KEY} =")),
    "in config, block": host(cfg=default(f"{_NAME_KEY} =", "  a = b")),
    "in credentials, another": host(None, default(f"{_NAME_KEY} = other")),
    "variable empty, another in config": host({_NAME: ""}, cfg=default(f"{_NAME_KEY} = other")),
    "variable empty, empty in config": host({_NAME: ""}, cfg=default(f"{_NAME_KEY} =")),
    "variable right, another in config": host({_NAME: "app"}, cfg=default(f"{_NAME_KEY} = other")),
    "blank, metadata off": host({_NAME: " ", _OFF: "true"}),
    "blank, container": host({_NAME: " ", **RELATIVE}, **TASK),
    "no role there": host({_NAME: "app"}, imds={}),
    "list of two": host({_NAME: "app"}, imds={"role_body": "one\napp", "role": "app"}),
    "source of a role, another": host({_NAME: "other"}, cfg=default(_FROM_INSTANCE)),
    "source of a role, another in config": host(cfg=default(_FROM_INSTANCE, f"{_NAME_KEY} = other")),
}

_MODE, _MODE_KEY = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode"
_MODES: States = {
    "config, empty": host(cfg=default(f"{_MODE_KEY} =")),
    "config, in capitals": host(cfg=default(f"{_MODE_KEY} = IPV6")),
    "variable empty, config no mode": host({_MODE: ""}, cfg=default(f"{_MODE_KEY} = bogus")),
    "variable empty, config empty": host({_MODE: ""}, cfg=default(f"{_MODE_KEY} =")),
    "variable right, config no mode": host({_MODE: "IPv4"}, cfg=default(f"{_MODE_KEY} = bogus")),
    "blank": host({_MODE: " "}),
    "no mode, metadata off": host({_MODE: "bogus", _OFF: "true"}),
    "no mode, container": host({_MODE: "bogus", **RELATIVE}, **TASK),
    "source of a role, no mode": host({_MODE: "bogus"}, cfg=default(_FROM_INSTANCE)),
    "source of a role, config no mode": host(cfg=default(_FROM_INSTANCE, f"{_MODE_KEY} = bogus")),
}


def _with_keys(env: dict[str, str], *lines: str, crd: str | None = None) -> Host:
    return host({**env_keys(), **env}, crd, default(*lines) if lines else None)


_RETRIES, _ATTEMPTS = "AWS_RETRY_MODE", "AWS_MAX_ATTEMPTS"
_CLIENT: States = {
    **{f"mode={one!r}": _with_keys({_RETRIES: one}) for one in ("standard", "adaptive", "legacy", "Standard", "", " ")},
    **{f"mode={one!r}": _with_keys({_RETRIES: one}) for one in ("simple", " standard")},
    **{f"mode in config={one!r}": _with_keys({}, f"retry_mode = {one}") for one in ("adaptive", "Standard", "")},
    "mode empty, a word in config": _with_keys({_RETRIES: ""}, "retry_mode = often"),
    "mode right, a word in config": _with_keys({_RETRIES: "standard"}, "retry_mode = often"),
    "mode a word in credentials": _with_keys({}, crd=default("retry_mode = often")),
    "mode a word in another profile": _with_keys(
        {"AWS_PROFILE": "p"}, "retry_mode = often", crd=section("p", "region = us-east-1")
    ),
    "mode a word, no profile of that name": _with_keys({"AWS_PROFILE": "p", _RETRIES: "often"}),
    **{
        f"attempts={one!r}": _with_keys({_ATTEMPTS: one})
        for one in ("3", " 3 ", "+3", "03", "1_0", "-1", "1.5", "", " ", "0x3", "٣", "00")
    },
    **{f"attempts in config={one!r}": _with_keys({}, f"max_attempts = {one}") for one in ("3", "0", "-1", "")},
    "attempts empty, a word in config": _with_keys({_ATTEMPTS: ""}, "max_attempts = often"),
    "attempts right, a word in config": _with_keys({_ATTEMPTS: "3"}, "max_attempts = often"),
    "app id of 60 letters": _with_keys({"AWS_SDK_UA_APP_ID": "a" * 60}),
    "app id of two words": _with_keys({"AWS_SDK_UA_APP_ID": "my app"}),
}


def _of_role(env: dict[str, str], in_role: str = "", in_default: str = "", more: str = "") -> Host:
    """A role of a profile that is given in code: STS is asked by a client for which nobody gives one."""
    roles = section("profile p", role(), in_role)
    return host(env, BASE, (default(in_default) if in_default else "") + roles + more, profile="p")


_Q = section("profile q", "retry_mode = often")
_ROLE_CLIENT: States = {
    "nothing else": _of_role({}),
    "AWS_PROFILE names none": _of_role({"AWS_PROFILE": "gone"}),
    "AWS_PROFILE names another": _of_role({"AWS_PROFILE": "base"}),
    "retry mode of its own": _of_role({}, "retry_mode = often"),
    "retry mode of default": _of_role({}, "", "retry_mode = often"),
    "retry mode of AWS_PROFILE": _of_role({"AWS_PROFILE": "q"}, more=_Q),
    "retry mode of a profile that nobody names": _of_role({}, more=_Q),
    "retry mode of a variable, no profile in code": host({_RETRIES: "often"}, default(role()) + BASE),
    "retry mode, no profile in code": host(None, default(role(), "retry_mode = often") + BASE),
    "attempts of a variable, no profile in code": host({_ATTEMPTS: "often"}, default(role()) + BASE),
    "attempts, no profile in code": host(None, default(role(), "max_attempts = often") + BASE),
    "no url of its own": _of_role({}, "endpoint_url = nope"),
    "no url of default": _of_role({}, "", "endpoint_url = nope"),
    "no url of AWS_PROFILE": _of_role({"AWS_PROFILE": "q"}, more=section("profile q", "endpoint_url = nope")),
}
_ROLES: States = {
    "no ARN and no source, keys": host(None, default("role_arn =", CREDS)),
    "no ARN and no source, process": host(None, default("role_arn =", _CAT), files=_OUT),
    "role and process": host(None, default(role(), _CAT) + BASE, files=_OUT),
    "role without source and process": host(None, default(role("app", ""), _CAT), files=_OUT),
    "empty source": host(None, default(role("app", "source_profile =")) + BASE),
    "empty source beside keys": host(None, default(role("app", "source_profile ="), CREDS)),
    "empty credential_source beside keys": host(None, default(role("app", "credential_source ="), CREDS)),
    "source and empty credential_source": host(None, default(role(), "credential_source =") + BASE),
    "source has a token alone": host(None, default(role()) + section("base", f"aws_session_token = {TOKEN}")),
    "source has a token and a role": host(
        None,
        default(role("app", "source_profile = mid"))
        + section("mid", role("mid"), f"aws_session_token = {TOKEN}")
        + BASE,
    ),
    "source has an empty id alone": host(None, default(role()) + section("base", "aws_access_key_id =")),
    "source has an empty token": host(
        None, default(role()) + section("base", _BASE_ID, _BASE_KEY, "aws_session_token =")
    ),
    "source has a block for a token": host(
        None, default(role()) + section("base", _BASE_ID, _BASE_KEY, "aws_session_token =", "  a = b")
    ),
    "source has a block for an id": host(
        None, default(role()) + section("base", "aws_access_key_id =", "  a = b", _BASE_KEY)
    ),
    "itself with a secret alone": host(None, default(role("app", "source_profile = default"), _KEY)),
    "session name is empty": host(None, default(role(), "role_session_name =") + BASE),
    "services of another than STS": host(
        None, BASE, default(role(), "services = local") + "[services local]\ns3 =\n  endpoint_url = nope\n"
    ),
    "services with a line for STS": host(
        None, BASE, default(role(), "services = local") + "[services local]\nsts = nope\n"
    ),
    "services with a line for STS, env keys": _with_keys({}, "services = local", "[services local]\nsts = nope"),
    "duration is empty": host(None, default(role(), "duration_seconds =") + BASE),
    "duration is a fraction": host(None, default(role(), "duration_seconds = 900.5") + BASE),
    "duration with a line": host(None, default(role(), "duration_seconds = 9_00") + BASE),
    "EcsContainer, empty variables": host(
        dict.fromkeys((*RELATIVE, *FULL), ""), cfg=default(role("app", "credential_source = EcsContainer")), **TASK
    ),
    "EcsContainer, nothing but a process beside": host(
        cfg=default(role("app", "credential_source = EcsContainer"), _CAT), files=_OUT
    ),
}

_FEED = f"output = json{{}}aws_access_key_id = {key('FEED000')}"
_LINES: States = {
    **{
        f"{name} ends a line": host(None, default(CREDS, _FEED.format(sign)))
        for name, sign in (
            ("form feed", "\f"),
            ("vertical tab", "\v"),
            ("file separator", "\x1c"),
            ("unit separator", "\x1f"),
            ("next line", "\x85"),
            ("line separator", "\u2028"),
        )
    },
    "form feed in a value": host(None, default(CREDS, "output = json\fmore")),
    "form feed indented": host(None, default(CREDS, "\foutput = json")),
    "no-break space behind profile": host({"AWS_PROFILE": "p"}, cfg=section("profile\u00a0p", pair("PROFP00"))),
    "line separator before a comment": host(None, default(_ID, f"{_KEY}\u2028#mine")),
    "block with a comment": host(None, default(CREDS, "s3 =", "  # mine")),
    "block without a name": host(None, default(CREDS, "s3 =", "  = b")),
    "form feed alone": host(None, default(CREDS, "\f")),
    "block of a bad name for an id": host(None, default("aws_access_key_id =", "  my key = x", _KEY)),
    "block of a bad name": host(None, default("credential_process =", "  my key = x", _ID, _KEY)),
    "one profile in two spellings": host(cfg=section("profile p", _ID) + section("profile\tp", _KEY), profile="p"),
    "services and a word glued": host(cfg=default(pair("CONFIG0")) + section("servicesx", "a = b")),
    "path of another user": host({**env_keys(), "AWS_CONFIG_FILE": "~root/none/config"}),
}
PYTHON_V4: States = (
    with_prefix("imds off in profile", _OFF_IN_PROFILE)
    | with_prefix("imds role named", _ROLE_NAMED)
    | with_prefix("imds mode", _MODES)
    | with_prefix("client", _CLIENT)
    | with_prefix("client of a role", _ROLE_CLIENT)
    | with_prefix("role setting", _ROLES)
    | with_prefix("line end", _LINES)
)
