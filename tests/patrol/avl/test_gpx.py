"""GPX files: tracks, and what is none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Fault, FaultKind
from kernel.geo import LatLon
from patrol.avl import gpx
from tests.patrol.avl.fuzz import NOW, fed, fuzz

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><metadata><time>2026-01-01T00:00:00Z</time></metadata>
<wpt lat="1" lon="1"><time>2026-01-01T00:00:00Z</time></wpt>
<trk><name>Round</name><trkseg>
<trkpt lat="31.23" lon="121.48"><ele>5</ele><time>2026-01-01T07:58:10Z</time><hdop>2</hdop></trkpt>
<trkpt lat="31.22" lon="121.47"><ele>4.5</ele><time>2026-01-01T15:58:00+08:00</time></trkpt>
<trkpt lat="31.24" lon="121.49"/>
</trkseg></trk></gpx>"""


def test_track_points_become_fixes_by_time_that_are_not_live() -> None:
    track = gpx.decode(FILE.encode(), NOW)
    first, second = track.fixes
    assert (first.position, first.at) == (LatLon(31.22, 121.47), datetime(2026, 1, 1, 7, 58, tzinfo=UTC))
    assert (second.altitude_m, second.accuracy_m, second.source) == (5, 10, "gpx")
    assert track.untimed == 1
    assert not any(fix.is_live for fix in track.fixes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(FILE[:-4], "not XML", id="half a file"),
        pytest.param("", "not XML", id="nothing"),
        pytest.param("<kml/>", "no GPX", id="another format"),
        pytest.param(FILE.replace("31.22", "north"), "lat is not a number", id="words for latitude"),
        pytest.param(FILE.replace("2026-01-01T15:58:00+08:00", "noon"), "not ISO 8601", id="words for time"),
        pytest.param('<!DOCTYPE gpx [<!ENTITY a "aaaa">]><gpx>&a;</gpx>', "document types", id="entities"),
        pytest.param("<gpx>" + "<a>" * 100, "nested too deep", id="too deep"),
    ],
)
def test_bad_file_is_refused_and_says_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(Fault, match=words) as refused:
        gpx.decode(text.encode(), NOW)
    assert refused.value.kind is FaultKind.INVALID


@fuzz
@given(st.integers(0, len(FILE) - 1), st.characters())
def test_any_spoilt_file_is_read_or_refused(place: int, letter: str) -> None:
    spoilt = FILE[:place] + letter + FILE[place + 1 :]
    fed(lambda data: gpx.decode(data, NOW).fixes, [spoilt.encode("utf-8", "replace")])
