"""A camera that says something between the packets of its pictures."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from ingest.camera import PullOptions, parse_address
from ingest.rtsp.message import take_message
from ingest.settings import IngestSettings
from ingest.sources.rtsp_tcp import TcpRtspSource
from tests.ingest.rtsp.test_conversation import SDP
from tests.ingest.rtsp.test_pictures import film

PICTURES = 12
_GRANTED = "RTP/AVP/TCP;unicast;interleaved=4-5"
ANSWER = b"RTSP/1.0 200 OK\r\nCSeq: 99\r\n\r\n"


class TalkingCamera:
    """Answers whatever it is asked, then sends `stream` in one go."""

    def __init__(self, stream: bytes) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"rtsp://127.0.0.1:{self._listener.getsockname()[1]}/live"
        self._stream = stream
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        peer, _ = self._listener.accept()
        heard = b""
        with peer, suppress(ConnectionError):  # the client leaves with something unread
            while (part := peer.recv(4096)) != b"":
                heard += part
                while (taken := take_message(heard, 0, len(heard))) is not None:
                    request, heard = heard, heard[taken[1] :]
                    method, _, rest = request.decode("latin-1").partition(" ")
                    number = rest.partition("CSeq: ")[2].split("\r\n")[0]
                    body = SDP.split("m=audio")[0] if method == "DESCRIBE" else ""
                    extra = (
                        "Transport: RTP/AVP/TCP;unicast;interleaved=4-5\r\nSession: 1\r\n" if method == "SETUP" else ""
                    )
                    head = f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n{extra}Content-Length: {len(body)}\r\n\r\n"
                    peer.sendall((head + body).encode() + (self._stream if method == "PLAY" else b""))


@pytest.fixture
def talking() -> Iterator[TalkingCamera]:
    parts = [packet.framed() for picture in film("h264", PICTURES) for packet in picture]
    camera = TalkingCamera(ANSWER.join(parts))
    yield camera
    camera.close()


def test_no_packet_behind_a_message_is_lost(talking: TalkingCamera) -> None:
    address, _ = parse_address(talking.address)
    settings = IngestSettings(stall_timeout_s=2.0)
    source = TcpRtspSource(address, None, settings, PullOptions(wants_audio=False))
    stop, pictures = threading.Event(), 0
    for _ in source.units(stop):
        pictures += 1
        if pictures == PICTURES:
            stop.set()
    source.close()

    assert (pictures, source.tally.damaged) == (PICTURES, 0)
