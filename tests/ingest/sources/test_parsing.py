"""The pure halves of HTTP cameras: multipart bodies and playlists, however they are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.multipart import Multipart, boundary_of
from ingest.sources.playlist import Piece, parse_playlist

WITH_LENGTH = b"--cut\r\nContent-Length: 5\r\n\r\nab--cut\r\n"
WITHOUT = b"--cut\nContent-Type: image/jpeg\n\n12345\n"


@pytest.mark.parametrize(
    ("header", "boundary"),
    [
        ("multipart/x-mixed-replace; boundary=cut", "cut"),
        ('multipart/x-mixed-replace;boundary="--cut"', "cut"),
        ("multipart/x-mixed-replace", None),
        ("text/html; boundary=cut", None),
        ("", None),
    ],
)
def test_boundary_is_found_as_cameras_write_it(header: str, boundary: str | None) -> None:
    assert boundary_of(header) == boundary


@given(st.lists(st.integers(1, 7), min_size=1, max_size=60))
def test_parts_are_the_same_however_the_bytes_come(cuts: list[int]) -> None:
    whole = b"preamble\r\n--cut\r\nContent-Length: 5\r\n\r\nab--c\r\n" + WITHOUT + b"--cut\r\nX: 1\r\n\r\n67\r\n--cut--"
    parts: list[bytes] = []
    reader, start = Multipart("cut"), 0
    for size in [*cuts, len(whole)]:
        parts += reader.push(whole[start : start + size])
        start += size

    assert parts == [b"ab--c", b"12345", b"67"]


@pytest.mark.parametrize(
    "stream",
    [b"x" * 20_000, b"--cut\r\n" + b"A: b\r\n" * 4_000, b"--cut\r\nContent-Length: 999999999\r\n\r\n"],
    ids=["no boundary", "endless header", "endless part"],
)
def test_stream_that_is_no_mjpeg_is_given_up(stream: bytes) -> None:
    with pytest.raises(ValueError, match=r"boundary|endless"):
        list(Multipart("cut").push(stream))


def test_master_playlist_names_the_best_variant() -> None:
    text = (
        '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=200\nlow.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=900,CODECS="a,b"\nhi/x.m3u8\n'
    )

    assert parse_playlist(text, "http://cam/live/master.m3u8").best.url == "http://cam/live/hi/x.m3u8"


def test_segments_have_numbers_ranges_heads_and_times() -> None:
    text = """#EXTM3U
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:41
#EXT-X-MAP:URI="all.mp4",BYTERANGE="800@0"
#EXT-X-PROGRAM-DATE-TIME:2026-11-23T12:00:00.500+01:00
#EXTINF:2.0,
#EXT-X-BYTERANGE:1000@800
all.mp4
#EXTINF:1.5,
#EXT-X-BYTERANGE:700
all.mp4
#EXT-X-ENDLIST
"""
    playlist = parse_playlist(text, "http://cam/live.m3u8")

    first, second = playlist.segments
    assert (first.number, second.number, playlist.is_ended, playlist.target_s) == (41, 42, True, 2.0)
    assert first.piece == Piece("http://cam/all.mp4", 800, 1000)
    assert second.piece == Piece("http://cam/all.mp4", 1800, 700)
    assert first.head == second.head == Piece("http://cam/all.mp4", 0, 800)
    assert first.sent_at_us is not None
    assert second.sent_at_us == first.sent_at_us + 2_000_000


@given(st.text(alphabet='#EXTINFM3U-:=,@\n 0129"abc/.', max_size=300))
def test_playlist_is_read_or_refused_but_nothing_else(text: str) -> None:
    try:
        parse_playlist("#EXTM3U\n" + text, "http://cam/live.m3u8")
    except ValueError:
        return
