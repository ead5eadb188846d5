"""An order: one unit was told to act, and the clocks of that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from kernel.errors import conflict
from kernel.event import Severity
from kernel.geo import LatLon
from kernel.ids import IncidentId, OrderId, UnitId
from patrol.arrival import ArrivalProof
from patrol.ladder import DEFAULT_LADDER, Ladder, LadderAction

PhotoId = NewType("PhotoId", str)


class OrderState(StrEnum):
    """Which clock was reached last, or how it ended."""

    SENT = "sent"
    DELIVERED = "delivered"
    SIGNED = "signed"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    HANDLED = "handled"
    REPORTED = "reported"
    DECLINED = "declined"
    RECALLED = "recalled"


_S = OrderState

CLOCKS = (_S.SENT, _S.DELIVERED, _S.SIGNED, _S.EN_ROUTE, _S.ON_SCENE, _S.HANDLED, _S.REPORTED)
UNSIGNED = frozenset({_S.SENT, _S.DELIVERED})
WORKING = frozenset({_S.SIGNED, _S.EN_ROUTE, _S.ON_SCENE})
OPEN = UNSIGNED | WORKING  # what keeps an incident from being closed; a handled order only lacks its report
ENDED = frozenset({_S.REPORTED, _S.DECLINED, _S.RECALLED})

MOVES: Mapping[OrderState, frozenset[OrderState]] = {
    _S.SENT: frozenset({_S.DELIVERED, _S.SIGNED, _S.DECLINED, _S.RECALLED}),
    _S.DELIVERED: frozenset({_S.SIGNED, _S.DECLINED, _S.RECALLED}),
    _S.SIGNED: frozenset({_S.EN_ROUTE, _S.ON_SCENE, _S.DECLINED, _S.RECALLED}),
    _S.EN_ROUTE: frozenset({_S.ON_SCENE, _S.DECLINED, _S.RECALLED}),
    _S.ON_SCENE: frozenset({_S.HANDLED, _S.RECALLED}),
    _S.HANDLED: frozenset({_S.REPORTED}),
    _S.REPORTED: frozenset(),
    _S.DECLINED: frozenset(),
    _S.RECALLED: frozenset(),
}

# Steps that happened without being pressed: who signed has received, who arrived has departed. They get the same
# instant and are marked as implied, so that no figure mistakes them for pressed ones.
IMPLIED: Mapping[tuple[OrderState, OrderState], tuple[OrderState, ...]] = {
    (_S.SENT, _S.SIGNED): (_S.DELIVERED,),
    (_S.SIGNED, _S.ON_SCENE): (_S.EN_ROUTE,),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A clock of the order.

    at: when it was reached. due_at: by when it should be. device_at: the phone's own time as it was sent;
    received_at: ours. is_implied: filled in by a later step.
    """

    state: OrderState
    at: datetime | None
    due_at: datetime | None = None
    device_at: datetime | None = None
    received_at: datetime | None = None
    is_implied: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """The next-best unit as it was when command was told. travel_s: None where it is not known."""

    unit_id: UnitId
    callsign: str
    travel_s: float | None


class Awaited(StrEnum):
    """Who has not answered an order's end yet: the crew, that it was taken back; the room, that it was declined."""

    CREW = "crew"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class OrderLink:
    """Another order, of another unit, with which this one is connected."""

    order_id: OrderId
    callsign: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How an order ended before its work was done, and who knows of it.

    code: why the crew declined, one of DECLINE_CODES; None where only words were given. awaits: None once `seen_by`
    has answered, or where nobody must. offer: the next-best unit when it was declined. handed_to: the order that took
    over.
    """

    code: str | None
    awaits: Awaited | None
    seen_at: datetime | None
    seen_by: str | None
    offer: Offer | None
    handed_to: OrderLink | None


DECLINE_CODES = frozenset({"busy", "too_far", "vehicle", "unsafe", "other"})


@dataclass(frozen=True, slots=True)
class Escalation:
    """A rung that the unsigned order climbed, and when.

    phone_connected: whether the unit's phone followed the stream then; without it only the radio is left. offer: with
    the rung `command`, None where no unit qualified. taken_at, taken_by: who answered the rung: called the unit over
    the second channel, or took the alarm.
    """

    level: int
    action: LadderAction
    at: datetime
    phone_connected: bool = False
    offer: Offer | None = None
    taken_at: datetime | None = None
    taken_by: str | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a report. path: relative to the photo folder."""

    id: PhotoId
    order_id: OrderId
    content_type: str
    size_bytes: int
    path: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the crew says of how it went."""

    at: datetime
    text: str
    photos: tuple[Photo, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it is now. steps: the seven clocks, then how it ended if it was declined or recalled.

    ladder: the one in force when it was sent.
    """

    id: OrderId
    incident_id: IncidentId
    unit_id: UnitId
    callsign: str
    state: OrderState
    severity: Severity
    instruction: str
    position: LatLon | None
    sent_at: datetime
    sent_by: str
    travel_s: float | None
    steps: tuple[Step, ...]
    escalations: tuple[Escalation, ...]
    next_escalation_at: datetime | None
    ended_reason: str | None
    report: Report | None
    ladder: Ladder = DEFAULT_LADDER
    ending: Ending | None = None
    arrival: ArrivalProof | None = None
    handed_from: OrderLink | None = None


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order to send."""

    incident_id: IncidentId
    unit_id: UnitId
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class ClockLimits:
    """How long each clock may run: depart after signing, arrive after departing, report after arriving."""

    depart_s: float = 120.0
    travel_factor: float = 1.3
    travel_margin_s: float = 60.0
    report_s: float = 1800.0


def advance(state: OrderState, to: OrderState, which: str) -> tuple[OrderState, ...]:
    """The steps to record on the way from `state` to `to`, implied ones first.

    Empty when the order is in `to` already, or passed it on the way to where it is: phones send again what was
    not answered. Raises a conflict fault that names both states for any other move that MOVES does not allow.
    """
    if to is state or (state in CLOCKS and to in CLOCKS and CLOCKS.index(to) < CLOCKS.index(state)):
        return ()
    if to not in MOVES[state]:
        raise conflict(f"order {which}: cannot become {to} while it is {state}")
    return (*IMPLIED.get((state, to), ()), to)


def step_time(device_at: datetime | None, now: datetime, sent_at: datetime, last_at: datetime) -> datetime:
    """The time of a step: the phone's own within [sent_at, now + 1 min], else ours; never before the step before."""
    at = now
    if device_at is not None and sent_at <= device_at <= now + timedelta(minutes=1):
        at = device_at
    return max(at, last_at)


def due_after(
    reached: OrderState, at: datetime, travel_s: float | None, limits: ClockLimits
) -> tuple[tuple[OrderState, datetime], ...]:
    """The clocks that start when `reached` is reached, and by when each is due."""
    if reached is _S.SIGNED:
        return ((_S.EN_ROUTE, at + timedelta(seconds=limits.depart_s)),)
    if reached is _S.EN_ROUTE and travel_s is not None:
        allowed_s = limits.travel_factor * travel_s + limits.travel_margin_s
        return ((_S.ON_SCENE, at + timedelta(seconds=allowed_s)),)
    if reached is _S.ON_SCENE:
        return ((_S.REPORTED, at + timedelta(seconds=limits.report_s)),)
    return ()


@dataclass(frozen=True, slots=True)
class Task:
    """An order as it stands in its unit's order of work. place: where a dispatcher put it, None where nobody did."""

    id: OrderId
    state: OrderState
    severity: Severity
    sent_at: datetime
    place: int | None = None


def work_order(tasks: Iterable[Task]) -> tuple[OrderId, ...]:
    """The open ones in the order of work.

    By itself: where the crew is at work, then by severity, then what it drives to, then as they were sent. What a
    dispatcher arranged stays as arranged; what came later goes before the first that matters less and is not being
    worked on, else to the end.
    """
    open_ones = sorted((t for t in tasks if t.state in OPEN), key=_by_itself)
    line = sorted((t for t in open_ones if t.place is not None), key=lambda t: t.place or 0)
    for task in (t for t in open_ones if t.place is None):
        at = (i for i, other in enumerate(line) if _by_itself(task)[:2] < _by_itself(other)[:2])
        line.insert(next(at, len(line)), task)
    return tuple(task.id for task in line)


def _by_itself(task: Task) -> tuple[int, int, int, datetime, OrderId]:
    at_work, on_way = task.state is not _S.ON_SCENE, task.state is not _S.EN_ROUTE
    return int(at_work), -_SEVERITIES.index(task.severity), int(on_way), task.sent_at, task.id


_SEVERITIES = tuple(Severity)  # least first
