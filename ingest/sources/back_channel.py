"""A camera's loudspeaker over RTSP: the audio back channel (ONVIF Streaming Specification §5.3)."""

import random
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ingest.address import USUAL_PORTS
from ingest.camera import Credentials, SourceAddress, SourceScheme
from ingest.rtsp.connection import Connection
from ingest.rtsp.description import Media, parse_description, track_url
from ingest.rtsp.granted import interleaved, read_granted
from ingest.rtsp.login import Login
from ingest.rtsp.message import Message
from ingest.rtsp.speech import CODINGS, SpeechPackets
from ingest.settings import IngestSettings
from ingest.sources.faults import refusal, source_fault
from ingest.sources.host import resolve
from kernel.errors import Fault, FaultKind

_REQUIRE = {"Require": "www.onvif.org/ver20/backchannel"}
_NOT_SUPPORTED = 551
_CHANNEL = 0
_TAKEN_WITHIN_S = 1.0
_FAREWELL_S = 0.5


class NoLoudspeaker(Fault):
    """The camera answered, and cannot be talked through."""

    def __init__(self, address: SourceAddress, why: str) -> None:
        super().__init__(FaultKind.INVALID, f"{address}: the camera has no loudspeaker ({why})")


class BackChannel:
    """A session with nothing but the back channel; opening it connects. One thread at a time may use it.

    codec: `pcm_mulaw` or `pcm_alaw`, at `rate_hz`, mono. Raises `NoLoudspeaker`, or a fault that says what is wrong.
    """

    def __init__(self, address: SourceAddress, credentials: Credentials | None, settings: IngestSettings) -> None:
        self._address = address
        with _talking_to(address, credentials, settings) as (connection, url):
            track, base, whole = _described(connection, address, url)
            self._connection, self._url = connection, whole
            granted = read_granted(
                _demand(connection, address, "SETUP", track_url(base, track.control), interleaved(_CHANNEL)), _CHANNEL
            )
            connection.session = granted.session or None
            _demand(connection, address, "PLAY", whole, {"Range": "npt=0.000-"})
            connection.give_up_after(_TAKEN_WITHIN_S)
        self.codec, self.rate_hz = track.codec or "", track.clock_hz
        self._channel, self._life_s = granted.channel, granted.life_s
        numbers = random.getrandbits(16), random.getrandbits(32), random.getrandbits(32)
        self._packets = SpeechPackets(track.payload_type, numbers)
        self._due_at = time.monotonic() + self._life_s

    def send(self, at: int, payload: bytes) -> None:
        """Send samples that begin `at` samples after the first; raises a fault when the camera is gone."""
        try:
            self._connection.send_frame(self._channel, self._packets.packet(at, payload))
            if time.monotonic() >= self._due_at:
                self._due_at = time.monotonic() + self._life_s
                self._connection.tell("OPTIONS", self._url)
            self._hear()
        except OSError as error:
            raise source_fault(str(self._address), error, _TAKEN_WITHIN_S) from None
        except ValueError as error:
            raise Fault(FaultKind.CORRUPT, f"{self._address}: {error}") from None

    def close(self) -> None:
        """Say good-bye, so that the camera lets its loudspeaker go at once."""
        with suppress(OSError, ValueError):
            self._connection.give_up_after(_FAREWELL_S)
            self._connection.tell("TEARDOWN", self._url)
        self._connection.close()

    def _hear(self) -> None:
        """Take what the camera says meanwhile: reports and answers, of which nothing is needed."""
        while select.select([self._connection], [], [], 0)[0]:
            if not self._connection.fill():
                raise ConnectionResetError
            while self._connection.next_frame() is not None:
                continue


def find_loudspeaker(address: SourceAddress, credentials: Credentials | None, settings: IngestSettings) -> str:
    """The coding that the camera's loudspeaker takes; raises like opening a `BackChannel`, and disturbs nobody."""
    with _talking_to(address, credentials, settings) as (connection, url):
        track, _, _ = _described(connection, address, url)
        connection.close()
    return track.codec or ""


@contextmanager
def _talking_to(
    address: SourceAddress, credentials: Credentials | None, settings: IngestSettings
) -> Iterator[tuple[Connection, str]]:
    """A connection and the address as the camera is asked for it; closed when the block fails, with the reason."""
    if address.scheme is not SourceScheme.RTSP:
        raise NoLoudspeaker(address, "one can talk through cameras with an rtsp:// address only")
    resolve(address, settings)
    login = Login(credentials.username, credentials.password) if credentials else None
    place = (address.host, address.port or USUAL_PORTS[address.scheme])
    url = address.url(credentials if address.has_login_in_path else None)
    connection: Connection | None = None
    try:
        connection = Connection(place, login, settings.open_timeout_s)
        yield connection, url
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, OSError):
            raise source_fault(str(address), error, settings.open_timeout_s) from None
        if isinstance(error, ValueError):
            raise Fault(FaultKind.CORRUPT, f"{address}: {error}; check the address") from None
        raise


def _described(connection: Connection, address: SourceAddress, url: str) -> tuple[Media, str, str]:
    """The back channel's track, and the addresses of tracks and of the whole session."""
    answer = _demand(connection, address, "DESCRIBE", url, {"Accept": "application/sdp"})
    base = answer.header("content-base") or answer.header("content-location") or url
    control, medias = parse_description(answer.body.decode("utf-8", "replace"))
    tracks = [media for media in medias if media.is_back_channel]
    if not tracks:
        raise NoLoudspeaker(address, "it offers no audio back channel")
    track = next((media for media in tracks if media.codec in CODINGS), None)
    if track is None:
        raise NoLoudspeaker(address, "its loudspeaker takes neither PCMU nor PCMA; choose G.711 at the camera")
    return track, base, control if control.lower().startswith("rtsp://") else base


def _demand(connection: Connection, address: SourceAddress, method: str, url: str, headers: dict[str, str]) -> Message:
    answer = connection.ask(method, url, headers | _REQUIRE)
    if answer.status == _NOT_SUPPORTED:
        raise NoLoudspeaker(address, "it does not know ONVIF's audio back channel")
    if answer.status != 200:
        raise refusal(str(address), answer.status)
    return answer
