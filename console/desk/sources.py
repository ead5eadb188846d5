"""What the desk analyses: a video file, or what a camera recorded; each with what is known of its camera."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analytics.desk.camera_file import CameraFile, read
from analytics.desk.run import Subject
from analytics.scene import starting_scene
from analytics.store import AnalyticsStore
from console.audit import FootageAudit, Look, View
from console.desk.position import position_in
from console.desk.recorded import Recorded
from console.desk.session import Source
from console.settings import Settings
from ingest.record.catalog import Catalog
from ingest.record.footage import footage_store
from ingest.store import CameraStore
from ingest.vault import Vault
from ingest.video.file import VideoFile
from kernel.actor import Actor
from kernel.clock import SystemClock
from kernel.errors import invalid
from kernel.frame import Frame
from kernel.ids import CameraId
from kernel.sql.database import Database

FILE_BEGINS = datetime(2000, 1, 1, tzinfo=UTC)  # a file does not say when it was filmed
_DESK = CameraId("desk")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a camera recorded in [start, end)."""

    camera: CameraId
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Film:
    """A video file, of which at most `fps` frames a second count (None: all). begun_at: when it was filmed, for the
    schedules of rules; None: they hold at any time."""

    path: Path
    fps: float | None = None
    begun_at: datetime | None = None


@contextmanager
def from_file(film: Film, camera: Path | None, settings: Settings) -> Iterator[tuple[Subject, Source]]:
    """A video file; without a camera file, with the rule that reports whoever enters the picture."""
    known = read(camera, settings.analytics) if camera else _nothing_known(settings)
    scene = replace(known.scene, time_zone=known.scene.time_zone or settings.time_zone)
    if film.begun_at is None:
        scene = replace(scene, rules=tuple(replace(rule, schedule=()) for rule in scene.rules))
    subject = Subject(_DESK, scene, known.place, known.settings, position_in(known.metre))
    with VideoFile(film.path) as file:
        facts, has_clock = file.facts, film.begun_at is not None
        frames = thinned(file.frames(_DESK, film.begun_at or FILE_BEGINS), film.fps)
        fps = _least(facts.fps, film.fps)
        yield subject, Source(film.path.name, frames, fps, facts.duration_s, lambda: file.damage, has_clock)


@contextmanager
def from_recording(
    stretch: Stretch, camera: Path | None, settings: Settings, fps: float | None, actor: Actor
) -> Iterator[tuple[Subject, Source]]:
    """A recording; without a camera file, with the camera's own scene. The look at footage is journalled."""
    clock, database = SystemClock(), Database(settings.database)
    try:
        known = CameraStore(database, clock, Vault(settings.key_path)).get(stretch.camera)
        file = read(camera, settings.analytics) if camera else None
        scene = file.scene if file else AnalyticsStore(database, clock, settings.snapshot_dir).scene(known.id)
        scene = replace(scene, time_zone=scene.time_zone or settings.time_zone)
        subject = Subject(known.id, scene, known.position, file.settings if file else settings.analytics)
        recorded = Recorded(Catalog(database, clock), footage_store(settings.ingest).path, known.id)
        seconds = recorded.seconds(stretch.start, stretch.end)
        if not seconds:
            raise invalid(
                f"camera {known.id}: no footage from {stretch.start.isoformat()} to {stretch.end.isoformat()}"
            )
        audit = FootageAudit(database, clock)
        audit.viewed(View(actor, known.id, Look.PLAYBACK, stretch.start, stretch.end))
        rate = fps or settings.analysis.fps
        frames = recorded.frames([(stretch.start, stretch.end)], rate)
        whole_s = (stretch.end - stretch.start).total_seconds()
        name = f"{known.name}, {stretch.start:%Y-%m-%d %H:%M:%S} to {stretch.end:%Y-%m-%d %H:%M:%S} UTC"
        yield subject, Source(name, frames, rate, whole_s, lambda: _losses(recorded), has_clock=True)
        audit.flush(everything=True)
    finally:
        database.close()


def thinned(frames: Iterator[Frame], fps: float | None) -> Iterator[Frame]:
    """At most `fps` frames a second; None: all."""
    due: datetime | None = None
    step = timedelta(seconds=1 / fps) if fps else timedelta()
    for frame in frames:
        if due is None or frame.at >= due or not fps:
            due = max(due + step, frame.at + step / 2) if due is not None else frame.at + step
            yield frame


def moment(text: str, option: str) -> datetime:
    """A time with its zone; raises an invalid fault that names the option."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"{option} {text}: is no time; write it as 2026-01-31T08:00:00+01:00") from error
    if at.tzinfo is None:
        raise invalid(f"{option} {text}: in which time zone? write it as {text}+01:00, or {text}Z")
    return at.astimezone(UTC)


def _nothing_known(settings: Settings) -> CameraFile:
    return CameraFile(starting_scene(reports_intrusion=True), settings.analytics)


def _losses(recorded: Recorded) -> str | None:
    return "; ".join(recorded.losses[:5]) or None


def _least(a: float | None, b: float | None) -> float | None:
    return min((value for value in (a, b) if value), default=None)
