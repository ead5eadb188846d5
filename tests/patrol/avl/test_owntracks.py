"""OwnTracks: locations, what is none, and whatever else arrives."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Fault, FaultKind
from kernel.geo import LatLon
from patrol.avl.owntracks import decode
from tests.patrol.avl.fuzz import NOW, fault_of, fuzz

# As in the protocol's description.
LOCATION = {
    "_type": "location",
    "acc": 13,
    "alt": 44,
    "batt": 83,
    "bs": 1,
    "cog": 271,
    "lat": 48.856826,
    "lon": 2.292713,
    "tid": "NE",
    "tst": 1767254399,
    "vac": 3,
    "vel": 54,
    "topic": "owntracks/wei/phone",
}


def test_location_becomes_a_fix() -> None:
    fix = decode(json.dumps(LOCATION).encode(), NOW)
    assert fix is not None
    assert fix.position == LatLon(48.856826, 2.292713)
    assert fix.at == datetime(2026, 1, 1, 7, 59, 59, tzinfo=UTC)
    assert fix.speed_mps == pytest.approx(15)  # 54 km/h
    assert (fix.accuracy_m, fix.course_deg, fix.altitude_m, fix.battery_percent) == (13, 271, 44, 83)
    assert (fix.source, fix.is_valid, fix.is_mock) == ("owntracks", True, False)


@pytest.mark.parametrize("kind", ["waypoint", "waypoints", "transition", "lwt", "card", "steps", "cmd", "new one"])
def test_other_messages_are_no_positions_and_no_mistakes(kind: str) -> None:
    assert decode(json.dumps({**LOCATION, "_type": kind}).encode(), NOW) is None


def test_cleared_retained_message_is_nothing() -> None:
    assert decode(b"", NOW) is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(b'{"_type": "encrypted", "data": "abc"}', "encrypted; clear the encryption key", id="encrypted"),
        pytest.param(b"{", "not JSON", id="half"),
        pytest.param(b"[]", "the body is not an object", id="a list"),
        pytest.param(b" " * 65_000, "too long", id="too long"),
        pytest.param(b'{"_type": "location", "lon": 1, "tst": 1}', "lat is missing", id="no latitude"),
        pytest.param(b'{"_type": "location", "lat": 95, "lon": 1, "tst": 1}', "not a place", id="beyond the pole"),
        pytest.param(b'{"_type": "location", "lat": 1, "lon": 1}', "tst is missing", id="no time"),
        pytest.param(b'{"_type": "location", "lat": 1, "lon": 1, "tst": 1e300}', "beyond all years", id="far time"),
    ],
)
def test_bad_message_is_refused_and_says_what_is_wrong(body: bytes, words: str) -> None:
    with pytest.raises(Fault, match=words) as refused:
        decode(body, NOW)
    assert refused.value.kind is FaultKind.INVALID


_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10))


@fuzz
@given(st.dictionaries(st.sampled_from(list(LOCATION)), _LEAVES))
def test_any_field_gives_a_fix_nothing_or_an_invalid_fault(changes: dict[str, object]) -> None:
    fault_of(lambda: decode(json.dumps({**LOCATION, **changes}).encode(), NOW))
