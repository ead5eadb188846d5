"""NMEA 0183 as receivers and serial gateways send it over TCP: lines with a checksum, behind a sign-on line.

The first line is the device token alone, which every gateway can be told to send when it connects. RMC gives place,
time and speed; GGA and GNS give altitude and dilution, and the place where no RMC comes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import xor

from kernel.errors import Fault, invalid
from kernel.geo import LatLon
from patrol.avl.reading import KNOT_MPS, Reader
from patrol.position import Fix

SOURCE = "nmea"
LINE_LIMIT = 400  # 82 by the standard; tokens and extensions are longer
_ERROR_PER_DILUTION_M = 5.0  # a receiver's usual error at a dilution of 1
_SIMULATED = frozenset("SM")
_MOCK_QUALITIES = frozenset({"7", "8"})
_read = Reader(SOURCE)


@dataclass(frozen=True, slots=True)
class SignOn:
    """The first line of a connection: a device token, never to be logged."""

    token: str


@dataclass(frozen=True, slots=True)
class _Quality:
    """What GGA or GNS told of the second in which it was measured."""

    second: timedelta
    accuracy_m: float | None
    altitude_m: float | None
    is_mock: bool


class Decoder:
    """Bytes of one connection to its sign-on and its fixes; holds at most one unfinished line."""

    def __init__(self) -> None:
        self._pending = b""
        self._is_signed_on = False
        self._quality: _Quality | None = None
        self._has_rmc = False
        self.broken = 0

    def feed(self, data: bytes, received_at: datetime) -> Iterator[SignOn | Fix]:
        """What `data` completes. A broken line is skipped and counted; an endless one is an invalid fault."""
        *lines, self._pending = (self._pending + data).replace(b"\r", b"\n").split(b"\n")
        for line in lines:
            if line.strip():
                said = self._line(line.strip(), received_at)
                if said is not None:
                    yield said
        if len(self._pending) > LINE_LIMIT:
            raise invalid(f"nmea: a line of more than {LINE_LIMIT} bytes")

    def _line(self, line: bytes, received_at: datetime) -> SignOn | Fix | None:
        if not self._is_signed_on:
            if len(line) > LINE_LIMIT or not line.isascii() or line[:1] in b"$!":
                raise invalid("nmea: the first line must be the device token alone")
            self._is_signed_on = True
            return SignOn(line.decode())
        try:
            return self._sentence(_checked(line), received_at)
        except Fault:
            self.broken += 1
            return None

    def _sentence(self, fields: list[str], received_at: datetime) -> Fix | None:
        match fields[0][2:]:
            case "RMC" if len(fields) >= 10:
                self._has_rmc = True
                return self._rmc(fields, received_at)
            case "GGA" if len(fields) >= 10:
                return self._measured(fields, fields[6] != "0", fields[6] in _MOCK_QUALITIES, received_at)
            case "GNS" if len(fields) >= 10:
                modes = fields[6]
                return self._measured(fields, modes.strip("N") != "", bool(_SIMULATED & set(modes)), received_at)
            case _:
                return None

    def _rmc(self, fields: list[str], received_at: datetime) -> Fix | None:
        if not fields[3]:
            return None  # a receiver that knows no place yet
        second = _second(fields[1])
        speed_kn = _read.measure(fields[7], "speed")
        mode = fields[12][:1] if len(fields) > 12 else ""
        fix = Fix(
            position=_place(fields[3:7]),
            at=datetime.combine(_day(fields[9]), datetime.min.time(), UTC) + second,
            received_at=received_at,
            speed_mps=None if speed_kn is None else speed_kn * KNOT_MPS,
            course_deg=_read.course(fields[8], "course"),
            source=SOURCE,
            is_valid=fields[2] == "A" and mode != "N",
            is_mock=mode in _SIMULATED,
        )
        told = self._quality
        if told is None or told.second != second:
            return fix
        is_mock = fix.is_mock or told.is_mock
        return replace(fix, accuracy_m=told.accuracy_m, altitude_m=told.altitude_m, is_mock=is_mock)

    def _measured(self, fields: list[str], is_valid: bool, is_mock: bool, received_at: datetime) -> Fix | None:
        if not fields[2]:
            return None
        second, dilution = _second(fields[1]), _read.measure(fields[8], "dilution", _ERROR_PER_DILUTION_M)
        self._quality = _Quality(second, dilution, _read.number(fields[9], "altitude"), is_mock)
        if self._has_rmc:
            return None
        # Without a date it is the day on which that second lies nearest to now.
        midnight = received_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        days = (midnight + timedelta(days=shift) + second for shift in (-1, 0, 1))
        return Fix(
            position=_place(fields[2:6]),
            at=min(days, key=lambda at: abs(at - received_at)),
            received_at=received_at,
            accuracy_m=dilution,
            source=SOURCE,
            altitude_m=self._quality.altitude_m,
            is_valid=is_valid,
            is_mock=is_mock,
        )


def _checked(line: bytes) -> list[str]:
    """The fields of a sentence whose checksum is right; raises an invalid fault."""
    body, star, told = line[1:].partition(b"*")
    if line[:1] != b"$" or not star or len(line) > LINE_LIMIT or not line.isascii():
        raise invalid("nmea: not a sentence with a checksum")
    if told.strip().upper() != b"%02X" % reduce(xor, body, 0):
        raise invalid("nmea: the checksum is wrong")
    return body.decode().split(",")


def _place(fields: list[str]) -> LatLon:
    """Latitude, N or S, longitude, E or W; degrees and minutes, as in 4807.038."""
    lat, lon = _degrees(fields[0], "latitude"), _degrees(fields[2], "longitude")
    if fields[1] not in {"N", "S"} or fields[3] not in {"E", "W"}:
        raise invalid("nmea: a place without its hemispheres")
    return _read.place(-lat if fields[1] == "S" else lat, -lon if fields[3] == "W" else lon)


def _degrees(text: str, name: str) -> float:
    number = _read.required(text, name)
    degrees, minutes = divmod(number, 100)
    if number < 0 or minutes >= 60:
        raise invalid(f"nmea: {name} is not degrees and minutes")
    return round(degrees + minutes / 60, 9)  # a tenth of a millimetre


def _second(text: str) -> timedelta:
    """The time of day, hhmmss and maybe a fraction."""
    hours, minutes, seconds = text[0:2], text[2:4], text[4:]
    if not (hours.isdecimal() and minutes.isdecimal() and seconds[:2].isdecimal() and int(hours) < 24):
        raise invalid("nmea: no time of day")
    if int(minutes) > 59:
        raise invalid("nmea: no time of day")
    second = _read.required(seconds, "second")
    if second >= 61:
        raise invalid("nmea: no time of day")
    return timedelta(hours=int(hours), minutes=int(minutes), seconds=second)


def _day(text: str) -> date:
    """ddmmyy."""
    if len(text) != 6 or not text.isdecimal():
        raise invalid("nmea: no date")
    try:
        return date(2000 + int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError as error:
        raise invalid("nmea: no date") from error
