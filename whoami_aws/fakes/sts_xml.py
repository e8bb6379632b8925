"""The XML of the STS query protocol."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from xml.sax.saxutils import escape

from whoami_aws.fakes.messages import Answer
from whoami_aws.fakes.sts_error import StsError

_NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"'


def result(action: str, fields: Mapping[str, object]) -> Answer:
    """The answer to `action`; a mapping in `fields` has its fields as children."""
    request_id = str(uuid.uuid4())
    return _xml(
        200,
        request_id,
        f"<{action}Response {_NAMESPACE}>"
        f"<{action}Result>{_elements(fields)}</{action}Result>"
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
        f"</{action}Response>",
    )


def refusal(error: StsError) -> Answer:
    """The answer that tells `error`."""
    request_id = str(uuid.uuid4())
    fault = {
        "Type": "Receiver" if error.status >= 500 else "Sender",
        "Code": error.code,
        "Message": error.message,
    }
    return _xml(
        error.status,
        request_id,
        f"<ErrorResponse {_NAMESPACE}><Error>{_elements(fault)}</Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>",
    )


def _elements(fields: Mapping[str, object]) -> str:
    return "".join(f"<{name}>{_inner(v)}</{name}>" for name, v in fields.items())


def _inner(value: object) -> str:
    return _elements(value) if isinstance(value, Mapping) else escape(str(value))


def _xml(status: int, request_id: str, xml: str) -> Answer:
    return Answer(status, f"{xml}\n".encode(), "text/xml", (("x-amzn-RequestId", request_id),))
