"""One camera under analysis: its decoder, its analyser, and the choice of which frames are worth the time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from analytics.track import Track
from ingest.decode import Decoder
from ingest.packet import Packet
from kernel.clock import Clock, from_us
from kernel.frame import Frame
from kernel.ids import CameraId


class FrameAnalyser(Protocol):
    """What becomes of frames; `CameraAnalyser` is one."""

    def analyse(self, frame: Frame) -> tuple[Track, ...]: ...

    def close(self, at: datetime) -> None: ...


class PacketDecoder(Protocol):
    """What makes frames of packets; `Decoder` is one."""

    def decode(self, packet: Packet) -> Frame | None: ...


NewDecoder = Callable[[str], PacketDecoder]
ShowTracks = Callable[[CameraId, datetime, tuple[Track, ...]], None]


@dataclass(slots=True)
class EyeFigures:
    """What became of the camera's pictures."""

    decoded: int = 0
    analysed: int = 0
    late: int = 0  # pictures left out because the host was behind


@dataclass(frozen=True, slots=True)
class Pace:
    """fps: how many pictures a second are analysed at most; late_s: older than this is behind."""

    fps: float
    late_s: float


class Eye:
    """Takes a camera's packets in order. One thread.

    While it keeps up it decodes all and analyses `fps` of them. Behind, it first leaves out the analysis of old
    pictures; when a newer keyframe already waits it leaves out everything before that.
    """

    def __init__(
        self, analyser: FrameAnalyser, pace: Pace, clock: Clock, show: ShowTracks, new_decoder: NewDecoder = Decoder
    ) -> None:
        self.figures = EyeFigures()
        self.patience = timedelta()
        """So much later than usual a picture may be: those before an event come late on purpose."""
        self._analyser = analyser
        self._period = timedelta(seconds=1 / pace.fps)
        self._late = timedelta(seconds=pace.late_s)
        self._clock = clock
        self._show = show
        self._new_decoder = new_decoder
        self._decoder: PacketDecoder | None = None
        self._codec = ""
        self._due: datetime | None = None
        self._had_tracks = False

    def take(self, packets: Sequence[Packet]) -> None:
        """All packets that wait, oldest first."""
        packets = self._worth_decoding(packets)
        for index, packet in enumerate(packets):
            self._take_one(packet, is_newest=index == len(packets) - 1)

    def close(self, at: datetime) -> None:
        """End what is open: the camera is gone, or its scene is another."""
        self._analyser.close(at)
        self._decoder, self._due = None, None

    def _worth_decoding(self, packets: Sequence[Packet]) -> Sequence[Packet]:
        if not packets or not self._is_late(from_us(packets[0].at_us)):
            return packets
        newest = max((index for index, packet in enumerate(packets) if packet.is_keyframe), default=0)
        self.figures.late += newest
        return packets[newest:]

    def _take_one(self, packet: Packet, is_newest: bool) -> None:
        if self._decoder is None or packet.codec != self._codec:
            self._decoder, self._codec = self._new_decoder(packet.codec), packet.codec
        frame = self._decoder.decode(packet)
        if frame is None:
            return
        self.figures.decoded += 1
        # A clock that was set back must not stop the analysis until it has caught up.
        if self._due is not None and self._due - self._period <= frame.at < self._due:
            return
        if self._is_late(frame.at) and not is_newest:
            self.figures.late += 1
            return
        caught_up = self._due is None or not self._due <= frame.at < self._due + self._period
        self._due = (frame.at if caught_up or self._due is None else self._due) + self._period
        tracks = self._analyser.analyse(frame)
        self.figures.analysed += 1
        if tracks or self._had_tracks:
            self._show(packet.camera, frame.at, tracks)
        self._had_tracks = bool(tracks)

    def _is_late(self, at: datetime) -> bool:
        return self._clock.now() - at > self._late + self.patience
