"""The OsmAnd protocol: what the Traccar clients send, and whatever else arrives."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.errors import Fault, FaultKind
from kernel.geo import LatLon
from patrol.avl.osmand import decode_json, decode_query

NOW = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
QUERY = {
    "id": "tok_1",
    "lat": "39.9087",
    "lon": "116.3975",
    "timestamp": "1767254399",
    "accuracy": "12.5",
    "speed": "10",
    "bearing": "370",
    "altitude": "44",
    "batt": "83",
    "charge": "false",
}
BODY = {
    "device_id": "tok_1",
    "location": {
        "event": "motionchange",
        "is_moving": True,
        "timestamp": "2026-01-01T07:59:59.000Z",
        "odometer": 1530.2,
        "coords": {
            "latitude": 39.9087,
            "longitude": 116.3975,
            "accuracy": 12.5,
            "speed": 5.1,
            "heading": 10,
            "altitude": 44,
        },
        "activity": {"type": "in_vehicle"},
        "battery": {"level": 0.83, "is_charging": False},
    },
}


def test_query_of_the_traccar_client_becomes_a_fix() -> None:
    message = decode_query(QUERY, NOW)
    fix = message.fix
    assert message.device == "tok_1"
    assert fix.position == LatLon(39.9087, 116.3975)
    assert fix.at == datetime(2026, 1, 1, 7, 59, 59, tzinfo=UTC)
    assert fix.received_at == NOW
    assert fix.speed_mps == pytest.approx(5.1444, abs=1e-4)  # 10 knots
    assert (fix.accuracy_m, fix.course_deg, fix.altitude_m, fix.battery_percent) == (12.5, 10, 44, 83)
    assert fix.is_valid


def test_json_of_the_newer_client_becomes_a_fix() -> None:
    message = decode_json(json.dumps(BODY).encode(), NOW)
    fix = message.fix
    assert message.device == "tok_1"
    assert fix.position == LatLon(39.9087, 116.3975)
    assert fix.at == datetime(2026, 1, 1, 7, 59, 59, tzinfo=UTC)
    assert fix.speed_mps == 5.1  # metres per second here, unlike the query
    assert (fix.accuracy_m, fix.course_deg, fix.altitude_m, fix.battery_percent) == (12.5, 10, 44, 83)


@pytest.mark.parametrize(
    "timestamp",
    [
        pytest.param("1767254399", id="seconds"),
        pytest.param("1767254399000", id="milliseconds"),
        pytest.param("2026-01-01T07:59:59Z", id="ISO 8601, UTC"),
        pytest.param("2026-01-01T15:59:59+08:00", id="ISO 8601, another zone"),
        pytest.param("2026-01-01 07:59:59", id="without a zone: UTC"),
    ],
)
def test_timestamp_is_understood(timestamp: str) -> None:
    assert decode_query({**QUERY, "timestamp": timestamp}, NOW).fix.at == datetime(2026, 1, 1, 7, 59, 59, tzinfo=UTC)


def test_missing_timestamp_takes_our_time_and_missing_figures_are_unknown() -> None:
    fix = decode_query({"deviceid": "tok_1", "location": "1.5,2.5"}, NOW).fix
    assert fix.at == NOW
    assert fix.position == LatLon(1.5, 2.5)
    assert (fix.accuracy_m, fix.speed_mps, fix.course_deg, fix.battery_percent) == (None, None, None, None)


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_valid_is_read(value: str, expected: bool) -> None:
    assert decode_query({**QUERY, "valid": value}, NOW).fix.is_valid is expected


def test_negative_speed_and_heading_mean_unknown() -> None:
    fix = decode_query({**QUERY, "speed": "-1", "bearing": "-1"}, NOW).fix
    assert (fix.speed_mps, fix.course_deg) == (None, None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"id": ""}, "id is missing", id="no id"),
        pytest.param({"id": "x" * 201}, "id is missing or too long", id="endless id"),
        pytest.param({"id": "tök"}, "no device token has", id="odd id"),
        pytest.param({"lat": ""}, "lat is missing", id="no latitude"),
        pytest.param({"lat": "north"}, "lat is not a number", id="words for latitude"),
        pytest.param({"lat": "91"}, "not a place on the earth", id="beyond the pole"),
        pytest.param({"lon": "nan"}, "lon is not a finite number", id="not a number"),
        pytest.param({"accuracy": "inf"}, "accuracy is not a finite number", id="infinite accuracy"),
        pytest.param({"timestamp": "yesterday"}, "timestamp is neither", id="words for time"),
        pytest.param({"timestamp": "9" * 30}, "timestamp is neither", id="beyond all years"),
        pytest.param({"location": "1.5"}, "location must be lat,lon", id="half a location"),
    ],
)
def test_bad_query_is_refused_and_says_what_is_wrong(changes: dict[str, str], words: str) -> None:
    with pytest.raises(Fault, match=words) as refused:
        decode_query({**QUERY, **changes}, NOW)
    assert refused.value.kind is FaultKind.INVALID


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(b"\xff\xfe", "not JSON", id="bytes"),
        pytest.param(b"[" * 50_000, "not JSON", id="a deep nest"),
        pytest.param(b" " * 70_000, "too long", id="too long"),
        pytest.param(b"[]", "the body is not an object", id="a list"),
        pytest.param(b'{"device_id": "a"}', "location is not an object", id="no location"),
        pytest.param(b'{"device_id": "a", "location": {}}', "coords is not an object", id="no coordinates"),
        pytest.param(
            b'{"device_id": "a", "location": {"coords": {"latitude": true, "longitude": 1}}}',
            "latitude is not a number",
            id="a truth value for a number",
        ),
        pytest.param(
            b'{"device_id": 7, "location": {"coords": {"latitude": 1, "longitude": 1}}}',
            "device_id is missing",
            id="a number for an id",
        ),
    ],
)
def test_bad_json_is_refused_and_says_what_is_wrong(body: bytes, words: str) -> None:
    with pytest.raises(Fault, match=words) as refused:
        decode_json(body, NOW)
    assert refused.value.kind is FaultKind.INVALID


_VALUES = st.one_of(st.text(max_size=30), st.floats().map(str), st.integers().map(str))
_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
_JSON = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


# The first draw on a fresh machine builds Hypothesis's table of characters, which takes seconds.
fuzz = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _outcome(decode: Callable[[], object]) -> FaultKind | None:
    try:
        decode()
    except Fault as fault:
        return fault.kind
    return None


@fuzz
@given(st.dictionaries(st.sampled_from([*QUERY, "location", "deviceid", "heading", "valid"]), _VALUES))
def test_any_query_gives_a_fix_or_an_invalid_fault(changes: dict[str, str]) -> None:
    assert _outcome(lambda: decode_query({**QUERY, **changes}, NOW)) in {None, FaultKind.INVALID}


@fuzz
@given(
    st.dictionaries(st.sampled_from(["latitude", "longitude", "accuracy", "speed", "heading", "altitude"]), _JSON),
    st.dictionaries(st.sampled_from(["timestamp", "battery", "coords"]), _JSON),
    st.dictionaries(st.sampled_from(["device_id", "location"]), _JSON),
)
def test_any_json_gives_a_fix_or_an_invalid_fault(
    coords: dict[str, object], location: dict[str, object], top: dict[str, object]
) -> None:
    known = {"latitude": 1, "longitude": 2}
    body = {"device_id": "tok_1", "location": {"coords": {**known, **coords}, **location}, **top}
    assert _outcome(lambda: decode_json(json.dumps(body).encode(), NOW)) in {None, FaultKind.INVALID}


@fuzz
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_fault(body: bytes) -> None:
    with pytest.raises(Fault):
        decode_json(body, NOW)
