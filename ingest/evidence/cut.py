"""Cuts recorded time exact to the frame: whole groups of pictures are copied, only what the cut goes through is encoded
anew."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import av
import av.error
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from ingest.evidence.encode import Encoder, edge_encoder
from ingest.evidence.mux import Facts, Layout, Mp4Writer, reorder_depth
from ingest.evidence.reel import Coded, Format, Reel, Sound
from ingest.nal import annexb
from kernel.errors import Fault, FaultKind

Tick = Callable[[int], None]
"""Told how far, in UTC microseconds of footage, the work has come; may raise to end it."""


class Cut:
    """[start_us, end_us) of one reel into one file. `run` once; gives None when no frame lies in the range."""

    def __init__(self, reel: Reel, window_us: tuple[int, int], path: Path, title: str, with_sound: bool) -> None:
        self._reel = reel
        self._start_us, self._end_us = window_us
        self._path = path
        self._title = title
        self._sound = reel.sound_source() if with_sound else None
        self._heard: list[Sound] = []
        self._encoder: Encoder | None = None
        self._writer: Mp4Writer | None = None
        self._inline: Sequence[bytes] = ()

    def run(self, tick: Tick) -> Facts | None:
        try:
            hear = self._heard.append if self._sound else None
            for group in self._reel.groups(self._start_us, self._end_us, hear):
                self._take(group)
                give_sound(self._heard, self._writer, self._end_us)
                tick(group[-1].at_us)
        finally:
            facts = self._writer.close() if self._writer else None
        return facts

    def _take(self, group: list[Coded]) -> None:
        inside = [unit for unit in group if self._start_us <= unit.at_us < self._end_us]
        if not inside:
            return
        # What comes first in the file needs nothing after it: the beginning of a group can be copied as well.
        is_copied = inside == group[: len(inside)] and (self._writer is not None or inside[0].is_idr)
        units = iter(inside) if is_copied else self._encoded(group, {unit.at_us: unit for unit in inside})
        for unit in units:
            writer = self._writer or self._open(unit)
            writer.write(unit, is_copied, self._sets_for(unit, is_copied))

    def _encoded(self, group: Sequence[Coded], wanted: Mapping[int, Coded]) -> Iterator[Coded]:
        encoder: Encoder | None = None
        for picture in decoded(self._reel.format, group):
            if picture.pts is not None and picture.pts in wanted:
                encoder = encoder or edge_encoder(self._reel.format, picture)
                self._encoder = encoder
                yield from encoder.encode(picture, wanted[picture.pts])
        if encoder is None:
            raise Fault(FaultKind.CORRUPT, f"footage of {self._reel.segments[0].camera}: the edge cannot be decoded")
        yield from encoder.finish()

    def _open(self, first: Coded) -> Mp4Writer:
        layout = self._reel.format
        if self._encoder is None and layout.is_reordered:
            # The end will be encoded anew; what its pictures need has to stand in the header already.
            self._encoder = edge_encoder(layout, next(decoded(layout, [first])))
        ours = self._encoder.sets if self._encoder else ()
        sets = (*layout.sets, *ours) if layout.codec == "h264" else (ours or layout.sets)
        self._inline = sets
        self._writer = Mp4Writer(
            self._path,
            Layout(layout.codec, layout.width, layout.height, sets, self._depth(), self._title, self._sound),
            first.at_us,
        )
        return self._writer

    def _sets_for(self, unit: Coded, is_copied: bool) -> Sequence[bytes]:
        """What to put in front of the unit: for H.265 the sets where they change; H.264's are in the header."""
        if self._reel.format.codec == "h264" or not unit.is_idr:
            return ()
        sets = self._reel.format.sets if is_copied or self._encoder is None else self._encoder.sets
        if sets == self._inline:
            return ()
        self._inline = sets
        return sets

    def _depth(self) -> int:
        if not self._reel.format.is_reordered:
            return 0
        return max((reorder_depth(group) for group in self._reel.groups(self._start_us, self._end_us)), default=0)


def give_sound(heard: list[Sound], writer: Mp4Writer | None, end_us: int) -> None:
    """Write what was heard and ends in the range."""
    for sound in heard:
        if writer is not None and sound.at_us + sound.duration_us <= end_us:
            writer.write_sound(sound)
    heard.clear()


def decoded(layout: Format, group: Sequence[Coded]) -> Iterator[VideoFrame]:
    """The pictures of a group in the order of presentation; each has its UTC microseconds as `pts`."""
    held: VideoFrame | None = None
    for picture in _decoded(layout, group):
        if held is not None:
            if (picture.pts or 0) < (held.pts or 0):  # of two with one time the group cannot tell which is shown first
                held.pts, picture.pts = picture.pts, held.pts
            yield held
        held = picture
    if held is not None:
        yield held


def _decoded(layout: Format, group: Sequence[Coded]) -> Iterator[VideoFrame]:
    context = av.CodecContext.create(layout.codec, "r")
    assert isinstance(context, VideoCodecContext)
    context.thread_count = 1
    sets = annexb(layout.sets)
    for unit in group:
        packet = av.Packet(sets + unit.data)
        packet.pts, sets = unit.at_us, b""
        try:
            yield from context.decode(packet)
        except av.error.InvalidDataError:
            continue  # a picture that was damaged on its way: those around it count
    yield from context.decode(None)
