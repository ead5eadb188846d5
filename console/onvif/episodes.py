"""From a camera's own notices to events: one open event for each kind, whatever number of detectors say so. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ingest.onvif.notice import Notice, NoticeKind
from kernel.event import Event, EventPhase, Severity, Verdict
from kernel.geo import LatLon
from kernel.ids import CameraId, EventId, new_id

CALM = timedelta(seconds=3)  # detectors flicker: what begins again so soon has not ended
MOMENT = timedelta(seconds=5)  # how long a crossing counts, which the camera never ends
SILENT_LIMIT = timedelta(minutes=2)  # a camera that says nothing for so long is not believed any longer
BEFORE = timedelta(seconds=5)

_SAYS: Mapping[NoticeKind, tuple[str, Severity]] = {
    NoticeKind.MOTION: ("The camera reports motion", Severity.LOW),
    NoticeKind.TAMPER: ("The camera reports tampering", Severity.HIGH),
    NoticeKind.LINE: ("The camera reports a crossing", Severity.MEDIUM),
}


@dataclass(slots=True)
class _Episode:
    """active: the detectors that say it goes on. heard_at: when one last said anything; quiet_at: since none is active.

    is_adopted: left open by a process before this one, so that nobody knows which detectors are active.
    """

    event: Event
    heard_at: datetime
    quiet_at: datetime | None = None
    active: set[str] = field(default_factory=set)
    is_adopted: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """An event after something happened to it; `is_new`: it was not there before."""

    event: Event
    is_new: bool = False


class CameraEpisodes:
    """The open events of one camera's own reports. One thread. Survives reconnects: a state said again opens nothing.

    place: where the camera stands. left_open: its events that a process before this one did not close.
    """

    def __init__(self, camera: CameraId, place: LatLon | None, left_open: Sequence[Event], at: datetime) -> None:
        self._camera = camera
        self._place = place
        self._open = {NoticeKind(e.kind): _Episode(e, at, is_adopted=True) for e in left_open}

    @property
    def is_settling(self) -> bool:
        """Whether an event is about to close by itself."""
        return any(episode.quiet_at is not None for episode in self._open.values())

    def step(self, notices: Iterable[Notice], at: datetime) -> list[Change]:
        """What these notices, and the time that has passed, change."""
        changes = self._close(at)
        for notice in notices:
            episode = self._open.get(notice.kind)
            if episode is not None:
                changes += self._go_on(episode, notice, at)
            elif notice.is_active is not False:
                changes.append(Change(self._begin(notice, at), is_new=True))
        return changes

    def close_all(self, at: datetime) -> list[Change]:
        """End everything: nobody follows this camera's reports any longer."""
        return [self._ended(kind, at) for kind in list(self._open)]

    def _begin(self, notice: Notice, at: datetime) -> Event:
        title, severity = _SAYS[notice.kind]
        event = Event(
            id=EventId(new_id("evt", at)),
            camera=self._camera,
            rule=None,
            kind=notice.kind.value,
            title=title,
            severity=severity,
            phase=EventPhase.OPEN,
            opened_at=at,
            updated_at=at,
            closed_at=None,
            object_class=None,
            direction=None,
            confidence=1.0,
            box=None,
            path=(),
            position=self._place,
            position_is_measured=False,
            clip_start=at - BEFORE,
            clip_end=at,
            has_snapshot=False,
            count=1,
            verdict=Verdict.NONE,
            verdict_reason=None,
            verdict_by=None,
            verdict_at=None,
        )
        episode = self._open[notice.kind] = _Episode(event, at)
        _note(episode, notice, at)
        return event

    def _go_on(self, episode: _Episode, notice: Notice, at: datetime) -> list[Change]:
        is_again = notice.is_active is None or (
            notice.is_active and notice.key not in episode.active and not episode.is_adopted
        )
        _note(episode, notice, at)
        if not is_again:
            return []
        episode.event = replace(episode.event, count=episode.event.count + 1, updated_at=at, clip_end=at)
        return [Change(episode.event)]

    def _close(self, at: datetime) -> list[Change]:
        over = [kind for kind, episode in self._open.items() if _is_over(kind, episode, at)]
        return [self._ended(kind, at) for kind in over]

    def _ended(self, kind: NoticeKind, at: datetime) -> Change:
        episode = self._open.pop(kind)
        last = max(episode.event.opened_at, episode.quiet_at or episode.heard_at)
        event = replace(episode.event, phase=EventPhase.CLOSED, updated_at=at, closed_at=at, clip_end=last)
        return Change(event)


def _note(episode: _Episode, notice: Notice, at: datetime) -> None:
    episode.heard_at = at
    if notice.is_active:
        episode.active.add(notice.key)
        episode.is_adopted = False
    else:
        episode.active.discard(notice.key)
    if episode.active:
        episode.quiet_at = None
    elif notice.is_active is None or episode.quiet_at is None:
        episode.quiet_at = at


def _is_over(kind: NoticeKind, episode: _Episode, at: datetime) -> bool:
    if episode.quiet_at is not None:
        return at - episode.quiet_at >= (MOMENT if kind is NoticeKind.LINE else CALM)
    return at - episode.heard_at >= SILENT_LIMIT
