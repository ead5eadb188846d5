"""Typed ids. An id is a prefix, the time and chance, so that ids sort by age and say what they name."""

import itertools
import re
import secrets
from datetime import datetime
from typing import NewType

CameraId = NewType("CameraId", str)
SegmentId = NewType("SegmentId", str)
RuleId = NewType("RuleId", str)
EventId = NewType("EventId", str)
IncidentId = NewType("IncidentId", str)
OrderId = NewType("OrderId", str)
UnitId = NewType("UnitId", str)
UserId = NewType("UserId", str)
HostId = NewType("HostId", str)

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_count = itertools.count(secrets.randbits(15))
_SLUG = re.compile(r"[^a-z0-9]+")


def new_id(prefix: str, at: datetime) -> str:
    """`prefix_` and 18 characters: 10 of time (milliseconds), then 16 bits that count and 24 of chance.

    Ids that one process makes in the same millisecond sort in the order of their making. Thread-safe.
    """
    number = next(_count) & 0xFFFF  # `next` on a count is atomic
    value = int(at.timestamp() * 1000) << 40 | number << 24 | secrets.randbits(24)
    return f"{prefix}_{_base32(value, 18)}"


def slug(text: str) -> str:
    """A readable id from a name: lower-case ASCII letters, digits and dashes, at most 40 characters; may be empty."""
    return _SLUG.sub("-", text.lower()).strip("-")[:40].strip("-")


def _base32(value: int, length: int) -> str:
    return "".join(_ALPHABET[(value >> (5 * (length - 1 - i))) & 31] for i in range(length))
