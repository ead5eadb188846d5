"""An incident: work that a person or a response plan accepted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from kernel.errors import conflict, invalid
from kernel.event import Severity
from kernel.geo import LatLon
from kernel.ids import CameraId, EventId, IncidentId, OrderId, RuleId

PlanId = NewType("PlanId", str)


class IncidentState(StrEnum):
    """How far the work has come."""

    NEW = "new"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    ON_SCENE = "on_scene"
    CONTROLLED = "controlled"
    CLOSED = "closed"


class IncidentAct(StrEnum):
    """What can be done with it. Dispatch, arrive and stand down come from its orders, the rest from people."""

    ACCEPT = "accept"
    DISPATCH = "dispatch"
    ARRIVE = "arrive"
    STAND_DOWN = "stand_down"  # the last unit that was to come does not
    CONTROL = "control"
    CLOSE = "close"
    REOPEN = "reopen"


_S, _A = IncidentState, IncidentAct

MOVES: Mapping[IncidentState, Mapping[IncidentAct, IncidentState]] = {
    _S.NEW: {_A.ACCEPT: _S.ACCEPTED, _A.CLOSE: _S.CLOSED},
    _S.ACCEPTED: {_A.DISPATCH: _S.DISPATCHED, _A.CONTROL: _S.CONTROLLED, _A.CLOSE: _S.CLOSED},
    # A further order or arrival leaves it where it is; it goes back by itself only when nobody comes any more.
    _S.DISPATCHED: {
        _A.STAND_DOWN: _S.ACCEPTED,
        _A.DISPATCH: _S.DISPATCHED,
        _A.ARRIVE: _S.ON_SCENE,
        _A.CONTROL: _S.CONTROLLED,
        _A.CLOSE: _S.CLOSED,
    },
    _S.ON_SCENE: {
        _A.DISPATCH: _S.ON_SCENE,
        _A.ARRIVE: _S.ON_SCENE,
        _A.CONTROL: _S.CONTROLLED,
        _A.CLOSE: _S.CLOSED,
    },
    _S.CONTROLLED: {_A.DISPATCH: _S.CONTROLLED, _A.ARRIVE: _S.CONTROLLED, _A.CLOSE: _S.CLOSED},
    _S.CLOSED: {_A.REOPEN: _S.ACCEPTED},
}


@dataclass(frozen=True, slots=True)
class Taker:
    """The person who took the incident on."""

    id: str
    name: str


class SendingState(StrEnum):
    """How far a plan's own sending has come. short: fewer units qualified than the plan asks, perhaps none."""

    COUNTING = "counting"
    STOPPED = "stopped"
    SENT = "sent"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Sending:
    """What a plan sends by itself. decided_by: who stopped it or sent at once; None: nobody, it was the plan.

    taken_at, taken_by: who answered the alarm that units were short.
    """

    plan_name: str
    units: int
    due_at: datetime
    state: SendingState
    sent: int
    decided_at: datetime | None
    decided_by: str | None
    taken_at: datetime | None
    taken_by: str | None


class LinkKind(StrEnum):
    """How another incident is connected. distinct: a person said that it is not the same."""

    RELATED = "related"
    DISTINCT = "distinct"
    MERGED_INTO = "merged_into"
    MERGED_FROM = "merged_from"


@dataclass(frozen=True, slots=True)
class IncidentLink:
    """Another incident, and who connected it when."""

    incident_id: IncidentId
    number: int
    kind: LinkKind
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Check:
    """An item of the checklist. number: from 1. done_at, done_by: None while it is open."""

    number: int
    text: str
    done_at: datetime | None = None
    done_by: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something said about the incident."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as it is now. number: counts up from 1, for people to say. Ids are in the order they came."""

    id: IncidentId
    number: int
    title: str
    kind: str
    severity: Severity
    state: IncidentState
    position: LatLon | None
    camera_id: CameraId | None
    event_ids: tuple[EventId, ...]
    order_ids: tuple[OrderId, ...]
    opened_at: datetime
    opened_by: str
    taken_by: Taker | None
    accepted_at: datetime | None
    closed_at: datetime | None
    disposition: str | None
    notes: tuple[Note, ...]
    plan_id: PlanId | None
    sending: Sending | None = None
    links: tuple[IncidentLink, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """An incident to open. note: written into it by `opened_by`, which defaults to the actor's name."""

    title: str
    kind: str = "other"
    severity: Severity = Severity.MEDIUM
    position: LatLon | None = None
    event_id: EventId | None = None
    camera_id: CameraId | None = None
    rule_id: RuleId | None = None
    plan_id: PlanId | None = None
    note: str = ""
    opened_by: str | None = None


def advance(state: IncidentState, act: IncidentAct, which: str) -> IncidentState:
    """The state after `act`; raises a conflict fault that names both."""
    after = MOVES[state].get(act)
    if after is None:
        raise conflict(f"incident {which}: cannot {act} while it is {state}")
    return after


UNDER_WORK = (_S.ACCEPTED, _S.DISPATCHED, _S.ON_SCENE, _S.CONTROLLED)
"""The states between taking an incident on and closing it, in the order of the work."""


def farthest(*states: IncidentState) -> IncidentState:
    """The state that lies farthest in the work."""
    return max(states, key=tuple(IncidentState).index)


def check_by_hand(state: IncidentState, asked: IncidentState, reason: str, which: str) -> None:
    """Raise a fault where nobody may set `asked` while it is `state`: outside the work, or back without a reason."""
    if state not in UNDER_WORK or asked not in UNDER_WORK:
        raise conflict(f"incident {which}: cannot be set to {asked} while it is {state}")
    if UNDER_WORK.index(asked) < UNDER_WORK.index(state) and not reason.strip():
        raise invalid(f"incident {which}: say why it goes back from {state} to {asked}")
