"""How catalogue and disk can disagree, as values. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kernel.ids import CameraId


class Trouble(StrEnum):
    """How catalogue and disk can disagree."""

    MISSING = "file missing"
    MOST_MISSING = "most files missing"
    UNKNOWN = "unknown file"
    SIZE = "wrong size"
    TORN = "torn tail"
    DAMAGED = "damaged inside"
    TIMES = "wrong times"
    NOT_CLOSED = "not closed"
    CONTENT = "content changed"
    CHAIN = "chain broken"
    LEFT_OVER = "left over"
    TIER_AWAY = "second tier away"
    UNREADABLE = "cannot be read"


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement. path: of the file, below its tier. size_bytes: of what it concerns."""

    trouble: Trouble
    says: str
    camera: CameraId | None = None
    path: str | None = None
    size_bytes: int = 0
    is_repaired: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look at. reads: each file's structure; hashes: each file's bytes; chains: each camera's hash chain.

    started_before: leave alone what was recorded since.
    """

    reads: bool = True
    hashes: bool = False
    chains: bool = True
    repairs: bool = False
    started_before: datetime | None = None


@dataclass(slots=True)
class Tally:
    """How much was looked at."""

    files: int = 0
    size_bytes: int = 0
    hashed_bytes: int = 0
    being_written: int = 0
    not_hashed: int = 0
    cameras: set[CameraId] = field(default_factory=set)
