"""RTP packets of H.264 (RFC 6184) and H.265 (RFC 7798) back into pictures. Pure; made for speed.

Both formats differ in the length of their NAL header and in their numbers only.
"""

import struct
from dataclasses import dataclass

from ingest.nal import START_CODE

_RTP = struct.Struct(">BBHI")
_FRAME = struct.Struct(">BBHBBHI")  # "$", channel, length (RFC 2326 §10.12), then as above
_FRAME_HEAD = 4
_DOLLAR = 0x24
_SAME = (0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11)  # all of a frame's head but the low byte of its sequence number
_LOW = 7
_RING = 256
_NUMBERS = bytes(range(_RING))
_WORTH_IT = 3
_RTP_BYTES = 12
_TIMESTAMPS = 1 << 32
_FIRST_SLICE = 0x80  # first_mb_in_slice is 0; first_slice_segment_in_pic_flag is set


@dataclass(frozen=True, slots=True)
class Picture:
    """One access unit: Annex B with four-byte start codes at `starts`. ticks: its RTP time, unwrapped, 90 kHz."""

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


_NONE: tuple[Picture, ...] = ()
_FORMATS = {
    "h264": _Format(1, 28, 24, range(1, 6), range(5, 6), range(7, 9), 0, 0x1F),
    "hevc": _Format(2, 49, 48, range(32), range(16, 22), range(32, 35), 1, 0x3F),
}
_RECOVERY_POINT = 6  # both the NAL type of H.264's SEI and its payload type of a recovery point


class Depacketizer:
    """One track's packets, in the order of their arrival. Not thread-safe.

    damaged: pictures left out, because packets of them were missing or they lean on such pictures.
    """

    def __init__(self, codec: str) -> None:
        self._is_h264 = codec == "h264"
        self._format = _FORMATS[codec]
        self._next_sequence = -1
        self._last_timestamp = 0
        self._ticks = 0
        self._is_begun = False
        self._is_broken = False  # until the next keyframe
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
        step = (timestamp - self._last_timestamp) % _TIMESTAMPS
        return self._ticks + (step if step < _TIMESTAMPS // 2 else step - _TIMESTAMPS)

    def take(self, buffer: bytearray, start: int, end: int, channel: int) -> tuple[int, list[Picture]]:
        """Take the interleaved frames from `start` on, as long as they are of `channel` and whole.

        Returns where the first other one begins, and the pictures that were completed. Ten of eleven packets of a
        large picture are the middle of a fragmented unit: those are taken here without a further call.
        """
        done: list[Picture] = []
        fragment, mask, shift = self._format.fragment, self._format.mask, self._format.shift
        head = _FRAME_HEAD + _RTP_BYTES
        body = head + self._format.header_bytes + 1
        while end - start > body:
            dollar, of, length, flags, kind, sequence, timestamp = _FRAME.unpack_from(buffer, start)
            after = start + _FRAME_HEAD + length
            if dollar != _DOLLAR or of != channel or after > end:
                break
            if (
                self._in_fragment
                and sequence == self._next_sequence
                and timestamp == self._last_timestamp
                and flags == 0x80
                and not kind & 0x80
                and buffer[start + head] >> shift & mask == fragment
                and not buffer[start + body - 1] & 0xC0
            ):
                stride = after - start
                count = _run_length(buffer, start, end, stride, body)
                after = start + count * stride
                self._next_sequence = (sequence + count) & 0xFFFF
                self._parts += [buffer[at + body : at + stride] for at in range(start, after, stride)]
                self._size += count * (stride - body)
            else:
                done += self.push(buffer, start + _FRAME_HEAD, after)
            start = after
        return start, done

    def push(self, buffer: bytearray, start: int, end: int) -> tuple[Picture, ...]:
        """Take the RTP packet at `buffer[start:end]`; returns what it completes: mostly nothing, or one picture."""
        flags, kind, sequence, timestamp = _RTP.unpack_from(buffer, start)
        start += _RTP_BYTES
        if flags != 0x80:
            start, end = _payload(buffer, flags, start, end)
        if start >= end:
            return _NONE
        if sequence != self._next_sequence:
            self._is_broken |= self._is_begun
            self._is_damaged |= self._is_begun
        self._next_sequence = (sequence + 1) & 0xFFFF
        done = _NONE
        if timestamp != self._last_timestamp:
            if self._has_picture:
                done = self._finish()
            self._ticks, self._last_timestamp = self.unwrap(timestamp), timestamp
        self._add(buffer, start, end)
        if kind & 0x80 and self._has_picture and not self._by_time:
            self._told_ticks = self._ticks
            done += self._finish()
        return done

    def _add(self, buffer: bytearray, start: int, end: int) -> None:
        shape = self._format
        kind = buffer[start] >> shape.shift & shape.mask
        header = shape.header_bytes
        if kind == shape.fragment:
            self._add_fragment(buffer, start, end)
        elif kind == shape.bundle:
            at = start + header
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
        head = start + shape.header_bytes
        mark = buffer[head]
        if mark & 0x80:
            kind = mark & shape.mask
            first = buffer[start] & ~(shape.mask << shape.shift) | kind << shape.shift
            header = bytes((first,)) if shape.header_bytes == 1 else bytes((first, buffer[start + 1]))
            self._begin_unit(kind, buffer[head + 1] if head + 1 < end else 0)
            self._parts.append(START_CODE + header)
            self._size += len(START_CODE) + len(header)
            self._in_fragment = not mark & 0x40
        elif not self._in_fragment:
            self._is_damaged = True
            return
        self._parts.append(buffer[head + 1 : end])
        self._size += end - head - 1
        if mark & 0x40:
            self._in_fragment = False

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
        self._parts += (START_CODE, unit)
        self._size += len(START_CODE) + len(unit)

    def _begin_unit(self, kind: int, first_byte: int) -> None:
        if self._in_fragment:
            self._is_damaged = True  # the end of the fragmented unit never came
        if kind in self._format.pictures:
            if self._told_ticks == self._ticks and not first_byte & _FIRST_SLICE and not self._has_picture:
                # More of a picture that the marker said was complete: from now on its time tells.
                self._by_time = self._is_damaged = True
            self._has_picture = True
            self._is_keyframe |= kind in self._format.keyframes
        self._starts.append(self._size)

    def _finish(self) -> tuple[Picture, ...]:
        """The picture that was put together; nothing if it cannot be decoded."""
        is_whole = not self._is_damaged and not self._in_fragment
        is_first, self._is_begun = not self._is_begun, True
        if is_whole and self._is_keyframe:
            self._is_broken = False
        elif not is_whole:
            # The first one may have begun before we came.
            self._is_broken |= not is_first
        done = _NONE
        if is_whole and not self._is_broken:
            parts = b"".join(self._parts)
            done = (Picture(self._ticks, self._is_keyframe, parts, tuple(self._starts), tuple(self._sets)),)
        elif not is_first:
            self.damaged += 1
        self._clear()
        return done

    def _clear(self) -> None:
        self._parts: list[bytes | bytearray] = []
        self._starts: list[int] = []
        self._sets: list[bytes] = []
        self._size = 0
        self._has_picture = self._is_keyframe = self._is_damaged = self._in_fragment = False


def _run_length(buffer: bytearray, start: int, end: int, stride: int, body: int) -> int:
    """How many frames from `start` on are like the first one but for their numbers, which rise by one.

    They lie `stride` apart, so that a slice shows one byte of all of them. body: how long all headers of one are.
    """
    count = (end - start) // stride
    low = buffer[start + _LOW]
    count = min(count, _RING - low)  # in front of a carry
    if count < _WORTH_IT:
        return 1
    stop = start + (count - 1) * stride + body
    for offset in (*_SAME, *range(_FRAME_HEAD + _RTP_BYTES, body)):
        column = buffer[start + offset : stop : stride]
        count = min(count, len(column) - len(column.lstrip(column[:1])))
    rising = buffer[start + _LOW : stop : stride][:count]
    return count if rising == _NUMBERS[low : low + count] else 1


def _payload(buffer: bytearray, flags: int, start: int, end: int) -> tuple[int, int]:
    """Where the payload of a packet with more than the plain header lies (RFC 3550 §5.1)."""
    start += 4 * (flags & 0x0F)
    if flags & 0x10 and start + 4 <= end:
        start += 4 + 4 * (buffer[start + 2] << 8 | buffer[start + 3])
    if flags & 0x20 and end > start:
        end -= buffer[end - 1]
    return start, end
