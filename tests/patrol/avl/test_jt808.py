"""JT/T 808: frames, answers, what is broken, and whatever else arrives."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Fault
from kernel.geo import LatLon
from patrol.avl import jt808
from patrol.avl.jt808 import Decoder, Kind, Message, Registered, Result
from tests.patrol.avl.fuzz import NOW, cut, fed, fuzz
from tests.patrol.avl.terminal import LAT, LON, Terminal, answer, framed, location

BOTH = pytest.mark.parametrize("is_2019", [False, True], ids=["2013", "2019"])


def one(data: bytes) -> Message:
    (message,) = Decoder().feed(data)
    return message


@BOTH
def test_location_becomes_a_fix_and_additional_items_are_skipped(is_2019: bool) -> None:
    body = location(extra=b"\x01\x04\0\0\0\x64\x30\x01\x1f\x31\x01\x0b")
    message = one(Terminal(is_2019=is_2019).frame(0x0200, body))
    (fix,) = jt808.fixes(message, NOW)
    assert (message.phone, message.is_intact, message.is_2019) == ("13800138000", True, is_2019)
    assert fix.position == LatLon(LAT / 1e6, LON / 1e6)
    assert fix.at == datetime(2026, 1, 1, 7, 59, 59, tzinfo=UTC)  # 15:59:59 in GMT+8
    assert fix.speed_mps == pytest.approx(15)
    assert (fix.course_deg, fix.altitude_m, fix.is_valid, fix.source) == (90, 44, True, "jt808")


@pytest.mark.parametrize(
    ("status", "place"),
    [
        pytest.param(0b0010, LatLon(LAT / 1e6, LON / 1e6), id="north east"),
        pytest.param(0b0110, LatLon(-LAT / 1e6, LON / 1e6), id="south east"),
        pytest.param(0b1010, LatLon(LAT / 1e6, -LON / 1e6), id="north west"),
    ],
)
def test_hemisphere_is_in_the_status(status: int, place: LatLon) -> None:
    (fix,) = jt808.fixes(one(Terminal().frame(0x0200, location(status=status))), NOW)
    assert fix.position == place


def test_location_without_a_position_is_not_valid() -> None:
    (fix,) = jt808.fixes(one(Terminal().frame(0x0200, location(status=0b01))), NOW)
    assert not fix.is_valid


def test_batch_gives_its_fixes_in_order() -> None:
    times = ("260101155900", "260101155930", "260101155959")
    message = one(Terminal().batch(*(location(time=time, extra=b"\x01\x00") for time in times)))
    assert [fix.at.minute * 60 + fix.at.second for fix in jt808.fixes(message, NOW)] == [3540, 3570, 3599]


@BOTH
def test_registration_and_authentication_are_read(is_2019: bool) -> None:
    terminal = Terminal(is_2019=is_2019)
    said = jt808.registration(one(terminal.register()))
    assert (said.maker, said.model, said.terminal, said.plate) == ("MAKER", "MODEL-1", "T000001", "沪A12345")
    assert jt808.authentication(one(terminal.authenticate("c0de7d7e"))) == "c0de7d7e"


@BOTH
def test_answers_name_what_they_answer(is_2019: bool) -> None:
    terminal = Terminal(is_2019=is_2019, serial=0x7D7D)  # bytes that have to be escaped
    message = one(terminal.frame(0x0002))
    serial = (0x7D7E).to_bytes(2)
    assert answer(jt808.answer(message, Result.UNKNOWN, 0x7E7D), is_2019) == (0x8001, 0x7E7D, serial + b"\0\x02\x03")
    given_code = jt808.register_answer(message, Registered.DONE, "abc", 2)
    assert answer(given_code, is_2019) == (0x8100, 2, serial + b"\0abc")
    refused = jt808.register_answer(message, Registered.NO_SUCH_TERMINAL, "abc", 3)
    assert answer(refused, is_2019) == (0x8100, 3, serial + b"\x04")
    assert answer(jt808.time_answer(message, NOW, 4), is_2019) == (0x8004, 4, bytes.fromhex("260101160000"))


def test_wrong_checksum_is_flagged_and_the_next_frame_is_read() -> None:
    terminal, decoder = Terminal(), Decoder()
    spoilt, good = decoder.feed(terminal.frame(0x0200, location(), spoil=1) + terminal.frame(0x0002))
    assert (spoilt.is_intact, good.is_intact, good.kind, decoder.broken) == (False, True, Kind.HEARTBEAT, 1)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x7e\x00\x02\x7e", id="too short for a header"),
        pytest.param(b"\x7e" + b"\x00" * 20 + b"\x7d\x05\x00\x7e", id="an escape that stands for nothing"),
        pytest.param(b"\x7e\x02\x00\x7d\x7e", id="an escape at the end"),
        pytest.param(b"\x11" * 10_000, id="no flag at all"),
    ],
)
def test_what_is_no_frame_is_skipped(data: bytes) -> None:
    decoder, terminal = Decoder(), Terminal()
    assert decoder.feed(data) == []
    assert decoder.broken >= 1
    (message,) = decoder.feed(b"\x7e" + terminal.frame(0x0002))[-1:]
    assert message.kind == Kind.HEARTBEAT


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        pytest.param(0x0200, location()[:27], "too short", id="half a location"),
        pytest.param(0x0200, location(lat=95_000_000), "not a place", id="beyond the pole"),
        pytest.param(0x0200, location(time="261301000000"), "no time", id="a month too many"),
        pytest.param(0x0200, location(time="aabbccddeeff"), "no time", id="time that is no BCD"),
        pytest.param(0x0704, b"\0", "without a count", id="no batch"),
        pytest.param(0x0704, b"\xff\xff\0", "too long", id="an endless batch"),
        pytest.param(0x0704, b"\0\x02\0\0\x1c" + location(), "ends before its last", id="a batch that lies"),
    ],
)
def test_bad_location_is_refused_and_says_what_is_wrong(kind: int, body: bytes, words: str) -> None:
    message = one(Terminal().frame(kind, body))
    with pytest.raises(Fault, match=words):
        jt808.fixes(message, NOW)


@BOTH
def test_bad_sign_on_is_refused(is_2019: bool) -> None:
    terminal = Terminal(is_2019=is_2019)
    with pytest.raises(Fault, match="too short"):
        jt808.registration(one(terminal.frame(0x0100, b"\0" * 10)))
    if is_2019:
        with pytest.raises(Fault, match="without its code"):
            jt808.authentication(one(terminal.frame(0x0102, b"\x09abc")))


def test_packaged_message_is_joined_whatever_the_order() -> None:
    terminal, decoder = Terminal(), Decoder()
    whole = location(extra=b"\x01\x04\0\0\0\x64")
    body = b"\0\x01\0" + len(whole).to_bytes(2) + whole
    parts = [terminal.frame(0x0704, body[n * 15 : n * 15 + 15], (3, n + 1)) for n in range(3)]
    first, second, last = decoder.feed(parts[1] + parts[0] + parts[2])
    assert (first.is_part, second.is_part, last.is_part) == (True, True, False)
    assert len(jt808.fixes(last, NOW)) == 1


def test_parts_that_never_end_are_forgotten() -> None:
    decoder = Decoder()
    for number in range(200):
        terminal = Terminal(phone=str(13_000_000_000 + number))
        decoder.feed(terminal.frame(0x0704, b"\0" * 1000, (64, 1)))
    assert len(decoder._parts) <= 4
    assert decoder.broken == 196


def test_part_that_cannot_be_is_flagged() -> None:
    assert not one(Terminal().frame(0x0704, b"\0", (2, 3))).is_intact
    assert not one(Terminal().frame(0x0704, b"\0", (60_000, 1))).is_intact


def test_cut_at_every_byte_the_messages_are_the_same() -> None:
    terminal = Terminal()
    data = terminal.register() + terminal.authenticate("~}~") + terminal.batch(location(), location(lat=0x7D7E7D))
    whole = Decoder().feed(data)
    assert len(whole) == 3
    for place in range(len(data)):
        decoder = Decoder()
        assert decoder.feed(data[:place]) + decoder.feed(data[place:]) == whole


@fuzz
@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_any_bytes_in_any_pieces_give_the_same(data: bytes, places: list[int]) -> None:
    data = data.replace(b"\x11", b"\x7e")
    assert fed(Decoder().feed, cut(data, places)) == fed(Decoder().feed, [data])


@fuzz
@given(st.sampled_from(list(Kind)), st.booleans(), st.binary(max_size=200))
def test_any_body_is_read_or_refused(kind: Kind, is_2019: bool, body: bytes) -> None:
    message = one(Terminal(is_2019=is_2019).frame(kind, body))
    for read in (jt808.registration, jt808.authentication, lambda m: jt808.fixes(replace(m, kind=kind), NOW)):
        fed(lambda _, read=read: [read(message)], [b""])  # type: ignore[misc]


def test_frame_of_the_product_is_escaped_as_the_standard_says() -> None:
    raw = b"\x30\x7e\x08\x7d\x55"  # the standard's own example
    assert jt808.framed(raw)[1:-2] == b"\x30\x7d\x02\x08\x7d\x01\x55"
    assert framed(raw) == jt808.framed(raw)
