"""What STS answers: its XML, and its refusals with their codes, HTTP statuses and words."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from xml.sax.saxutils import escape

from whoami_aws.fakes.messages import Answer
from whoami_aws.fakes.state import State, status, text

_KNOWN = {
    "AccessDenied": (403, "Access denied"),
    "ExpiredToken": (403, "The security token included in the request is expired"),
    "ExpiredTokenException": (400, "Token expired"),
    "IDPCommunicationError": (400, "Couldn't retrieve verification key from your identity provider"),
    "IDPRejectedClaim": (403, "The identity provider rejected the claim"),
    "IncompleteSignature": (403, "The request signature does not conform to AWS standards."),
    "InternalFailure": (500, "We encountered an internal error. Please try again."),
    "InvalidAction": (400, "Could not find operation for version 2011-06-15"),
    "InvalidClientTokenId": (403, "The security token included in the request is invalid."),
    "InvalidIdentityToken": (
        400,
        ("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"),
    ),
    "MissingAuthenticationToken": (403, "Request is missing Authentication Token"),
    "OptInRequired": (403, "The AWS Access Key Id needs a subscription for the service"),
    "RegionDisabledException": (
        403,
        (
            "STS is not activated in this region for account:123456789012. Your account"
            " administrator can activate STS in this region using the IAM Console."
        ),
    ),
    "ServiceUnavailable": (503, "Service is unable to handle request."),
    "SignatureDoesNotMatch": (
        403,
        (
            "The request signature we calculated does not match the signature you "
            "provided. Check your AWS Secret Access Key and signing method. "
            "Consult the service documentation for details."
        ),
    ),
    "Throttling": (400, "Rate exceeded"),
    "ValidationError": (400, "The request is not valid"),
}


class StsError(Exception):
    """STS refuses: `code`, with the HTTP `status` and the `message` of it."""

    def __init__(self, code: str, message: str = "", status: int = 0) -> None:
        """`message` and `status` default to those that STS has for `code`."""
        usual, words = _KNOWN.get(code, (400, code))
        self.code = code
        self.status = status or usual
        self.message = message or words
        super().__init__(f"{self.code}: {self.message}")

    @classmethod
    def asked_for(cls, given: object, message: str = "") -> StsError | None:
        """What a state asks for: a code, or `{"error", "message", "status"}`."""
        if isinstance(given, str) and given != "ok":
            return cls(given, message)
        if isinstance(given, dict) and "error" in given:
            state: State = given
            words = text(state, "message", message)
            return cls(text(state, "error"), words, status(state, "status", 0))
        return None


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
    fault = {"Type": "Receiver" if error.status >= 500 else "Sender", "Code": error.code, "Message": error.message}
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
