"""What the installed botocore resolves in this process: the truth that the model is held against."""

from __future__ import annotations

import copy
import os
from typing import Any

import boto3
import botocore.credentials
import botocore.session
import botocore.tokens
import botocore.utils

_HANDLERS = botocore.session.Session().get_component("event_emitter")
"""The handlers of a new session, which take longer to register than a chain to walk, and decide nothing in it."""


def as_imported_here(awscrt: bool) -> None:
    """Sets what botocore settles when it is imported, as if that had happened in this environment."""
    directory = os.path.expanduser(os.path.join("~", ".aws", "sso", "cache"))
    botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR = directory
    botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR = directory
    # botocore/compat.py: `HAS_CRT`, `EC`.
    disabled = os.environ.get("BOTO_DISABLE_CRT", "false").lower() == "true"
    botocore.credentials.EC = _Keys if awscrt and not disabled else None
    # The pause between two requests to the container endpoint changes nothing of the answer.
    botocore.utils.ContainerMetadataFetcher.SLEEP_TIME = 0


class _Keys:
    """awscrt.crypto.EC, as far as a refresh that asks nobody needs it."""

    @staticmethod
    def new_key_from_der_data(data: bytes) -> object:
        return object()


def ask(profile: str | None, use: bool) -> dict[str, Any]:
    """Outcome, winner, error and key id; with `use` also what getting the credentials out comes to."""
    try:
        session = botocore.session.Session(event_hooks=copy.copy(_HANDLERS), include_builtin_handlers=False)
        credentials = boto3.Session(botocore_session=session, profile_name=profile).get_credentials()
    except Exception as error:  # noqa: BLE001
        return {
            "outcome": "error",
            "error": type(error).__name__,
            "error_link": _stopped_at(error),
            "message": str(error),
        }
    if credentials is None:
        return {"outcome": "none"}
    # The public property of refreshable credentials would ask a service.
    key = credentials.__dict__.get("_access_key", credentials.__dict__.get("access_key"))
    expiry = credentials.__dict__.get("_expiry_time")
    answer = {
        "outcome": "resolved",
        "winner": credentials.method,
        "key_id": key,
        "has_token": bool(credentials.__dict__.get("_token", credentials.__dict__.get("token"))),
        "expires_at": expiry.timestamp() if expiry is not None and expiry.tzinfo is not None else None,
    }
    return answer | _use(credentials) if use else answer


def _use(credentials: Any) -> dict[str, Any]:
    try:
        frozen = credentials.get_frozen_credentials()
    except Exception as error:  # noqa: BLE001
        return {"use": "fails", "use_error": type(error).__name__, "use_message": str(error)}
    return {"use": "works", "used_key": frozen.access_key}


def _stopped_at(error: BaseException) -> str | None:
    """The provider of the chain that raised; None if none was asked yet."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_name == "load_credentials" and "provider" in trace.tb_frame.f_locals:
            return str(trace.tb_frame.f_locals["provider"].METHOD)
        trace = trace.tb_next
    return None
