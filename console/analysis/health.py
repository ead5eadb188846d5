"""Watches the health of one camera's picture: frames in, health events out, what was learnt kept on disk."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

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


class HealthObserver:
    """The watch over one camera. One thread.

    learnt_of: the camera's address; another one is another view. is_steered: whether the camera may look elsewhere by
    itself or by somebody's hand; asked now and then. is_new: what was learnt before is forgotten. While the database is
    away changes wait; what is open then is taken up again after a restart.
    """

    def __init__(
        self, desk: HealthDesk, subject: Subject, learnt_of: str, is_steered: Callable[[], bool], is_new: bool = False
    ) -> None:
        assert subject.camera is not None
        self._desk = desk
        self._subject = subject
        self._path = desk.folder / f"{subject.camera}.npz"
        self._memory = Memory(learnt_of) if is_new else _memory(self._path, learnt_of)
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
            self._watch = PictureWatch(self._subject, self._memory, self._desk.settings, left)
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
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft = self._path.with_suffix(f".{os.getpid()}.part")
            draft.write_bytes(self._memory.dump())
            draft.replace(self._path)
        except OSError as error:
            log.warning("view memory cannot be kept", camera=self._subject.camera, reason=str(error))


def _memory(path: Path, learnt_of: str) -> Memory:
    try:
        memory = Memory.load(path.read_bytes())
    except FileNotFoundError:
        return Memory(learnt_of)
    except (Fault, OSError) as error:
        log.warning("view memory cannot be read, learnt anew", path=str(path), reason=str(error))
        return Memory(learnt_of)
    return memory if memory.subject == learnt_of else Memory(learnt_of)
