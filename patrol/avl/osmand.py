"""OsmAnd live tracking, as the Traccar clients speak it: a query string, or since 2024 a JSON body.

Query: `id, lat, lon, timestamp, accuracy, altitude, speed (knots), bearing, batt, charge, valid`, also
`location=lat,lon` and `deviceid`, `heading`. JSON: `{"device_id", "location": {"timestamp", "coords": {"latitude",
"longitude", "accuracy", "speed" (m/s), "heading", "altitude"}, "battery": {"level" in [0, 1]}, "mock"}}`. `mock`
(both forms) is what a phone says whose position comes from another app.
https://www.traccar.org/osmand/ · the units follow Traccar's OsmAndProtocolDecoder.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kernel.errors import Fault, invalid
from kernel.journal import Json
from patrol.avl.reading import KNOT_MPS, Reader
from patrol.position import Fix

SOURCE = "osmand"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECONDS = 2**31  # larger numbers are milliseconds, as in Traccar
_MAX_BODY_BYTES = 64_000
_MAX_ID_LENGTH = 200
_read = Reader("osmand")


@dataclass(frozen=True, slots=True)
class Message:
    """What a device said. device: its identifier, here the unit's device token; never to be logged."""

    device: str
    fix: Fix


def decode_query(fields: Mapping[str, str], received_at: datetime) -> Message:
    """The message of a query string or a form body. Raises an invalid fault that says which field is wrong."""
    device = _device(fields.get("id") or fields.get("deviceid"), "id")
    speed_kn = _read.measure(fields.get("speed"), "speed")
    lat, lon = _query_place(fields)
    return Message(
        device,
        Fix(
            position=_read.place(lat, lon),
            at=_time(fields.get("timestamp"), "timestamp", received_at),
            received_at=received_at,
            accuracy_m=_read.measure(fields.get("accuracy"), "accuracy"),
            speed_mps=None if speed_kn is None else speed_kn * KNOT_MPS,
            course_deg=_read.course(fields.get("bearing", fields.get("heading")), "bearing"),
            source=SOURCE,
            battery_percent=_read.percent(fields.get("batt"), "batt", 1.0),
            altitude_m=_read.number(fields.get("altitude"), "altitude"),
            is_valid=_is_true(fields.get("valid", "true")),
            is_mock=_is_true(fields.get("mock", "false")),
        ),
    )


def decode_json(body: bytes, received_at: datetime) -> Message:
    """The message of a JSON body. Raises an invalid fault that says which field is wrong."""
    if len(body) > _MAX_BODY_BYTES:
        raise invalid(f"osmand: a message of {len(body)} bytes is too long")
    try:
        data: Json = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise invalid("osmand: the body is not JSON") from error
    message = _read.table(data, "the body")
    location = _read.table(message.get("location"), "location")
    coords = _read.table(location.get("coords"), "location.coords")
    battery = _read.table(location.get("battery") or {}, "location.battery")
    return Message(
        _device(message.get("device_id"), "device_id"),
        Fix(
            position=_read.place(
                _read.required(coords.get("latitude"), "latitude"), _read.required(coords.get("longitude"), "longitude")
            ),
            at=_time(location.get("timestamp"), "timestamp", received_at),
            received_at=received_at,
            accuracy_m=_read.measure(coords.get("accuracy"), "accuracy"),
            speed_mps=_read.measure(coords.get("speed"), "speed"),
            course_deg=_read.course(coords.get("heading"), "heading"),
            source=SOURCE,
            battery_percent=_read.percent(battery.get("level"), "battery.level", 100.0),
            altitude_m=_read.number(coords.get("altitude"), "altitude"),
            is_mock=location.get("mock") is True,
        ),
    )


def _is_true(text: str) -> bool:
    return text.strip().lower() in {"true", "1"}


def _query_place(fields: Mapping[str, str]) -> tuple[float, float]:
    location = fields.get("location")
    if location is None:
        return _read.required(fields.get("lat"), "lat"), _read.required(fields.get("lon"), "lon")
    lat, separator, lon = location.partition(",")
    if not separator:
        raise invalid("osmand: location must be lat,lon")
    return _read.required(lat, "location"), _read.required(lon, "location")


def _device(value: Json, name: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _MAX_ID_LENGTH:
        raise invalid(f"osmand: {name} is missing or too long")
    if not (value.isascii() and value.isprintable()):
        raise invalid(f"osmand: {name} has characters that no device token has")
    return value.strip()


def _time(value: Json, name: str, received_at: datetime) -> datetime:
    """Seconds or milliseconds since 1970, or ISO 8601 (UTC where it names no zone); without one, when it came."""
    if value is None or value == "":
        return received_at
    try:
        number = _read.number(value, name)
    except Fault:
        number = None
    try:
        if number is not None:
            return _EPOCH + timedelta(seconds=number if number < _LAST_SECONDS else number / 1000)
        at = datetime.fromisoformat(str(value).strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise invalid(f"osmand: {name} is neither seconds, milliseconds nor ISO 8601") from error
