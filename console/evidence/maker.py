"""Makes one export: from the footage of its cameras to the sealed bundle."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from analytics.settings import AnalyticsSettings
from analytics.tracklog import TrackLog
from console import __version__
from console.evidence.meter import Meter
from console.evidence.sights import WARM_UP, detected, tracked
from console.settings import Settings
from ingest.evidence.bundle import Sealed, file_hash, seal
from ingest.evidence.cut import Cut
from ingest.evidence.job import Export, Outcome
from ingest.evidence.key import EvidenceKey
from ingest.evidence.manifest import Hole, Item, Source, Statement
from ingest.evidence.mask import Mask
from ingest.evidence.mux import Facts
from ingest.evidence.reel import Locate, Reel, reels
from ingest.evidence.render import Render
from ingest.evidence.retouch import Retouch, all_of, blur, burn_in
from ingest.record.catalog import Catalog
from ingest.record.ledger import SpanState
from ingest.record.segment import Segment
from ingest.store import CameraStore
from kernel.clock import Clock, from_us, to_us
from kernel.errors import Fault, FaultKind, unavailable
from kernel.ids import CameraId
from kernel.journal import Json

_MISSING = frozenset({SpanState.GAP, SpanState.POLICY, SpanState.EXPIRED})
_COPY, _DETECT, _RENDER = 0.03, 0.35, 0.65  # what a second of footage costs, in proportion
_GROWTH = 1.5  # pictures encoded anew may take more room than the camera's own


@dataclass(frozen=True, slots=True)
class Means:
    """What exports are made with. locate: gives a segment's file, or raises a fault."""

    settings: Settings
    clock: Clock
    cameras: CameraStore
    catalog: Catalog
    tracks: TrackLog
    key: EvidenceKey
    locate: Locate


@dataclass(frozen=True, slots=True)
class _Take:
    """One file to make: a reel and the part of it that is wanted."""

    camera: CameraId
    reel: Reel
    window_us: tuple[int, int]


class Maker:
    """One export. `make` once, on one thread; what it leaves in `folder` when it is interrupted may be deleted."""

    def __init__(self, means: Means, export: Export, meter: Meter, folder: Path) -> None:
        self._means = means
        self._export = export
        self._draft = export.draft
        self._meter = meter
        self._folder = folder
        self._holes: list[Hole] = []
        self._notes: list[str] = []

    def make(self, bundle: Path) -> Outcome:
        """The bundle lies at `bundle` when this returns. Raises a fault that says why it cannot be made."""
        takes = [take for camera in self._draft.cameras for take in self._takes(camera)]
        if not takes:
            raise Fault(FaultKind.NOT_FOUND, "there is no footage of these cameras in this time")
        self._demand_room(takes)
        weight = _COPY if self._is_copied else _RENDER + (_DETECT if self._draft.is_blurred else 0)
        self._meter.total = sum((take.window_us[1] - take.window_us[0]) * weight for take in takes)
        self._folder.mkdir(parents=True)
        items = [item for take in takes if (item := self._item(take)) is not None]
        if not items:
            raise Fault(FaultKind.NOT_FOUND, "no frame of these cameras lies in this time")
        sealed = seal(self._folder, items, self._statement(), self._means.key, bundle)
        return self._outcome(items, sealed)

    @property
    def _is_copied(self) -> bool:
        return not self._draft.is_blurred and not self._draft.has_burn_in

    def _takes(self, camera: CameraId) -> list[_Take]:
        start, end = self._draft.start, self._draft.end
        for span in self._means.catalog.ledger(camera, start, end):
            if span.state in _MISSING:
                self._holes.append(Hole(camera, span.start, span.end, span.reason or span.state.value))

        def lost(segment: Segment, why: str) -> None:
            if segment.ended_at > start:
                self._holes.append(Hole(camera, max(start, segment.started_at), min(end, segment.ended_at), why))

        before = start - WARM_UP if self._draft.is_blurred else start
        found = reels(self._means.catalog.segments(camera, before, end), self._means.locate, lost)
        takes: list[_Take] = []
        for reel in found:
            window_us = (max(to_us(start), to_us(reel.started_at)), min(to_us(end), to_us(reel.ended_at)))
            # What is encoded anew is kept in memory in part: what moves in it, and where.
            hours = self._means.settings.exports.longest_h if self._is_copied else self._means.settings.exports.file_h
            takes += [_Take(camera, reel, part) for part in _parts(window_us, round(hours * 3_600_000_000))]
        return takes

    def _item(self, take: _Take) -> Item | None:
        sources = self._sources(take)
        part = self._folder / "part.mp4"
        facts = self._copy(take, part) if self._is_copied else self._render(take, part)
        if facts is None:
            return None
        path = part.rename(self._folder / self._file_name(take.camera, from_us(facts.first_us)))
        layout = take.reel.format
        return Item(
            name=path.name,
            size_bytes=path.stat().st_size,
            sha256=file_hash(path),
            camera=take.camera,
            codec=layout.codec if self._is_copied else "h264",
            width=layout.width,
            height=layout.height,
            frames=facts.frames,
            copied=facts.copied,
            moved=facts.moved,
            most_moved_us=facts.most_moved_us,
            has_sound=facts.has_sound,
            first_frame_at=from_us(facts.first_us),
            last_frame_at=from_us(facts.last_us),
            end_at=from_us(facts.end_us),
            sources=sources,
        )

    def _file_name(self, camera: CameraId, at: datetime) -> str:
        """The camera and when its first frame was shown."""
        base = f"{camera}_{at:%Y%m%dT%H%M%S}.{at.microsecond // 1000:03d}Z"
        number, name = 1, f"{base}.mp4"
        while (self._folder / name).exists():
            number, name = number + 1, f"{base}-{number + 1}.mp4"
        return name

    def _copy(self, take: _Take, path: Path) -> Facts | None:
        self._meter.begin(take.camera, take.window_us[0], _COPY)
        cut = Cut(take.reel, take.window_us, path, self._name(take.camera), self._draft.has_sound)
        facts = cut.run(self._meter.tick)
        self._meter.end(take.window_us[1])
        return facts

    def _render(self, take: _Take, path: Path) -> Facts | None:
        steps: list[Retouch] = []
        if self._draft.is_blurred:
            steps.append(blur(self._mask(take).boxes))
        if self._draft.has_burn_in:
            name = self._name(take.camera)
            # The picture's letters are Latin; the id is that everywhere.
            steps.append(burn_in(name if name.isascii() else take.camera, self._means.settings.zone))
        self._meter.begin(take.camera, take.window_us[0], _RENDER)
        title = self._name(take.camera)
        render = Render(take.reel, take.window_us, path, title, all_of(steps), self._draft.has_sound)
        facts = render.run(self._meter.tick)
        self._meter.end(take.window_us[1])
        return facts

    def _mask(self, take: _Take) -> Mask:
        self._meter.begin(take.camera, take.window_us[0], _DETECT)
        start, end = (from_us(at_us) for at_us in take.window_us)
        known_s = sum((b - a).total_seconds() for a, b in self._means.tracks.covered(take.camera, start, end))
        whole_s = (end - start).total_seconds()
        self._notes.append(
            f"{take.camera} from {start:%H:%M:%S} UTC: what moves was covered; the live analysis had watched "
            f"{known_s:.0f} of these {whole_s:.0f} seconds"
        )
        sights = list(tracked(self._means.tracks, take.camera, start, end))
        analytics: AnalyticsSettings = self._means.settings.analytics
        sights += detected(take.reel, take.window_us, analytics, self._meter.tick)
        self._meter.end(take.window_us[1])
        return Mask(sights)

    def _sources(self, take: _Take) -> list[Source]:
        found = []
        for segment in take.reel.segments:
            if to_us(segment.ended_at) <= take.window_us[0] or to_us(segment.started_at) >= take.window_us[1]:
                continue
            path = take.reel.locate(segment)
            size_bytes = path.stat().st_size
            found.append(
                Source(
                    segment=segment.id,
                    start=segment.started_at,
                    end=segment.ended_at,
                    size_bytes=size_bytes,
                    sha256=file_hash(path),
                    recorded_sha256=segment.sha256,
                    chain=segment.link.value if segment.link else None,
                )
            )
        return found

    def _demand_room(self, takes: Sequence[_Take]) -> None:
        sizes = [_expected_bytes(take) * (1.0 if self._is_copied else _GROWTH) for take in takes]
        # Every file once, and the largest twice while it goes into the bundle.
        needed = round(sum(sizes) + max(sizes))
        free = shutil.disk_usage(self._folder.parent).free - self._means.settings.exports.free_floor_bytes
        if needed > free:
            raise unavailable(
                f"the disk has no room: about {_mb(needed)} are needed and {_mb(max(0, free))} may be used; "
                "delete bundles that are not needed any more, or export less at a time"
            )

    def _name(self, camera: CameraId) -> str:
        try:
            return self._means.cameras.get(camera).name
        except Fault:  # it was removed since; its footage still counts
            return camera

    def _statement(self) -> Statement:
        draft, export = self._draft, self._export
        pictures: dict[str, Json] = {
            "blurred": draft.is_blurred,
            "time_burnt_in": draft.has_burn_in,
            "sound": draft.has_sound,
        }
        return Statement(
            export_id=export.id,
            room=self._means.settings.room,
            software=f"Watchroom {__version__}",
            made_at=self._means.clock.now(),
            requested_at=export.requested_at,
            requested_by={"id": export.requested_by.id, "name": export.requested_by.name},
            reason=draft.reason,
            cameras=[{"id": camera, "name": self._name(camera)} for camera in draft.cameras],
            start=draft.start,
            end=draft.end,
            pictures=pictures,
            holes=self._holes,
            notes=self._notes,
        )

    def _outcome(self, items: Sequence[Item], sealed: Sealed) -> Outcome:
        return Outcome(
            size_bytes=sealed.size_bytes,
            files=len(items),
            gaps=len(self._holes),
            manifest_sha256=sealed.manifest_sha256,
            source_mismatch=sealed.source_mismatch,
        )


def _parts(window_us: tuple[int, int], step_us: int) -> Iterator[tuple[int, int]]:
    """The window in parts of at most `step_us`."""
    start_us, end_us = window_us
    while start_us < end_us:
        yield start_us, min(end_us, start_us + step_us)
        start_us += step_us


def _expected_bytes(take: _Take) -> float:
    total = 0.0
    for segment in take.reel.segments:
        length = (segment.ended_at - segment.started_at) / timedelta(microseconds=1)
        inside = min(take.window_us[1], to_us(segment.ended_at)) - max(take.window_us[0], to_us(segment.started_at))
        total += segment.size_bytes * max(0.0, inside / length) if length > 0 else 0.0
    return total


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:,.0f} MB"
