"""Brings every source's packets to one form: Annex B, with the parameter sets in front of each keyframe."""

from collections.abc import Iterator

from av.bitstream import BitStreamFilterContext
from av.packet import Packet as AvPacket
from av.video.stream import VideoStream

from ingest.nal import annexb, nal_type, nal_units, parameter_sets
from ingest.packet import StreamInfo, Unit
from kernel.errors import Fault, FaultKind

CODECS = ("h264", "hevc")
_FILTERS = {"h264": "h264_mp4toannexb", "hevc": "hevc_mp4toannexb"}


class Normaliser:
    """Turns the packets of one stream into units. Not thread-safe.

    has_dts: whether the decoding times of the packets are the stream's own, not guesses.
    Raises a corrupt fault that names `address` when the stream's codec is not one the house records.
    """

    def __init__(self, stream: VideoStream, address: str, has_dts: bool) -> None:
        context = stream.codec_context
        if context.name not in CODECS:
            raise Fault(FaultKind.CORRUPT, f"{address}: codec {context.name} is not supported; set H.264 or H.265")
        extradata = bytes(context.extradata or b"")
        is_annexb = not extradata or extradata.startswith((b"\0\0\1", b"\0\0\0\1"))
        self._codec = context.name
        self._filter = None if is_annexb else BitStreamFilterContext(_FILTERS[self._codec], stream)
        self._tick_us = float(stream.time_base * 1_000_000) if stream.time_base else 1.0
        self._has_dts = has_dts
        self._sets = parameter_sets(self._codec, nal_units(extradata)) if is_annexb else ()
        self.info = StreamInfo(self._codec, context.width, context.height, annexb(self._sets))

    def units(self, packet: "AvPacket[VideoStream]", ahead_us: int | None = None) -> Iterator[Unit]:
        """The units in one packet of the stream: mostly one; none for an empty packet.

        ahead_us: the sender's time of day less the stream's clock, None when unknown.
        """
        for part in self._filter.filter(packet) if self._filter and packet.size else (packet,):
            if not part.size:
                continue
            data, pts_us = bytes(part), self._us(part.pts)
            yield Unit(
                pts_us,
                self._us(part.dts) if self._has_dts else None,
                self._us(part.duration) or 0,
                part.is_keyframe,
                self._with_sets(data) if part.is_keyframe else data,
                sent_at_us=None if pts_us is None or ahead_us is None else pts_us + ahead_us,
            )

    def restart(self) -> None:
        """The stream begins anew, as a looped file does."""
        if self._filter:
            self._filter.flush()

    def _us(self, ticks: int | None) -> int | None:
        return None if ticks is None else round(ticks * self._tick_us)

    def _with_sets(self, data: bytes) -> bytes:
        own = parameter_sets(self._codec, nal_units(data))
        kinds = {nal_type(self._codec, unit) for unit in own}
        missing = [unit for unit in self._sets if nal_type(self._codec, unit) not in kinds]
        if own:
            merged = {nal_type(self._codec, unit): unit for unit in (*missing, *own)}
            self._sets = tuple(merged[kind] for kind in sorted(merged))
        return annexb(missing) + data if missing else data
