"""RTSP from servers that are not ours, over both transports, with both logins and every kind of sound."""

from pathlib import Path
from urllib.parse import quote

import pytest

from ingest.address import parse_address
from ingest.camera import PullOptions, Transport
from ingest.probe import probe
from ingest.rtsp_server import RtspServer, serving
from kernel.errors import Fault, FaultKind
from tests.ingest.sources.pulled import UDP, Pulled
from tests.wire.cameras import CameraRack
from tests.wire.senders import GST_LOGIN, gst_rtsp, make_clip

TRANSPORTS = pytest.mark.parametrize("transport", list(Transport))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "tone.mp4", "-bf", "0")


@TRANSPORTS
@pytest.mark.parametrize("login", ["basic", "digest"])
def test_login_is_proved_as_the_server_wants_it(clip: Path, login: str, transport: Transport) -> None:
    user, password = (quote(part, safe="") for part in GST_LOGIN)
    with gst_rtsp(clip, login=login) as url:
        pulled = Pulled(url.replace("//", f"//{user}:{password}@"), 2, PullOptions(transport))
        with pytest.raises(Fault, match="wrong user name or password") as refused:
            Pulled(url.replace("//", f"//{user}:other@"), 1, PullOptions(transport))

    pulled.assert_sound_picture()
    assert refused.value.kind is FaultKind.FORBIDDEN


@pytest.mark.parametrize(
    ("sound", "codec", "rate_hz", "channels"),
    [
        ("mulaw", "aac", 16_000, 1),
        ("alaw", "aac", 16_000, 1),
        ("l16", "aac", 16_000, 2),
        ("aac", "aac", 48_000, 1),
        ("opus", "opus", 48_000, 2),
    ],
)
def test_sound_comes_as_something_that_mp4_can_hold(
    clip: Path, sound: str, codec: str, rate_hz: int, channels: int
) -> None:
    with gst_rtsp(clip, sound) as url:
        pulled = Pulled(url, 4)

    assert pulled.audio is not None
    assert (pulled.audio.codec, pulled.audio.sample_rate_hz, pulled.audio.channels) == (codec, rate_hz, channels)
    pulled.assert_tone()
    pulled.assert_sound_picture()


def test_sound_that_is_not_asked_for_is_left_away(clip: Path) -> None:
    with gst_rtsp(clip, "mulaw") as url:
        pulled = Pulled(url, 1, PullOptions())

    assert pulled.audio is None
    assert not pulled.sound


@TRANSPORTS
def test_senders_clock_stands_in_each_unit_after_the_first_report(clip: Path, transport: Transport) -> None:
    server = RtspServer()
    server.mount("gate", clip)
    with serving(server):
        pulled = Pulled(server.url("gate"), 2, PullOptions(transport))

    ways = [
        came_s - unit.sent_at_us / 1e6
        for unit, came_s in zip(pulled.units, pulled.came_s, strict=True)
        if unit.sent_at_us is not None
    ]
    assert len(ways) > 15
    # The server sends a picture when the wall clock shows its time; over UDP FFmpeg hands it over when the next comes.
    assert max(ways) < (0.05 if transport is Transport.TCP else 0.2)
    assert min(ways) > (0 if transport is Transport.TCP else 0.05)


def test_lost_datagrams_are_counted_and_the_stream_goes_on(clip: Path) -> None:
    server = RtspServer()
    mount = server.mount("gate", clip)
    mount.lose_every = 40
    with serving(server):
        pulled = Pulled(server.url("gate"), 4, UDP)

    assert pulled.tally.damaged >= 3
    assert len(pulled.video) > 45
    assert sum(unit.is_keyframe for unit in pulled.video) >= 3


def test_transport_that_the_camera_does_not_offer_is_named(clip: Path) -> None:
    rack = CameraRack({"cam": clip})
    rack.plug()
    try:
        with pytest.raises(Fault, match="over UDP; choose TCP"):
            Pulled(rack.url("cam"), 1, UDP)
    finally:
        rack.pull_plug()


@pytest.mark.parametrize("bframes", [0, 2])
def test_hevc_over_rtsp_is_whole(tmp_path: Path, bframes: int) -> None:
    more = ("-preset", "ultrafast", "-x265-params", f"log-level=error:keyint=15:bframes={bframes}:repeat-headers=0")
    path = make_clip(tmp_path / "hevc.mp4", *more, codec="libx265")
    rack = CameraRack({"cam": path})
    rack.plug()
    try:
        pulled = Pulled(rack.url("cam"), 3)
        found = probe(*parse_address(rack.url("cam")))
    finally:
        rack.pull_plug()

    assert (pulled.info.codec, pulled.info.width, pulled.info.height) == ("hevc", 320, 240)
    pulled.assert_sound_picture(reordered=bframes)
    assert found.picture_jpeg is not None
