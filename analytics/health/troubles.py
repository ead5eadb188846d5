"""The troubles of a camera, or of the house, as events: one per trouble, from its beginning to its end. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from analytics.health.condition import Condition, Patience, Sign
from kernel.event import Event, EventPhase, HealthKind, Severity, Verdict
from kernel.geo import LatLon
from kernel.ids import CameraId, EventId, new_id

_BEFORE = timedelta(seconds=10)
_AFTER = timedelta(seconds=5)

SEVERITY: dict[HealthKind, Severity] = {
    HealthKind.CAMERA_OFFLINE: Severity.HIGH,
    HealthKind.COVERED: Severity.HIGH,
    HealthKind.TURNED_AWAY: Severity.HIGH,
    HealthKind.HOST_LOST: Severity.HIGH,
    HealthKind.BLACK: Severity.MEDIUM,
    HealthKind.VIEW_MOVED: Severity.MEDIUM,
    HealthKind.FROZEN: Severity.MEDIUM,
    HealthKind.NOT_RECORDED: Severity.MEDIUM,
    HealthKind.STORAGE_SHORT: Severity.MEDIUM,
    HealthKind.DEFOCUSED: Severity.LOW,
    HealthKind.BITRATE_COLLAPSED: Severity.LOW,
    HealthKind.CLOCK_WRONG: Severity.LOW,
    HealthKind.FEED_DROPPING: Severity.LOW,
    HealthKind.UNSTEADY: Severity.LOW,
}
TITLE: dict[HealthKind, str] = {
    HealthKind.CAMERA_OFFLINE: "Camera offline",
    HealthKind.COVERED: "Camera covered",
    HealthKind.TURNED_AWAY: "Camera turned away",
    HealthKind.HOST_LOST: "A process of the house is silent",
    HealthKind.VIEW_MOVED: "Calibrated on another view",
    HealthKind.BLACK: "Picture black",
    HealthKind.FROZEN: "Picture frozen",
    HealthKind.NOT_RECORDED: "Footage is not written",
    HealthKind.STORAGE_SHORT: "Storage is short",
    HealthKind.DEFOCUSED: "Picture out of focus",
    HealthKind.BITRATE_COLLAPSED: "Bitrate collapsed",
    HealthKind.CLOCK_WRONG: "Camera's clock is wrong",
    HealthKind.FEED_DROPPING: "Packets are dropped",
    HealthKind.UNSTEADY: "Connection unsteady",
}


class Turn(StrEnum):
    """What happened to a trouble."""

    OPENED = "opened"
    UPDATED = "updated"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class TroubleChange:
    """An event after something happened to it."""

    turn: Turn
    event: Event


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose troubles: a camera at a place, or the house itself."""

    camera: CameraId | None = None
    place: LatLon | None = None


class Troubles:
    """The conditions of one subject and their events. One thread; fed in the order of time.

    `resumed`: events that were open before a restart; they go on, or end when it is well again.
    """

    def __init__(
        self, subject: Subject, patience: Mapping[HealthKind, Patience], resumed: Iterable[Event] = ()
    ) -> None:
        self._subject = subject
        self._conditions = {kind: Condition(one) for kind, one in patience.items()}
        self._events: dict[HealthKind, Event] = {}
        for event in resumed:
            kind = HealthKind(event.kind)
            if kind in self._conditions:
                self._conditions[kind].resume(event.opened_at)
                self._events[kind] = event

    @property
    def on(self) -> frozenset[HealthKind]:
        """What is wrong now."""
        return frozenset(kind for kind, condition in self._conditions.items() if condition.is_on)

    @property
    def events(self) -> Mapping[HealthKind, Event]:
        """The open events."""
        return self._events

    def since(self, kind: HealthKind) -> datetime | None:
        """Since when it has been wrong."""
        return self._conditions[kind].since

    def step(self, signs: Mapping[HealthKind, Sign], at: datetime) -> list[TroubleChange]:
        """What these signs change."""
        changes = []
        for kind, sign in signs.items():
            condition = self._conditions[kind]
            if not condition.step(sign, at):
                continue
            if condition.since is not None:
                event = self._events[kind] = trouble_event(self._subject, kind, condition.since, at)
                changes.append(TroubleChange(Turn.OPENED, event))
            else:
                changes += self.end(kind, at)
        return changes

    def reword(self, event: Event) -> TroubleChange:
        """Tell an event that has just opened with other words or another count; they stay until its end."""
        self._events[HealthKind(event.kind)] = event
        return TroubleChange(Turn.OPENED, event)

    def end(self, kind: HealthKind, at: datetime) -> list[TroubleChange]:
        """It is over, or nobody can tell any more: the camera was switched off, say."""
        self._conditions[kind].is_on, self._conditions[kind].since = False, None
        event = self._events.pop(kind, None)
        return [] if event is None else [TroubleChange(Turn.CLOSED, closed(event, at))]


def trouble_event(
    subject: Subject, kind: HealthKind, since: datetime, at: datetime, severity: Severity | None = None
) -> Event:
    """A new event, as of when the trouble began; what led to it is in its clip."""
    return Event(
        id=EventId(new_id("evt", at)),
        camera=subject.camera,
        rule=None,
        kind=kind.value,
        title=TITLE[kind],
        severity=severity or SEVERITY[kind],
        phase=EventPhase.OPEN,
        opened_at=since,
        updated_at=at,
        closed_at=None,
        object_class=None,
        direction=None,
        confidence=1.0,
        box=None,
        path=(),
        position=subject.place,
        position_is_measured=False,
        clip_start=since - _BEFORE,
        clip_end=at + _AFTER,
        has_snapshot=False,
        count=1,
        verdict=Verdict.NONE,
        verdict_reason=None,
        verdict_by=None,
        verdict_at=None,
    )


def closed(event: Event, at: datetime) -> Event:
    """The event, over."""
    return replace(event, phase=EventPhase.CLOSED, updated_at=at, closed_at=max(at, event.opened_at))
