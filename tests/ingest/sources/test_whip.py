"""A camera that a unit carries, from what the media host hands on to the session's packets."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import zmq

from ingest.address import SourceScheme, parse_address
from ingest.camera import CameraState, CameraStatus, PullOptions
from ingest.packet import Packet, StreamInfo, Unit
from ingest.published import Published, decode_published, encode_published, published_topic
from ingest.session import Outlets, StreamSession
from ingest.settings import IngestSettings
from ingest.sources.registry import open_source
from ingest.sources.whip import NOBODY_PUBLISHES
from kernel.clock import SystemClock
from kernel.errors import Fault, invalid
from kernel.ids import CameraId
from kernel.supervise import Backoff, Supervised
from tests.ingest.live.source import film

FILM = film(10)
SOUND = Unit(0, 0, 20_000, True, b"\xf8sound", "audio")


def unit(number: int) -> Unit:
    return Unit(number * 100_000, None, 0, FILM[number].is_keyframe, FILM[number].data)


class MediaHost:
    """The sending end."""

    def __init__(self, endpoint: str) -> None:
        self._socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.XPUB)
        self._socket.bind(endpoint)

    def await_listener(self) -> None:
        assert self._socket.poll(5000)
        self._socket.recv()

    def say(self, publication: str, *units: Unit | None, publisher: str = "unit_1") -> None:
        for one in units:
            item = Published(publication, True, one)
            self._socket.send_multipart((published_topic(publisher), encode_published(item)))

    def close(self) -> None:
        self._socket.close()


class Pull:
    """A session on the source, and what it told."""

    def __init__(self, settings: IngestSettings, wants_audio: bool = True) -> None:
        self.packets: list[Packet] = []
        self.infos: list[StreamInfo] = []
        self.statuses: list[CameraStatus] = []
        self.news = threading.Condition()
        address, _ = parse_address("whip:unit_1")
        clock, options = SystemClock(), PullOptions(wants_audio=wants_audio)
        session = StreamSession(
            CameraId("cam"),
            "main",
            lambda limits: open_source(address, None, limits, clock, options),
            Outlets((self,), self._note),
            settings,
            clock,
        )
        self.loop = Supervised("pull", session.run_once, clock, Backoff(0.01, 0.02))

    def begin(self, info: StreamInfo) -> None:
        self.infos.append(info)

    def put(self, packet: Packet) -> None:
        with self.news:
            self.packets.append(packet)
            self.news.notify_all()

    def interrupt(self, at: object, reason: str) -> None:
        """Told by the status, too."""

    def _note(self, status: CameraStatus) -> None:
        with self.news:
            self.statuses.append(status)
            self.news.notify_all()

    def until(self, packets: int = 0, statuses: int = 0) -> None:
        with self.news:
            assert self.news.wait_for(
                lambda: len(self.packets) >= packets and len(self.statuses) >= statuses, timeout=10
            ), (len(self.packets), self.statuses)


@pytest.fixture
def settings(tmp_path: Path) -> IngestSettings:
    return IngestSettings(published_endpoint=f"ipc://{tmp_path}/published.sock", stall_timeout_s=0.5)


@pytest.fixture
def host(settings: IngestSettings) -> Iterator[MediaHost]:
    host = MediaHost(settings.published_endpoint)
    yield host
    host.close()


@pytest.fixture
def pull(settings: IngestSettings, host: MediaHost) -> Iterator[Pull]:
    pull = Pull(settings)
    pull.loop.start()
    host.await_listener()
    yield pull
    assert pull.loop.stop()


def test_the_camera_is_offline_without_further_noise_while_nobody_publishes(pull: Pull, host: MediaHost) -> None:
    pull.until(statuses=1)
    host.say("a", unit(1), unit(2), publisher="unit_2")
    assert not threading.Event().wait(0.7)

    assert [(status.state, status.reason) for status in pull.statuses] == [(CameraState.OFFLINE, NOBODY_PUBLISHES)]
    assert pull.loop.restarts == 0


def test_what_is_published_becomes_packets_with_its_sound_and_size(pull: Pull, host: MediaHost) -> None:
    host.say("a", unit(3), SOUND, *(unit(number) for number in range(5, 10)), SOUND)
    pull.until(packets=6)

    video = [packet for packet in pull.packets if packet.stream == "main"]
    assert [packet.data for packet in video] == [one.data for one in FILM[5:]]
    assert [packet.number for packet in video] == [0, 1, 2, 3, 4]
    pull.until(packets=6)
    (sound,) = [packet for packet in pull.packets if packet.stream == "audio"]
    assert (sound.codec, sound.data) == ("opus", SOUND.data)
    (info,) = pull.infos
    assert (info.codec, info.width, info.height) == ("h264", 160, 120)
    assert info.audio is not None
    assert info.audio.extradata.startswith(b"OpusHead")
    assert pull.statuses[-1].state is CameraState.ONLINE


def test_a_publication_that_ends_is_offline_at_once_and_the_next_one_is_a_session_of_its_own(
    pull: Pull, host: MediaHost
) -> None:
    host.say("a", unit(0), unit(1))
    pull.until(packets=2)
    told = len(pull.statuses)
    host.say("a", None)
    host.await_listener()  # left
    host.await_listener()  # and came again
    pull.until(statuses=told + 2)
    assert {status.reason for status in pull.statuses[told:]} == {NOBODY_PUBLISHES}
    host.say("b", unit(0), unit(1))
    pull.until(packets=4)

    assert pull.packets[2].session > pull.packets[0].session
    assert pull.packets[2].number == 0


def test_a_publication_that_falls_silent_is_given_up(pull: Pull, host: MediaHost) -> None:
    host.say("a", unit(0), unit(1))
    pull.until(packets=2)
    told = len(pull.statuses)
    pull.until(statuses=told + 2)

    assert [status.reason for status in pull.statuses[told:][:2]] == [
        "whip:unit_1: what was published fell silent",
        NOBODY_PUBLISHES,
    ]


def test_a_phone_that_is_turned_changes_the_size_without_a_gap(pull: Pull, host: MediaHost) -> None:
    turned = film(5, size=(120, 160))
    host.say("a", unit(0), unit(1))
    host.say("a", *(Unit((2 + p.number) * 100_000, None, 0, p.is_keyframe, p.data) for p in turned))
    pull.until(packets=7)

    assert [(info.width, info.height) for info in pull.infos] == [(160, 120), (120, 160)]
    assert {packet.session for packet in pull.packets} == {pull.packets[0].session}


def test_published_units_survive_the_wire() -> None:
    item = Published("a", True, replace(unit(0), sent_at_us=5, track="video"))
    assert decode_published(encode_published(item)) == item
    assert decode_published(encode_published(Published("a", False, None))).unit is None
    with pytest.raises(Fault, match="bytes that are none"):
        decode_published(b"\x93\x02\xa1a")


@pytest.mark.parametrize("text", ["whip:", "whip:unit/1", "whip://host/x", "whip:" + "u" * 65])
def test_an_address_that_names_no_unit_is_refused(text: str) -> None:
    with pytest.raises(Fault, match="camera address") as caught:
        parse_address(text)
    assert caught.value.kind is invalid("").kind


def test_the_address_of_a_units_camera_is_itself_again() -> None:
    address, login = parse_address("whip:unit_0abc")
    assert (address.scheme, str(address), login) == (SourceScheme.WHIP, "whip:unit_0abc", None)
