"""OsmAnd live tracking, as the Traccar clients speak it: a query string, or since 2024 a JSON body.

Query: `id, lat, lon, timestamp, accuracy, altitude, speed (knots), bearing, batt, charge, valid`, also
`location=lat,lon` and `deviceid`, `heading`. JSON: `{"device_id", "location": {"timestamp", "coords": {"latitude",
"longitude", "accuracy", "speed" (m/s), "heading", "altitude"}, "battery": {"level" in [0, 1]}}}`.
https://www.traccar.org/osmand/ · the units follow Traccar's OsmAndProtocolDecoder.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kernel.errors import Fault, invalid
from kernel.geo import LatLon
from kernel.journal import Json
from patrol.position import Fix

KNOT_MPS = 1852 / 3600
SOURCE = "osmand"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECONDS = 2**31  # larger numbers are milliseconds, as in Traccar
_MAX_BODY_BYTES = 64_000
_MAX_ID_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Message:
    """What a device said. device: its identifier, here the unit's device token; never to be logged."""

    device: str
    fix: Fix


def decode_query(fields: Mapping[str, str], received_at: datetime) -> Message:
    """The message of a query string or a form body. Raises an invalid fault that says which field is wrong."""
    device = _device(fields.get("id") or fields.get("deviceid"), "id")
    speed_kn = _measure(fields.get("speed"), "speed")
    lat, lon = _query_place(fields)
    return Message(
        device,
        Fix(
            position=_place(lat, lon),
            at=_time(fields.get("timestamp"), "timestamp", received_at),
            received_at=received_at,
            accuracy_m=_measure(fields.get("accuracy"), "accuracy"),
            speed_mps=None if speed_kn is None else speed_kn * KNOT_MPS,
            course_deg=_course(fields.get("bearing", fields.get("heading")), "bearing"),
            source=SOURCE,
            battery_percent=_percent(fields.get("batt"), "batt", 1.0),
            altitude_m=_number(fields.get("altitude"), "altitude"),
            is_valid=fields.get("valid", "true").strip().lower() in {"true", "1"},
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
    message = _object(data, "the body")
    location = _object(message.get("location"), "location")
    coords = _object(location.get("coords"), "location.coords")
    battery = _object(location.get("battery") or {}, "location.battery")
    return Message(
        _device(message.get("device_id"), "device_id"),
        Fix(
            position=_place(
                _required(coords.get("latitude"), "latitude"), _required(coords.get("longitude"), "longitude")
            ),
            at=_time(location.get("timestamp"), "timestamp", received_at),
            received_at=received_at,
            accuracy_m=_measure(coords.get("accuracy"), "accuracy"),
            speed_mps=_measure(coords.get("speed"), "speed"),
            course_deg=_course(coords.get("heading"), "heading"),
            source=SOURCE,
            battery_percent=_percent(battery.get("level"), "battery.level", 100.0),
            altitude_m=_number(coords.get("altitude"), "altitude"),
        ),
    )


def _query_place(fields: Mapping[str, str]) -> tuple[float, float]:
    location = fields.get("location")
    if location is None:
        return _required(fields.get("lat"), "lat"), _required(fields.get("lon"), "lon")
    lat, separator, lon = location.partition(",")
    if not separator:
        raise invalid("osmand: location must be lat,lon")
    return _required(lat, "location"), _required(lon, "location")


def _place(lat: float, lon: float) -> LatLon:
    try:
        return LatLon(lat, lon)
    except ValueError as error:
        raise invalid(f"osmand: lat, lon: {error}") from error


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
        number = _number(value, name)
    except Fault:
        number = None
    try:
        if number is not None:
            return _EPOCH + timedelta(seconds=number if number < _LAST_SECONDS else number / 1000)
        at = datetime.fromisoformat(str(value).strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise invalid(f"osmand: {name} is neither seconds, milliseconds nor ISO 8601") from error


def _required(value: Json, name: str) -> float:
    number = _number(value, name)
    if number is None:
        raise invalid(f"osmand: {name} is missing")
    return number


def _number(value: Json, name: str) -> float | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise invalid(f"osmand: {name} is not a number")
    try:
        number = float(value)
    except (ValueError, OverflowError) as error:
        raise invalid(f"osmand: {name} is not a number") from error
    if not math.isfinite(number):
        raise invalid(f"osmand: {name} is not a finite number")
    return number


def _measure(value: Json, name: str) -> float | None:
    """A number that cannot be negative; phones say -1 for "not known"."""
    number = _number(value, name)
    return None if number is None or number < 0 else number


def _course(value: Json, name: str) -> float | None:
    number = _measure(value, name)
    return None if number is None else number % 360


def _percent(value: Json, name: str, factor: float) -> float | None:
    number = _measure(value, name)
    return None if number is None else min(100.0, number * factor)


def _object(value: Json, name: str) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise invalid(f"osmand: {name} is not an object")
    return value
