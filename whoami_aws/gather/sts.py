"""Asks STS who credentials are, and keeps what deferred credentials promise: in memory only."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any

from whoami_aws.gather.aws_hosts import is_sts
from whoami_aws.gather.botocore_sandbox import Refused
from whoami_aws.gather.botocore_witness import Witness
from whoami_aws.gather.http import Unfinished, Unsafe, UnsafeFile
from whoami_aws.gather.http_answers import shortened
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.shapes import seal_key_id
from whoami_aws.host.facts import IdentityAnswer

_DEEPEST = 20
"""Errors behind an error that are looked at."""


def ask_identity(witness: Witness, link: str, store: SecretStore) -> IdentityAnswer:
    """GetCallerIdentity with the credentials of a link, at the endpoint that the SDK would use. Never raises."""
    credentials = witness.credentials(link)
    if credentials is None:
        return IdentityAnswer(skipped="its credentials are not at hand")
    start = time.monotonic()
    frozen = None
    try:
        frozen = credentials.get_frozen_credentials()
        answer = _call(witness.session, credentials, frozen, store)
    except UnsafeFile:
        answer = IdentityAnswer(skipped="the SDK would read a file that is not regular or is too large")
    except Unfinished:
        answer = IdentityAnswer(skipped="the answer did not end, or was longer than any")
    except Unsafe as error:
        answer = IdentityAnswer(skipped="the request was not sent", unsent=error.code, endpoint=error.endpoint)
    except Refused:
        answer = IdentityAnswer(skipped="the SDK would have prompted or refreshed a token")
    except Exception as error:
        answer = _failure(error, store)._replace(getting_credentials=frozen is None)
    return answer._replace(elapsed_ms=(time.monotonic() - start) * 1000)


def _call(session: Any, credentials: Any, frozen: Any, store: SecretStore) -> IdentityAnswer:
    for secret in (frozen.secret_key, frozen.token):
        if secret:
            store.keep(secret)
    answer, where = _asked(session, frozen)
    expiry = credentials.__dict__.get("_expiry_time")
    return IdentityAnswer(
        arn=shortened(answer["Arn"], store),
        account=shortened(answer["Account"], store),
        user_id=shortened(answer["UserId"], store),
        key_id=seal_key_id(frozen.access_key),
        expires_at=expiry.timestamp() if expiry is not None else None,
        **_transport(answer),
        **where,
    )


def _asked(session: Any, frozen: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """STS's answer, and where it was asked, as fields of an IdentityAnswer."""
    from botocore.exceptions import NoRegionError

    keys = {
        "aws_access_key_id": frozen.access_key,
        "aws_secret_access_key": frozen.secret_key,
        "aws_session_token": frozen.token,
    }
    try:
        client = session.create_client("sts", **keys)
        answer = client.get_caller_identity()
    except NoRegionError:
        # Whose keys these are hangs on no region: STS has an endpoint for all (chain/botocore/region.py names it, too).
        client = session.create_client("sts", region_name="aws-global", **keys)
        answer = client.get_caller_identity()
    return answer, _where(session, client)


def _where(session: Any, client: Any) -> dict[str, Any]:
    address = client._endpoint.http_session.asked
    return {"endpoint": str(address or ""), "at_aws": is_sts(address, session.get_component("data_loader"))}


def _transport(answer: dict[str, Any]) -> dict[str, Any]:
    """The status of an answer, and how far its clock is ahead of ours."""
    metadata = answer.get("ResponseMetadata", {})
    try:
        offset = parsedate_to_datetime(metadata["HTTPHeaders"]["date"]).timestamp() - time.time()
    except (KeyError, TypeError, ValueError, OverflowError):
        offset = None
    return {"status": metadata.get("HTTPStatusCode"), "clock_offset": offset}


def _failure(error: Exception, store: SecretStore) -> IdentityAnswer:
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
    return IdentityAnswer(
        error=type(error).__name__,
        code=shortened(str(code), store),
        operation=str(getattr(error, "operation_name", "")),
        message=shortened(str(error), store, store.arguments),
        cause=_of_tls(error),
        **_transport(response if isinstance(response, dict) else {}),
    )


def _of_tls(error: BaseException) -> str:
    """The class of the exception of `ssl` that an error comes from; "" for any other error."""
    import ssl

    found, inner = "", error
    for _ in range(_DEEPEST):
        if isinstance(inner, ssl.SSLError):
            found = type(inner).__name__
        behind = inner.__cause__ or inner.__context__
        if behind is None:
            break
        inner = behind
    return found
