"""Addresses are typed, and no secret stays in them."""

import pytest

from ingest.camera import Credentials, parse_address
from kernel.errors import Fault

LOGIN = Credentials("admin", "p@ss:w/1")


@pytest.mark.parametrize(
    ("url", "shown", "credentials"),
    [
        pytest.param("rtsp://10.0.0.7/stream1", "rtsp://10.0.0.7/stream1", None, id="plain"),
        pytest.param("RTSP://cam.local:8554/a?b=1", "rtsp://cam.local:8554/a?b=1", None, id="port and query"),
        pytest.param("rtsps://cam/x", "rtsps://cam/x", None, id="over TLS"),
        pytest.param("rtsp://[fe80::1]:554/x", "rtsp://[fe80::1]:554/x", None, id="IPv6"),
        pytest.param("rtsp://admin:p%40ss%3Aw%2F1@h/x", "rtsp://h/x", LOGIN, id="login in front of the host"),
        pytest.param("rtsp://admin@h/x", "rtsp://h/x", Credentials("admin", ""), id="user without password"),
        pytest.param(
            "rtsp://h/user=admin&password=p%40ss%3Aw%2F1&channel=1",
            "rtsp://h/user={username}&password={password}&channel=1",
            LOGIN,
            id="login in the path",
        ),
        pytest.param(
            "rtsp://h/live?channel=1&token=abc",
            "rtsp://h/live?channel=1&token={password}",
            Credentials("", "abc"),
            id="token in the query",
        ),
        pytest.param("http://admin:p%40ss%3Aw%2F1@h:81/v.mjpg?n=1", "http://h:81/v.mjpg?n=1", LOGIN, id="MJPEG"),
        pytest.param("https://h/live/index.m3u8", "https://h/live/index.m3u8", None, id="HLS"),
        pytest.param("rtmp://h/live/gate", "rtmp://h/live/gate", None, id="RTMP"),
        pytest.param("udp://@:5004", "udp://@:5004", None, id="UDP from anyone"),
        pytest.param("udp://:5004", "udp://@:5004", None, id="UDP without the sign"),
        pytest.param("udp://@239.1.2.3:5004", "udp://@239.1.2.3:5004", None, id="UDP group"),
        pytest.param("udp://@[ff02::42]:5004", "udp://@[ff02::42]:5004", None, id="UDP group of IPv6"),
        pytest.param("udp://10.0.0.7:5004", "udp://10.0.0.7:5004", None, id="UDP from one"),
        pytest.param(
            "srt://h:9000?streamid=read:gate&passphrase=0123456789ab",
            "srt://h:9000?streamid=read:gate&passphrase={password}",
            Credentials("", "0123456789ab"),
            id="SRT",
        ),
        pytest.param("file:clips/gate.mp4", "file:clips/gate.mp4", None, id="file"),
        pytest.param("file:///clips/gate.mp4", "file:/clips/gate.mp4", None, id="file with slashes"),
        pytest.param("pattern:street?seed=3", "pattern:street?seed=3", None, id="pattern"),
    ],
)
def test_address_is_read_and_its_login_taken_out(url: str, shown: str, credentials: Credentials | None) -> None:
    address, found = parse_address(url)

    assert str(address) == shown
    assert found == credentials
    assert parse_address(str(address))[0] == address


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("ftp://h/x", id="another scheme"),
        pytest.param("exec:ffmpeg -i x", id="a command"),
        pytest.param("ffmpeg:rtsp://h/x#video=copy", id="a go2rtc chain"),
        pytest.param("rtsp:/etc/passwd", id="no host"),
        pytest.param("concat:secret|x", id="a protocol of FFmpeg"),
        pytest.param("subfile,,start,0,end,9,,:secret", id="another protocol of FFmpeg"),
        pytest.param("http:///etc/passwd", id="HTTP without a host"),
        pytest.param("udp://@:80", id="UDP on a port of the system"),
        pytest.param("udp://@:5004?fifo_size=1", id="UDP with an option"),
        pytest.param("udp://@:5004/x", id="UDP with a path"),
        pytest.param("udp://cam.local:5004", id="UDP with a name"),
        pytest.param("srt://h", id="SRT without a port"),
        pytest.param("srt://h:9000?mode=listener", id="SRT with an option"),
        pytest.param("srt://h:9000?passphrase=secret", id="SRT with a short passphrase"),
        pytest.param("srt://h:9000?streamid=a&streamid=b%00", id="SRT with a zero"),
        pytest.param("rtsp://", id="empty host"),
        pytest.param("rtsp://h:99999/x", id="port too great"),
        pytest.param("rtsp://h/x\ninjected", id="line break"),
        pytest.param("rtsp://user:pa#ss@h/x", id="fragment"),
        pytest.param("rtsp://a:secret1@h/?user=b&password=secret2", id="two logins"),
        pytest.param("file:../secret.mp4", id="parent folder"),
        pytest.param("file:a/%2e%2e/b.mp4", id="encoded parent folder"),
        pytest.param("file:", id="file without a name"),
        pytest.param("", id="nothing"),
    ],
)
def test_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Fault) as refusal:
        parse_address(url)

    assert "secret" not in refusal.value.message
    assert "injected" not in refusal.value.message


def test_login_returns_into_the_connecting_url_only() -> None:
    address, login = parse_address("rtsp://admin:p%40ss%3Aw%2F1@h:554/x")

    assert address.url(login) == "rtsp://admin:p%40ss%3Aw%2F1@h:554/x"
    assert "p@ss" not in repr(login)
    assert "p@ss" not in repr(address)


def test_login_in_the_path_returns_to_its_place() -> None:
    url = "rtsp://h/user=admin&password=top%26secret&channel=1"
    address, login = parse_address(url)

    assert address.url(login) == url
