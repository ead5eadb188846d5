"""Writes one segment: whole fragments, handed to the system at once, so that a crash costs the last half second."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ingest.mp4.box import AUDIO, TIMESCALE, VIDEO
from ingest.mp4.fragment import Run, Sample, fragment, sample_data
from ingest.mp4.head import VideoTrack, audio_timescale, init_segment, video_track
from ingest.nal import nal_units, parameter_sets
from ingest.packet import Packet, StreamInfo
from ingest.record.segment import Segment, SegmentState, segment_path
from kernel.clock import from_us
from kernel.errors import Fault, FaultKind
from kernel.ids import SegmentId, new_id


class SegmentWriter:
    """One file, from its first keyframe on. One thread may use it; OSError means that the disk refused.

    After an OSError the file ends with its last whole fragment; `close` it, and `remove` it when it has no fragment.
    The sound of `info`, if any, is its second track.
    """

    def __init__(self, footage_dir: Path, first: Packet, info: StreamInfo, fragment_us: int) -> None:
        self.sets = stream_sets(first)
        if len(self.sets) < (3 if first.codec == "hevc" else 2):
            raise Fault(FaultKind.CORRUPT, f"camera {first.camera}: a keyframe came without parameter sets")
        started_at = from_us(first.at_us)
        segment_id = SegmentId(new_id("seg", started_at))
        path = segment_path(first.camera, started_at, segment_id)
        self._file_path = footage_dir / path
        self._fragment_us = fragment_us
        self._pending: list[Packet] = [first]
        self._sounds: list[Packet] = []
        self._audio = info.audio
        self._start_dts_us, self._start_at_us = first.dts_us, first.at_us
        self._sequence = 0
        self._hash = hashlib.sha256()
        track = _track(first, self.sets, info)
        self._end_us, self._size_bytes = first.at_us, 0
        self._segment = Segment(
            id=segment_id,
            camera=first.camera,
            stream=first.stream,
            path=path,
            codec=track.codec,
            width=track.width,
            height=track.height,
            started_at=started_at,
            ended_at=started_at,
            size_bytes=0,
            sha256=None,
            state=SegmentState.OPEN,
        )
        self._file_path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(self._file_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        try:
            self._append(init_segment(track, info.audio))
        except OSError:
            os.close(self._handle)
            self.remove()
            raise

    @property
    def segment(self) -> Segment:
        """The segment as far as it is on disk."""
        return replace(self._segment, ended_at=from_us(self._end_us), size_bytes=self._size_bytes)

    @property
    def started_at(self) -> datetime:
        return self._segment.started_at

    def add(self, packet: Packet) -> bool:
        """Take the next picture; returns whether a fragment went to disk for it."""
        first = self._pending[0] if self._pending else packet
        is_due = bool(self._pending) and (packet.is_keyframe or packet.dts_us - first.dts_us >= self._fragment_us)
        if is_due:
            self._write_pending(packet.dts_us)
        self._pending.append(packet)
        return is_due

    def add_sound(self, packet: Packet) -> None:
        """Take the next piece of sound; left out is what lies before the file or differs from what its head says."""
        if self._audio is not None and packet.at_us >= self._start_at_us and packet.config == self._audio.extradata:
            self._sounds.append(packet)

    def flush(self) -> bool:
        """Put what waits on disk now; returns whether anything waited."""
        if not self._pending:
            return False
        last = self._pending[-1]
        self._write_pending(last.dts_us + last.duration_us)
        return True

    def close(self) -> Segment:
        """Finish the file: flushed, synced, hashed. What the disk refuses at this point is lost, and not counted."""
        try:
            self.flush()
            os.fsync(self._handle)
        except OSError:
            self._pending = []
        os.close(self._handle)
        self._segment = replace(self._segment, state=SegmentState.CLOSED, sha256=self._hash.hexdigest())
        return self.segment

    def remove(self) -> None:
        """Delete the closed file, as when nothing could be written to it."""
        self._file_path.unlink(missing_ok=True)

    @property
    def fragments(self) -> int:
        """How many fragments are on disk."""
        return self._sequence

    @property
    def has_pending(self) -> bool:
        return bool(self._pending)

    @property
    def has_sound(self) -> bool:
        return self._audio is not None

    def _write_pending(self, next_dts_us: int) -> None:
        packets, self._pending = self._pending, []
        end_us = max(next_dts_us - self._start_dts_us, 0) + self._start_at_us
        runs = [Run(VIDEO, self._ticks(packets[0].dts_us), self._samples(packets, next_dts_us))]
        sound = self._sound_run(end_us)
        self._append(fragment(self._sequence + 1, *runs, *([sound] if sound else [])))
        self._sequence += 1
        self._end_us = end_us

    def _samples(self, packets: Sequence[Packet], next_dts_us: int) -> list[Sample]:
        ticks = [self._ticks(packet.dts_us) for packet in packets] + [self._ticks(next_dts_us)]
        return [
            Sample(
                duration_ticks=max(0, after - at),
                offset_ticks=_ticks(packet.at_us - self._start_at_us) - at,
                is_keyframe=packet.is_keyframe,
                data=sample_data(packet.codec, self.sets, packet.data, packet.starts),
            )
            for packet, at, after in zip(packets, ticks, ticks[1:], strict=False)
        ]

    def _sound_run(self, end_us: int) -> Run | None:
        """The sound up to `end_us`; what is later waits for the next fragment."""
        count = sum(1 for packet in self._sounds if packet.at_us < end_us)
        if self._audio is None or not count:
            return None
        rate = audio_timescale(self._audio)
        starts = [(packet.at_us - self._start_at_us) * rate // 1_000_000 for packet in self._sounds]
        last = self._sounds[-1]
        starts.append(starts[-1] + last.duration_us * rate // 1_000_000)
        samples = [
            Sample(max(0, starts[at + 1] - starts[at]), 0, True, packet.data)
            for at, packet in enumerate(self._sounds[:count])
        ]
        del self._sounds[:count]
        return Run(AUDIO, starts[0], samples)

    def _ticks(self, dts_us: int) -> int:
        return _ticks(dts_us - self._start_dts_us)

    def _append(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._handle, rest) :]
        except OSError:
            os.ftruncate(self._handle, self._size_bytes)
            os.lseek(self._handle, self._size_bytes, os.SEEK_SET)
            raise
        self._hash.update(data)
        self._size_bytes += len(data)


def stream_sets(keyframe: Packet) -> tuple[bytes, ...]:
    """The parameter sets in front of a keyframe: what a file's head is made of."""
    return parameter_sets(keyframe.codec, nal_units(keyframe.data, keyframe.starts))


def _track(first: Packet, sets: tuple[bytes, ...], info: StreamInfo) -> VideoTrack:
    try:
        return video_track(first.codec, sets)
    except Fault:
        # Unusual parameter sets: what the source made of them must do.
        return VideoTrack(first.codec, sets, info.width, info.height)


def _ticks(us: int) -> int:
    return us * TIMESCALE // 1_000_000
