"""The same trouble of many cameras at once is one event with a count: a switch, a disk, not fifty cameras. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from analytics.health.settings import StreamHealthSettings
from analytics.health.troubles import SEVERITY, TITLE, Subject, TroubleChange, Turn, closed, trouble_event
from kernel.event import Event, HealthKind, Severity
from kernel.ids import CameraId

_HOUSE = Subject()
_FEW = 2  # so many cameras are told one by one again
_LATE = 6  # a camera joins within so many times the gathering


@dataclass(slots=True)
class Outage:
    """Turns one kind's openings and ends of single cameras into those that are told. One thread.

    Openings wait for the gathering until it is known whether many come together. members: the cameras of the outage
    that is open, each with its own event, which is told only when the outage is over and the camera still in trouble.
    """

    kind: HealthKind
    settings: StreamHealthSettings
    event: Event | None = None
    members: dict[CameraId, Event] = field(default_factory=dict)
    _waiting: dict[CameraId, tuple[datetime, Event]] = field(default_factory=dict)
    _joined_at: datetime | None = None
    _kept_until: datetime | None = None

    def resume(self, event: Event, until: datetime) -> None:
        """The outage was open before a restart; until then its cameras are given time to show themselves again."""
        self.event, self._joined_at, self._kept_until = event, until, until

    def forget(self, camera: CameraId) -> None:
        """The camera is switched off or gone."""
        self._waiting.pop(camera, None)
        self.members.pop(camera, None)

    def step(self, changes: Collection[TroubleChange], watched: int, at: datetime) -> list[TroubleChange]:
        """What is told of these changes of single cameras. watched: how many cameras there are."""
        told = [change for change in changes if not self._takes(change, at)]
        told += self._begin(watched, at)
        return told + self._follow(at)

    def _takes(self, change: TroubleChange, at: datetime) -> bool:
        event, camera = change.event, change.event.camera
        if event.kind != self.kind or camera is None:
            return False
        if change.turn is Turn.OPENED:
            self._waiting[camera] = (at, event)
            return True
        was_hidden = camera in self.members or camera in self._waiting
        self.forget(camera)
        return was_hidden

    def _gather(self) -> timedelta:
        """Cameras are lost within seconds of one another; slower troubles come together over a minute."""
        return timedelta(seconds=self.settings.gather_s * (1 if self.kind is HealthKind.CAMERA_OFFLINE else 4))

    def _begin(self, watched: int, at: datetime) -> list[TroubleChange]:
        """Open an outage, let cameras join it, or tell those that are alone."""
        gather = self._gather()
        if self.event is not None and self._joined_at is not None and at - self._joined_at <= _LATE * gather:
            self._join(at)
            return []
        due = [camera for camera, (since, _) in self._waiting.items() if at - since >= gather]
        if not due:
            return []
        enough = max(self.settings.outage_cameras, self.settings.outage_share * watched)
        if self.event is None and len(self._waiting) >= enough:
            since = min(event.opened_at for _, event in self._waiting.values())
            severity = _graver(SEVERITY[self.kind]) if 2 * len(self._waiting) >= watched else SEVERITY[self.kind]
            event = trouble_event(_HOUSE, self.kind, since, at, severity)
            self._join(at)
            self.event = self._counted(event, at)
            return [TroubleChange(Turn.OPENED, self.event)]
        return [TroubleChange(Turn.OPENED, self._waiting.pop(camera)[1]) for camera in due]

    def _join(self, at: datetime) -> None:
        if self._waiting:
            self._joined_at = max(at, self._joined_at or at)
            self.members |= {camera: event for camera, (_, event) in self._waiting.items()}
            self._waiting.clear()

    def _follow(self, at: datetime) -> list[TroubleChange]:
        """Tell how many there are now; end it when few are left, who are then told one by one."""
        event = self.event
        if event is None or (self._kept_until is not None and at < self._kept_until):
            return []
        if len(self.members) <= _FEW:
            left, self.members, self.event, self._joined_at = list(self.members.values()), {}, None, None
            ended = TroubleChange(Turn.CLOSED, closed(event, at))
            return [ended, *(TroubleChange(Turn.OPENED, one) for one in left)]
        if len(self.members) == event.count:
            return []
        self.event = self._counted(event, at)
        return [TroubleChange(Turn.UPDATED, self.event)]

    def _counted(self, event: Event, at: datetime) -> Event:
        count = len(self.members)
        is_offline = self.kind is HealthKind.CAMERA_OFFLINE
        title = f"{count} cameras offline" if is_offline else f"{count} cameras: {TITLE[self.kind].lower()}"
        return replace(event, count=count, title=title, updated_at=at)


def _graver(severity: Severity) -> Severity:
    ranks = list(Severity)
    return ranks[min(len(ranks) - 1, ranks.index(severity) + 1)]
