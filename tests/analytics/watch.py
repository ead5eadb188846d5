"""Runs a camera's analysis over frames and keeps what it said."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from analytics.rule import Direction, Rule, RuleKind
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.track import Track
from analytics.worker import CameraAnalyser
from analytics.zone import Tripwire
from kernel.event import Event, EventPhase
from kernel.frame import Frame
from kernel.geometry import Point
from kernel.ids import RuleId

INTRUSION = Rule(RuleId("intrusion"), RuleKind.INTRUSION, "Intrusion")
LOITERING = Rule(RuleId("loitering"), RuleKind.LOITERING, "Loitering", dwell_s=5)
WHOLE_PICTURE = Scene(rules=(INTRUSION, LOITERING))


@dataclass
class Report:
    """A sink that remembers: the events by id, in the order of their opening, and the ids of all tracks seen."""

    events: dict[str, Event] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    updates: int = 0
    ids: set[int] = field(default_factory=set)
    tracks: list[tuple[datetime, tuple[Track, ...]]] = field(default_factory=list)

    def open(self, event: Event, picture: bytes | None) -> Event:
        assert event.id not in self.events
        if picture is not None:
            self.pictures[event.id] = picture
        return self._keep(event)

    def update(self, event: Event, picture: bytes | None = None) -> Event:
        assert self.events[event.id].phase is EventPhase.OPEN
        self.updates += 1
        if picture is not None:
            self.pictures[event.id] = picture
        return self._keep(event)

    def close(self, event: Event, picture: bytes | None = None) -> Event:
        assert self.events[event.id].phase is EventPhase.OPEN
        assert event.phase is EventPhase.CLOSED
        return self._keep(event)

    def of(self, kind: str) -> list[Event]:
        """The events of one kind, in the order of their opening."""
        return [event for event in self.events.values() if event.kind == kind]

    def _keep(self, event: Event) -> Event:
        self.events[event.id] = event
        return event


def watch(frames: Iterable[Frame], scene: Scene, settings: AnalyticsSettings | None = None) -> Report:
    """What the analysis reports of `frames`."""
    report = Report()
    analyser = None
    at = None
    for frame in frames:
        if analyser is None:
            analyser = CameraAnalyser(frame.camera, scene, None, report, settings or AnalyticsSettings())
        tracks = analyser.analyse(frame)
        report.ids |= {track.id for track in tracks}
        report.tracks.append((frame.at, tracks))
        at = frame.at
    if analyser is not None and at is not None:
        analyser.close(at)
    return report


def tripwire_scene(start: Point, end: Point, direction: Direction = Direction.BOTH) -> Scene:
    """One rule on one tripwire."""
    rule = Rule(RuleId("line"), RuleKind.LINE_CROSSING, "Line", tripwire_id="wire", direction=direction)
    return Scene(tripwires=(Tripwire("wire", "Wire", start, end),), rules=(rule,))
