"""RTSP over TCP by our own client; what it does not read, FFmpeg does."""

import random
import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.address import USUAL_PORTS
from ingest.camera import Credentials, PullOptions, SourceAddress, SourceScheme, Transport
from ingest.mp4.head import video_track
from ingest.nal import annexb, nal_type, parameter_sets
from ingest.packet import AudioInfo, StreamInfo, Unit
from ingest.rtsp.connection import Connection
from ingest.rtsp.description import Media, parse_description, start_times, track_url
from ingest.rtsp.granted import interleaved, read_granted
from ingest.rtsp.login import Login
from ingest.rtsp.message import Message
from ingest.rtsp.pictures import FRAME_BYTES, RTP_BYTES, Depacketizer, Picture
from ingest.rtsp.reports import read_reports, receiver_report
from ingest.rtsp.sync import SoundClock
from ingest.settings import IngestSettings
from ingest.sources.faults import refusal, source_fault
from ingest.sources.host import resolve
from ingest.sources.rtsp_sound import RtspSound
from ingest.sources.tally import Tally
from kernel.errors import Fault, FaultKind, unavailable

_SLICE_S = 0.5


class NotRead(Exception):  # no error: another client takes over
    """The camera sends what this client does not read, or from elsewhere."""


class TcpRtspSource:
    """A connection to one RTSP stream; opening it connects. One thread may use it. Raises `NotRead` while opening."""

    def __init__(
        self, address: SourceAddress, credentials: Credentials | None, settings: IngestSettings, options: PullOptions
    ) -> None:
        resolve(address, settings)
        self.tally = Tally()
        self._heard_at, self._due_at, self._has_left = time.monotonic(), 0.0, False
        self._address = address
        self._settings = settings
        self._url = _plain_url(address, credentials)
        login = Login(credentials.username, credentials.password) if credentials else None
        place = (address.host, address.port or USUAL_PORTS[address.scheme])
        try:
            self._connection = Connection(place, login, settings.open_timeout_s)
        except OSError as error:
            raise source_fault(str(address), error, settings.open_timeout_s) from None
        try:
            self._open(options)
        except BaseException as error:
            self._connection.close()
            if isinstance(error, OSError):
                raise source_fault(str(address), error, settings.open_timeout_s) from None
            if isinstance(error, ValueError):
                raise Fault(FaultKind.CORRUPT, f"{address}: {error}; check the address") from None
            raise

    @property
    def audio(self) -> AudioInfo | None:
        return self._sound.info if self._sound is not None else None

    @property
    def is_one_behind(self) -> bool:
        return self._pictures.is_one_behind

    def fileno(self) -> int:
        return self._connection.fileno()

    def ready(self) -> list[Unit] | None:
        """The units of what has come; does not wait. None when the camera has closed; raises a fault."""
        with self._in_words():
            if not self._connection.fill():
                return None
            if self._connection.early:
                early, self._connection.early = self._connection.early, bytearray()
                self._connection.prepend(early)
            return None if self._has_left else self._drain()

    def idle(self) -> None:
        """Call it some times a second: shows the camera that we are there; raises a fault when it has stalled."""
        with self._in_words():
            now = time.monotonic()
            if now >= self._due_at:
                self._due_at = now + self._life_s
                self._show_life()
            if now - self._heard_at > self._settings.stall_timeout_s:
                raise TimeoutError

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        """The units as they arrive; ends when the camera closes the connection; raises a fault when it stalls."""
        while not stop.is_set():
            self.idle()
            if not select.select([self], [], [], _SLICE_S)[0]:
                continue
            units = self.ready()
            if units is None:
                return
            yield from units

    def close(self) -> None:
        self._connection.close()

    def _drain(self) -> list[Unit]:
        connection, units = self._connection, list[Unit]()
        while True:
            buffer, start = connection.buffer, connection.start
            connection.start, pictures = self._pictures.take(buffer, start, connection.end, self._channel)
            units += map(self._unit, pictures)
            if connection.start > start:
                self._heard_at = time.monotonic()
            frame = connection.next_frame()
            if frame is None:
                return units
            channel, begin, end = frame
            if channel == self._channel:
                if end - begin >= RTP_BYTES:  # it lay behind a message: the pictures go on with it
                    connection.start = begin - FRAME_BYTES
                continue
            if self._sound is not None and channel == self._sound_channel:
                units += self._sound.units(buffer, begin, end, self._clock, time.monotonic())
            else:
                self._hear_report(channel, bytes(buffer[begin:end]))

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise source_fault(str(self._address), error, self._settings.stall_timeout_s) from None
        except ValueError as error:
            raise Fault(FaultKind.CORRUPT, f"{self._address}: {error}") from None

    def _open(self, options: PullOptions) -> None:
        offered = self._connection.ask("OPTIONS", self._url).header("public") or ""
        self._asks_life_by = "GET_PARAMETER" if "GET_PARAMETER" in offered else "OPTIONS"
        answer = self._demand("DESCRIBE", self._url, {"Accept": "application/sdp"})
        base = answer.header("content-base") or answer.header("content-location") or self._url
        control, medias = parse_description(answer.body.decode("utf-8", "replace"))
        video = self._video(medias)
        sound = next((media for media in medias if _is_sound(media)), None) if options.wants_audio else None
        self._sound = RtspSound.of(sound) if sound is not None else None
        if sound is not None and self._sound is None:
            raise NotRead
        urls = [track_url(base, media.control) for media in (video, sound) if media is not None]
        self._channel = self._set_up(urls[0], 0)
        self._sound_channel = self._set_up(urls[1], 2) if self._sound is not None else -2
        self._codec = video.codec or ""
        self._pictures = Depacketizer(self._codec)
        self._sets = {nal_type(self._codec, unit): unit for unit in parameter_sets(self._codec, video.sets)}
        self.info = self._describe()
        self._clock = SoundClock()
        self._number = random.getrandbits(32)
        # Appended to nothing: what is controlled together is the session itself.
        whole = control if control.lower().startswith("rtsp://") else base
        playing = self._demand("PLAY", whole, {"Range": "npt=0.000-"})
        starts = start_times(playing.header("rtp-info") or "", urls)
        if starts is not None and self._sound is not None:
            self._clock.starts_us = self._pictures.unwrap(starts[0]) * 100 // 9, self._sound.time_us(starts[1])
        self._heard_at = time.monotonic()
        self._connection.stream()

    def _video(self, medias: list[Media]) -> Media:
        videos = [media for media in medias if media.kind == "video"]
        if not videos:
            raise unavailable(f"{self._address}: carries no video; check that it names a video stream")
        if videos[0].codec not in ("h264", "hevc") or videos[0].parameters.get("sprop-max-don-diff", "0") != "0":
            raise NotRead
        return videos[0]

    def _set_up(self, url: str, channel: int) -> int:
        """Set a track up; returns the channel that its packets come on."""
        granted = read_granted(self._demand("SETUP", url, interleaved(channel)), channel)
        self._connection.session = granted.session or self._connection.session
        self._life_s = granted.life_s
        return granted.channel

    def _demand(self, method: str, url: str, headers: dict[str, str]) -> Message:
        answer = self._connection.ask(method, url, headers)
        if 300 <= answer.status < 400:
            raise NotRead
        if answer.status != 200:
            raise refusal(str(self._address), answer.status)
        return answer

    def _show_life(self) -> None:
        self._connection.tell(self._asks_life_by, self._url)
        self._connection.send_frame(self._channel + 1, receiver_report(self._number))

    def _hear_report(self, channel: int, packet: bytes) -> None:
        """Take a report of the sender."""
        if channel not in (self._channel + 1, self._sound_channel + 1):
            return
        report, has_left = read_reports(packet)
        if report is not None and channel == self._channel + 1:
            self._clock.video_report = report, self._pictures.unwrap(report.timestamp) * 100 // 9
        elif report is not None and self._sound is not None:
            self._clock.sound_report = report, self._sound.time_us(report.timestamp)
        self._has_left |= has_left

    def _unit(self, picture: Picture) -> Unit:
        self.tally.damaged = self._pictures.damaged
        data, starts = picture.data, picture.starts
        if picture.is_keyframe:
            data, starts = self._with_sets(picture)
        pts_us = picture.ticks * 100 // 9
        self._clock.see(time.monotonic(), pts_us)
        sent_at_us = None
        if self._clock.video_report is not None:
            report, at_us = self._clock.video_report
            sent_at_us = report.utc_us + pts_us - at_us
        return Unit(pts_us, None, 0, picture.is_keyframe, data, "video", sent_at_us, starts)

    def _with_sets(self, picture: Picture) -> tuple[bytes, tuple[int, ...]]:
        own = {nal_type(self._codec, unit): unit for unit in reversed(picture.sets)}
        if any(self._sets.get(kind) != unit for kind, unit in own.items()):
            self._sets |= own
            self.info = self._describe()
        missing = [unit for kind, unit in sorted(self._sets.items()) if kind not in own]
        if not missing:
            return picture.data, picture.starts
        front = annexb(missing)
        starts, at = [], 0
        for unit in missing:
            starts.append(at)
            at += len(annexb([unit]))
        return front + picture.data, (*starts, *(at + start for start in picture.starts))

    def _describe(self) -> StreamInfo:
        sets = tuple(unit for _, unit in sorted(self._sets.items()))
        try:
            track = video_track(self._codec, sets)
        except Fault:
            return StreamInfo(self._codec, 0, 0, annexb(sets))
        return StreamInfo(self._codec, track.width, track.height, annexb(sets))


def _is_sound(media: Media) -> bool:
    return media.kind == "audio" and not media.is_back_channel


def _plain_url(address: SourceAddress, credentials: Credentials | None) -> str:
    """The address as the camera is asked for it: a login only where it belongs inside the path."""
    return address.url(credentials if address.has_login_in_path else None)


def is_read(address: SourceAddress, options: PullOptions) -> bool:
    """Whether this client is to be tried."""
    return address.scheme is SourceScheme.RTSP and options.transport is Transport.TCP
