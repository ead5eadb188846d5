"""The analysis of one camera at the desk: the same as live, with all that it said kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from analytics.desk.lines import EventLines, Names, Place, degrees
from analytics.desk.mot import Shot, TrackBook
from analytics.episode import Change
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.track import Track
from analytics.worker import CameraAnalyser
from kernel.event import Event
from kernel.frame import Frame
from kernel.geo import LatLon
from kernel.ids import CameraId
from kernel.journal import JsonObject


class Forgetful:
    """A sink that keeps nothing: the changes themselves are read."""

    def open(self, event: Event, picture: bytes | None) -> Event:  # noqa: ARG002  # of EventSink
        return event

    def update(self, event: Event, picture: bytes | None = None) -> Event:  # noqa: ARG002
        return event

    def close(self, event: Event, picture: bytes | None = None) -> Event:  # noqa: ARG002
        return event


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose pictures they are and what is known of them. position: how places are written."""

    camera: CameraId
    scene: Scene
    place: LatLon | None
    settings: AnalyticsSettings
    position: Place = degrees


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one frame brought. young: seen and not believed yet. rows: lines of tracks that are settled now. lines: of
    the changes in events."""

    shot: Shot
    tracks: Sequence[Track]
    young: Sequence[Track]
    changes: Sequence[Change]
    rows: Sequence[str]
    lines: Sequence[JsonObject]


@dataclass(slots=True)
class Tally:
    """What the run has seen so far."""

    frames: int = 0
    video_s: float = 0.0
    opened: dict[str, int] = field(default_factory=dict)


class DeskRun:
    """Takes one camera's frames in their order. One thread; the same frames give the same answers."""

    def __init__(self, subject: Subject) -> None:
        self.tally = Tally()
        self._analyser = CameraAnalyser(subject.camera, subject.scene, subject.place, Forgetful(), subject.settings)
        self._book = TrackBook()
        names = Names({rule.id: rule.name for rule in subject.scene.rules})
        self._lines = EventLines(names, subject.position)
        self._begun: datetime | None = None
        self._shot: Shot | None = None

    @property
    def tracks(self) -> int:
        """How many tracks were believed."""
        return len(self._book.believed)

    def look(self, frame: Frame) -> Sighting:
        """Take in the next frame."""
        self._begun = self._begun or frame.at
        self.tally.frames += 1
        self.tally.video_s = (frame.at - self._begun).total_seconds()
        shot = self._shot = Shot(self.tally.frames, frame.at, (frame.width, frame.height))
        tracks = self._analyser.analyse(frame)
        young = self._analyser.young
        rows = tuple(self._book.add(shot, tuple(track for track in tracks if track.still is None), young))
        return Sighting(shot, tracks, young, self._analyser.changes, rows, tuple(self._told(shot)))

    def close(self) -> Sighting | None:
        """There are no more frames: what is still open closes at the last one. None when there was none."""
        shot = self._shot
        if shot is None:
            return None
        self._analyser.close(shot.at)
        lines = tuple(self._told(shot))
        return Sighting(shot, (), (), self._analyser.changes, tuple(self._book.close()), lines)

    def _told(self, shot: Shot) -> Iterator[JsonObject]:
        for change in self._analyser.changes:
            line = self._lines.of(change, shot, self.tally.video_s)
            if line["phase"] == "open":
                kind = str(line["rule"])
                self.tally.opened[kind] = self.tally.opened.get(kind, 0) + 1
            yield line
