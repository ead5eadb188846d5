"""A thread that analyses a few cameras."""

import queue
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import msgpack
import structlog
import zmq

from analytics.track import Track
from analytics.views import box_data
from console.analysis.choice import StreamChoice
from console.analysis.eye import EyeFigures, ShowTracks
from console.analysis.gated_eye import GatedEye
from ingest.feed.subscriber import FeedSubscriber
from ingest.gate.report import GateReport, report_of
from ingest.packet import Packet, StreamName
from kernel.clock import Clock
from kernel.ids import CameraId
from kernel.supervise import Supervised

log = structlog.get_logger()


class CameraEye(Protocol):
    """What takes a camera's packets: `GatedEye` where rules look at it, `KeyframeEye` where none does."""

    @property
    def figures(self) -> EyeFigures: ...

    @property
    def is_behind(self) -> bool:
        """Whether `take` must be called again soon, packets or not."""
        ...

    def take(self, packets: Sequence[Packet]) -> None: ...

    def close(self, at: datetime) -> None: ...


MakeEye = Callable[[ShowTracks], CameraEye]

_GET_S = 0.1
_BATCH = 2000
_REST_S = 5.0
_STREAMS: tuple[StreamName, ...] = ("main", "sub")


class Worker:
    """Its own subscriber, its own socket for boxes, its own thread. `watch` and `leave` may come from any thread.

    A camera whose analysis fails rests for five seconds and begins anew; the others go on.
    """

    def __init__(self, name: str, feed_endpoint: str, tracks_endpoint: str, clock: Clock) -> None:
        self.cameras: set[CameraId] = set()
        self.faults: dict[CameraId, str] = {}
        self._clock = clock
        self._tracks_endpoint = tracks_endpoint
        self._subscriber = FeedSubscriber(feed_endpoint)
        self._eyes: dict[CameraId, CameraEye] = {}
        self._makers: dict[CameraId, MakeEye] = {}
        self._choices: dict[CameraId, StreamChoice] = {}
        self._resting: dict[CameraId, float] = {}
        self._wishes: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._tracks: zmq.Socket[bytes] | None = None
        self._past: dict[str, float] = defaultdict(float)
        self._loop = Supervised(name, self._run_once, clock)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        """End the thread; open events are closed."""
        self._loop.stop()
        self._subscriber.close()

    def watch(self, camera: CameraId, make: MakeEye, has_sub: bool = False) -> None:
        """Analyse the camera, or begin anew with it; `make` is called on this worker's thread.

        has_sub: there is a small stream, which is looked at instead of the main one while it comes.
        """
        self.cameras.add(camera)

        def begin() -> None:
            self._unfollow(camera)
            self._choices[camera] = StreamChoice(has_sub, self._clock.monotonic())
            self._begin(camera, make)

        self._wishes.put(begin)

    def leave(self, camera: CameraId) -> None:
        """Analyse the camera no longer."""
        self.cameras.discard(camera)
        self._wishes.put(lambda: self._end(camera))

    def pause(self, camera: CameraId) -> None:
        """The camera is offline: close what is open, go on when packets come."""
        self._wishes.put(lambda: self._close(camera))

    def gate_reports(self, at: datetime) -> list[GateReport]:
        """How the gates of the worker's cameras are doing."""
        eyes = [(camera, eye) for camera, eye in list(self._eyes.items()) if isinstance(eye, GatedEye)]
        return [report_of(camera, eye.gate, eye.figures.decoded, at) for camera, eye in eyes]

    @property
    def figures(self) -> dict[str, float]:
        """Counters over the worker's cameras since it began."""
        total = dict(self._past)
        for eye in list(self._eyes.values()):
            for name, value in _figures(eye).items():
                total[name] = total.get(name, 0.0) + value
        total["packets_lost"] = float(sum(self._subscriber.dropped.values()))
        return total

    def _run_once(self, stop: threading.Event) -> None:
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.instance()
        self._tracks = context.socket(zmq.PUB)
        try:
            self._tracks.setsockopt(zmq.SNDHWM, 500)
            self._tracks.setsockopt(zmq.LINGER, 0)
            self._tracks.connect(self._tracks_endpoint)
            while not stop.is_set():
                self._grant()
                behind = [camera for camera, eye in self._eyes.items() if eye.is_behind]
                waiting = self._waiting(0.0 if behind else _GET_S)
                for camera, packets in waiting.items():
                    self._choose(camera, packets)
                for camera in behind:
                    if camera not in waiting:
                        self._take(camera, [])
                self._look()
            for camera in list(self._eyes):
                self._close(camera)
        finally:
            self._tracks.close()

    def _waiting(self, timeout_s: float) -> dict[CameraId, list[Packet]]:
        found: dict[CameraId, list[Packet]] = defaultdict(list)
        packet = self._subscriber.get(timeout_s)
        count = 0
        while packet is not None:
            found[packet.camera].append(packet)
            count += 1
            packet = self._subscriber.get(0.0) if count < _BATCH else None
        return found

    def _choose(self, camera: CameraId, packets: list[Packet]) -> None:
        choice = self._choices.get(camera)
        if choice is None:
            return
        before = choice.stream
        packets = choice.admit(packets, self._clock.monotonic())
        if choice.stream != before:
            # Other pictures, of another size: what was learnt from the old ones does not fit.
            self._begin(camera, self._makers[camera])
        if packets:
            self._take(camera, packets)

    def _look(self) -> None:
        """Go over to the main stream where the small one has been away."""
        for camera, choice in self._choices.items():
            before = choice.stream
            choice.look(self._clock.monotonic())
            if choice.stream != before:
                log.info("the small stream is away: the main one is looked at", camera=camera)
                self._begin(camera, self._makers[camera])

    def _take(self, camera: CameraId, packets: list[Packet]) -> None:
        eye = self._eyes.get(camera)
        if eye is None or self._clock.monotonic() < self._resting.get(camera, 0.0):
            return
        try:
            eye.take(packets)
            if self.faults:
                self.faults.pop(camera, None)
        except Exception as error:  # one camera's fault must not stop its neighbours
            log.exception("analysis failed", camera=camera, again_in_s=_REST_S)
            self.faults[camera] = f"analysis of {camera} failed: {error}"
            self._resting[camera] = self._clock.monotonic() + _REST_S
            self._begin(camera, self._makers[camera])

    def _grant(self) -> None:
        while True:
            try:
                wish = self._wishes.get_nowait()
            except queue.Empty:
                return
            wish()

    def _begin(self, camera: CameraId, make: MakeEye) -> None:
        self._retire(camera)
        self._makers[camera] = make
        self._eyes[camera] = make(self._show)
        for stream in _STREAMS:
            follow = stream in self._choices[camera].followed
            (self._subscriber.subscribe if follow else self._subscriber.unsubscribe)(camera, stream)

    def _unfollow(self, camera: CameraId) -> None:
        for stream in _STREAMS:
            self._subscriber.unsubscribe(camera, stream)

    def _end(self, camera: CameraId) -> None:
        self._unfollow(camera)
        self._retire(camera)
        self._choices.pop(camera, None)
        self._makers.pop(camera, None)
        self.faults.pop(camera, None)

    def _retire(self, camera: CameraId) -> None:
        self._close(camera)
        eye = self._eyes.pop(camera, None)
        for name, value in _figures(eye).items() if eye else ():
            self._past[name] += value

    def _close(self, camera: CameraId) -> None:
        eye = self._eyes.get(camera)
        if eye is None:
            return
        try:
            eye.close(self._clock.now())
        except Exception as error:  # noqa: BLE001  # the database may be away: what stays open is closed at the next start
            log.warning("events stay open", camera=camera, reason=str(error))

    def _show(self, camera: CameraId, at: datetime, tracks: tuple[Track, ...]) -> None:
        boxes = [
            {
                "track": track.id,
                "object_class": track.object_class.value,
                "confidence": round(track.confidence, 3),
                "box": box_data(track.box),
            }
            for track in tracks
        ]
        message = msgpack.packb({"camera_id": camera, "at": at.isoformat(), "boxes": boxes})
        if self._tracks is not None:
            self._tracks.send_multipart((camera.encode(), message), zmq.NOBLOCK)


def _figures(eye: CameraEye) -> dict[str, float]:
    figures = eye.figures
    told = {
        "frames_decoded": float(figures.decoded),
        "frames_analysed": float(figures.analysed),
        "frames_late": float(figures.late),
    }
    if isinstance(eye, GatedEye):
        gate = eye.gate.figures
        told |= {
            "gate_frames": float(gate.seen),
            "gate_frames_decoded": float(figures.decoded),
            "gate_wakes": float(gate.wakes),
            "gate_audits": float(gate.checks.audits),
            "gate_misses": float(gate.checks.misses),
        }
    return told
