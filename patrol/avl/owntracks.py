"""OwnTracks, by HTTP or MQTT: one JSON object per message, of which `_type: location` is a position.

`lat, lon, tst` (s since 1970) `, acc` (m) `, vel` (km/h) `, cog` (degrees) `, alt` (m) `, batt` (%) `, tid, t, m`.
Waypoints, transitions, cards, last wills and all else are no positions. https://owntracks.org/booklet/tech/json/
"""

import json
from datetime import UTC, datetime, timedelta

from kernel.errors import invalid
from kernel.journal import Json
from patrol.avl.reading import KMH_MPS, Reader
from patrol.position import Fix

SOURCE = "owntracks"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_BODY_BYTES = 64_000
_read = Reader(SOURCE)


def decode(body: bytes, received_at: datetime) -> Fix | None:
    """The fix of a message; None when it is about something else.

    Raises an invalid fault that says what is wrong; an encrypted message is one.
    """
    if not body:
        return None  # a retained message that was cleared
    if len(body) > _MAX_BODY_BYTES:
        raise invalid(f"owntracks: a message of {len(body)} bytes is too long")
    try:
        data: Json = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise invalid("owntracks: the body is not JSON") from error
    message = _read.table(data, "the body")
    if message.get("_type") == "encrypted":
        raise invalid("owntracks: the message is encrypted; clear the encryption key on the phone and use TLS instead")
    if message.get("_type") != "location":
        return None
    return Fix(
        position=_read.place(_read.required(message.get("lat"), "lat"), _read.required(message.get("lon"), "lon")),
        at=_time(message.get("tst")),
        received_at=received_at,
        accuracy_m=_read.measure(message.get("acc"), "acc"),
        speed_mps=_read.measure(message.get("vel"), "vel", KMH_MPS),
        course_deg=_read.course(message.get("cog"), "cog"),
        source=SOURCE,
        battery_percent=_read.percent(message.get("batt"), "batt"),
        altitude_m=_read.number(message.get("alt"), "alt"),
    )


def _time(value: Json) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=_read.required(value, "tst"))
    except OverflowError as error:
        raise invalid("owntracks: tst is beyond all years") from error
