"""JT/T 808 (2013 and 2019), what the vehicle terminals of Chinese fleets speak: frames in, messages out, answers back.

A frame lies between two 0x7e; inside, 0x7d 0x02 stands for 0x7e and 0x7d 0x01 for 0x7d. Header: id, properties (length,
encryption, sub-package, version), phone number in BCD (6 bytes, in 2019 a version byte and 10), serial number, then
where packaged: how many, which. The last byte is the exclusive or of all before. All times are GMT+8.
"""

import struct
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum
from functools import reduce
from operator import xor

from kernel.errors import invalid
from patrol.avl.reading import KMH_MPS, Reader
from patrol.position import Fix

SOURCE = "jt808"
ZONE = timezone(timedelta(hours=8))
_FLAG = 0x7E
_FRAME_LIMIT = 4096  # 1023 bytes of body, a header, each byte escaped
_PARTS_LIMIT = 64
_OPEN_LIMIT = 4  # messages of which only parts have come
_BATCH_LIMIT = 500
_POSITIONED, _SOUTH, _WEST = 1 << 1, 1 << 2, 1 << 3
_HEAD = struct.Struct(">HH")
_LOCATION = struct.Struct(">IIIIHHH")
_read = Reader(SOURCE)


class Kind(IntEnum):
    """The messages that are understood; those above 0x8000 are the platform's."""

    TERMINAL_ANSWER = 0x0001
    HEARTBEAT = 0x0002
    LOGOUT = 0x0003
    ASK_TIME = 0x0004
    REGISTER = 0x0100
    AUTHENTICATE = 0x0102
    LOCATION = 0x0200
    BATCH = 0x0704
    ANSWER = 0x8001
    TIME = 0x8004
    REGISTERED = 0x8100


class Result(IntEnum):
    """Of a general answer (0x8001)."""

    DONE = 0
    FAILED = 1
    WRONG = 2
    UNKNOWN = 3


class Registered(IntEnum):
    """Of an answer to a registration (0x8100)."""

    DONE = 0
    VEHICLE_KNOWN = 1
    NO_SUCH_VEHICLE = 2
    TERMINAL_KNOWN = 3
    NO_SUCH_TERMINAL = 4


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    phone: its digits without leading zeros. is_intact: the checksum is right. is_part: more belong to it. head: the
    phone number as it came, with the version byte, for the answer.
    """

    kind: int
    phone: str
    serial: int
    is_2019: bool
    body: bytes
    is_intact: bool = True
    is_encrypted: bool = False
    is_part: bool = False
    head: bytes = b""


@dataclass(frozen=True, slots=True)
class Registration:
    """Who registers: maker, model, the terminal's own number and the plate of its vehicle."""

    maker: str
    model: str
    terminal: str
    plate: str


@dataclass(slots=True)
class _Parts:
    total: int
    bodies: dict[int, bytes] = field(default_factory=dict)


class Decoder:
    """Bytes of one connection to messages; holds at most one unfinished frame and a few packaged messages."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._parts: dict[tuple[int, str, int], _Parts] = {}
        self.broken = 0

    def feed(self, data: bytes) -> list[Message]:
        """The messages that `data` completes. What is no frame is skipped and counted in `broken`."""
        found = []
        for byte in data:
            if byte != _FLAG:
                self._pending.append(byte)
                if len(self._pending) > _FRAME_LIMIT:
                    self.broken += 1
                    self._pending.clear()
                continue
            # A flag ends one frame and may begin the next; between two flags of two frames there is nothing.
            frame, self._pending = bytes(self._pending), bytearray()
            message = self._message(frame) if frame else None
            if message is not None:
                found.append(message)
        return found

    def _message(self, frame: bytes) -> Message | None:
        raw = _unescaped(frame)
        parsed = None if raw is None else _parsed(raw)
        if parsed is None:
            self.broken += 1
            return None
        message, packaging = parsed
        if not message.is_intact:
            self.broken += 1
            return message
        return message if packaging is None else self._joined(message, packaging)

    def _joined(self, message: Message, packaging: tuple[int, int]) -> Message:
        total, number = packaging
        if not 1 <= number <= total <= _PARTS_LIMIT:
            self.broken += 1
            return replace(message, is_intact=False)
        # The parts of a message have serial numbers that follow one another.
        key = message.kind, message.phone, (message.serial - number) & 0xFFFF
        if key not in self._parts and len(self._parts) >= _OPEN_LIMIT:
            self._parts.pop(next(iter(self._parts)))
            self.broken += 1
        parts = self._parts.setdefault(key, _Parts(total))
        parts.bodies[number] = message.body
        if len(parts.bodies) < parts.total:
            return replace(message, is_part=True)
        del self._parts[key]
        return replace(message, body=b"".join(parts.bodies[each] for each in sorted(parts.bodies)))


def registration(message: Message) -> Registration:
    """What a terminal says of itself (0x0100); raises an invalid fault when it is too short."""
    sizes = (11, 30, 30) if message.is_2019 else (5, 20, 7)
    if len(message.body) < 4 + sum(sizes) + 1 and not message.is_2019:
        sizes = (5, 8, 7)  # 2011, which many still speak
    if len(message.body) < 4 + sum(sizes) + 1:
        raise invalid(f"jt808: a registration of {len(message.body)} bytes is too short")
    at, texts = 4, []
    for size in sizes:
        texts.append(_text(message.body[at : at + size]))
        at += size
    return Registration(texts[0], texts[1], texts[2], _text(message.body[at + 1 :]))


def authentication(message: Message) -> str:
    """The code of a terminal that authenticates (0x0102)."""
    if not message.is_2019:
        return _text(message.body)
    length = message.body[0] if message.body else 0
    if not 0 < length < len(message.body):
        raise invalid("jt808: an authentication without its code")
    return _text(message.body[1 : 1 + length])


def fixes(message: Message, received_at: datetime) -> list[Fix]:
    """The fixes of a location (0x0200) or a batch (0x0704), in their order; raises an invalid fault."""
    if message.kind == Kind.LOCATION:
        return [_fix(message.body, received_at)]
    if len(message.body) < 3:
        raise invalid("jt808: a batch without a count")
    count, at, found = int.from_bytes(message.body[:2]), 3, []
    if count > _BATCH_LIMIT:
        raise invalid(f"jt808: a batch of {count} positions is too long")
    for _ in range(count):
        size = int.from_bytes(message.body[at : at + 2])
        body = message.body[at + 2 : at + 2 + size]
        if len(body) < size or not size:
            raise invalid("jt808: a batch that ends before its last position")
        found.append(_fix(body, received_at))
        at += 2 + size
    return found


def answer(message: Message, result: Result, serial: int) -> bytes:
    """The general answer (0x8001) to `message`."""
    return _frame(message, Kind.ANSWER, serial, struct.pack(">HHB", message.serial, message.kind, result))


def register_answer(message: Message, result: Registered, code: str, serial: int) -> bytes:
    """The answer to a registration (0x8100); the code goes with success alone."""
    said = code.encode("gbk") if result is Registered.DONE else b""
    return _frame(message, Kind.REGISTERED, serial, struct.pack(">HB", message.serial, result) + said)


def time_answer(message: Message, now: datetime, serial: int) -> bytes:
    """What time it is (0x8004), in GMT+8."""
    return _frame(message, Kind.TIME, serial, bytes.fromhex(now.astimezone(ZONE).strftime("%y%m%d%H%M%S")))


def framed(raw: bytes) -> bytes:
    """Header and body with their checksum, escaped, between flags."""
    whole = raw + bytes([reduce(xor, raw, 0)])
    return b"\x7e" + whole.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + b"\x7e"


def _frame(to: Message, kind: Kind, serial: int, body: bytes) -> bytes:
    version = 1 << 14 if to.is_2019 else 0
    return framed(_HEAD.pack(kind, version | len(body)) + to.head + struct.pack(">H", serial & 0xFFFF) + body)


def _unescaped(frame: bytes) -> bytes | None:
    """The bytes of a frame; None when an escape stands for nothing."""
    head, *rest = frame.split(b"\x7d")
    if any(part[:1] not in (b"\x01", b"\x02") for part in rest):
        return None
    return head + b"".join((b"\x7d" if part[0] == 1 else b"\x7e") + part[1:] for part in rest)


def _parsed(raw: bytes) -> tuple[Message, tuple[int, int] | None] | None:
    """The message and, where it is a part, (how many, which); None when it is too short.

    Terminals that misstate their length are about; the checksum says whether all is there.
    """
    if len(raw) < 13:
        return None
    kind, properties = _HEAD.unpack_from(raw)
    is_2019, is_part = bool(properties & 1 << 14), bool(properties & 1 << 13)
    head = raw[4:15] if is_2019 else raw[4:10]
    at = 4 + len(head)
    body_at = at + (6 if is_part else 2)
    body = raw[body_at:-1]
    if len(raw) < body_at + 1:
        return None
    packaging = struct.unpack_from(">HH", raw, at + 2) if is_part else None
    message = Message(
        kind,
        head[1 if is_2019 else 0 :].hex().lstrip("0") or "0",
        int.from_bytes(raw[at : at + 2]),
        is_2019,
        body,
        is_intact=reduce(xor, raw, 0) == 0,
        is_encrypted=bool(properties >> 10 & 0b111),
        head=head,
    )
    return message, None if packaging is None else (packaging[0], packaging[1])


def _fix(body: bytes, received_at: datetime) -> Fix:
    """The first 28 bytes of a location; the additional items behind them are skipped."""
    if len(body) < _LOCATION.size + 6:
        raise invalid(f"jt808: a location of {len(body)} bytes is too short")
    _, status, lat, lon, altitude_m, speed, course_deg = _LOCATION.unpack_from(body)
    position = _read.place(lat / -1e6 if status & _SOUTH else lat / 1e6, lon / -1e6 if status & _WEST else lon / 1e6)
    return Fix(
        position=position,
        at=_time(body[_LOCATION.size : _LOCATION.size + 6]),
        received_at=received_at,
        speed_mps=speed / 10 * KMH_MPS,
        course_deg=float(course_deg % 360),
        source=SOURCE,
        altitude_m=float(altitude_m),
        is_valid=bool(status & _POSITIONED),
    )


def _time(bcd: bytes) -> datetime:
    try:
        return datetime.strptime(bcd.hex(), "%y%m%d%H%M%S").replace(tzinfo=ZONE).astimezone(UTC)
    except ValueError as error:
        raise invalid(f"jt808: {bcd.hex()} is no time") from error


def _text(data: bytes) -> str:
    """Text in GBK, padded with zeros or blanks on either side."""
    text = data.strip(b"\0 ").decode("gbk", "replace")
    return "".join(letter for letter in text if letter.isprintable())
