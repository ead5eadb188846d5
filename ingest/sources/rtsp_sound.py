"""The sound of an RTSP stream as our own client takes it: AAC and Opus as they come, plain samples turned into AAC."""

from collections.abc import Iterator

import av
from av.audio.codeccontext import AudioCodecContext
from av.packet import Packet as AvPacket

from ingest.packet import AudioInfo, Unit
from ingest.rtsp.description import Media
from ingest.rtsp.sound import PLAIN, SoundDepacketizer, audio_info
from ingest.rtsp.sync import SoundClock
from ingest.sources.sound import AacEncoder


class RtspSound:
    """One sound track. Not thread-safe."""

    def __init__(self, media: Media, info: AudioInfo, encoder: AacEncoder | None) -> None:
        self.info = info
        self._hz = media.clock_hz
        self._encoder = encoder
        self._depacketizer = SoundDepacketizer(media.codec or "", media.channels)

    @classmethod
    def of(cls, media: Media) -> "RtspSound | None":
        """The track that `media` describes; None when it is of a kind that is not read here."""
        info = audio_info(media)
        if info is not None:
            return cls(media, info, None)
        if media.codec not in PLAIN or media.channels > 2:
            return None
        decoder = av.CodecContext.create(media.codec, "r")
        assert isinstance(decoder, AudioCodecContext)
        decoder.sample_rate, decoder.layout = media.clock_hz, "mono" if media.channels == 1 else "stereo"
        encoder = AacEncoder(decoder)
        return cls(media, encoder.info, encoder)

    def time_us(self, timestamp: int) -> int:
        """An RTP time on the track's own unwrapped clock, in microseconds."""
        return self._depacketizer.unwrap(timestamp) * 1_000_000 // self._hz

    def units(self, buffer: bytearray, start: int, end: int, clock: SoundClock, now_s: float) -> Iterator[Unit]:
        """The units that the RTP packet at `buffer[start:end]` completes, on the pictures' clock."""
        for frame in self._depacketizer.push(buffer, start, end):
            pts_us = clock.place(frame.ticks * 1_000_000 // self._hz, now_s)
            if pts_us is None:
                continue
            if self._encoder is None:
                yield _unit(pts_us, frame.duration_ticks * 1_000_000 // self._hz, frame.data)
                continue
            for at_us, data in self._encoder.push(AvPacket(frame.data), pts_us):  # type: ignore[arg-type]  # of no stream
                yield _unit(at_us, self._encoder.frame_us, data)


def _unit(pts_us: int, duration_us: int, data: bytes) -> Unit:
    return Unit(pts_us, pts_us, duration_us, is_keyframe=True, data=data, track="audio")
