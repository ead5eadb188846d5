"""One model for many cameras: a thread gathers their questions for a few milliseconds and answers them together."""

import threading
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from analytics.detection import ObjectClass
from analytics.models.fair import FairQueue, Waiting
from analytics.models.looking import Question, question
from analytics.models.network import Network
from analytics.sighting import Answer
from kernel.clock import Clock
from kernel.errors import Fault
from kernel.frame import Frame
from kernel.geometry import Box
from kernel.supervise import Supervised

log = structlog.get_logger()

_GATHER_S = 0.02
_MOST_AT_ONCE = 8
_IDLE_S = 0.5
_ANSWERS = 8  # a camera that does not fetch its answers loses the oldest


class ModelHost:
    """Runs one model. `port` and its lookers from any thread; `start` and `stop` once each."""

    def __init__(self, network: Network, floor: float, clock: Clock) -> None:
        self.network = network
        self._floor = floor
        self._clock = clock
        self._queue: FairQueue[Port, Question] = FairQueue(_GATHER_S)
        self._lock = threading.Condition()
        self._looks = 0
        self._batches = 0
        self._fault = ""
        self._loop = Supervised(f"model {network.card.name}", self._run, clock)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        """What waits is not answered any more."""
        self._loop.stop()

    def port(self) -> "Port":
        """A looker for one camera."""
        return Port(self)

    @property
    def figures(self) -> dict[str, float]:
        """Counters since the host began: looks answered, batches, and questions that a newer one replaced."""
        with self._lock:
            replaced = float(self._queue.replaced)
        return {
            "model_looks": float(self._looks),
            "model_batches": float(self._batches),
            "model_questions_replaced": replaced,
        }

    @property
    def fault(self) -> str:
        """Why the last batch was not answered; empty when it was."""
        return self._fault

    def offer(self, port: "Port", asked: Question) -> None:
        with self._lock:
            self._queue.offer(port, asked, self._clock.monotonic())
            self._lock.notify()

    def forget(self, port: "Port") -> None:
        with self._lock:
            self._queue.forget(port)

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.answer_once(stop.wait)

    def answer_once(self, wait: Callable[[float], object]) -> int:
        """Answer one batch; returns how many questions it held. wait: passes the time while questions gather."""
        limit = min(_MOST_AT_ONCE, self.network.most_at_once or _MOST_AT_ONCE)
        with self._lock:
            if not len(self._queue):
                self._lock.wait(_IDLE_S)
            pause_s = self._queue.ready_in(self._clock.monotonic(), limit)
        if pause_s is None:
            return 0
        if pause_s > 0:
            wait(pause_s)
        with self._lock:
            batch = self._queue.take(limit)
        self._answer(batch)
        return len(batch)

    def _answer(self, batch: Sequence[Waiting["Port", Question]]) -> None:
        try:
            seen = self.network.see([each.what.picture for each in batch], self._floor)
        except Fault as fault:
            if fault.message != self._fault:
                log.warning("model does not answer", model=self.network.card.name, reason=fault.message)
            self._fault = fault.message
            return
        self._fault = ""
        self._looks += len(batch)
        self._batches += 1
        for each, sightings in zip(batch, seen, strict=True):
            each.who.deliver(each.what.answered(sightings))


class Port:
    """One camera's way to a model. `ask`, `answers`, `close` from the camera's thread, `deliver` from the host's."""

    def __init__(self, host: ModelHost) -> None:
        self._host = host
        self._answers: deque[Answer] = deque(maxlen=_ANSWERS)

    @property
    def knows(self) -> frozenset[ObjectClass]:
        return self._host.network.card.knows

    def ask(self, frame: Frame, regions: Sequence[Box]) -> None:
        """See `Looker`; the picture is cut out here, as a decoder may use the frame's memory again."""
        self._host.offer(self, question(frame, regions, self._host.network.card.input))

    def answers(self) -> list[Answer]:
        found = []
        while self._answers:
            found.append(self._answers.popleft())
        return found

    def deliver(self, answer: Answer) -> None:
        self._answers.append(answer)

    def close(self) -> None:
        self._host.forget(self)
