"""NMEA 0183: sentences of receivers, what is broken, and whatever else arrives."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Fault
from kernel.geo import LatLon
from patrol.avl.nmea import LINE_LIMIT, Decoder, SignOn
from patrol.position import Fix
from tests.patrol.avl.fuzz import NOW, cut, fed, fuzz


def sentence(body: str) -> bytes:
    check = 0
    for byte in body.encode():
        check ^= byte
    return f"${body}*{check:02X}\r\n".encode()


RMC = "GPRMC,075959.50,A,4807.038,N,01131.000,E,029.16,084.4,010126,003.1,W,A"
GGA = "GPGGA,075959.50,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,"
GNS = "GNGNS,075958.00,3343.0000,S,07035.0000,W,AN,12,1.2,500.0,,,"
LOGIN = b"tok_1\r\n"


def said(*sentences: str, login: bytes = LOGIN) -> list[SignOn | Fix]:
    return list(Decoder().feed(login + b"".join(map(sentence, sentences)), NOW))


def test_rmc_behind_the_sign_on_becomes_a_fix() -> None:
    sign_on, fix = said(RMC)
    assert sign_on == SignOn("tok_1")
    assert isinstance(fix, Fix)
    assert fix.position == LatLon(48.1173, 11.516666667)
    assert fix.at == datetime(2026, 1, 1, 7, 59, 59, 500_000, tzinfo=UTC)
    assert fix.speed_mps == pytest.approx(15, abs=0.01)
    assert (fix.course_deg, fix.is_valid, fix.is_mock, fix.source) == (84.4, True, False, "nmea")


def test_gga_before_rmc_of_its_second_gives_accuracy_and_altitude() -> None:
    fixes = said(RMC, GGA, RMC)
    assert [fix.accuracy_m for fix in fixes[1:] if isinstance(fix, Fix)] == [None, pytest.approx(4.5)]
    assert isinstance(fixes[-1], Fix)
    assert fixes[-1].altitude_m == 545.4


def test_receiver_without_rmc_is_read_from_gns_with_the_day_nearest_to_now() -> None:
    _, fix = said(GNS)
    assert isinstance(fix, Fix)
    assert fix.position == LatLon(-33.716666667, -70.583333333)
    assert fix.at == datetime(2026, 1, 1, 7, 59, 58, tzinfo=UTC)
    late = list(
        Decoder().feed(LOGIN + sentence(GGA.replace("075959.50", "235959")), datetime(2026, 1, 2, 0, 0, 1, tzinfo=UTC))
    )
    assert isinstance(late[-1], Fix)
    assert late[-1].at == datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "is_valid", "is_mock"),
    [
        pytest.param(RMC.replace(",A,4807", ",V,4807"), False, False, id="a warning"),
        pytest.param(RMC[:-1] + "N", False, False, id="mode not valid"),
        pytest.param(RMC[:-1] + "S", True, True, id="mode simulated"),
        pytest.param(GGA.replace(",E,1,", ",E,0,"), False, False, id="quality none"),
        pytest.param(GGA.replace(",E,1,", ",E,8,"), True, True, id="quality simulated"),
        pytest.param(GNS.replace("AN", "NN"), False, False, id="no system has a fix"),
    ],
)
def test_what_the_receiver_doubts_is_marked(text: str, is_valid: bool, is_mock: bool) -> None:
    fix = said(text)[-1]
    assert isinstance(fix, Fix)
    assert (fix.is_valid, fix.is_mock) == (is_valid, is_mock)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(sentence(RMC).replace(b"4807", b"4808"), id="wrong checksum"),
        pytest.param(b"$" + RMC.encode() + b"\r\n", id="no checksum"),
        pytest.param(sentence(RMC.replace("4807.038", "4867.038")), id="67 minutes"),
        pytest.param(sentence(RMC.replace("010126", "320126")), id="the 32nd"),
        pytest.param(sentence(RMC.replace("075959.50", "255959")), id="25 hours"),
        pytest.param(sentence(RMC.replace("075959.50", "075999")), id="99 seconds"),
        pytest.param(sentence(RMC.replace(",N,", ",X,")), id="no hemisphere"),
        pytest.param("$GPRMC,07²959,A*00\r\n".encode(), id="not ASCII"),
    ],
)
def test_broken_line_is_counted_and_the_next_one_is_read(line: bytes) -> None:
    decoder = Decoder()
    assert len(list(decoder.feed(LOGIN + line + sentence(RMC), NOW))) == 2
    assert decoder.broken == 1


@pytest.mark.parametrize("text", ["GPGSV,3,1,11,03,03,111,00", "GPRMC,,V,,,,,,,010126,,,N", "GPGGA,,,,,,0,,,,,,,,"])
def test_sentences_without_a_place_say_nothing(text: str) -> None:
    assert said(text) == [SignOn("tok_1")]


def test_connection_that_does_not_sign_on_is_refused() -> None:
    with pytest.raises(Fault, match="device token alone"):
        said(RMC, login=b"")


def test_endless_line_is_refused() -> None:
    with pytest.raises(Fault, match="a line of more than"):
        list(Decoder().feed(b"x" * (LINE_LIMIT + 1), NOW))


def test_cut_at_every_byte_the_fixes_are_the_same() -> None:
    data = LOGIN + sentence(GGA) + sentence(RMC) + sentence(GNS)
    whole = list(Decoder().feed(data, NOW))
    for place in range(len(data)):
        decoder = Decoder()
        assert [*decoder.feed(data[:place], NOW), *decoder.feed(data[place:], NOW)] == whole


_FIELDS = st.text(st.sampled_from("0123456789.,-NSEWAV"), max_size=12)


@fuzz
@given(st.sampled_from(["GPRMC", "GPGGA", "GNGNS"]), st.lists(_FIELDS, max_size=14), st.lists(st.integers(0, 300)))
def test_any_sentence_in_any_pieces_gives_the_same(kind: str, fields: list[str], places: list[int]) -> None:
    data = LOGIN + sentence(",".join([kind, *fields])) + sentence(RMC)
    decoder = Decoder()
    assert fed(lambda piece: decoder.feed(piece, NOW), cut(data, places)) == list(Decoder().feed(data, NOW))


@fuzz
@given(st.binary(max_size=500))
def test_any_bytes_are_borne(data: bytes) -> None:
    fed(lambda piece: Decoder().feed(LOGIN + piece, NOW), [data])
