"""Live pictures for Media Source Extensions: one muxer per camera, the same bytes to every viewer."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import structlog

from ingest.live.queue import ViewerQueue
from ingest.live.relay import LiveRelay, PacketQueue
from ingest.mp4.box import AUDIO, VIDEO
from ingest.mp4.fragment import Run, Sample, fragment, sample_data
from ingest.mp4.head import audio_timescale, init_segment, mime, video_track
from ingest.mp4.sound import audio_info
from ingest.nal import nal_units, parameter_sets
from ingest.packet import AudioInfo, Packet, StreamName
from kernel.clock import from_us
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId

log = structlog.get_logger()

_QUEUE_FRAGMENTS = 250
_GROUP_LIMIT = 1500
_US_PER_S = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What a player must know before the fragments: `text` is the JSON message, `init` the init segment."""

    text: str
    init: bytes


@dataclass(frozen=True, slots=True)
class Fragment:
    """One frame, muxed; `head` is the one it belongs to."""

    head: Head
    data: bytes
    is_keyframe: bool


class Muxer:
    """Packets of one stream, and of its sound, in; fragments out. Media time is UTC less `start`, and never goes back.

    A new head comes with each session of the camera and each change of its parameters.
    """

    def __init__(self) -> None:
        self._head: Head | None = None
        self._belongs_to: tuple[int, tuple[bytes, ...], bytes] | None = None
        self._audio: AudioInfo | None = None
        self._sounds: list[Packet] = []
        self._sets: tuple[bytes, ...] = ()
        self._start_us = 0
        self._last_us: int | None = None
        self._usual_us = 40_000
        self._count = 0

    def fragment(self, packet: Packet) -> Fragment | None:
        """The picture's fragment, with the sound that came before it; None before the first keyframe, and for sound.

        Raises a corrupt fault that names the camera.
        """
        if packet.stream == "audio":
            if self._audio is not None and packet.config == self._audio.extradata:
                self._sounds.append(packet)
            return None
        if packet.is_keyframe:
            self._renew_head(packet)
        if self._head is None:
            return None
        last_us, self._last_us = self._last_us, packet.dts_us
        if last_us is not None and 0 < packet.dts_us - last_us < _US_PER_S:
            self._usual_us = packet.dts_us - last_us
        self._count += 1
        sample = Sample(
            max(1, _ticks(packet.duration_us or self._usual_us)),
            _ticks(packet.at_us - packet.dts_us),
            packet.is_keyframe,
            sample_data(packet.codec, self._sets, packet.data, packet.starts),
        )
        run = Run(VIDEO, _ticks(packet.dts_us - self._start_us), (sample,))
        return Fragment(self._head, fragment(self._count, run, *self._sound_runs()), packet.is_keyframe)

    @property
    def has_sound(self) -> bool:
        """Whether the present head promises sound."""
        return self._audio is not None

    def _sound_runs(self) -> list[Run]:
        sounds, self._sounds = [sound for sound in self._sounds if sound.at_us >= self._start_us], []
        if self._audio is None or not sounds:
            return []
        rate = audio_timescale(self._audio)
        starts = [(sound.at_us - self._start_us) * rate // _US_PER_S for sound in sounds]
        ends = [*starts[1:], starts[-1] + sounds[-1].duration_us * rate // _US_PER_S]
        samples = [
            Sample(max(1, end - at), 0, True, one.data) for one, at, end in zip(sounds, starts, ends, strict=True)
        ]
        return [Run(AUDIO, starts[0], samples)]

    def _renew_head(self, packet: Packet) -> None:
        sets = parameter_sets(packet.codec, nal_units(packet.data, packet.starts))
        belongs_to = (packet.session, sets, packet.config)
        if belongs_to == self._belongs_to:
            return
        if self._last_us is None:
            self._start_us = packet.dts_us
        elif packet.dts_us <= self._last_us:
            # The camera's time went back with a new session; the player's time cannot.
            self._start_us += packet.dts_us - self._last_us - _US_PER_S
        try:
            video = video_track(packet.codec, sets)
        except Fault as fault:
            raise Fault(fault.kind, f"camera {packet.camera}: {fault.message}") from fault
        audio = audio_info(packet.config) if packet.config else None
        text = json.dumps({"mime": mime(video, audio), "start": from_us(self._start_us).isoformat()})
        self._sets, self._audio, self._sounds = sets, audio, []
        self._head, self._belongs_to = Head(text, init_segment(video, audio)), belongs_to


def _ticks(us: int) -> int:
    return us * 9 // 100


@dataclass(eq=False, slots=True)
class _Channel:
    """One camera's muxer at work: who watches, and the present group for who comes late."""

    muxer: Muxer = field(default_factory=Muxer)
    group: list[Fragment] = field(default_factory=list)
    queues: set[ViewerQueue[Fragment]] = field(default_factory=set)
    fault: Fault | None = None
    task: asyncio.Task[None] | None = None

    def give(self, part: Fragment) -> None:
        """Send a fragment to everyone and keep it for who comes late."""
        if part.is_keyframe or len(self.group) >= _GROUP_LIMIT:
            self.group.clear()
        if part.is_keyframe or self.group:
            self.group.append(part)
        for queue in self.queues:
            queue.put(part)


_Key = tuple[CameraId, StreamName]
_channels: WeakKeyDictionary[LiveRelay, dict[_Key, _Channel]] = WeakKeyDictionary()


async def mse_messages(
    relay: LiveRelay, camera: CameraId, stream: StreamName = "main"
) -> AsyncGenerator[str | bytes, None]:
    """What to send to one viewer: a JSON text, an init segment, then a fragment per frame, from a keyframe on.

    The text is `{"mime": …, "start": …}`: `start` is the UTC of media time 0, so `start + currentTime` is the time of
    the picture; the first fragment lies wherever the stream is by now. Text and init segment come again when the
    camera connects anew or changes its format. Silent while the camera is. Raises a corrupt fault for a stream that
    cannot be played. Close the iterator (`aclose`) when the viewer goes.
    """
    channels = _channels.setdefault(relay, {})
    channel = channels.get((camera, stream))
    if channel is None:
        channel = channels[camera, stream] = _Channel()
        channel.task = asyncio.get_running_loop().create_task(_mux(relay, channels, (camera, stream), channel))
    queue: ViewerQueue[Fragment] = ViewerQueue(_QUEUE_FRAGMENTS, channel.group)
    channel.queues.add(queue)
    head: Head | None = None
    try:
        while (part := await queue.get()) is not None:
            if part.head is not head:
                head = part.head
                yield head.text
                yield head.init
            yield part.data
        if channel.fault is not None:
            raise channel.fault
    finally:
        channel.queues.discard(queue)
        if not channel.queues:
            if channels.get((camera, stream)) is channel:
                del channels[camera, stream]
            if channel.task is not None:
                channel.task.cancel()


async def _mux(relay: LiveRelay, channels: dict[_Key, _Channel], key: _Key, channel: _Channel) -> None:
    camera = key[0]
    try:
        async with AsyncExitStack() as stack:
            packets = await stack.enter_async_context(relay.watch(*key))
            sounds: PacketQueue | None = None
            while (packet := await packets.get()) is not None:
                for sound in sounds.drain() if sounds is not None else ():
                    channel.muxer.fragment(sound)
                part = channel.muxer.fragment(packet)
                if sounds is None and channel.muxer.has_sound:
                    sounds = await stack.enter_async_context(relay.watch(camera, "audio"))
                if part is not None:
                    channel.give(part)
    except Fault as fault:
        channel.fault = fault
        log.warning("live stream cannot be played", camera=camera, reason=fault.message)
    except Exception as error:  # the top of the channel's task: its viewers must learn that it ended
        channel.fault = Fault(FaultKind.CORRUPT, f"camera {camera}: the live stream cannot be read")
        log.exception("live muxer failed", camera=camera, reason=str(error))
    finally:
        if channels.get(key) is channel:
            del channels[key]
        for queue in channel.queues:
            queue.close()
