"""A panic: somebody of a unit pressed the panic button. It stands until a person in the room clears it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NewType

from kernel.errors import conflict
from kernel.geo import LatLon
from kernel.ids import IncidentId, UnitId
from kernel.journal import Json, JsonObject

PanicId = NewType("PanicId", str)

_AHEAD = timedelta(minutes=1)
_LONGEST_DEAD_SPOT = timedelta(hours=12)


class PanicState(StrEnum):
    """Raised: nobody in the room has it yet. Taken: somebody has; it stands all the same. Cleared: with a reason."""

    RAISED = "raised"
    TAKEN = "taken"
    CLEARED = "cleared"


_S = PanicState
MOVES: Mapping[PanicState, frozenset[PanicState]] = {
    _S.RAISED: frozenset({_S.TAKEN, _S.CLEARED}),
    # Pressed again, it calls again.
    _S.TAKEN: frozenset({_S.RAISED, _S.TAKEN, _S.CLEARED}),
    _S.CLEARED: frozenset(),
}
STANDING = frozenset({_S.RAISED, _S.TAKEN})


@dataclass(frozen=True, slots=True)
class Press:
    """One press of the button. key: the phone's own, so that a press sent twice counts once. at: the phone's time."""

    key: str
    at: datetime
    position: LatLon | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class Panic:
    """A panic as it is now.

    pressed_at: of the first press, by the phone where its clock can be right; received_at: ours. presses: how many
    there were. position: where the first press was, as far as anybody knows. incident_id: the incident that it opened.
    camera_asked_at: when the room last asked for the phone's camera.
    """

    id: PanicId
    unit_id: UnitId
    callsign: str
    state: PanicState
    pressed_at: datetime
    received_at: datetime
    last_pressed_at: datetime
    presses: int
    position: LatLon | None
    accuracy_m: float | None
    incident_id: IncidentId
    taken_at: datetime | None
    taken_by: str | None
    camera_asked_at: datetime | None
    camera_asked_by: str | None
    cleared_at: datetime | None
    cleared_by: str | None
    reason: str | None


def advance(state: PanicState, to: PanicState, callsign: str) -> PanicState:
    """`to`; raises a conflict fault that names both states when the move is not allowed."""
    if to not in MOVES[state]:
        raise conflict(f"panic of {callsign}: cannot become {to} while it is {state}")
    return to


def press_time(at: datetime, now: datetime) -> datetime:
    """The phone's time of a press, where a dead spot explains how far it is from ours; else ours."""
    return min(at, now) if now - _LONGEST_DEAD_SPOT <= at <= now + _AHEAD else now


def panic_data(panic: Panic) -> JsonObject:
    """PanicView."""
    return {
        "id": panic.id,
        "unit_id": panic.unit_id,
        "callsign": panic.callsign,
        "state": panic.state.value,
        "pressed_at": _time(panic.pressed_at),
        "received_at": _time(panic.received_at),
        "last_pressed_at": _time(panic.last_pressed_at),
        "presses": panic.presses,
        "position": _place(panic.position),
        "accuracy_m": panic.accuracy_m,
        "incident_id": panic.incident_id,
        "taken_at": _time(panic.taken_at),
        "taken_by": panic.taken_by,
        "camera_asked_at": _time(panic.camera_asked_at),
        "camera_asked_by": panic.camera_asked_by,
        "cleared_at": _time(panic.cleared_at),
        "cleared_by": panic.cleared_by,
        "reason": panic.reason,
    }


def _place(place: LatLon | None) -> Json:
    return None if place is None else {"lat": place.lat, "lon": place.lon}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
