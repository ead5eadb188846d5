"""HTTP cameras: MJPEG from ffmpeg, logins, and addresses that would lead us astray."""

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from itertools import islice

import av
import pytest
from av.video.frame import VideoFrame

from ingest.address import parse_address
from ingest.camera import PullOptions
from ingest.probe import probe
from ingest.settings import IngestSettings
from ingest.sources.registry import Source, open_source
from kernel.clock import ManualClock, SystemClock
from kernel.errors import Fault, FaultKind
from tests.ingest.sources.pulled import QUICK, Pulled
from tests.wire.cameras import free_port
from tests.wire.senders import ffmpeg, wait_for_port

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A web server that answers each path as told, and what it was asked."""

    port: int
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def url(self, path: str, login: str = "") -> str:
        return f"http://{login}127.0.0.1:{self.port}{path}"


@contextmanager
def site(answers: dict[str, Answer]) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, self.headers.get("authorization")))
            answers[self.path](self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Site(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def body(content: bytes, kind: str, status: int = 200, **headers: str) -> Answer:
    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        for name, value in {"content-type": kind, **headers}.items():
            to.send_header(name.replace("_", "-"), value)
        to.end_headers()
        to.wfile.write(content)

    return answer


def jpeg(width: int = 64, height: int = 48, shade: int = 100) -> bytes:
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuvj420p"
    encoder.options = {"strict": "unofficial"}
    encoder.time_base = 1  # type: ignore[assignment]
    frame = VideoFrame(width, height, "yuvj420p")
    for plane in frame.planes:
        plane.update(bytes([shade]) * plane.buffer_size)
    return bytes(encoder.encode(frame)[0])


def mjpeg(pictures: list[bytes]) -> Answer:
    parts = b"".join(b"--cut\r\nContent-Type: image/jpeg\r\n\r\n" + picture + b"\r\n" for picture in pictures)
    return body(parts + b"--cut--\r\n", 'multipart/x-mixed-replace; boundary="cut"')


def opened(url: str, settings: IngestSettings = QUICK) -> Source:
    address, credentials = parse_address(url)
    return open_source(address, credentials, settings, ManualClock(), PullOptions())


def refusal(url: str, settings: IngestSettings = QUICK) -> Fault:
    with pytest.raises(Fault) as raised:
        opened(url, settings).close()
    return raised.value


def test_mjpeg_of_ffmpeg_becomes_h264_that_stands_alone() -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/cam.mjpg"
    kind = "multipart/x-mixed-replace;boundary=ffmpeg"
    sender = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x240:r=10",
        "-f",
        "mpjpeg",
        "-content_type",
        kind,
        "-listen",
        "1",
        url,
    ]
    with ffmpeg(*sender):
        wait_for_port(port)
        pulled = Pulled(url, 5)

    assert (pulled.info.codec, pulled.info.width, pulled.info.height) == ("h264", 320, 240)
    keyframes = [unit.pts_us or 0 for unit in pulled.video if unit.is_keyframe]
    assert 2 <= len(keyframes) <= 4
    assert pulled.tally.encoded == len(pulled.video) > 30
    decoder = av.CodecContext.create("h264", "r")
    frames = [frame for unit in pulled.video for frame in decoder.decode(av.Packet(unit.data))]
    assert len(frames) >= len(pulled.video) - 1


def test_camera_faster_than_is_kept_is_thinned_out_evenly() -> None:
    clock = ManualClock()

    def pictures(to: BaseHTTPRequestHandler) -> None:
        mjpeg([jpeg(shade=n % 200) for n in range(91)])(to)

    with site({"/cam": pictures}) as camera:
        address, _ = parse_address(camera.url("/cam"))
        source = open_source(address, None, QUICK, clock)
        kept = 0
        original = source._pictures  # type: ignore[attr-defined]

        def at_thirty() -> Iterator[bytes]:
            for picture in original:
                clock.advance(1 / 30)
                yield picture

        source._pictures = at_thirty()  # type: ignore[attr-defined]
        kept = sum(1 for _ in source.units(threading.Event()))
        source.close()

    assert 44 <= kept <= 48
    assert source.tally.skipped == 91 - kept


def test_probe_of_mjpeg_says_that_it_will_be_encoded() -> None:
    with site({"/cam": mjpeg([jpeg()] * 3)}) as camera:
        found = probe(*parse_address(camera.url("/cam")))

    assert (found.codec, found.width, found.height, found.is_encoded) == ("h264", 64, 48, True)
    assert found.picture_jpeg is not None


def test_bad_picture_is_counted_and_left_out() -> None:
    with site({"/cam": mjpeg([jpeg(), b"no jpeg", jpeg(shade=1)])}) as camera:
        source = opened(camera.url("/cam"))
        for _ in source.units(threading.Event()):
            source_clock = source._clock  # type: ignore[attr-defined]
            source_clock.advance(1)
        source.close()

    assert (source.tally.encoded, source.tally.damaged) == (2, 1)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (body(b"<html>", "text/html"), "is a page to read"),
        (body(jpeg(), "image/jpeg"), "is a single picture"),
        (body(b"", "application/zip"), "neither MJPEG nor HLS"),
        (body(b"", "text/plain", 404), "no such page (404)"),
        (body(b"", "text/plain", 403), "wrong user name or password"),
        (body(b"", "text/plain", 500), "refused the request (500)"),
        (body(b"x" * 40_000, "multipart/x-mixed-replace; boundary=cut"), "no MJPEG"),
        (body(b"", "text/plain", 302, location="http://192.0.2.1/cam"), "points to another host"),
        (body(b"", "text/plain", 302, location="file:///etc/passwd"), "points to another host"),
        (body(b"", "text/plain", 302, location="/cam"), "refused the request (302)"),
    ],
    ids=["page", "picture", "zip", "404", "403", "500", "no parts", "elsewhere", "file", "in circles"],
)
def test_what_is_no_camera_is_told_what_it_is(answer: Answer, words: str) -> None:
    with site({"/cam": answer}) as camera:
        assert words in refusal(camera.url("/cam")).message


def test_redirect_on_the_same_host_is_followed() -> None:
    with site({"/cam": body(b"", "text/plain", 302, location="/real"), "/real": mjpeg([jpeg()])}) as camera:
        assert opened(camera.url("/cam")).info.width == 64


@pytest.mark.parametrize(
    ("playlist", "words"),
    [
        ("#EXTM3U\n#EXTINF:2,\nfile:///etc/passwd\n", "points to another host"),
        ("#EXTM3U\n#EXTINF:2,\nhttp://169.254.169.254/latest\n", "points to another host"),
        ("#EXTM3U\n#EXTINF:2,\ngopher://127.0.0.1/x\n", "points to another host"),
        ("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://other.example/live.m3u8\n", "points to another host"),
        ('#EXTM3U\n#EXT-X-MAP:URI="data:text/plain,x"\n#EXTINF:2,\na.ts\n', "points to another host"),
        ('#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:2,\na.ts\n', "encrypted"),
        ("#EXTM3U\n#EXTINF:two,\na.ts\n", "cannot be used"),
        ("#EXTM3U\n", "playlist is empty"),
        ("hello", "no playlist"),
    ],
    ids=[
        "file",
        "metadata",
        "gopher",
        "variant elsewhere",
        "data",
        "encrypted",
        "not a number",
        "empty",
        "no playlist",
    ],
)
def test_playlist_leads_nowhere_but_to_its_own_host(playlist: str, words: str) -> None:
    with site({"/live.m3u8": body(playlist.encode(), "application/vnd.apple.mpegurl")}) as camera:
        assert words in refusal(camera.url("/live.m3u8")).message
        assert {path for path, _ in camera.asked} == {"/live.m3u8"}


def guarded(scheme: str, inner: Answer) -> Answer:
    """Asks for the login admin / p@ss first; digest with qop, as cameras do."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        given = to.headers.get("authorization", "")
        is_basic = scheme == "Basic" and given == "Basic YWRtaW46cEBzcw=="
        is_digest = scheme == "Digest" and given.startswith("Digest ") and _proves(given, to.path)
        if is_basic or is_digest:
            inner(to)
        else:
            ask = 'Basic realm="cam"' if scheme == "Basic" else 'Digest realm="cam", nonce="n1", qop="auth"'
            body(b"", "text/plain", 401, www_authenticate=ask)(to)

    return answer


def _proves(given: str, path: str) -> bool:
    said = {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', given)}
    secret, request = (hashlib.md5(text.encode()).hexdigest() for text in ("admin:cam:p@ss", f"GET:{path}"))
    proof = f"{secret}:n1:{said['nc']}:{said['cnonce']}:auth:{request}"
    return bool(said["response"] == hashlib.md5(proof.encode()).hexdigest())


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
def test_login_is_given_as_it_is_asked_for(scheme: str) -> None:
    with site({"/cam?n=1": guarded(scheme, mjpeg([jpeg()]))}) as camera:
        assert opened(camera.url("/cam?n=1", "admin:p%40ss@")).info.width == 64
        fault = refusal(camera.url("/cam?n=1", "admin:wrong@"))

    assert camera.asked[0][1] is None
    assert fault.kind is FaultKind.FORBIDDEN
    assert "wrong@" not in fault.message


def test_login_in_the_path_goes_into_the_path_only() -> None:
    with site({"/cam?user=admin&pwd=p%40ss": mjpeg([jpeg()])}) as camera:
        opened(camera.url("/cam?user=admin&pwd=p%40ss")).close()

    assert camera.asked == [("/cam?user=admin&pwd=p%40ss", None)]


def test_host_outside_the_camera_networks_is_not_asked() -> None:
    away = QUICK.model_copy(update={"camera_networks": (ip_network("10.0.0.0/8"),)})
    with site({"/cam": mjpeg([jpeg()])}) as camera:
        assert "outside the camera networks" in refusal(camera.url("/cam"), away).message
        assert not camera.asked
    assert "outside the camera networks" in refusal("http://169.254.169.254/latest/meta-data").message


def test_size_that_changes_ends_the_connection() -> None:
    with site({"/cam": mjpeg([jpeg(), jpeg(128, 96)])}) as camera:
        address, _ = parse_address(camera.url("/cam"))
        clock = ManualClock()
        source = open_source(address, None, QUICK, clock)
        units = source.units(threading.Event())
        assert len(list(islice(units, 1))) == 1
        clock.advance(1)
        with pytest.raises(Fault, match="size has changed"):
            next(units)
        source.close()


def test_nobody_there_says_so() -> None:
    address, _ = parse_address(f"http://127.0.0.1:{free_port()}/cam")
    with pytest.raises(Fault, match="cannot be connected to"):
        open_source(address, None, QUICK, SystemClock())
