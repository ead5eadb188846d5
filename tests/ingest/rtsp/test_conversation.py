"""What is said before the pictures come: messages, logins, descriptions, clocks."""

import struct
from itertools import pairwise

import pytest

from ingest.rtsp.description import parse_description, start_times, track_url
from ingest.rtsp.login import Challenge, Login, best_challenge
from ingest.rtsp.message import request, take_message
from ingest.rtsp.reports import SenderReport, read_reports, receiver_report
from ingest.rtsp.sound import SoundDepacketizer, audio_info, opus_samples
from ingest.rtsp.sync import SoundClock

SDP = """v=0
o=- 1 1 IN IP4 0.0.0.0
s=Media
a=control:rtsp://10.0.0.9/all
m=video 0 RTP/AVP 96
a=rtpmap:96 H264/90000
a=fmtp:96 packetization-mode=1; profile-level-id=4d0028;sprop-parameter-sets=Z00AKA==,aO48gA==
a=control:trackID=0
m=audio 0 RTP/AVP 97
a=rtpmap:97 MPEG4-GENERIC/16000/1
a=fmtp:97 streamtype=5; mode=AAC-hbr; config=1408; SizeLength=13; IndexLength=3; IndexDeltaLength=3
a=control:trackID=1
m=audio 0 RTP/AVP 8
a=control:trackID=2
m=application 0 RTP/AVP 107
a=rtpmap:107 vnd.onvif.metadata/90000
"""


def test_description_tells_the_tracks_apart() -> None:
    control, (video, aac, alaw, other) = parse_description(SDP.replace("\n", "\r\n"))

    assert control == "rtsp://10.0.0.9/all"
    assert (video.kind, video.codec, video.clock_hz, video.payload_type) == ("video", "h264", 90_000, 96)
    assert [unit[0] & 31 for unit in video.sets] == [7, 8]
    assert audio_info(aac) is not None
    assert (alaw.codec, alaw.clock_hz, alaw.channels) == ("pcm_alaw", 8000, 1)
    assert audio_info(alaw) is None
    assert (other.kind, other.codec) == ("application", None)


@pytest.mark.parametrize(
    ("base", "control", "wanted"),
    [
        ("rtsp://a/b", "trackID=0", "rtsp://a/b/trackID=0"),
        ("rtsp://a/b/", "trackID=0", "rtsp://a/b/trackID=0"),
        ("rtsp://a/b?x=1", "track1", "rtsp://a/b?x=1/track1"),
        ("rtsp://a/b", "rtsp://a/c/1", "rtsp://a/c/1"),
        ("rtsp://a/b", "*", "rtsp://a/b"),
    ],
)
def test_track_is_asked_for_as_cameras_expect(base: str, control: str, wanted: str) -> None:
    assert track_url(base, control) == wanted


def test_starts_are_told_for_all_tracks_or_not_at_all() -> None:
    info = "url=rtsp://a/b/track0;seq=9;rtptime=100,url=rtsp://a/b/track1;seq=4;rtptime=200"

    assert start_times(info, ["rtsp://a/b/track0", "rtsp://a/b/track1"]) == [100, 200]
    assert start_times(info, ["rtsp://a/b/track0", "rtsp://a/b/track9"]) is None
    assert start_times("", ["rtsp://a/b/track0"]) is None


def test_message_is_taken_when_it_is_whole() -> None:
    whole = (
        b"RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Length: 4\r\nWWW-Authenticate: a\r\nwww-authenticate: b\r\n\r\nbody$"
    )

    assert take_message(whole, 0, 30) is None
    assert take_message(whole, 0, len(whole) - 2) is None
    taken = take_message(whole, 0, len(whole))
    assert taken is not None
    message, end = taken
    assert (message.status, message.header("cseq"), message.body, end) == (200, "3", b"body", len(whole) - 1)
    assert message.all("www-authenticate") == ["a", "b"]


@pytest.mark.parametrize("nonsense", [b"HTTP/1.0 200 OK\r\n\r\n", b"\r\n\r\n", b"x" * 70_000, b"RTSP/1.0\r\n\r\n"])
def test_what_is_no_rtsp_is_refused(nonsense: bytes) -> None:
    with pytest.raises(ValueError, match="no RTSP"):
        take_message(nonsense, 0, len(nonsense))


def test_request_cannot_be_broken_out_of() -> None:
    with pytest.raises(ValueError, match="line break"):
        request("PLAY", "rtsp://a/\r\nX: 1", {})


def test_digest_answers_as_the_standard_has_it() -> None:
    # RFC 7616 §3.9.1, both of its algorithms.
    realm, nonce = "http-auth@example.org", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
    cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    for algorithm, wanted in (
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ):
        login = Login("Mufasa", "Circle of Life", Challenge(algorithm, realm, nonce, "FQhe", has_qop=True))
        header = login.header("GET", "/dir/index.html", cnonce) or ""
        assert f'response="{wanted}"' in header
        assert "nc=00000001" in header


def test_safest_login_on_offer_is_chosen() -> None:
    md5 = 'Digest realm="cam", nonce="n", algorithm=MD5'
    sha = 'Digest realm="cam", nonce="n", algorithm="SHA-256", qop="auth,auth-int"'

    assert best_challenge(['Basic realm="cam"', md5, sha]) == Challenge("SHA-256", "cam", "n", None, has_qop=True)
    assert best_challenge(['Basic realm="cam"', md5]) == Challenge("MD5", "cam", "n")
    assert best_challenge(['Basic realm="cam"']) == Challenge(None, "cam")
    assert best_challenge(["NTLM", 'Digest realm="cam", nonce="n", algorithm=SHA-512-256']) is None


def test_login_says_nothing_before_it_is_asked() -> None:
    login = Login("user", "pass:word")

    assert login.header("DESCRIBE", "rtsp://a", "c") is None
    login.challenge = Challenge(None, "cam")
    assert login.header("DESCRIBE", "rtsp://a", "c") == "Basic dXNlcjpwYXNzOndvcmQ="


def test_senders_report_is_read_and_goodbye_heard() -> None:
    seconds = 2_208_988_800 + 1_790_000_000
    report = struct.pack(">BBHIIIIII", 0x80, 200, 6, 7, seconds, 1 << 31, 4500, 1, 2)
    goodbye = struct.pack(">BBHI", 0x81, 203, 1, 7)

    assert read_reports(report) == (SenderReport(1_790_000_000_500_000, 4500), False)
    assert read_reports(report + goodbye)[1]
    assert read_reports(report[:10]) == (None, False)
    assert read_reports(receiver_report(7)) == (None, False)


def test_clock_of_the_next_era_is_understood() -> None:
    # 2036-02-07 06:28:16 UTC is where the seconds begin anew.
    report = struct.pack(">BBHIIIIII", 0x80, 200, 6, 7, 5, 0, 4500, 1, 2)
    found = read_reports(report)[0]

    assert found is not None
    assert found.utc_us == ((1 << 32) - 2_208_988_800 + 5) * 1_000_000


def rtp(timestamp: int, payload: bytes) -> bytearray:
    return bytearray(struct.pack(">BBHII", 0x80, 97, 1, timestamp, 7) + payload)


def test_several_aac_frames_in_a_packet_follow_one_another() -> None:
    _, (_, aac, *_) = parse_description(SDP)
    packet = rtp(5000, struct.pack(">HHH", 32, 3 << 3, 4 << 3) + b"abcdefg")
    frames = SoundDepacketizer(aac.codec or "").push(packet, 0, len(packet))

    assert [(frame.ticks, frame.data) for frame in frames] == [(5000, b"abc"), (6024, b"defg")]


def test_aac_frame_over_two_packets_is_put_together() -> None:
    sound = SoundDepacketizer("aac")
    parts = [rtp(5000, struct.pack(">HH", 16, 6 << 3) + part) for part in (b"abc", b"def")]
    found = [sound.push(part, 0, len(part)) for part in parts]

    assert found[0] == []
    assert [frame.data for frame in found[1]] == [b"abcdef"]


@pytest.mark.parametrize(
    ("head", "samples"),
    [(b"\x08", 960), (b"\xfc", 960), (b"\xfd\0", 1920), (b"\xff\x03", 2880), (b"", 0), (b"\x68", 960), (b"\xe0", 120)],
)
def test_length_of_opus_packets(head: bytes, samples: int) -> None:
    assert opus_samples(head) == samples


def test_sound_is_placed_by_arrival_until_the_camera_tells() -> None:
    clock = SoundClock()
    assert clock.place(1_000_000, 10.0) is None
    clock.see(10.0, 500_000_000)
    first = clock.place(1_000_000, 10.1)
    second = clock.place(1_064_000, 10.2)

    assert (first, second) == pytest.approx((500_100_000, 500_164_000), abs=2)


def test_sound_goes_over_to_what_the_reports_say_and_never_back() -> None:
    clock = SoundClock()
    clock.see(10.0, 500_000_000)
    placed = [clock.place(number * 64_000, 10.0 + number * 0.064) or 0 for number in range(5)]
    # By their reports the pictures' 500 s and the sound's 0.1 s are the same moment: 100 ms earlier than they came.
    clock.video_report = SenderReport(1_000_000, 0), 500_000_000
    clock.sound_report = SenderReport(1_000_000, 0), 100_000
    for number in range(5, 105):
        clock.see(10.0 + number * 0.064, 500_000_000 + number * 64_000)
        placed.append(clock.place(number * 64_000, 10.0 + number * 0.064) or 0)

    assert placed[4] == 500_256_000
    assert all(later > sooner for sooner, later in pairwise(placed))
    assert placed[-1] == 500_000_000 - 100_000 + 104 * 64_000


def test_camera_whose_reports_make_no_sense_is_heard_by_arrival() -> None:
    clock = SoundClock()
    clock.video_report = SenderReport(1_000_000, 0), 500_000_000
    clock.sound_report = SenderReport(90_000_000, 0), 0
    clock.see(10.0, 500_000_000)

    assert clock.place(0, 10.0) == 500_000_000
