"""Cursor on Target: what TAK phones send, what they are sent, and whatever else arrives."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Fault
from kernel.geo import LatLon
from patrol.avl import cot
from patrol.avl.cot import Decoder, Document, Shown
from tests.patrol.avl.fuzz import NOW, cut, fed, fuzz

SA = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<event version="2.0" uid="ANDROID-1f2e" type="a-f-G-U-C" time="2026-01-01T07:59:59.000Z"
 start="2026-01-01T07:59:59.000Z" stale="2026-01-01T08:06:14.000Z" how="m-g"
><point lat="31.230416" lon="121.473701" hae="44.0" ce="9.5" le="9999999.0"/><detail>
<takv os="30" version="5.2.0" device="PIXEL 7" platform="ATAK-CIV"/>
<contact endpoint="*:-1:stcp" callsign="WEI &gt; 1"/>
<__group role="Team Member" name="Cyan"/><status battery="83"/><track course="271.0" speed="1.5"/></detail></event>"""
AUTH = b"<?xml version='1.0'?>\n<auth><cot username='wei' password='tok_1' uid='ANDROID-1f2e'/></auth>"
PING = b'<event version="2.0" uid="ANDROID-1f2e-ping" type="t-x-c-t" time="2026-01-01T08:00:00Z" how="m-g"/>'


def one(data: bytes) -> Document:
    (document,) = Decoder().feed(data)
    return document


def test_position_of_a_phone_becomes_a_fix() -> None:
    document = one(SA)
    fix = cot.fix(document, NOW)
    assert (document.uid, document.callsign) == ("ANDROID-1f2e", "WEI > 1")
    assert document.program == "ATAK-CIV 5.2.0 PIXEL 7"
    assert fix is not None
    assert fix.position == LatLon(31.230416, 121.473701)
    assert fix.at == datetime(2026, 1, 1, 7, 59, 59, tzinfo=UTC)
    assert (fix.accuracy_m, fix.altitude_m, fix.speed_mps, fix.course_deg, fix.battery_percent) == (
        9.5,
        44,
        1.5,
        271,
        83,
    )
    assert (fix.is_valid, fix.is_mock, fix.source) == (True, False, "cot")


def test_what_a_phone_does_not_know_is_not_taken() -> None:
    unknown = SA.replace(b'ce="9.5"', b'ce="9999999.0"').replace(b'hae="44.0"', b'hae="9999999.0"')
    fix = cot.fix(one(unknown), NOW)
    assert fix is not None
    assert (fix.accuracy_m, fix.altitude_m, fix.is_valid) == (None, None, True)
    nowhere = cot.fix(one(unknown.replace(b"31.230416", b"0.0").replace(b"121.473701", b"0.0")), NOW)
    assert nowhere is not None
    assert not nowhere.is_valid


def test_position_that_a_person_entered_is_marked() -> None:
    fix = cot.fix(one(SA.replace(b'how="m-g"', b'how="h-e"')), NOW)
    assert fix is not None
    assert fix.is_mock


def test_sign_on_ping_and_position_with_declarations_in_between() -> None:
    auth, ping, position = Decoder().feed(AUTH + b"\n\0" + PING + SA + b"\r\n")
    assert (auth.kind, auth.uid, auth.password) == ("auth", "ANDROID-1f2e", "tok_1")
    assert ping.kind == cot.PING
    assert cot.fix(ping, NOW) is None
    assert cot.fix(position, NOW) is not None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b'<!DOCTYPE a [<!ENTITY x "xx">]><event/>', "document types and entities", id="an entity"),
        pytest.param(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><event/>', "document types", id="a document elsewhere"),
        pytest.param(b"<event>&x;</event>", "not XML", id="an entity that nobody declared"),
        pytest.param(b"<event>" + b"<a>" * 40, "nested too deep", id="too deep"),
        pytest.param(b"<event a='" + b"x" * 70_000, "more than 64000 bytes", id="too long"),
        pytest.param(b"<event>" + b"<a/>" * 500, "more than 400 elements", id="too many elements"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", "not XML", id="a browser"),
        pytest.param(b"\xbf\x01\xbf\x0a\x10", "not XML", id="the other protocol of TAK"),
        pytest.param(b"<event></evnt>", "not XML", id="tags that do not match"),
    ],
)
def test_bad_stream_is_refused_and_says_what_is_wrong(data: bytes, words: str) -> None:
    with pytest.raises(Fault, match=words):
        list(Decoder().feed(data + b">"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"31.230416", b"91", "not a place"),
        (b'lon="121.473701"', b"", "lon is missing"),
        (b' time="2026-01-01T07:59:59.000Z"', b' time="noon"', "time is not ISO"),
        (b'speed="1.5"', b'speed="fast"', "speed is not a number"),
    ],
)
def test_bad_position_is_refused(old: bytes, new: bytes, words: str) -> None:
    with pytest.raises(Fault, match=words):
        cot.fix(one(SA.replace(old, new)), NOW)


def test_what_is_shown_is_an_event_that_grows_stale() -> None:
    shown = Shown("unit-1", "a-f-G-E-V-C", 'P "1" <&>', LatLon(31.2, 121.4), NOW, 240, "busy & late", 12.0, 3.0, 90.0)
    event = ET.fromstring(cot.show(shown))  # our own
    assert event.attrib["stale"] == "2026-01-01T08:04:00.000Z"
    point, contact, track = event.find("point"), event.find("detail/contact"), event.find("detail/track")
    assert point is not None
    assert contact is not None
    assert track is not None
    assert (point.attrib["lat"], point.attrib["ce"], track.attrib["course"]) == ("31.2000000", "12.0", "90.0")
    assert contact.attrib["callsign"] == 'P "1" <&>'
    assert event.findtext("detail/remarks") == "busy & late"


def test_answer_to_a_ping_and_the_end_of_a_marker() -> None:
    assert ET.fromstring(cot.pong(NOW)).attrib["type"] == "t-x-c-t-r"
    gone = ET.fromstring(cot.gone("unit-1", NOW))
    link = gone.find("detail/link")
    assert link is not None
    assert (gone.attrib["type"], link.attrib["uid"]) == ("t-x-d-d", "unit-1")


def test_what_the_house_sends_its_own_decoder_reads() -> None:
    shown = Shown("unit-1", "a-f-G-U-C", "P-1", LatLon(31.2, 121.4), NOW, 240)
    fix = cot.fix(one(cot.show(shown)), NOW)
    assert fix is not None
    assert fix.position == shown.position


def test_cut_at_every_byte_the_documents_are_the_same() -> None:
    data = AUTH + PING + SA + b"\n" + SA
    whole = list(Decoder().feed(data))
    assert len(whole) == 4
    for place in range(len(data)):
        decoder = Decoder()
        assert [*decoder.feed(data[:place]), *decoder.feed(data[place:])] == whole


@fuzz
@given(st.integers(0, len(SA)), st.binary(max_size=8), st.lists(st.integers(0, 900), max_size=6))
def test_any_spoilt_stream_in_any_pieces_gives_the_same(place: int, spoilt: bytes, places: list[int]) -> None:
    data = PING + SA[:place] + spoilt + SA[place:]
    assert fed(Decoder().feed, cut(data, places)) == fed(Decoder().feed, [data[i : i + 1] for i in range(len(data))])
