"""One run at the desk: a source of frames through the analysis into whatever was asked for."""

import json
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import FrameType

from analytics.desk.run import DeskRun, Sighting, Subject
from console.desk.cover import Cover, Shown
from console.desk.outputs import Output
from console.desk.preview import Preview
from console.desk.progress import Progress
from console.desk.report import Chapter, Report
from ingest.video.ahead import Ahead
from kernel.frame import Frame
from kernel.journal import JsonObject

_FLUSH_FRAMES = 200


@dataclass(frozen=True, slots=True)
class Source:
    """Frames and what is known of them. damage: asked at the end, what could not be read. has_clock: whether the times
    of frames are those of the world."""

    name: str
    frames: Iterator[Frame]
    fps: float | None
    whole_s: float | None
    damage: Callable[[], str | None]
    has_clock: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to come out; None: not that. is_clear: people stay recognisable in preview and report."""

    tracks: str | None = None
    events: str | None = None
    preview: Path | None = None
    report: Path | None = None
    is_clear: bool = False
    shows_progress: bool = False


@dataclass(slots=True)
class Result:
    """What came of it. opened: events by the rule's name."""

    frames: int = 0
    video_s: float = 0.0
    took_s: float = 0.0
    tracks: int = 0
    opened: dict[str, int] = field(default_factory=dict)
    damage: str | None = None
    is_interrupted: bool = False

    @property
    def says(self) -> str:
        """One line for people."""
        tracks = f"{self.tracks} track{'s' * (self.tracks != 1)}"
        events = ", ".join(f"{count} × {name}" for name, count in self.opened.items()) or "no events"
        speed = f"{self.frames / self.took_s:.0f} frames/s, {self.video_s / self.took_s:.1f} × real time"
        return f"{self.frames} frames ({self.video_s:.1f} s) in {self.took_s:.1f} s: {speed}; {tracks}, {events}"


class Session:
    """`run` once."""

    def __init__(self, subject: Subject, source: Source, wish: Wish) -> None:
        self._subject = subject
        self._source = source
        self._wish = wish
        self._result = Result()
        self._begun: datetime | None = None

    def run(self) -> Result:
        """Until the frames end or Ctrl-C; what is written by then is whole either way. Raises what an output raises."""
        wish, result = self._wish, self._result
        with ExitStack() as stack:
            self._tracks = self._output(stack, wish.tracks)
            self._events = self._output(stack, wish.events)
            self._report = Report(wish.is_clear) if wish.report else None
            self._preview = self._new_preview(stack)
            self._cover = Cover() if self._preview or self._report else None
            run, progress = DeskRun(self._subject), Progress(wish.shows_progress, self._source.whole_s)
            self._watch(run, progress)
            self._finish(run)
            progress.clear()
            result.took_s = progress.took_s
            result.frames, result.video_s, result.tracks = run.tally.frames, run.tally.video_s, run.tracks
            result.damage = self._source.damage()
        if self._report is not None and wish.report is not None:
            chapter = Chapter(self._source.name, self._subject, result.frames, result.took_s, result.tracks)
            self._report.write(wish.report, chapter, run.tally.video_s, self._source.has_clock)
        return result

    def _watch(self, run: DeskRun, progress: Progress) -> None:
        ahead = Ahead(self._source.frames)
        try:
            with _interruption() as told:
                for frame in ahead:
                    self._begun = self._begun or frame.at
                    sighting = run.look(frame)
                    self._write(sighting)
                    self._show(frame, sighting)
                    progress.tell(run.tally.frames, run.tally.video_s, sum(self._result.opened.values()))
                    if told.is_set():
                        self._result.is_interrupted = True
                        return
        finally:
            ahead.close()

    def _write(self, sighting: Sighting) -> None:
        for row in sighting.rows:
            if self._tracks:
                self._tracks.write(row)
        for line in sighting.lines:
            if line["phase"] == "open":
                name = str(line["name"])
                self._result.opened[name] = self._result.opened.get(name, 0) + 1
            if self._events:
                self._events.write(json.dumps(self._dated(line, sighting), ensure_ascii=False))
            if self._report:
                self._report.take(line)
        if sighting.lines and self._events:
            self._events.flush()
        if sighting.rows and self._tracks and sighting.shot.number % _FLUSH_FRAMES == 0:
            self._tracks.flush()

    def _dated(self, line: JsonObject, sighting: Sighting) -> JsonObject:
        return {**line, "at": sighting.shot.at.isoformat()} if self._source.has_clock else line

    def _show(self, frame: Frame, sighting: Sighting) -> None:
        if self._cover is not None:
            self._draw(self._cover.add(frame, sighting))

    def _draw(self, frames: Iterator[Shown]) -> None:
        for shown in frames:
            assert self._begun is not None
            if self._preview:
                self._preview.write(shown, (shown.frame.at - self._begun).total_seconds())
            if self._report:
                self._report.show(shown)

    def _finish(self, run: DeskRun) -> None:
        last = run.close()
        if last is not None:
            self._write(last)
        if self._cover is not None:
            self._draw(self._cover.close())

    def _new_preview(self, stack: ExitStack) -> Preview | None:
        if self._wish.preview is None:
            return None
        preview = Preview(self._wish.preview, self._source.fps, self._subject.scene, self._wish.is_clear)
        stack.callback(preview.close)
        return preview

    @staticmethod
    def _output(stack: ExitStack, path: str | None) -> Output | None:
        if path is None:
            return None
        output = Output(path)
        stack.callback(output.close)
        return output


@contextmanager
def _interruption() -> Iterator[threading.Event]:
    """Set by the first Ctrl-C or SIGTERM; a second one ends the program at once."""
    told = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield told
        return

    def tell(number: int, _frame: FrameType | None) -> None:
        told.set()
        signal.signal(number, before[signal.Signals(number)])

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        signal.signal(number, tell)
    try:
        yield told
    finally:
        for number in numbers:
            signal.signal(number, before[number])
