"""A JT/T 808 terminal built from the standard's tables, without any of the product's code."""

from dataclasses import dataclass

LAT, LON = 31_230_416, 121_473_701  # millionths of a degree
TIME = "260101155959"  # 07:59:59 UTC


def framed(raw: bytes, spoil: int = 0) -> bytes:
    """With checksum and flags; spoil: what the checksum is wrong by."""
    check = spoil
    for byte in raw:
        check ^= byte
    out = bytearray()
    for byte in [*raw, check]:
        out += {0x7E: b"\x7d\x02", 0x7D: b"\x7d\x01"}.get(byte, bytes([byte]))
    return b"\x7e" + bytes(out) + b"\x7e"


def location(lat: int = LAT, lon: int = LON, status: int = 0b11, time: str = TIME, extra: bytes = b"") -> bytes:
    """The body of a location: 54.0 km/h, course 90, 44 m."""
    numbers = b"".join(n.to_bytes(4, "big") for n in (0, status, lat, lon))
    return numbers + b"".join(n.to_bytes(2, "big") for n in (44, 540, 90)) + bytes.fromhex(time) + extra


@dataclass
class Terminal:
    """Frames of one terminal with their serial numbers."""

    phone: str = "13800138000"
    is_2019: bool = False
    serial: int = 0

    def frame(self, kind: int, body: bytes = b"", part: tuple[int, int] | None = None, spoil: int = 0) -> bytes:
        self.serial += 1
        properties = len(body) | (1 << 14 if self.is_2019 else 0) | (1 << 13 if part else 0)
        raw = kind.to_bytes(2, "big") + properties.to_bytes(2, "big")
        raw += b"\x01" + bytes.fromhex(self.phone.zfill(20)) if self.is_2019 else bytes.fromhex(self.phone.zfill(12))
        raw += self.serial.to_bytes(2, "big")
        if part:
            raw += part[0].to_bytes(2, "big") + part[1].to_bytes(2, "big")
        return framed(raw + body, spoil)

    def register(self, terminal: bytes = b"T000001", plate: str = "沪A12345") -> bytes:
        sizes = (11, 30, 30) if self.is_2019 else (5, 20, 7)
        texts = (b"MAKER"[: sizes[0]], b"MODEL-1", terminal)
        body = b"\0\x1f\0\x73" + b"".join(text.ljust(size, b"\0") for text, size in zip(texts, sizes, strict=True))
        return self.frame(0x0100, body + b"\x01" + plate.encode("gbk"))

    def authenticate(self, code: str) -> bytes:
        raw = code.encode()
        body = bytes([len(raw)]) + raw + b"0" * 15 + b"1.0".ljust(20, b"\0") if self.is_2019 else raw
        return self.frame(0x0102, body)

    def batch(self, *bodies: bytes) -> bytes:
        items = b"".join(len(body).to_bytes(2, "big") + body for body in bodies)
        return self.frame(0x0704, len(bodies).to_bytes(2, "big") + b"\0" + items)


def answer(frame: bytes, is_2019: bool = False) -> tuple[int, int, bytes]:
    """(kind, serial, body) of an answer of the platform; fails when its checksum is wrong."""
    assert frame[:1] == frame[-1:] == b"\x7e"
    raw = frame[1:-1].replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
    check = 0
    for byte in raw:
        check ^= byte
    assert check == 0
    at = 15 if is_2019 else 10
    assert len(raw) - at - 3 == int.from_bytes(raw[2:4]) & 0x3FF
    return int.from_bytes(raw[:2]), int.from_bytes(raw[at : at + 2]), raw[at + 2 : -1]
