"""RTMP, MPEG-TS over UDP and HLS, sent by Debian's ffmpeg and served by Python's web server."""

import socket
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.address import parse_address
from ingest.camera import PullOptions
from ingest.settings import IngestSettings
from ingest.sources.registry import open_source
from kernel.clock import SystemClock
from kernel.errors import Fault, FaultKind
from tests.ingest.sources.pulled import QUICK, Pulled
from tests.wire.cameras import free_port
from tests.wire.senders import ffmpeg, make_clip, wait_for_file, wait_for_port, web_server

LOOP = ("-stream_loop", "-1", "-i")
CODECS = {"h264": ("libx264", ()), "hevc": ("libx265", ("-preset", "ultrafast", "-x265-params", "log-level=error"))}


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("clips")
    # No seam of the loop within a test.
    return {
        name: make_clip(folder / f"{name}.mp4", "-bf", "0", *more, codec=codec, seconds=16 if name == "h264" else 6)
        for name, (codec, more) in CODECS.items()
    }


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refusal(url: str, settings: IngestSettings = QUICK) -> Fault:
    address, credentials = parse_address(url)
    with pytest.raises(Fault) as raised:
        open_source(address, credentials, settings, SystemClock(), PullOptions()).close()
    return raised.value


@pytest.mark.parametrize("codec", CODECS)
def test_mpegts_over_udp_comes_with_its_sound(clips: dict[str, Path], codec: str) -> None:
    port = free_udp_port()
    with ffmpeg(*LOOP, str(clips[codec]), "-c", "copy", "-f", "mpegts", f"udp://127.0.0.1:{port}?pkt_size=1316"):
        pulled = Pulled(f"udp://@:{port}", 3)

    assert (pulled.info.codec, pulled.info.width, pulled.info.height) == (codec, 320, 240)
    pulled.assert_sound_picture()
    pulled.assert_tone()


def test_what_came_while_the_stream_was_found_out_about_has_its_age(clips: dict[str, Path]) -> None:
    port = free_udp_port()
    with ffmpeg(*LOOP, str(clips["h264"]), "-c", "copy", "-f", "mpegts", f"udp://127.0.0.1:{port}?pkt_size=1316"):
        pulled = Pulled(f"udp://@:{port}", 3)

    # The time of arrival less the age keeps step with the stream's own clock.
    offsets = [
        came_s - (unit.age_us + (unit.pts_us or 0)) / 1e6
        for unit, came_s in zip(pulled.units, pulled.came_s, strict=True)
        if unit.track == "video"
    ]
    assert max(unit.age_us for unit in pulled.units) > 300_000
    assert max(offsets) - min(offsets) < 0.25


def test_only_the_named_sender_is_heard(clips: dict[str, Path]) -> None:
    port = free_udp_port()
    with ffmpeg(*LOOP, str(clips["h264"]), "-c", "copy", "-f", "mpegts", f"udp://127.0.0.1:{port}?pkt_size=1316"):
        heard = Pulled(f"udp://127.0.0.1:{port}", 1)
        fault = refusal(f"udp://127.0.0.2:{port}", QUICK.model_copy(update={"open_timeout_s": 1}))

    assert heard.video
    assert "no packets for 1 s" in fault.message


def test_group_is_joined(clips: dict[str, Path]) -> None:
    port = free_udp_port()
    target = f"udp://239.255.42.1:{port}?pkt_size=1316&ttl=0"
    with ffmpeg(*LOOP, str(clips["h264"]), "-c", "copy", "-f", "mpegts", target):
        try:
            pulled = Pulled(f"udp://@239.255.42.1:{port}", 2)
        except Fault as fault:
            if "no packets" in fault.message:
                pytest.skip("this machine's network passes no multicast")
            raise

    pulled.assert_sound_picture()


def test_two_cameras_cannot_listen_on_one_port() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("0.0.0.0", 0))
        fault = refusal(f"udp://@:{other.getsockname()[1]}")

    assert fault.kind is FaultKind.CONFLICT
    assert "another camera" in fault.message


def test_silent_sender_ends_with_a_fault_and_stop_with_none(clips: dict[str, Path]) -> None:
    port = free_udp_port()
    address, _ = parse_address(f"udp://@:{port}")
    settings = QUICK.model_copy(update={"stall_timeout_s": 1})
    with ffmpeg(*LOOP, str(clips["h264"]), "-c", "copy", "-f", "mpegts", f"udp://127.0.0.1:{port}?pkt_size=1316"):
        source = open_source(address, None, settings, SystemClock())
        units = source.units(threading.Event())
        next(units)
    with pytest.raises(Fault, match="no packets for 1 s"):
        list(units)
    source.close()


def test_rtmp_comes_with_its_sound(clips: dict[str, Path]) -> None:
    port = free_port()
    url = f"rtmp://127.0.0.1:{port}/live/cam"
    with ffmpeg(*LOOP, str(clips["h264"]), "-c", "copy", "-f", "flv", "-listen", "1", url):
        wait_for_port(port)
        pulled = Pulled(url, 3)

    pulled.assert_sound_picture()
    pulled.assert_tone()


def test_rtmp_that_is_not_there_says_so() -> None:
    assert "connection refused" in refusal(f"rtmp://127.0.0.1:{free_port()}/live/cam").message


def test_srt_says_what_to_use_instead_where_ffmpeg_has_none() -> None:
    fault = refusal("srt://127.0.0.1:9000?streamid=cam&passphrase=0123456789secret")

    assert "built without srt" in fault.message
    assert "secret" not in fault.message


@pytest.fixture(params=["mpegts", "fmp4"])
def playlist(request: pytest.FixtureRequest, clips: dict[str, Path], tmp_path: Path) -> Iterator[str]:
    """The address of a live playlist that grows as time passes."""
    layout = ["-hls_time", "1", "-hls_list_size", "4", "-hls_flags", "delete_segments+program_date_time"]
    layout += ["-hls_segment_type", request.param, "-master_pl_name", "master.m3u8", "live.m3u8"]
    with (
        ffmpeg(*LOOP, str(clips["h264"]), "-c", "copy", "-f", "hls", *layout, cwd=tmp_path),
        web_server(tmp_path) as base,
    ):
        wait_for_file(tmp_path / "master.m3u8")
        wait_for_file(tmp_path / ("live1.ts" if request.param == "mpegts" else "live1.m4s"))
        time.sleep(1.5)
        yield base


def test_hls_is_given_out_evenly_and_knows_when_it_was_sent(playlist: str) -> None:
    pulled = Pulled(f"{playlist}/master.m3u8", 5)

    pulled.assert_sound_picture()
    pulled.assert_tone()
    came = [came for unit, came in zip(pulled.units, pulled.came_s, strict=True) if unit.track == "video"]
    assert len(came) > 45
    assert max(b - a for a, b in pairwise(came)) < 1.0
    assert all(unit.sent_at_us is not None for unit in pulled.units)
    ways = [
        came - unit.sent_at_us / 1e6 for unit, came in zip(pulled.units, pulled.came_s, strict=True) if unit.sent_at_us
    ]
    assert 0 < min(ways) < max(ways) < 6
