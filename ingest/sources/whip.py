"""A camera that a unit carries: takes what the media host hands on of the unit's publication (`whip:<unit>`)."""

import struct
import time
from collections.abc import Iterator
from threading import Event

import zmq

from ingest.camera import PullOptions, SourceAddress
from ingest.mp4.avc_sps import picture_size
from ingest.nal import annexb, nal_units, parameter_sets
from ingest.packet import AudioInfo, StreamInfo, Unit
from ingest.published import Published, decode_published, published_topic
from ingest.settings import IngestSettings
from ingest.sources.tally import Tally
from kernel.errors import Fault, FaultKind, unavailable

NOBODY_PUBLISHES = "nobody is publishing"
_SLICE_MS = 250
_QUEUE = 1000
# RFC 7845 §5.1: version 1, stereo, the usual 312 samples to skip, 48 kHz, no gain, one stream.
_OPUS_HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 2, 312, 48_000, 0, 0)
_OPUS = AudioInfo("opus", 48_000, 2, _OPUS_HEAD)
_NOTHING_YET = StreamInfo("h264", 0, 0, b"")


class WhipSource:
    """One publication, from its first keyframe on. Used by one thread.

    Nothing is called and nothing tried again: it waits, and costs nothing, until somebody publishes.
    """

    is_one_behind = False
    awaits = NOBODY_PUBLISHES

    def __init__(self, address: SourceAddress, settings: IngestSettings, options: PullOptions) -> None:
        self.info = _NOTHING_YET
        self.audio: AudioInfo | None = None
        self.tally = Tally()
        self._address = address
        self._wants_audio = options.wants_audio
        self._stall_s = settings.stall_timeout_s
        self._publication: str | None = None
        self._socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.SUB)
        self._socket.setsockopt(zmq.RCVHWM, _QUEUE)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.RECONNECT_IVL, 100)
        self._socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
        self._socket.subscribe(published_topic(address.path))
        self._socket.connect(settings.published_endpoint)

    def units(self, stop: Event) -> Iterator[Unit]:
        """The units as they come; raises an unavailable fault when the publication ends or falls silent."""
        heard_at = time.monotonic()
        while not stop.is_set():
            if not self._socket.poll(_SLICE_MS):
                if self._publication is not None and time.monotonic() - heard_at > self._stall_s:
                    raise unavailable(f"{self._address}: what was published fell silent")
                continue
            heard_at = time.monotonic()
            item = decode_published(self._socket.recv_multipart()[1])
            if not self._goes_on(item):
                continue
            unit = item.unit
            if unit is None or item.publication != self._publication:
                raise unavailable(NOBODY_PUBLISHES)
            if unit.track == "audio" and self.audio is None:
                continue
            if unit.track == "video" and unit.is_keyframe:
                self._look_at(unit)
            yield unit

    def close(self) -> None:
        self._socket.close()

    def _goes_on(self, item: Published) -> bool:
        """Whether the publication has begun: with a keyframe."""
        if self._publication is None and item.unit is not None and item.unit.track == "video" and item.unit.is_keyframe:
            self._publication = item.publication
            self.audio = _OPUS if item.has_audio and self._wants_audio else None
        return self._publication is not None

    def _look_at(self, keyframe: Unit) -> None:
        """The picture changes its size when a phone is turned."""
        sets = parameter_sets("h264", nal_units(keyframe.data))
        extradata = annexb(sets)
        if extradata == self.info.extradata:
            return
        try:
            width, height = picture_size(sets[0])
        except (ValueError, IndexError) as error:
            raise Fault(FaultKind.CORRUPT, f"{self._address}: publishes H.264 that cannot be read") from error
        self.info = StreamInfo("h264", width, height, extradata)
