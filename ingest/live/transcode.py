"""Transcode on demand: what no browser plays becomes small H.264, once per camera, while somebody watches."""

import threading
from collections.abc import Iterator
from fractions import Fraction

import av
import structlog
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from ingest.feed.publisher import FeedPublisher
from ingest.feed.subscriber import FeedSubscriber
from ingest.packet import Packet, topic
from kernel.clock import Clock, to_us
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId
from kernel.supervise import Backoff, Supervised

log = structlog.get_logger()

SIZE_LIMIT, FPS_LIMIT, KEYFRAME_EVERY_S = (1280, 720), 15, 2
_STEP_US = 1_000_000 // FPS_LIMIT
_IDLE_S = 0.25
# With more waiting only so many frames are encoded: one that is late already is not worth it.
_SPARSE_US = 500_000
# So far behind its best, it goes on at the next keyframe.
_HOPELESS_US = 4_000_000
_OPTIONS = {
    "preset": "superfast",
    "tune": "zerolatency",
    "crf": "26",
    "maxrate": "2500k",
    "bufsize": "2500k",
    "x264-params": f"keyint={FPS_LIMIT * KEYFRAME_EVERY_S}:scenecut=0:bframes=0:log-level=0",
}


class Transcoder:
    """Makes H.264 of the cameras that are asked for and publishes it as their `main` on a feed of its own.

    A transcode begins with `demand` or with the first subscription, and ends `linger_s` after the last subscriber has
    left: nobody needs to say good-bye. Any thread may call.
    """

    def __init__(self, feed_endpoint: str, own_endpoint: str, clock: Clock, limit: int, linger_s: float = 3.0) -> None:
        self.feed_endpoint = feed_endpoint
        self._clock = clock
        self._limit = limit
        self._linger_s = linger_s
        self._lock = threading.Lock()
        self._jobs: dict[CameraId, _Job] = {}
        self._wanted: set[CameraId] = set()
        self.refused = 0
        self.publisher = FeedPublisher(own_endpoint, interest=self._note_interest)
        self.endpoint = self.publisher.endpoint

    def demand(self, camera: CameraId) -> None:
        """See to it that the camera is transcoded; raises a limited fault when there are too many already."""
        with self._lock:
            if not self._begin(camera):
                self.refused += 1
                others = f"{self._limit} other camera{'s are' if self._limit != 1 else ' is'}"
                raise Fault(
                    FaultKind.LIMITED,
                    f"camera {camera}: browsers cannot play what it sends, and {others} being converted already "
                    "(transcode_limit); close a view of one, or give this camera an H.264 sub-stream",
                )

    def figures(self) -> dict[str, float]:
        """Numbers for the health page."""
        jobs = list(self._jobs.values())
        return {
            "transcodes": len(jobs),
            "transcodes_refused": self.refused,
            "transcoded_frames": sum(job.frames for job in jobs),
            "transcode_skipped_frames": sum(job.skipped for job in jobs),
        }

    def close(self) -> None:
        """End all transcodes."""
        with self._lock:
            jobs, self._limit = list(self._jobs.values()), 0
        for job in jobs:
            job.loop.stop()
        self.publisher.close()

    def _note_interest(self, subject: bytes, is_wanted: bool) -> None:
        camera = CameraId(subject.decode().partition("/")[0])
        with self._lock:
            if not is_wanted:
                self._wanted.discard(camera)
                if camera in self._jobs:
                    self._jobs[camera].left_at = self._clock.monotonic()
                return
            self._wanted.add(camera)
            # Viewers who stayed while this process was started anew.
            self._begin(camera)

    def _begin(self, camera: CameraId) -> bool:
        job = self._jobs.get(camera)
        if job is None:
            if len(self._jobs) >= self._limit:
                return False
            job = self._jobs[camera] = _Job(camera, self, self._clock)
            job.loop.start()
            log.info("transcode began", camera=camera)
        job.left_at = self._clock.monotonic()
        return True

    def ends(self, job: "_Job") -> bool:
        """Whether nobody wants the job any more; it is forgotten then."""
        with self._lock:
            if job.camera in self._wanted or self._clock.monotonic() - job.left_at < self._linger_s:
                return False
            self._jobs.pop(job.camera, None)
        log.info("transcode ended", camera=job.camera)
        return True


class _Job:
    """One camera being transcoded, on a thread of its own."""

    def __init__(self, camera: CameraId, owner: "Transcoder", clock: Clock) -> None:
        self.camera = camera
        self.left_at = clock.monotonic()
        self.frames = 0
        self.skipped = 0
        self._owner = owner
        self._clock = clock
        self.loop = Supervised(f"transcode {camera}", self._run_once, clock, Backoff(first_s=0.5, limit_s=5.0))

    def _run_once(self, stop: threading.Event) -> None:
        subscriber = FeedSubscriber(self._owner.feed_endpoint, is_live=True)
        subscriber.subscribe(self.camera)
        conversion = _Conversion(self, to_us(self._clock.now()) // 1000)
        try:
            following: Packet | None = None
            while not stop.is_set():
                if self._owner.ends(self):
                    self.loop.stop()
                    return
                packet = following or subscriber.get(_IDLE_S)
                if packet is None:
                    continue
                following = subscriber.get(0.0)
                for made in conversion.convert(packet, to_us(self._clock.now()), following is not None):
                    self._owner.publisher.publish(made)
        finally:
            subscriber.close()
            self._owner.publisher.forget(topic(self.camera, "main"))


class _Conversion:
    """Packets of a camera in, packets of a small H.264 stream out. Not thread-safe."""

    def __init__(self, job: _Job, session: int) -> None:
        self._job = job
        self._session = session
        self._number = 0
        self._place: tuple[int, int] | None = None
        self._decoder: VideoCodecContext | None = None
        self._encoder: VideoCodecContext | None = None
        self._encoded_us: int | None = None
        self._least_late_us: int | None = None

    def convert(self, packet: Packet, now_us: int, is_more_waiting: bool) -> Iterator[Packet]:
        """What this packet yields, at most 15 a second; nothing from a hole until the next keyframe."""
        late_us = now_us - packet.at_us
        self._least_late_us = late_us if self._least_late_us is None else min(late_us, self._least_late_us)
        follows = self._place == (packet.session, packet.number - 1)
        if not packet.is_keyframe and (not follows or late_us - self._least_late_us > _HOPELESS_US):
            self._place = None
            self._job.skipped += 1
            return
        if not follows:
            self._begin(packet)
        self._place = (packet.session, packet.number)
        unit = av.Packet(packet.data)
        unit.pts, unit.dts = packet.at_us, packet.dts_us
        assert self._decoder is not None
        try:
            frames = self._decoder.decode(unit)
        except av.FFmpegError:
            self._place = None
            self._job.skipped += 1
            return
        for frame in frames:
            at_us = frame.pts if frame.pts is not None else packet.at_us
            if self._is_due(at_us, is_more_waiting):
                yield from self._encode(packet.camera, frame, at_us)

    def _begin(self, packet: Packet) -> None:
        """A connection of the camera begins, or goes on after a hole."""
        if self._decoder is None or self._decoder.name != packet.codec:
            self._decoder = _decoder(packet.codec)
        else:
            self._decoder.flush_buffers()
        if self._place is None or self._place[0] != packet.session:
            self._encoder, self._encoded_us, self._least_late_us = None, None, None

    def _is_due(self, at_us: int, is_more_waiting: bool) -> bool:
        if self._encoded_us is None:
            # A late joiner begins with the newest picture, not with the group that leads to it.
            return not is_more_waiting
        passed_us = at_us - self._encoded_us
        if is_more_waiting and passed_us < _SPARSE_US:
            self._job.skipped += 1
            return False
        return passed_us >= _STEP_US * 9 // 10

    def _encode(self, camera: CameraId, frame: VideoFrame, at_us: int) -> Iterator[Packet]:
        size = fitted(frame.width, frame.height)
        if self._encoder is None or (self._encoder.width, self._encoder.height) != size:
            self._encoder = _encoder(size)
            self._session, self._number = self._session + 1, 0
        step_us = _STEP_US if self._encoded_us is None else min(at_us - self._encoded_us, 1_000_000)
        self._encoded_us = at_us
        small = frame.reformat(*size, format="yuv420p")
        small.pts, small.time_base = at_us, Fraction(1, 1_000_000)
        for made in self._encoder.encode(small):
            number, self._number = self._number, self._number + 1
            self._job.frames += 1
            yield Packet(
                camera, "main", self._session, number, "h264", at_us, at_us, step_us, made.is_keyframe, bytes(made)
            )


def fitted(width: int, height: int) -> tuple[int, int]:
    """The size within 1280x720 that keeps the proportions, never enlarged; both sides even."""
    scale = min(1.0, SIZE_LIMIT[0] / width, SIZE_LIMIT[1] / height)
    return max(2, round(width * scale) // 2 * 2), max(2, round(height * scale) // 2 * 2)


def _decoder(codec: str) -> VideoCodecContext:
    context = av.CodecContext.create(codec, "r")
    assert isinstance(context, VideoCodecContext)
    context.thread_count = 1
    return context


def _encoder(size: tuple[int, int]) -> VideoCodecContext:
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height = size
    context.pix_fmt = "yuv420p"
    context.time_base, context.framerate = Fraction(1, 1_000_000), Fraction(FPS_LIMIT)
    context.thread_count = 1
    context.options = _OPTIONS
    return context
