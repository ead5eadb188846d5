"""Frames of what a camera recorded, as the analysis takes them: stretch after stretch, over files and gaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingest.evidence.reel import Locate, reels
from ingest.evidence.render import frames
from ingest.record.catalog import Catalog
from ingest.record.segment import Segment
from kernel.clock import to_us
from kernel.frame import Frame
from kernel.ids import CameraId

Span = tuple[datetime, datetime]


@dataclass(slots=True)
class Recorded:
    """One camera's footage. losses: what could not be read, filled in while it is read. locate: gives a segment's
    file, or raises a fault."""

    catalog: Catalog
    locate: Locate
    camera: CameraId
    losses: list[str] = field(default_factory=list)

    def frames(self, spans: Sequence[Span], fps: float) -> Iterator[Frame]:
        """At most `fps` frames a second of the footage in `spans`, in order of time. Lazy."""
        for start, end in spans:
            for reel in reels(self.catalog.segments(self.camera, start, end), self.locate, self._lost):
                window_us = (max(to_us(start), to_us(reel.started_at)), min(to_us(end), to_us(reel.ended_at)))
                if window_us[0] < window_us[1]:
                    yield from frames(reel, self.camera, window_us, fps)

    def seconds(self, start: datetime, end: datetime) -> float:
        """How many seconds of [start, end) there is footage of."""
        segments = self.catalog.segments(self.camera, start, end)
        whole = (min(end, one.ended_at) - max(start, one.started_at) for one in segments)
        return sum((part for part in whole if part > timedelta()), timedelta()).total_seconds()

    def _lost(self, segment: Segment, why: str) -> None:
        self.losses.append(f"{segment.started_at:%Y-%m-%d %H:%M:%S} UTC: {why}")
