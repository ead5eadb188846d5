"""Which stretches of a camera's time its events make worth recording, learned from the journal."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kernel.event import HEALTH_KINDS, HealthKind
from kernel.ids import CameraId
from kernel.journal import Entry, Json

SILENT = timedelta(minutes=5)  # an open event that is not updated for so long has been lost with its analysis

# What is wrong with a camera may last for days; what led to it is worth keeping, not all that follows.
_MOMENTS = frozenset(
    {
        HealthKind.CAMERA_OFFLINE,
        HealthKind.FROZEN,
        HealthKind.BLACK,
        HealthKind.COVERED,
        HealthKind.DEFOCUSED,
        HealthKind.TURNED_AWAY,
    }
)


@dataclass(frozen=True, slots=True)
class Episode:
    """An event as the recording sees it; no end while it lasts. told_at: when it was last heard of."""

    start: datetime
    end: datetime | None
    told_at: datetime


class Episodes:
    """The cameras' events of late. One thread."""

    def __init__(self, keep: timedelta) -> None:
        """keep: for how long an event that is over is still worth knowing."""
        self._keep = keep
        self._known: dict[CameraId, dict[str, Episode]] = {}

    def take(self, entry: Entry) -> CameraId | None:
        """Learn of one journal entry; the camera whose episodes it changed, if any."""
        if not entry.kind.startswith("event."):
            return None
        camera, start = entry.data.get("camera_id"), _moment(entry.data.get("opened_at"))
        kind = entry.data.get("kind")
        if not isinstance(camera, str) or start is None or (kind in HEALTH_KINDS and kind not in _MOMENTS):
            return None
        end = start if kind in _MOMENTS else _moment(entry.data.get("closed_at"))
        known = self._known.setdefault(CameraId(camera), {})
        known[entry.subject] = Episode(start, end, entry.at)
        return CameraId(camera)

    def of(self, camera: CameraId, now: datetime) -> tuple[Episode, ...]:
        """The camera's episodes that last or ended of late; those that fell silent are over."""
        known = self._known.get(camera, {})
        for subject, episode in list(known.items()):
            is_lost = episode.end is None and now - episode.told_at > SILENT
            end = episode.told_at if is_lost else episode.end
            if end is not None and now - end > self._keep:
                del known[subject]
            elif is_lost:
                known[subject] = replace(episode, end=end)
        return tuple(known.values())


def _moment(value: Json) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
