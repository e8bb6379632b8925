"""Times for machines."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def utc(seconds: float) -> str:
    """A time since the epoch as `2030-01-31T12:00:00Z`. A time in a zone of its own can lie before the first year or
    after the last one that this form has: it becomes the first or the last second.
    """
    try:
        moment = _EPOCH + timedelta(seconds=int(seconds // 1))
    except OverflowError:
        moment = datetime.max if seconds > 0 else datetime.min
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
