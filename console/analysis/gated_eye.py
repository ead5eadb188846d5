"""A camera that rules look at, behind its gate: only what the gate sends is decoded whole and analysed."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from analytics.track import Track
from console.analysis.eye import Eye, EyeFigures, FrameAnalyser, NewDecoder, Pace, ShowTracks
from console.analysis.observers import Observers
from ingest.decode import Decoder
from ingest.gate.schedule import AuditEnd, GateSchedule, Rest, Send, Task
from ingest.packet import Packet
from kernel.clock import Clock, from_us
from kernel.frame import Frame

_STIRRED_S = 1.0
_WARM = timedelta(seconds=3)  # the analysis keeps its background with a picture so often, the gate with every keyframe
SLICE = 8
"""So many packets of a burst are decoded before other cameras have their turn."""


class RestfulAnalyser(Protocol):
    """What the gate asks of the analysis; `CameraAnalyser` is one."""

    @property
    def is_busy(self) -> bool: ...

    def rest(self, frame: Frame) -> None: ...


@dataclass(frozen=True, slots=True)
class EyeParts:
    """What the eye behind the gate is made of. patience_s: how late the pictures of a burst may be."""

    pace: Pace
    clock: Clock
    show: ShowTracks
    patience_s: float = 8.0
    new_decoder: NewDecoder = Decoder


class GatedEye:
    """Takes a camera's packets in order. One thread.

    analyser: what becomes of frames, observers included; core: the analysis itself. A camera that wakes brings some
    seconds of packets at once: they are worked off in slices, `is_behind` says that there are more. Such a burst may be
    `patience` late before it is cut short as in `Eye`.
    """

    def __init__(
        self, analyser: FrameAnalyser, core: RestfulAnalyser, observers: Observers, gate: GateSchedule, parts: EyeParts
    ) -> None:
        self.gate = gate
        self._core = core
        self._observers = observers
        self._clock = parts.clock
        self._patience = timedelta(seconds=parts.patience_s)
        self._attentive = _Attentive(analyser, core, gate)
        self._eye = Eye(self._attentive, parts.pace, parts.clock, parts.show, parts.new_decoder)
        self._queue: deque[Task] = deque()
        self._is_burst = False
        self._warmed_at: datetime | None = None

    @property
    def figures(self) -> EyeFigures:
        """Glances count as decoded, too."""
        own = self._eye.figures
        return EyeFigures(own.decoded + self.gate.figures.decoded, own.analysed, own.late)

    @property
    def is_behind(self) -> bool:
        """Whether there is work left: call `take` again, even with nothing."""
        return bool(self._queue)

    def take(self, packets: Sequence[Packet]) -> None:
        """All packets that wait, oldest first."""
        for packet in packets:
            tasks = self.gate.take(packet)
            self._is_burst |= len(tasks) > 1
            self._queue.extend(tasks)
        self._work()

    def close(self, at: datetime) -> None:
        """End what is open: the camera is gone, or its scene is another."""
        self._queue.clear()
        self.gate.audited(is_known=False)
        self._eye.close(at)

    def _work(self) -> None:
        if self._is_burst and self._age() > self._patience:
            self._is_burst = False
        self._eye.patience = self._patience if self._is_burst else timedelta()
        left = SLICE if self._is_burst else len(self._queue)
        batch: list[Packet] = []
        while self._queue and left > 0:
            task = self._queue.popleft()
            if isinstance(task, Send):
                batch.append(task.packet)
                left -= 1
                continue
            self._eye.take(batch)
            batch = []
            self._do(task)
        self._eye.take(batch)
        self._is_burst &= bool(self._queue)

    def _do(self, task: Rest | AuditEnd) -> None:
        if isinstance(task, AuditEnd):
            self._queue.extendleft(reversed(self.gate.audited()))
            return
        at = self._attentive.rested_at = task.frame.at
        if self._warmed_at is None or not timedelta() <= at - self._warmed_at < _WARM:
            self._warmed_at = at
            self._core.rest(task.frame)
        self._observers.observe(task.frame)

    def _age(self) -> timedelta:
        oldest = next((task.packet for task in self._queue if isinstance(task, Send)), None)
        return timedelta() if oldest is None else self._clock.now() - from_us(oldest.at_us)


class _Attentive:
    """An analyser that tells the gate what it has heard. rested_at: when the picture was that the analysis saw last
    at rest; a group is decoded from there, and it shall not see that one again.
    """

    def __init__(self, analyser: FrameAnalyser, core: RestfulAnalyser, gate: GateSchedule) -> None:
        self.rested_at: datetime | None = None
        self._analyser = analyser
        self._core = core
        self._gate = gate

    def analyse(self, frame: Frame) -> tuple[Track, ...]:
        if frame.at == self.rested_at:
            return ()
        tracks = self._analyser.analyse(frame)
        is_moving = any(not track.is_coasting and track.still_s < _STIRRED_S for track in tracks)
        self._gate.heard(frame, self._core.is_busy, is_moving)
        return tracks

    def close(self, at: datetime) -> None:
        self._analyser.close(at)
