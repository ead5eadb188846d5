"""A unit: who can be sent, and whether it can be sent now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kernel.actor import Actor, ActorKind
from kernel.errors import conflict
from kernel.ids import IncidentId, OrderId, UnitId
from patrol.position import Fix


class UnitKind(StrEnum):
    """How the unit moves."""

    FOOT = "foot"
    BICYCLE = "bicycle"
    MOTORCYCLE = "motorcycle"
    CAR = "car"


class UnitStatus(StrEnum):
    """Whether it can be sent. Busy comes and goes with the unit's work; the other two by hand only."""

    AVAILABLE = "available"
    BUSY = "busy"
    OUT_OF_SERVICE = "out_of_service"
    OFF_DUTY = "off_duty"


NOT_SENDABLE = frozenset({UnitStatus.OUT_OF_SERVICE, UnitStatus.OFF_DUTY})

MOVES: Mapping[UnitStatus, frozenset[UnitStatus]] = {
    UnitStatus.AVAILABLE: frozenset({UnitStatus.BUSY, UnitStatus.OUT_OF_SERVICE, UnitStatus.OFF_DUTY}),
    UnitStatus.BUSY: frozenset({UnitStatus.AVAILABLE, UnitStatus.OUT_OF_SERVICE, UnitStatus.OFF_DUTY}),
    UnitStatus.OUT_OF_SERVICE: frozenset({UnitStatus.AVAILABLE, UnitStatus.BUSY, UnitStatus.OFF_DUTY}),
    # Who comes on duty is free first: nobody can have been given work while off duty.
    UnitStatus.OFF_DUTY: frozenset({UnitStatus.AVAILABLE, UnitStatus.OUT_OF_SERVICE}),
}


@dataclass(frozen=True, slots=True)
class Reservation:
    """A unit is kept for something in [start, until): for an incident, or for what `note` says."""

    incident_id: IncidentId | None
    note: str
    start: datetime
    until: datetime
    by: str

    def holds(self, now: datetime) -> bool:
        """Whether the unit is kept at `now`."""
        return self.start <= now < self.until


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is now. order_ids: its open orders, in the order of work. fix: None while off duty."""

    id: UnitId
    callsign: str
    kind: UnitKind
    crew: tuple[str, ...]
    status: UnitStatus
    status_since: datetime
    fix: Fix | None
    order_ids: tuple[OrderId, ...]
    phone_connected: bool
    created_at: datetime
    reservation: Reservation | None = None


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit to add."""

    callsign: str
    kind: UnitKind = UnitKind.CAR
    crew: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What to change; None leaves a field as it is."""

    callsign: str | None = None
    kind: UnitKind | None = None
    crew: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What a unit has in hand. open_order_ids: not yet handled; working: at least one of them is signed for."""

    open_order_ids: tuple[OrderId, ...] = ()
    working: bool = False


def status_by_hand(status: UnitStatus, asked: UnitStatus, work: Work, callsign: str) -> UnitStatus:
    """The status after a person asked for `asked`.

    Available with work in hand is busy. Raises a conflict fault that names both states for a move that is not
    allowed, and one that names the orders when a unit with open orders would go off duty.
    """
    if asked is UnitStatus.AVAILABLE and work.working:
        asked = UnitStatus.BUSY
    if asked is status:
        return status
    if asked not in MOVES[status]:
        raise conflict(f"unit {callsign}: cannot go from {status} to {asked}; make it available first")
    if asked is UnitStatus.OFF_DUTY and work.open_order_ids:
        orders = ", ".join(work.open_order_ids)
        raise conflict(f"unit {callsign}: cannot go off duty with open orders {orders}; handle or recall them first")
    return asked


def status_by_work(status: UnitStatus, before: Work, after: Work) -> UnitStatus:
    """The status after the unit's orders changed: busy with a signed order, available when the last one ended."""
    if status is UnitStatus.AVAILABLE and after.working:
        return UnitStatus.BUSY
    if status is UnitStatus.BUSY and before.working and not after.working:
        return UnitStatus.AVAILABLE
    return status


def unit_actor(unit: Unit) -> Actor:
    """The unit as a hand that acts."""
    return Actor(ActorKind.UNIT, unit.id, unit.callsign)
