"""Addresses, profiles and notices: the pure parts."""

from dataclasses import replace

import pytest

from ingest.camera import parse_address
from ingest.onvif.address import DeviceAddress, parse_device
from ingest.onvif.notice import Message, NoticeKind, notice_of
from ingest.onvif.profile import Profile, channels
from kernel.errors import Fault


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.20.0.11", DeviceAddress("10.20.0.11", 80)),
        (" dome.yard:8080 ", DeviceAddress("dome.yard", 8080)),
        ("https://10.20.0.11", DeviceAddress("10.20.0.11", 443, is_secure=True)),
        ("http://10.20.0.11:8000/onvif/device", DeviceAddress("10.20.0.11", 8000, "/onvif/device")),
        ("http://[fd00::1]:81/", DeviceAddress("fd00::1", 81)),
    ],
    ids=str,
)
def test_a_typed_device_is_understood_and_written_again(text: str, address: DeviceAddress) -> None:
    assert parse_device(text) == address
    assert parse_device(str(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "ftp://10.0.0.1", "http://admin:s3cret@10.0.0.1/", "10.0.0.1:0", "10.0.0.1:99999", "http://10.0.0.1/a?b=c",
        "http://10.0.0.1/ onvif", "http://a b/", "file:///etc/passwd", "http://10.0.0.1/#s3cret", "http://[::1",
    ],
)  # fmt: skip
def test_what_is_no_device_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(Fault) as refused:
        parse_device(text)

    assert refused.value.message.startswith("onvif address: ")
    assert "s3cret" not in refused.value.message


def profile(token: str, width: int, height: int, codec: str = "h264", source: str = "eye") -> Profile:
    address, _ = parse_address(f"rtsp://10.0.0.1/{token}")
    return Profile(token, token, codec, width, height, 25, source, address, has_ptz=False)


def test_the_largest_stream_is_main_and_the_smallest_h264_is_sub() -> None:
    offered = [profile("mid", 1280, 720), profile("small", 640, 360), profile("main", 3840, 2160, "h265")]

    (channel,) = channels(offered)

    assert (channel.main.token, channel.sub and channel.sub.token) == ("main", "small")


def test_a_stream_too_small_or_not_h264_is_no_sub() -> None:
    offered = [profile("main", 1920, 1080), profile("thumb", 160, 90), profile("jpeg", 640, 360, "mjpeg")]

    assert channels(offered)[0].sub is None


def test_one_stream_has_no_sub_and_no_stream_no_channel() -> None:
    only = profile("main", 1920, 1080)

    assert channels([only])[0].sub is None
    assert channels([replace(only, address=None)]) == []


def test_a_recorder_has_one_channel_for_each_source_each_with_its_own_ptz() -> None:
    offered = [
        profile("a1", 1920, 1080, source="a"),
        replace(profile("b1", 1920, 1080, source="b"), has_ptz=True),
        profile("a2", 640, 360, source="a"),
    ]

    first, second = channels(offered)

    assert (first.source, first.sub and first.sub.token, first.ptz_token) == ("a", "a2", None)
    assert (second.source, second.sub, second.ptz_token) == ("b", None, "b1")


def message(topic: str, operation: str = "Changed", **data: str) -> Message:
    return Message(topic, operation, {"VideoSourceConfigurationToken": "1", "Rule": "r"}, data)


@pytest.mark.parametrize(
    ("said", "kind", "is_active"),
    [
        (message("tns1:VideoSource/MotionAlarm", State="true"), NoticeKind.MOTION, True),
        (message("tns1:RuleEngine/CellMotionDetector/Motion", IsMotion="false"), NoticeKind.MOTION, False),
        (message("tns1:RuleEngine/tns1:CellMotionDetector/tns1:Motion", IsMotion="1"), NoticeKind.MOTION, True),
        (message("tns1:VideoSource/GlobalSceneChange/ImagingService", State="true"), NoticeKind.TAMPER, True),
        (message("tns1:RuleEngine/TamperDetector/Tamper", IsTamper="0"), NoticeKind.TAMPER, False),
        (message("tns1:RuleEngine/FieldDetector/ObjectsInside", IsInside="true"), NoticeKind.LINE, True),
        (message("tns1:RuleEngine/LineDetector/Crossed", ObjectId="4"), NoticeKind.LINE, None),
        (message("tns1:VideoSource/MotionAlarm", "Deleted"), NoticeKind.MOTION, False),
    ],
)
def test_a_camera_s_words_are_understood(said: Message, kind: NoticeKind, is_active: bool | None) -> None:
    notice = notice_of(said)

    assert notice is not None
    assert (notice.kind, notice.is_active) == (kind, is_active)


@pytest.mark.parametrize(
    "said",
    [
        message("tns1:Device/Trigger/DigitalInput", LogicalState="true"),
        message("tns1:VideoSource/MotionAlarm", State="perhaps"),
        message("tns1:VideoSource/MotionAlarm"),
        message("tns1:RuleEngine/LineDetector/Crossed", "Initialized", ObjectId="4"),
        message(""),
    ],
)
def test_what_is_not_followed_or_says_nothing_is_left_out(said: Message) -> None:
    assert notice_of(said) is None
