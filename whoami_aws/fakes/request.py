"""What a test may know about a request that a fake received."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    """One received request, without any value that could be a secret."""

    method: str
    path: str
    """Without the query."""
    step: str
    """The fake's word for what was asked: `token`, `role`, `GetCallerIdentity`."""
    headers: tuple[str, ...]
    """Names in lower case."""

    def __str__(self) -> str:
        """`PUT /latest/api/token`."""
        return f"{self.method} {self.path}"
