"""Roles: where their source is, chains of them, loops, and web identity beside them."""

from __future__ import annotations

from .links import TOKEN_FILE, WEB, WINS, host_of
from .words import (
    BASE,
    BASE_IN_CONFIG,
    CREDS,
    FULL,
    JWT,
    MFA,
    RELATIVE,
    ROLE,
    TASK,
    States,
    default,
    env_keys,
    host,
    pair,
    printed,
    role,
    section,
    with_prefix,
)

_LOAD = {"AWS_SDK_LOAD_CONFIG": "1"}
_WEB_LINES = "web_identity_token_file = {home}/token\n"
_SELF = "source_profile = default"


def _mid(*lines: str) -> str:
    return default(role("app", "source_profile = mid")) + section("mid", *lines) + BASE


_SOURCES: States = {
    "own keys, no source": host(None, default(role("app", ""), CREDS)),
    "own keys, no source, in config": host(cfg=default(role("app", ""), CREDS)),
    "own keys, no source, load config": host(_LOAD, cfg=default(role("app", ""), CREDS)),
    "source is itself, with keys": host(None, default(role("app", _SELF), CREDS)),
    "source is itself, with keys, load config": host(_LOAD, default(role("app", _SELF), CREDS)),
    "source is itself, no keys": host(None, default(role("app", _SELF))),
    "itself by name, with keys": host(
        {"AWS_PROFILE": "p"}, section("p", role("app", "source_profile = p"), pair("PROFP00"))
    ),
    "own keys and a source": host(None, default(role(), CREDS) + BASE),
    "source has role and keys": host(None, _mid(role("mid"), pair("MIDKEY0"))),
    "source has role and keys, load config": host(_LOAD, _mid(role("mid"), pair("MIDKEY0"))),
    "source has keys in config and role in credentials": host(
        None,
        default(role("app", "source_profile = mid")) + section("mid", role("mid")) + BASE,
        section("profile mid", pair("MIDKEY0")),
    ),
    "chain of two": host(None, _mid(role("mid"))),
    "chain of two, load config": host(_LOAD, _mid(role("mid"))),
    "chain of two, first denied": host(None, _mid(role("mid")), sts={"assume_role": {f"{ROLE}mid": "AccessDenied"}}),
    "chain of two, second denied": host(None, _mid(role("mid")), sts={"assume_role": {f"{ROLE}app": "AccessDenied"}}),
    "chain of three": host(None, _mid(role("mid", "source_profile = low")) + section("low", role("low"))),
    "loop of two": host(None, _mid(role("mid", _SELF))),
    "loop of two with keys": host(None, _mid(role("mid", _SELF), pair("MIDKEY0"))),
    "loop below": host(None, _mid(role("mid", "source_profile = mid"))),
    "source in the other file": host(None, BASE, default(role())),
    "role in credentials, source in config": host(None, default(role()), BASE_IN_CONFIG),
    "source in config without prefix": host(cfg=default(role()) + BASE),
    "source with prefix in its name": host(cfg=default(role("app", "source_profile = profile base")) + BASE_IN_CONFIG),
    "all in config, load config": host(_LOAD, cfg=default(role()) + BASE_IN_CONFIG),
    "source has id alone": host(None, default(role()) + section("base", pair("BASE000").splitlines()[0])),
    "source has empty keys": host(
        None, default(role()) + section("base", "aws_access_key_id =", "aws_secret_access_key =")
    ),
    "source has a process": host(
        None,
        default(role()) + section("base", "credential_process = cat {home}/out"),
        files={"~/out": printed("PROCESS")},
    ),
    "source has a failing process": host(None, default(role()) + section("base", "credential_process = false")),
    "source has web identity": host(
        None, default(role()) + section("base", _WEB_LINES, role("web", "")), files={"~/token": JWT}
    ),
    "source has process and keys": host(
        None,
        default(role()) + section("base", "credential_process = cat {home}/out", pair("BASE000")),
        files={"~/out": printed("PROCESS")},
    ),
    "source of another case": host(None, default(role("app", "source_profile = Base")) + BASE),
    "env keys of the source": host(env_keys(), default(role()) + BASE, profile="default"),
    "named profile": host({"AWS_PROFILE": "p"}, section("p", role()) + BASE),
    "named profile, env keys": host({**env_keys(), "AWS_PROFILE": "p"}, section("p", role()) + BASE),
    "role is no ARN": host(None, default("role_arn = app", "source_profile = base") + BASE),
    "role of user": host(None, default("role_arn = arn:aws:iam::123456789012:user/x", "source_profile = base") + BASE),
    "empty role beside keys": host(None, default("role_arn =", "source_profile = base", CREDS) + BASE),
    "region in profile": host(
        {"AWS_REGION": None, "AWS_DEFAULT_REGION": None}, default(role(), "region = eu-west-1") + BASE
    ),
    "sts by variable": host({"AWS_ENDPOINT_URL_STS": "{sts}"}, default(role()) + BASE, sts={}),
}
_CONDITIONS: States = {
    "mfa": host(None, default(role("app", "source_profile = base", MFA)) + BASE),
    "mfa wanted by STS": host(
        None,
        default(role("app", "source_profile = base", MFA)) + BASE,
        sts={"assume_role": {f"{ROLE}app": {"requires_mfa": True}}},
    ),
    "mfa, container": host(
        RELATIVE,
        default(role("app", "source_profile = base", MFA)) + BASE,
        sts={"assume_role": {f"{ROLE}app": {"requires_mfa": True}}},
        **TASK,
    ),
    "external id": host(
        None,
        default(role("app", "source_profile = base", "external_id = 42")) + BASE,
        sts={"assume_role": {f"{ROLE}app": {"requires_external_id": "42"}}},
    ),
    "external id missing": host(
        None, default(role()) + BASE, sts={"assume_role": {f"{ROLE}app": {"requires_external_id": "42"}}}
    ),
    "session name": host(None, default(role("app", "source_profile = base", "role_session_name = me")) + BASE),
    "session name not allowed": host(
        None, default(role("app", "source_profile = base", "role_session_name = not allowed!")) + BASE
    ),
    "duration": host(None, default(role("app", "source_profile = base", "duration_seconds = 900")) + BASE),
    "duration is a word": host(None, default(role("app", "source_profile = base", "duration_seconds = x")) + BASE),
    "expired answer": host(None, default(role()) + BASE, sts={"assume_role": {f"{ROLE}app": {"Expiration": "-1h"}}}),
    "throttled": host(None, default(role()) + BASE, sts={"assume_role": {f"{ROLE}app": "Throttling"}}),
    "answered by a portal": host(None, default(role()) + BASE, sts={"misbehave": "html"}),
}


def _source(name: str) -> str:
    return role("app", f"credential_source = {name}")


_CREDENTIAL_SOURCE: States = {
    "Environment": host({**env_keys(), "AWS_PROFILE": "p"}, cfg=section("profile p", _source("Environment"))),
    "Environment, explicit": host(env_keys(), cfg=section("profile p", _source("Environment")), profile="p"),
    "Environment, no keys": host({"AWS_PROFILE": "p"}, cfg=section("profile p", _source("Environment"))),
    "Environment, id alone": host(
        {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7ENVKEY0"}, cfg=section("profile p", _source("Environment")), profile="p"
    ),
    "Ec2InstanceMetadata": host(cfg=default(_source("Ec2InstanceMetadata"))),
    "Ec2InstanceMetadata, load config": host(_LOAD, cfg=default(_source("Ec2InstanceMetadata"))),
    "Ec2InstanceMetadata, none there": host(cfg=default(_source("Ec2InstanceMetadata")), imds=None),
    "Ec2InstanceMetadata, off": host(
        {"AWS_EC2_METADATA_DISABLED": "true"}, cfg=default(_source("Ec2InstanceMetadata"))
    ),
    "EcsContainer relative": host(RELATIVE, cfg=default(_source("EcsContainer")), **TASK),
    "EcsContainer full": host(FULL, cfg=default(_source("EcsContainer")), **TASK),
    "EcsContainer full, load config": host({**FULL, **_LOAD}, cfg=default(_source("EcsContainer")), **TASK),
    "EcsContainer relative, load config": host({**RELATIVE, **_LOAD}, cfg=default(_source("EcsContainer")), **TASK),
    "EcsContainer, no variable": host(cfg=default(_source("EcsContainer"))),
    "ecscontainer": host(RELATIVE, cfg=default(_source("ecscontainer")), **TASK),
    "EC2INSTANCEMETADATA": host(cfg=default(_source("EC2INSTANCEMETADATA"))),
    "environment": host(env_keys(), cfg=section("profile p", _source("environment")), profile="p"),
    "unknown": host(cfg=default(_source("Somewhere"))),
    "unknown beside keys": host(None, default(CREDS), default(_source("Somewhere"))),
    "empty": host(cfg=default("role_arn = arn:aws:iam::123456789012:role/app", "credential_source =")),
    "without role": host(cfg=default("credential_source = Ec2InstanceMetadata")),
    "without role, beside keys": host(None, default(CREDS), default("credential_source = EcsContainer")),
    "in credentials": host(None, default(_source("Ec2InstanceMetadata"))),
    "and source_profile": host(cfg=default(role(), "credential_source = Ec2InstanceMetadata") + BASE_IN_CONFIG),
    "and source_profile and keys": host(
        cfg=default(role(), "credential_source = Ec2InstanceMetadata", CREDS) + BASE_IN_CONFIG
    ),
    "and source_profile, load config": host(
        _LOAD, cfg=default(role(), "credential_source = Ec2InstanceMetadata") + BASE_IN_CONFIG
    ),
    "of a source": host(
        cfg=default(role("app", "source_profile = mid"))
        + section("profile mid", role("mid", "credential_source = Ec2InstanceMetadata"))
    ),
}
_web = host_of(WINS["web-cfg"])["files"]["~/.aws/config"]
_WEB_IDENTITY: States = {
    "profile and env role": host({"AWS_ROLE_ARN": f"{ROLE}other"}, cfg=_web, files=TOKEN_FILE),
    "profile and env role, load config": host({"AWS_ROLE_ARN": f"{ROLE}other", **_LOAD}, cfg=_web, files=TOKEN_FILE),
    "env file, profile role": host(
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}, cfg=default(role("web", "")), files=TOKEN_FILE
    ),
    "profile with source": host(cfg=default(_WEB_LINES, role("web")) + BASE_IN_CONFIG, files=TOKEN_FILE),
    "profile with keys": host(cfg=default(_WEB_LINES, role("web", ""), CREDS), files=TOKEN_FILE),
    "profile, keys in credentials": host(None, default(CREDS), _web, files=TOKEN_FILE),
    "profile, load config": host(_LOAD, cfg=_web, files=TOKEN_FILE),
    "profile in credentials": host(None, default(_WEB_LINES, role("web", "")), files=TOKEN_FILE),
    "profile without role, keys": host(None, default(_WEB_LINES, CREDS), files=TOKEN_FILE),
    "profile with process": host(
        cfg=default(_WEB_LINES, role("web", ""), "credential_process = cat {home}/out"),
        files={**TOKEN_FILE, "~/out": printed("PROCESS")},
    ),
    "named profile and env": host({**WEB, "AWS_PROFILE": "p"}, section("p", pair("PROFP00")), files=TOKEN_FILE),
    "explicit profile and env": host({**WEB}, section("p", pair("PROFP00")), profile="p", files=TOKEN_FILE),
    "AWS_PROFILE missing and env": host({**WEB, "AWS_PROFILE": "nope"}, files=TOKEN_FILE),
    "env file empty variable": host({**WEB, "AWS_WEB_IDENTITY_TOKEN_FILE": ""}, files=TOKEN_FILE),
    "env role empty variable": host({**WEB, "AWS_ROLE_ARN": ""}, files=TOKEN_FILE),
    "env, tilde": host({**WEB, "AWS_WEB_IDENTITY_TOKEN_FILE": "~/token"}, files=TOKEN_FILE),
    "env, relative path": host({**WEB, "AWS_WEB_IDENTITY_TOKEN_FILE": "token"}, files=TOKEN_FILE),
    "env, token with line end": host(WEB, files={"~/token": JWT + "\n"}),
    "env, file is a directory": host(WEB, files={"~/token": {"directory": True}}),
    "env, session name": host({**WEB, "AWS_ROLE_SESSION_NAME": "me"}, files=TOKEN_FILE),
    "env, empty session name": host({**WEB, "AWS_ROLE_SESSION_NAME": ""}, files=TOKEN_FILE),
    "env, expired token": host(WEB, files=TOKEN_FILE, sts={"web_identity": "ExpiredTokenException"}),
    "env, no region": host({**WEB, "AWS_REGION": None, "AWS_DEFAULT_REGION": None}, files=TOKEN_FILE),
    "env, region in config": host(
        {**WEB, "AWS_REGION": None, "AWS_DEFAULT_REGION": None}, cfg=default("region = eu-west-1"), files=TOKEN_FILE
    ),
    "env, role without file, keys": host({"AWS_ROLE_ARN": f"{ROLE}web"}, default(CREDS)),
    "env of source": host(
        {**WEB, "AWS_PROFILE": "p"},
        cfg=section("profile p", role("app", "source_profile = w")) + section("profile w", "region = us-east-1"),
        files=TOKEN_FILE,
    ),
}

ROLES = (
    with_prefix("role", _SOURCES | _CONDITIONS)
    | with_prefix("credential_source", _CREDENTIAL_SOURCE)
    | with_prefix("web identity", _WEB_IDENTITY)
)
