"""From an instant to the picture that was on the screen then: which file, which group of pictures, which sample."""

import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ingest.mp4.box import TIMESCALE
from ingest.mp4.file import Fragment, Track
from ingest.mp4.head import VideoTrack
from ingest.mp4.stored import StoredSample, stored_samples, stored_video
from ingest.playback.fragments import FragmentIndex
from ingest.playback.plan import File
from ingest.record.catalog import Catalog
from ingest.record.footage import FootageStore
from ingest.record.ledger import FRESH, SEAM
from ingest.record.segment import Segment, SegmentState
from kernel.errors import Fault, FaultKind, not_found
from kernel.ids import CameraId

_INSTANT = timedelta(microseconds=1)
_MOST_FRAMES = 500


@dataclass(frozen=True, slots=True)
class FrameTime:
    """When a recorded picture came on the screen."""

    at: datetime
    is_keyframe: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """One recorded picture, and what must be decoded to see it.

    samples: from its keyframe to the end of its group, in order of decoding. chosen: its place among them.
    """

    segment: Segment
    path: Path
    samples: Sequence[StoredSample]
    chosen: int

    @property
    def sample(self) -> StoredSample:
        return self.samples[self.chosen]

    @property
    def at(self) -> datetime:
        return shown_at(self.segment, self.sample)


@dataclass(frozen=True, slots=True)
class Group:
    """A keyframe and what depends on it: consecutive fragments of one file."""

    fragments: Sequence[Fragment]

    @property
    def decode_ticks(self) -> int:
        return self.fragments[0].decode_ticks


class Recordings:
    """Finds pictures in what was recorded. Any thread; reads heads of files, decodes nothing."""

    def __init__(self, catalog: Catalog, store: FootageStore, index: FragmentIndex) -> None:
        self.catalog = catalog
        self._store = store
        self._index = index

    def moment(self, camera: CameraId, at: datetime, *, exact: bool = True) -> Moment:
        """The picture that was on the screen at `at`; not exact: the keyframe nearest to it in the same file.

        Raises a not-found fault that says why there is no footage.
        """
        segment = self._segment(camera, at)
        ticks = _ticks(segment, at)
        groups = self.groups(segment)
        with opened(self.path(segment)) as handle:
            number = max(0, bisect_right(groups, ticks, key=lambda group: group.decode_ticks) - 1)
            samples = group_samples(handle, groups[number])
            if number and samples[0].shown_ticks > ticks:  # B-frames: decoded before, shown after
                number, samples = number - 1, group_samples(handle, groups[number - 1])
            if not exact:
                after = groups[number + 1 : number + 2]
                following = group_samples(handle, after[0])[:1] if after else []
                nearest = min([samples[0], *following], key=lambda sample: abs(sample.shown_ticks - ticks))
                return Moment(segment, self.path(segment), [nearest], 0)
        shown = [i for i, sample in enumerate(samples) if sample.shown_ticks <= ticks] or [0]
        chosen = max(shown, key=lambda i: samples[i].shown_ticks)
        return Moment(segment, self.path(segment), samples, chosen)

    def frames(self, camera: CameraId, around: datetime, before: int, after: int) -> list[FrameTime]:
        """The picture at `around`, up to `before` pictures before it and `after` behind it, over files and gaps."""
        reach = timedelta(seconds=10)
        for _ in range(4):
            found = self._frames_between(camera, around - reach, around + reach)
            here = bisect_right(found, around, key=lambda frame: frame.at) - 1
            if (here >= before or not before) and len(found) - 1 - here >= after:
                break
            reach *= 6
        return found[max(0, here - before) : max(0, here + 1 + after)]

    def files(self, camera: CameraId, start: datetime, end: datetime) -> list[File]:
        """What was recorded in [start, end), file by file, each with what is whole in it."""
        segments = self.catalog.segments(camera, start, end)
        self._store.bring_near(segments)
        return [File(segment, self._index.fragments(self.path(segment))) for segment in segments]

    def groups(self, segment: Segment) -> list[Group]:
        """The groups of pictures that are whole in the segment's file; a not-found fault where there is none."""
        found: list[list[Fragment]] = []
        for fragment in self._index.fragments(self.path(segment)):
            if fragment.is_keyframe:
                found.append([fragment])
            elif found:
                found[-1].append(fragment)
        if not found:
            raise not_found("footage file of segment", segment.id)
        return [Group(fragments) for fragments in found]

    def path(self, segment: Segment) -> Path:
        """Where the segment's file lies, in whichever tier."""
        return self._store.path(segment)

    def _segment(self, camera: CameraId, at: datetime) -> Segment:
        for segment in reversed(self.catalog.segments(camera, at - FRESH, at + _INSTANT)):
            is_open = segment.state is SegmentState.OPEN
            if segment.started_at <= at < segment.ended_at + (FRESH if is_open else SEAM):
                return segment
        spans = self.catalog.ledger(camera, at, at + _INSTANT)
        why = f" ({spans[0].state.value}: {spans[0].reason or 'no reason was noted'})" if spans else ""
        raise Fault(FaultKind.NOT_FOUND, f"camera {camera}: no footage at {at.isoformat()}{why}")

    def _frames_between(self, camera: CameraId, start: datetime, end: datetime) -> list[FrameTime]:
        found: list[FrameTime] = []
        for segment in self.catalog.segments(camera, start, end):
            first, last = _ticks(segment, start), _ticks(segment, end)
            fragments = self._index.fragments(self.path(segment))
            with opened(self.path(segment)) as handle:
                for fragment in fragments:
                    reach = fragment.decode_ticks + fragment.duration_ticks
                    if reach < first - TIMESCALE or fragment.decode_ticks > last or len(found) > 20 * _MOST_FRAMES:
                        continue
                    found += [
                        FrameTime(shown_at(segment, sample), sample.is_keyframe)
                        for sample in stored_samples(handle, fragment)
                        if first <= sample.shown_ticks < last
                    ]
        return sorted(found, key=lambda frame: frame.at)


def shown_at(segment: Segment, sample: StoredSample) -> datetime:
    """When the sample came on the screen."""
    return segment.started_at + timedelta(microseconds=sample.shown_ticks * 1_000_000 // TIMESCALE)


def group_samples(handle: int, group: Group) -> list[StoredSample]:
    """All pictures of the group, in order of decoding."""
    return [sample for fragment in group.fragments for sample in stored_samples(handle, fragment)]


def head_of(segment: Segment, handle: int) -> VideoTrack:
    """The pictures' track as the file's head has it."""
    return stored_video(handle, Track(segment.codec, segment.width, segment.height))


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """The file's handle; a not-found fault when it went meanwhile."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise not_found("footage file", path.name) from error
    try:
        yield handle
    finally:
        os.close(handle)


def _ticks(segment: Segment, at: datetime) -> int:
    # Rounded up: a time that this module gave must find its own picture again.
    return -((segment.started_at - at) // timedelta(microseconds=1) * TIMESCALE // 1_000_000)
