"""What changed in events, as JSON lines. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analytics.desk.mot import Shot, pixels
from analytics.episode import Change, Step
from kernel.geo import LatLon
from kernel.geometry import Box, Point
from kernel.ids import EventId
from kernel.journal import Json, JsonObject

PHASES: Mapping[Step, str] = {Step.OPENED: "open", Step.UPDATED: "update", Step.CLOSED: "close"}

Place = Callable[[LatLon], Json]
"""How a position on the ground is written."""


@dataclass(frozen=True, slots=True)
class Names:
    """What rules are called, by id."""

    rules: Mapping[str, str]

    def of(self, rule: str | None) -> str:
        return self.rules.get(rule or "", rule or "")


class EventLines:
    """Numbers the events of one run in the order of their opening. place: how positions are written."""

    def __init__(self, names: Names, place: Place) -> None:
        self._names = names
        self._place = place
        self._numbers: dict[EventId, int] = {}
        self._tracks: dict[EventId, int] = {}

    def of(self, change: Change, shot: Shot, time_s: float) -> JsonObject:
        """The line of one change in this frame, `time_s` seconds after the first one."""
        event = change.event
        number = self._numbers.setdefault(event.id, len(self._numbers) + 1)
        if change.track is not None and event.track is not None:
            self._tracks[event.id] = change.track.id
        box = change.track.box if change.track is not None else event.box
        return {
            "phase": PHASES[change.step],
            "id": number,
            "rule": event.kind,
            "rule_id": event.rule,
            "name": self._names.of(event.rule),
            "severity": event.severity.value,
            "frame": shot.number,
            "time_s": round(time_s, 3),
            "track": self._tracks.get(event.id),
            "class": event.object_class,
            "direction": event.direction,
            "confidence": event.confidence,
            "count": event.count,
            "box": _box(box, shot.size),
            "path": _path(event.path, shot.size),
            "position": self._place(event.position) if event.position is not None else None,
        }


def degrees(place: LatLon) -> Json:
    """A position as a place on the earth; seven decimals are a centimetre."""
    return {"lat": round(place.lat, 7), "lon": round(place.lon, 7)}


def _box(box: Box | None, size: tuple[int, int]) -> Json:
    return None if box is None else [round(value, 1) for value in pixels(box, size)]


def _path(path: Sequence[Point], size: tuple[int, int]) -> Json:
    return [[round(point.x * size[0], 1), round(point.y * size[1], 1)] for point in path]
