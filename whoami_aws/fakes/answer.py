"""What a fake answers."""

from __future__ import annotations

import json
from dataclasses import dataclass

from whoami_aws.fakes.trouble import Trouble


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, or with `trouble` the answer that goes wrong on its way."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"
    headers: tuple[tuple[str, str], ...] = ()
    trouble: Trouble | None = None

    @classmethod
    def json(cls, value: object, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
        """`value` as JSON."""
        return cls(status, json.dumps(value).encode(), "application/json", headers)

    @classmethod
    def page(cls, status: int, title: str) -> Answer:
        """A small error page, as IMDS and proxies write them."""
        html = f"<html><head><title>{status} {title}</title></head></html>\n"
        return cls(status, html.encode(), "text/html")
