"""Watches the health of one camera's picture: frames in, health events out, what was learnt kept on disk."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from analytics.ground import PlacePair
from analytics.health.calibrated import CalibratedView, Reference
from analytics.health.memory import Memory
from analytics.health.picture import PICTURE_KINDS
from analytics.health.settings import HealthSettings
from analytics.health.troubles import Subject, TroubleChange, Turn
from analytics.health.watch import PictureWatch
from analytics.settings import SnapshotSettings
from analytics.snapshot import snapshot
from analytics.store import AnalyticsStore, EventQuery
from kernel.errors import Fault, FaultKind
from kernel.event import EventPhase
from kernel.frame import Frame

log = structlog.get_logger()

_KEEP_EVERY = timedelta(minutes=10)
_ASK_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class HealthDesk:
    """What all cameras' observers share. folder: where memories lie."""

    events: AnalyticsStore
    settings: HealthSettings
    pictures: SnapshotSettings
    folder: Path


@dataclass(frozen=True, slots=True)
class Learnt:
    """What things learnt belong to. address: the camera's; another one is another view. is_new: what was learnt before
    is forgotten. calibration: names the pairs of the scene; None: not calibrated."""

    address: str
    is_new: bool = False
    calibration: str | None = None


def calibration_name(pairs: Sequence[PlacePair]) -> str | None:
    """The same for the same pairs; None for none."""
    return hashlib.sha256(repr(tuple(pairs)).encode()).hexdigest()[:16] if pairs else None


class HealthObserver:
    """The watch over one camera. One thread.

    is_steered: whether the camera may look elsewhere by itself or by somebody's hand; asked now and then. While the
    database is away changes wait; what is open then is taken up again after a restart.
    """

    def __init__(
        self,
        desk: HealthDesk,
        subject: Subject,
        learnt_of: "Learnt",
        is_steered: Callable[[], bool],
    ) -> None:
        assert subject.camera is not None
        self._desk = desk
        self._subject = subject
        self._path = desk.folder / f"{subject.camera}.npz"
        self._memory = Memory(learnt_of.address) if learnt_of.is_new else _memory(self._path, learnt_of.address)
        self._view_path = desk.folder / f"{subject.camera}.calibrated.npz"
        self._calibrated = _calibrated(self._view_path, learnt_of)
        self._kept_view = self._calibrated.reference if self._calibrated else None
        self._ask_steered = is_steered
        self._is_steered = False
        self._asked_at: datetime | None = None
        self._watch: PictureWatch | None = None
        self._waiting: list[tuple[TroubleChange, bytes | None]] = []
        self._kept_at: datetime | None = None

    def observe(self, frame: Frame) -> None:
        try:
            watch = self._ready(frame.at)
        except Fault:
            return  # the database is away: the next frame tries again
        self._waiting += [(change, self._picture(change, frame)) for change in watch.see(frame, self._is_steered)]
        self._tell()
        self._keep(frame.at)
        self._keep_view()

    def close(self, at: datetime) -> None:
        """The camera is gone for now: troubles stay open, what was learnt is kept."""
        self._keep(at, is_last=True)

    def _ready(self, at: datetime) -> PictureWatch:
        if self._asked_at is None or not timedelta(0) <= at - self._asked_at < _ASK_EVERY:
            self._is_steered, self._asked_at = self._ask_steered(), at
        if self._watch is None:
            assert self._subject.camera is not None
            kinds = [kind.value for kind in PICTURE_KINDS]
            query = EventQuery(cameras=[self._subject.camera], kinds=kinds, phase=EventPhase.OPEN)
            left = self._desk.events.events(query).items
            self._watch = PictureWatch(self._subject, self._memory, self._desk.settings, left, self._calibrated)
        return self._watch

    def _picture(self, change: TroubleChange, frame: Frame) -> bytes | None:
        """The picture of an event that opens; an event without one is better than none."""
        if change.turn is not Turn.OPENED:
            return None
        try:
            return snapshot(frame, None, (), self._desk.pictures)
        except Fault as fault:
            log.warning("event without a picture", camera=self._subject.camera, reason=fault.message)
            return None

    def _tell(self) -> None:
        while self._waiting:
            change, picture = self._waiting[0]
            try:
                if change.turn is Turn.OPENED:
                    self._desk.events.open(change.event, picture)
                else:
                    self._desk.events.close(change.event)
            except Fault as fault:
                if fault.kind is not FaultKind.NOT_FOUND:
                    return
            self._waiting.pop(0)
            log.info("picture health", camera=self._subject.camera, kind=change.event.kind, turn=change.turn.value)

    def _keep(self, at: datetime, is_last: bool = False) -> None:
        """Write what was learnt: as soon as there is something, every ten minutes, and at the end."""
        view = self._memory.present
        if view is None or view.looks < self._desk.settings.picture.learn_looks:
            return
        if not is_last and self._kept_at is not None and timedelta(0) <= at - self._kept_at < _KEEP_EVERY:
            return
        self._kept_at = at
        self._write(self._path, self._memory.dump())

    def _keep_view(self) -> None:
        """The view that was calibrated, once it has been gathered; a calibration that is gone takes its view along."""
        reference = self._calibrated.reference if self._calibrated else None
        if reference is not None and reference is not self._kept_view:
            self._kept_view = reference
            self._write(self._view_path, reference.dump())

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}.part")
            draft.write_bytes(data)
            draft.replace(path)
        except OSError as error:
            log.warning("view memory cannot be kept", camera=self._subject.camera, reason=str(error))


def _calibrated(path: Path, learnt_of: Learnt) -> CalibratedView | None:
    if learnt_of.calibration is None:
        return None
    of = f"{learnt_of.address} {learnt_of.calibration}"
    if learnt_of.is_new:
        return CalibratedView(of)
    try:
        return CalibratedView(of, Reference.load(path.read_bytes()))
    except FileNotFoundError:
        return CalibratedView(of)
    except (Fault, OSError) as error:
        log.warning("calibrated view cannot be read, taken anew", path=str(path), reason=str(error))
        return CalibratedView(of)


def _memory(path: Path, learnt_of: str) -> Memory:
    try:
        memory = Memory.load(path.read_bytes())
    except FileNotFoundError:
        return Memory(learnt_of)
    except (Fault, OSError) as error:
        log.warning("view memory cannot be read, learnt anew", path=str(path), reason=str(error))
        return Memory(learnt_of)
    return memory if memory.subject == learnt_of else Memory(learnt_of)
