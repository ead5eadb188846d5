"""Cameras that are lost together are one event with a count: a switch, a power line, not fifty cameras. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from analytics.health.settings import StreamHealthSettings
from analytics.health.troubles import Subject, TroubleChange, Turn, closed, trouble_event
from kernel.event import Event, HealthKind, Severity
from kernel.ids import CameraId

_HOUSE = Subject()
_FEW = 2  # so many cameras are told one by one again


@dataclass(slots=True)
class Outage:
    """Turns the openings and ends of single cameras' offline events into those that are told. One thread.

    Events wait for `gather_s` until it is known whether many are lost together. members: the cameras of the outage
    that is open, each with its own event, which is told only when the outage is over and the camera still away.
    """

    settings: StreamHealthSettings
    event: Event | None = None
    members: dict[CameraId, Event] = field(default_factory=dict)
    _waiting: dict[CameraId, tuple[datetime, Event]] = field(default_factory=dict)
    _joined_at: datetime | None = None

    def step(self, changes: Collection[TroubleChange], watched: int, at: datetime) -> list[TroubleChange]:
        """What is told of these changes of single cameras. watched: how many cameras there are."""
        told = [change for change in changes if not self._takes(change, at)]
        told += self._begin(watched, at)
        return told + self._follow(at)

    def forget(self, camera: CameraId) -> None:
        """The camera is switched off or gone."""
        self._waiting.pop(camera, None)
        self.members.pop(camera, None)

    def _takes(self, change: TroubleChange, at: datetime) -> bool:
        event, camera = change.event, change.event.camera
        if event.kind != HealthKind.CAMERA_OFFLINE or camera is None:
            return False
        if change.turn is Turn.OPENED:
            self._waiting[camera] = (at, event)
            return True
        was_hidden = camera in self.members or camera in self._waiting
        self.forget(camera)
        return was_hidden

    def _begin(self, watched: int, at: datetime) -> list[TroubleChange]:
        """Open an outage, let cameras join it, or tell those that are alone."""
        gather = timedelta(seconds=self.settings.gather_s)
        is_near = self._joined_at is not None and at - self._joined_at <= timedelta(minutes=1)
        if self.event is not None and is_near:
            self._join(at)
            return []
        due = [camera for camera, (since, _) in self._waiting.items() if at - since >= gather]
        if not due:
            return []
        settings = self.settings
        if self.event is None and len(self._waiting) >= max(settings.outage_cameras, settings.outage_share * watched):
            since = min(event.opened_at for _, event in self._waiting.values())
            severity = Severity.CRITICAL if 2 * len(self._waiting) >= watched else Severity.HIGH
            event = trouble_event(_HOUSE, HealthKind.CAMERA_OFFLINE, since, at, severity)
            self._join(at)
            self.event = _counted(event, len(self.members), at)
            return [TroubleChange(Turn.OPENED, self.event)]
        return [TroubleChange(Turn.OPENED, self._waiting.pop(camera)[1]) for camera in due]

    def _join(self, at: datetime) -> None:
        if self._waiting:
            self._joined_at = at
            self.members |= {camera: event for camera, (_, event) in self._waiting.items()}
            self._waiting.clear()

    def _follow(self, at: datetime) -> list[TroubleChange]:
        """Tell how many there are now; end it when few are left, who are then told one by one."""
        event = self.event
        if event is None:
            return []
        if len(self.members) <= _FEW:
            left, self.members, self.event, self._joined_at = list(self.members.values()), {}, None, None
            return [
                TroubleChange(Turn.CLOSED, closed(event, at)),
                *(TroubleChange(Turn.OPENED, one) for one in left),
            ]
        if len(self.members) == event.count:
            return []
        self.event = _counted(event, len(self.members), at)
        return [TroubleChange(Turn.UPDATED, self.event)]


def _counted(event: Event, count: int, at: datetime) -> Event:
    return replace(event, count=count, title=f"{count} cameras offline", updated_at=at)
