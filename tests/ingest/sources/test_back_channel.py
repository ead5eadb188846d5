"""Talking through a camera, against an ONVIF server that is not ours."""

import struct
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.address import SourceAddress, parse_address
from ingest.camera import Credentials
from ingest.rtsp.description import parse_description
from ingest.rtsp.speech import SpeechPackets
from ingest.settings import IngestSettings
from ingest.sources.back_channel import BackChannel, NoLoudspeaker, find_loudspeaker
from ingest.sources.speech import SpeechEncoder
from kernel.errors import Fault, FaultKind
from tests.ingest.sources.pulled import Pulled
from tests.ingest.speech import PITCH_HZ, heard, is_heard, level, pitch_hz, talk, voice
from tests.wire.senders import GST_LOGIN, gst_rtsp, make_clip

SETTINGS = IngestSettings(open_timeout_s=3)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "tone.mp4", "-bf", "0", seconds=2)


def at(url: str) -> SourceAddress:
    return parse_address(url)[0]


@pytest.mark.parametrize(
    ("coding", "login"), [("mulaw", "none"), ("alaw", "digest"), ("mulaw", "basic")], ids=lambda value: value
)
def test_a_tone_comes_out_of_the_cameras_loudspeaker(clip: Path, tmp_path: Path, coding: str, login: str) -> None:
    credentials = None if login == "none" else Credentials(*GST_LOGIN)
    with gst_rtsp(clip, login=login, loudspeaker=(coding, tmp_path / "heard")) as url:
        assert find_loudspeaker(at(url), credentials, SETTINGS) == f"pcm_{coding}"
        for _ in range(5):  # some sessions of this server are deaf
            channel = BackChannel(at(url), credentials, SETTINGS)
            # A loudspeaker that starts slowly misses the first words.
            talk(channel, 250, until=lambda: is_heard(tmp_path / "heard", 0.9))
            channel.close()
            if is_heard(tmp_path / "heard", 0.9):
                break
        samples = heard(tmp_path / "heard", 0.9)

    assert (channel.codec, channel.rate_hz) == (f"pcm_{coding}", 8000)
    assert abs(pitch_hz(samples[800:]) - PITCH_HZ) < 3
    assert level(samples[800:]) == pytest.approx(16_000 / 32_768 / 2**0.5, rel=0.1)


def test_pictures_and_sound_are_pulled_as_ever_from_a_camera_that_is_talked_through(clip: Path, tmp_path: Path) -> None:
    with gst_rtsp(clip, "mulaw", loudspeaker=("mulaw", tmp_path / "heard")) as url:
        channel = BackChannel(at(url), None, SETTINGS)
        talk(channel, 20)
        pulled = Pulled(url, 1)
        talk(channel, 20)
        channel.close()

    assert pulled.audio is not None
    pulled.assert_sound_picture()


def test_a_camera_without_a_loudspeaker_says_so(clip: Path) -> None:
    with gst_rtsp(clip, "mulaw") as url, pytest.raises(NoLoudspeaker, match="the camera has no loudspeaker") as refused:
        find_loudspeaker(at(url), None, SETTINGS)

    assert refused.value.kind is FaultKind.INVALID


def test_a_wrong_login_is_told_apart_from_a_missing_loudspeaker(clip: Path, tmp_path: Path) -> None:
    with (
        gst_rtsp(clip, login="digest", loudspeaker=("mulaw", tmp_path / "heard")) as url,
        pytest.raises(Fault, match="wrong user name or password") as refused,
    ):
        BackChannel(at(url), Credentials("guard", "other"), SETTINGS)

    assert refused.value.kind is FaultKind.FORBIDDEN


def test_a_camera_that_hangs_up_ends_the_talk_with_a_reason(clip: Path, tmp_path: Path) -> None:
    with gst_rtsp(clip, loudspeaker=("mulaw", tmp_path / "heard")) as url:
        channel = BackChannel(at(url), None, SETTINGS)
        talk(channel, 5)
    with pytest.raises(Fault, match="the connection was closed by the camera"):
        talk(channel, 20)
    channel.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1/video", "rtsps://127.0.0.1/cam", "pattern:street"])
def test_only_rtsp_cameras_are_asked(url: str) -> None:
    with pytest.raises(NoLoudspeaker, match="rtsp:// address only"):
        find_loudspeaker(at(url), None, SETTINGS)


def test_the_description_tells_a_loudspeaker_from_a_microphone_and_each_coding_it_takes() -> None:
    sdp = "v=0\r\nm=audio 0 RTP/AVP 8\r\na=control:1\r\na=recvonly\r\n"
    sdp += "m=audio 0 RTP/AVP 97 0\r\na=control:2\r\na=rtpmap:97 G726-32/8000\r\na=sendonly\r\n"
    _, (microphone, unread, mulaw) = parse_description(sdp)

    assert (microphone.codec, microphone.is_back_channel) == ("pcm_alaw", False)
    assert (unread.codec, unread.is_back_channel) == (None, True)
    assert (mulaw.codec, mulaw.payload_type, mulaw.control, mulaw.is_back_channel) == ("pcm_mulaw", 0, "2", True)


def test_packets_of_speech_are_20_ms_each_and_a_silence_shows_in_their_times() -> None:
    encoder, packets = SpeechEncoder("pcm_alaw", 8000), SpeechPackets(8, (0xFFFF, 0xFFFFFFF0, 7))
    frames = voice(4) + voice(4, first=54)
    sent = [(place, payload) for frame in frames for place, payload in encoder.push(frame)]
    heads = [struct.unpack_from(">BBHII", packets.packet(place, payload)) for place, payload in sent]

    assert {len(payload) for _, payload in sent} == {160}
    assert [sequence for _, _, sequence, _, _ in heads] == [(0xFFFF + number) & 0xFFFF for number in range(len(heads))]
    steps = [(after[3] - before[3]) & 0xFFFFFFFF for before, after in pairwise(heads)]
    assert sorted(steps) == [160] * (len(steps) - 1) + [160 + 50 * 160]
    assert [bool(mark & 0x80) for _, mark, *_ in heads] == [True, *(step > 160 for step in steps)]
    assert {mark & 0x7F for _, mark, *_ in heads} == {8}
