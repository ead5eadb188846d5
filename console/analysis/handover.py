"""One object, one event: the events of neighbouring cameras are joined where place and time agree.

Stands between the analysers of one process and the store. An event that another camera's open event already tells is
not opened again: it becomes a sighting of that one, which stays open as long as any of them sees the object.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from analytics.detection import ObjectClass
from analytics.handover import GRACE_S, Handover, Step
from analytics.rule import RuleKind
from analytics.track import Track
from analytics.worker import EventSink
from console.analysis.eye import FrameAnalyser
from kernel.event import Event, EventPhase, SeenBy, Severity
from kernel.frame import Frame
from kernel.geo import LatLon, distance_m
from kernel.ids import CameraId, EventId

_FOLLOWED = frozenset(
    {
        RuleKind.INTRUSION,
        RuleKind.LOITERING,
        RuleKind.RUNNING,
        RuleKind.SPEEDING,
        RuleKind.STOPPED_VEHICLE,
        RuleKind.WRONG_WAY,
    }
)
# Of a place: the same only where it is the same place, metres and seconds.
_OF_PLACE = {
    RuleKind.LINE_CROSSING: (3.0, 5.0),
    RuleKind.UNATTENDED_OBJECT: (2.0, 20.0),
    RuleKind.REMOVED_OBJECT: (2.0, 20.0),
}
_SEVERITIES = list(Severity)


@dataclass(slots=True)
class _Case:
    """An event in the store and the episodes that it tells. own: that of its own camera, while it lasts."""

    event: Event
    group: int | None
    own: EventId | None
    guests: dict[EventId, SeenBy] = field(default_factory=dict)
    past: list[SeenBy] = field(default_factory=list)
    ended_at: datetime | None = None
    due_at: datetime | None = None

    def told(self, event: Event) -> Event:
        """`event` with everybody who saw it."""
        seen = sorted([*self.past, *self.guests.values()], key=lambda one: (one.start, one.camera))
        return replace(event, also_seen_by=tuple(seen))


class JointEvents:
    """The events of all cameras of one process. Any thread; a call has taken effect when it returns."""

    def __init__(self, store: EventSink) -> None:
        self._store = store
        self._handover = Handover()
        self._cases: dict[EventId, _Case] = {}
        self._lock = threading.RLock()

    def begin(self, camera: CameraId, view: Sequence[LatLon], at: datetime) -> EventSink:
        """The analysis of a camera begins: a sink for its events. What it left open is over at the next `settle`."""
        with self._lock:
            for id_, case in self._cases.items():
                if case.own == id_ and case.event.camera == camera:
                    case.own = None
                elif id_ in case.guests and case.guests[id_].camera == camera:
                    case.past.append(case.guests.pop(id_))
                if case.own is None and not case.guests and case.due_at is None:
                    case.ended_at = case.due_at = max(at, case.event.opened_at)
            self._handover.begin(camera, view)
        return self

    def see(self, camera: CameraId, tracks: Sequence[Track], at: datetime) -> None:
        """Where the camera's tracks are now."""
        with self._lock:
            self._handover.see(camera, tracks, at)

    def open(self, event: Event, picture: bytes | None) -> Event:
        with self._lock:
            group = self._group_of(event)
            case = self._case_of(event, group)
            if case is None:
                opened = self._store.open(event, picture)
                self._cases[event.id] = _Case(opened, group, event.id)
                return opened
            self._cases[event.id] = case
            case.ended_at = case.due_at = None
            if event.camera == case.event.camera:
                case.own = event.id
            elif event.camera is not None:
                case.guests[event.id] = SeenBy(event.camera, event.track, event.opened_at, event.opened_at)
            return self._tell(case, event.opened_at)

    def update(self, event: Event, picture: bytes | None = None) -> Event:
        with self._lock:
            case = self._cases.get(event.id)
            if case is None:
                return self._store.update(event, picture)
            if event.id == case.event.id and case.own == event.id:
                case.event = self._store.update(case.told(event), picture)
                return case.event
            self._prolong(case, event)
            return self._tell(case, event.updated_at)

    def close(self, event: Event, picture: bytes | None = None) -> Event:
        with self._lock:
            case = self._cases.get(event.id)
            if case is None:
                return self._store.close(event, picture)
            is_expected = self._may_come_again(event)
            if event.id == case.own:
                if event.id == case.event.id:
                    case.event = replace(event, phase=EventPhase.OPEN, closed_at=None)
                case.own = None
            else:
                self._prolong(case, event)
                case.past.append(case.guests.pop(event.id))
            self._cases.pop(event.id, None)
            self._cases[case.event.id] = case  # found by it until all is over
            case.ended_at = max(case.ended_at or event.opened_at, event.closed_at or event.updated_at)
            if case.own is not None or case.guests:
                return self._tell(case, case.ended_at)
            case.due_at = case.ended_at + timedelta(seconds=GRACE_S) if is_expected else case.ended_at
            return self._end(case) if not is_expected else case.event

    def settle(self, now: datetime | None = None) -> None:
        """Close what nobody took up in time; without a time, all that waits."""
        with self._lock:
            for case in list(self._cases.values()):
                if case.due_at is not None and (now is None or case.due_at <= now):
                    self._end(case)

    def _end(self, case: _Case) -> Event:
        at = case.ended_at or case.event.updated_at
        closed = self._store.close(_over(case.told(case.event), at))
        self._cases = {id_: other for id_, other in self._cases.items() if other is not case}
        return closed

    def _tell(self, case: _Case, at: datetime) -> Event:
        event = case.told(case.event)
        event = replace(event, updated_at=max(event.updated_at, at), clip_end=max(event.clip_end, at))
        case.event = self._store.update(event)
        return case.event

    @staticmethod
    def _prolong(case: _Case, event: Event) -> None:
        seen = case.guests.get(event.id)
        if seen is not None:
            case.guests[event.id] = replace(seen, end=max(seen.end, event.updated_at))

    def _case_of(self, event: Event, group: int | None) -> _Case | None:
        for case in self._cases.values():
            if case.event.kind == event.kind and _weighs(case.event) >= _weighs(event) and _agree(case, event, group):
                return case
        return None

    def _group_of(self, event: Event) -> int | None:
        number = _number(event)
        if event.camera is None or number is None:
            return None
        group = self._handover.group_of(event.camera, number)
        if group is None and event.position is not None and event.position_is_measured:
            # It opened with the first moment of its track, which is not noted yet.
            step = Step(event.opened_at, event.position, ObjectClass(event.object_class or ObjectClass.UNKNOWN))
            group = self._handover.note(event.camera, number, step)
        return group

    def _may_come_again(self, event: Event) -> bool:
        number = _number(event)
        is_followed = event.kind in _FOLLOWED and event.camera is not None and number is not None
        return is_followed and self._handover.may_come_again(CameraId(str(event.camera)), number or 0)


class HandingAnalyser:
    """An analyser whose tracks are compared with those of its neighbours. One thread."""

    def __init__(self, analyser: FrameAnalyser, joint: JointEvents, camera: CameraId) -> None:
        self._analyser = analyser
        self._joint = joint
        self._camera = camera

    def analyse(self, frame: Frame) -> tuple[Track, ...]:
        tracks = self._analyser.analyse(frame)
        self._joint.see(self._camera, tracks, frame.at)
        return tracks

    def close(self, at: datetime) -> None:
        self._analyser.close(at)


def _agree(case: _Case, event: Event, group: int | None) -> bool:
    if event.kind in _FOLLOWED:
        is_free = case.own is None if event.camera == case.event.camera else True
        return group is not None and group == case.group and is_free
    limits = _OF_PLACE.get(RuleKind(event.kind)) if event.kind in set(RuleKind) else None
    is_other = event.camera != case.event.camera
    if limits is None or not is_other or not (event.position_is_measured and case.event.position_is_measured):
        return False
    if event.position is None or case.event.position is None:
        return False
    apart_s = abs((event.opened_at - case.event.opened_at).total_seconds())
    return distance_m(event.position, case.event.position) <= limits[0] and apart_s <= limits[1]


def _weighs(event: Event) -> int:
    return _SEVERITIES.index(event.severity)


def _number(event: Event) -> int | None:
    tail = (event.track or "").rpartition("-")[2]
    return int(tail) if tail.isdigit() else None


def _over(event: Event, at: datetime) -> Event:
    at = max(at, event.opened_at)
    return replace(event, phase=EventPhase.CLOSED, updated_at=max(event.updated_at, at), closed_at=at)
