"""Checkpoints: places that a patrol proves it was at, and what is thought of a proof. Pure."""

import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from kernel.errors import invalid
from kernel.geo import LatLon, distance_m
from kernel.journal import JsonObject
from patrol.beat import BeatId

CheckpointId = NewType("CheckpointId", str)

LEAST_RADIUS_M, MOST_RADIUS_M = 5.0, 1000.0
CODE_LENGTH = 10
# No letter or digit that is mistaken for another when it is read aloud or typed in the dark.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CLOCK_AHEAD = timedelta(minutes=1)
_LONGEST_DEAD_SPOT = timedelta(hours=24)


class Via(StrEnum):
    """How a crew proved that it was there. The same code stands in the QR code and in the NFC tag."""

    QR = "qr"
    NFC = "nfc"
    TYPED = "typed"
    POSITION = "position"


class Flag(StrEnum):
    """What is odd about a proof; it counts all the same, except where it was made elsewhere."""

    OUT_OF_RADIUS = "out_of_radius"
    NO_POSITION = "no_position"
    TOO_FAST = "too_fast"  # nobody gets there from the point before in that time
    CLOCK = "clock"  # the device's time cannot be right: ours was taken
    LATE = "late"  # it reached us after the tour had been closed


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A place to prove. code: what its QR code and its NFC tag hold; another one revokes it."""

    id: CheckpointId
    name: str
    position: LatLon
    radius_m: float
    beat_id: BeatId | None
    code: str
    code_made_at: datetime


@dataclass(frozen=True, slots=True)
class CheckpointDraft:
    """A checkpoint to keep."""

    name: str
    position: LatLon
    radius_m: float = 30.0
    beat_id: BeatId | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a phone sends. key: its own, once per proof. code, or a checkpoint where only the position proves it."""

    key: str
    via: Via
    device_at: datetime
    code: str | None = None
    checkpoint_id: str | None = None
    position: LatLon | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """A proof as it was taken. at: the time that counts; distance_m: from the checkpoint's middle."""

    id: str
    checkpoint_id: CheckpointId
    via: Via
    at: datetime
    device_at: datetime
    received_at: datetime
    distance_m: float | None
    accuracy_m: float | None
    flags: tuple[Flag, ...]

    @property
    def counts(self) -> bool:
        """Whether the place was really looked at, as far as one can know."""
        return Flag.OUT_OF_RADIUS not in self.flags


def new_code() -> str:
    """A code that nobody guesses: ten letters, 49 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def code_mark(code: str) -> int:
    """Sixteen bits by which a phone without a line knows which checkpoint a code belongs to, but not the code."""
    return zlib.crc32(code.encode()) & 0xFFFF


def read_code(text: str) -> str:
    """The code in what was scanned or typed: a link that ends in it, or itself; spaces and case are nothing."""
    last = text.strip().rsplit("=", 1)[-1].rsplit("/", 1)[-1]
    return "".join(letter for letter in last.upper() if letter.isalnum())


def check_checkpoint(draft: CheckpointDraft) -> None:
    """Raise an invalid fault for what cannot be a checkpoint."""
    if not draft.name.strip():
        raise invalid("checkpoint: give it a name")
    if not LEAST_RADIUS_M <= draft.radius_m <= MOST_RADIUS_M:
        raise invalid(f"checkpoint {draft.name}: the radius lies between {LEAST_RADIUS_M:g} and {MOST_RADIUS_M:g} m")


def counted_at(device_at: datetime, received_at: datetime) -> tuple[datetime, bool]:
    """The time that counts, and whether the device's own was believed."""
    if received_at - _LONGEST_DEAD_SPOT <= device_at <= received_at + _CLOCK_AHEAD:
        return min(device_at, received_at), True
    return received_at, False


def place_flags(checkpoint: Checkpoint, proof: Proof) -> tuple[Flag, ...]:
    """What the position says: nothing where the circle of accuracy touches the checkpoint's own."""
    if proof.position is None:
        return (Flag.NO_POSITION,)
    off_m = distance_m(proof.position, checkpoint.position) - (proof.accuracy_m or 0.0)
    return (Flag.OUT_OF_RADIUS,) if off_m > checkpoint.radius_m else ()


def is_too_fast(
    checkpoint: Checkpoint, at: datetime, before: Sequence[tuple[Checkpoint, datetime]], speed_mps: float
) -> bool:
    """Whether somebody at `speed_mps` could not have come from one of the points `before` in that time."""
    for other, other_at in before:
        if other.id == checkpoint.id:
            continue
        way_m = distance_m(other.position, checkpoint.position) - other.radius_m - checkpoint.radius_m
        # Clocks of phones are whole seconds apart at best.
        if way_m > speed_mps * max(1.0, abs((at - other_at).total_seconds())):
            return True
    return False


def checkpoint_data(checkpoint: Checkpoint) -> JsonObject:
    """CheckpointView; never the code itself."""
    return {
        "id": checkpoint.id,
        "name": checkpoint.name,
        "position": {"lat": checkpoint.position.lat, "lon": checkpoint.position.lon},
        "radius_m": checkpoint.radius_m,
        "beat_id": checkpoint.beat_id,
        "code_mark": code_mark(checkpoint.code),
    }
