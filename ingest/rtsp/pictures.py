"""RTP packets of H.264 (RFC 6184) and H.265 (RFC 7798) back into pictures. Pure; made for speed.

Both formats differ in the length of their NAL header and in their numbers only.
"""

import struct
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ingest.nal import START_CODE

# "$", channel and length (RFC 2326 §10.12); flags and type, number, time (RFC 3550 §5.1)
_FRAME = struct.Struct(">IHHI")
FRAME_BYTES = 4
RTP_BYTES = 12
_LEAST = FRAME_BYTES + RTP_BYTES
_PLAIN = 0x80  # the first byte of an RTP header without anything unusual
_MARKER = 0x80
_TIMESTAMPS = 1 << 32
_NUMBERS = 1 << 16
_START, _END = 0x80, 0x40  # of a fragmented unit
_COLUMNS = 6  # of a run of frames: those of `_FRAME`, then a fragment's marks and its content
_FLAGS, _NUMBER, _TIME, _MARKS, _CONTENT = range(1, 6)
_FIRST_SLICE = 0x80  # first_mb_in_slice is 0; first_slice_segment_in_pic_flag is set
_RECOVERY_POINT = 6  # both the NAL type of H.264's SEI and its payload type of a recovery point


@dataclass(frozen=True, slots=True)
class Picture:
    """One access unit: Annex B with four-byte start codes at `starts`. ticks: its RTP time, unwrapped, 90 kHz.

    sets: the parameter sets in it.
    """

    ticks: int
    is_keyframe: bool
    data: bytes
    starts: tuple[int, ...]
    sets: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Format:
    header_bytes: int
    fragment: int
    bundle: int
    pictures: range
    keyframes: range
    sets: range
    shift: int
    mask: int


_FORMATS = {
    "h264": _Format(1, 28, 24, range(1, 6), range(5, 6), range(7, 9), 0, 0x1F),
    "hevc": _Format(2, 49, 48, range(32), range(16, 22), range(32, 35), 1, 0x3F),
}


class Depacketizer:
    """One track's packets, in the order of their arrival. Not thread-safe.

    damaged: pictures left out, because packets of them were missing or they lean on such pictures.
    """

    def __init__(self, codec: str) -> None:
        self._is_h264 = codec == "h264"
        self._format = _FORMATS[codec]
        self._body = FRAME_BYTES + RTP_BYTES + self._format.header_bytes + 1  # where a fragment's content begins
        self._next_number = -1
        self._timestamp = 0
        self._ticks = 0
        self._is_begun = False
        self._is_broken = False  # until the next keyframe
        self._is_after_loss = False
        self._by_time = False  # the camera's marker bits cannot be trusted
        self._told_ticks: int | None = None
        self.damaged = 0
        self._has_picture = self._is_keyframe = self._is_damaged = self._in_fragment = False
        self._clear()

    @property
    def is_one_behind(self) -> bool:
        """Whether a picture is known to be whole only when the next one begins."""
        return self._by_time

    def unwrap(self, timestamp: int) -> int:
        """An RTP time near the newest one, in unwrapped ticks."""
        step = (timestamp - self._timestamp) % _TIMESTAMPS
        return self._ticks + (step if step < _TIMESTAMPS // 2 else step - _TIMESTAMPS)

    def take(self, buffer: bytearray, start: int, end: int, channel: int) -> tuple[int, list[Picture]]:
        """Take the interleaved frames from `start` on, as long as they are of `channel` and whole.

        Returns where the first other one begins, and the pictures that were completed.
        """
        done: list[Picture] = []
        wanted, body = 0x2400 | channel, self._body
        while end - start >= _LEAST:
            head, flags, number, timestamp = _FRAME.unpack_from(buffer, start)
            after = start + FRAME_BYTES + (head & 0xFFFF)
            if head >> 16 != wanted or after > end:
                break
            if self._in_fragment and after - start > body and not buffer[start + body - 1] & (_START | _END):
                taken = self._take_run(buffer, start, end, after - start)
                if taken > start:
                    start = taken
                    continue
            content = start + FRAME_BYTES + RTP_BYTES
            stop = after
            if flags >> 8 != _PLAIN:
                content, stop = _payload(buffer, flags >> 8, content, after)
            if content < stop:
                done += self._take_one(buffer, content, stop, (bool(flags & _MARKER), number, timestamp))
            start = after
        return start, done

    def _take_run(self, buffer: bytearray, start: int, end: int, stride: int) -> int:
        """Take the middle of a fragmented unit: frames of one length, alike but for their numbers, which rise by one.

        Ten of twelve frames of a large picture are such. Returns where they end; `start` if there are none.
        """
        lengths = buffer[start + 3 : end - stride + FRAME_BYTES : stride]
        count = len(lengths) - len(lengths.lstrip(lengths[:1]))
        while count:
            fields = _run(self._body, stride, count).unpack_from(buffer, start)
            marks = fields[_MARKS::_COLUMNS]
            if (
                fields[_NUMBER::_COLUMNS] == tuple(range(self._next_number, self._next_number + count))
                and fields[_TIME::_COLUMNS].count(self._timestamp) == count
                and fields[_FLAGS::_COLUMNS].count(_PLAIN << 8 | fields[_FLAGS] & 0x7F) == count
                and fields[::_COLUMNS].count(fields[0]) == count
                and marks.count(marks[0]) == count
                and marks[0][0] >> self._format.shift & self._format.mask == self._format.fragment
            ):
                self._parts += fields[_CONTENT::_COLUMNS]
                self._next_number = (self._next_number + count) % _NUMBERS
                return start + count * stride
            count = 1 if count > 1 else 0
        return start

    def _take_one(self, buffer: bytearray, start: int, end: int, stamp: tuple[bool, int, int]) -> tuple[Picture, ...]:
        """Take the payload at `buffer[start:end]`; stamp: its marker, number and time. Returns what it completes."""
        is_last, number, timestamp = stamp
        if number != self._next_number and self._is_begun:
            self._is_broken = self._is_after_loss = True
            self._is_damaged |= bool(self._parts)
        self._next_number = (number + 1) % _NUMBERS
        done: tuple[Picture, ...] = ()
        if timestamp != self._timestamp:
            if self._has_picture or self._is_damaged:
                done = self._finish()
            self._ticks, self._timestamp = self.unwrap(timestamp), timestamp
        if buffer[start] >> self._format.shift & self._format.mask == self._format.fragment:
            self._add_fragment(buffer, start, end)
        else:
            self._add(buffer, start, end)
        if is_last and (self._has_picture or self._is_damaged) and not self._by_time:
            self._told_ticks = self._ticks
            done += self._finish()
        return done

    def _add(self, buffer: bytearray, start: int, end: int) -> None:
        shape = self._format
        kind = buffer[start] >> shape.shift & shape.mask
        if kind == shape.bundle:
            at = start + shape.header_bytes
            while at + 2 < end:
                size = buffer[at] << 8 | buffer[at + 1]
                at += 2
                if not size or at + size > end:
                    self._is_damaged = True
                    return
                self._add_unit(buffer[at : at + size])
                at += size
        elif kind > shape.fragment or (self._is_h264 and kind > shape.bundle):
            self._is_damaged = True  # interleaved modes, which nobody uses
        else:
            self._add_unit(buffer[start:end])

    def _add_fragment(self, buffer: bytearray, start: int, end: int) -> None:
        shape = self._format
        content = start + shape.header_bytes + 1
        mark = buffer[content - 1]
        if mark & _START:
            kind = mark & shape.mask
            first = buffer[start] & ~(shape.mask << shape.shift) | kind << shape.shift
            self._begin_unit(kind, buffer[content] if content < end else 0)
            self._parts.append(START_CODE + bytes((first,)) + buffer[start + 1 : content - 1])
        elif not self._in_fragment:
            self._is_damaged = True
            return
        self._parts.append(buffer[content:end])
        self._in_fragment = not mark & _END

    def _add_unit(self, unit: bytearray) -> None:
        shape = self._format
        if len(unit) <= shape.header_bytes:
            return
        kind = unit[0] >> shape.shift & shape.mask
        self._begin_unit(kind, unit[shape.header_bytes])
        if kind in shape.sets:
            self._sets.append(bytes(unit))
        elif self._is_h264 and kind == _RECOVERY_POINT and len(unit) > 3 and unit[1] == _RECOVERY_POINT:
            # recovery_frame_cnt is 0: an I picture of an open group, from which all later ones decode.
            self._is_keyframe |= bool(unit[3] & 0x80)
        self._parts.append(START_CODE + unit)

    def _begin_unit(self, kind: int, first_byte: int) -> None:
        if self._in_fragment:
            self._is_damaged = True  # the end of the fragmented unit never came
        if kind in self._format.pictures:
            if self._told_ticks == self._ticks and not first_byte & _FIRST_SLICE and not self._has_picture:
                # More of a picture that the marker said was complete: from now on its time tells.
                self._by_time = self._is_damaged = True
            if self._is_after_loss:
                # Whatever was lost, this picture's first slice was not.
                self._is_after_loss = False
                self._is_damaged |= not first_byte & _FIRST_SLICE
            self._has_picture = True
            self._is_keyframe |= kind in self._format.keyframes
        self._begins.append(len(self._parts))

    def _finish(self) -> tuple[Picture, ...]:
        """The picture that was put together; nothing if it cannot be decoded."""
        is_whole = not self._is_damaged and not self._in_fragment
        is_first, self._is_begun = not self._is_begun, True
        if is_whole and self._is_keyframe:
            self._is_broken = False
        elif not is_whole:
            # The first one may have begun before we came.
            self._is_broken |= not is_first
        done: tuple[Picture, ...] = ()
        if is_whole and not self._is_broken:
            places = tuple(accumulate(map(len, self._parts), initial=0))
            starts = tuple([places[begin] for begin in self._begins])
            done = (Picture(self._ticks, self._is_keyframe, b"".join(self._parts), starts, tuple(self._sets)),)
        elif not is_first:
            self.damaged += 1
        self._clear()
        return done

    def _clear(self) -> None:
        self._parts: list[bytes | bytearray] = []
        self._begins: list[int] = []  # the parts that begin a unit
        self._sets: list[bytes] = []
        self._has_picture = self._is_keyframe = self._is_damaged = self._in_fragment = False


@lru_cache(maxsize=512)
def _run(body: int, stride: int, count: int) -> struct.Struct:
    mark_bytes = body - FRAME_BYTES - RTP_BYTES
    return struct.Struct(">" + f"IHHI4x{mark_bytes}s{stride - body}s" * count)


def _payload(buffer: bytearray, flags: int, start: int, end: int) -> tuple[int, int]:
    """Where the payload of a packet with more than the plain header lies (RFC 3550 §5.1)."""
    start += 4 * (flags & 0x0F)
    if flags & 0x10 and start + 4 <= end:
        start += 4 + 4 * (buffer[start + 2] << 8 | buffer[start + 3])
    if flags & 0x20 and end > start:
        end -= buffer[end - 1]
    return start, end
