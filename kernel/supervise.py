"""Loops that outlive their faults: `run_once` does the work, `run` tries again with backoff and says why."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from kernel.clock import Clock
from kernel.errors import Fault

log = structlog.get_logger()


@dataclass(slots=True)
class Backoff:
    """Growing pauses: `first_s`, then `factor` times the last, at most `limit_s`, each shortened by up to `jitter`."""

    first_s: float = 0.5
    limit_s: float = 30.0
    factor: float = 2.0
    jitter: float = 0.2
    _next_s: float = field(default=0.0, init=False)

    def next_s(self) -> float:
        """The pause before the next try, in seconds."""
        pause = self._next_s or self.first_s
        self._next_s = min(self.limit_s, pause * self.factor)
        return pause * (1 - self.jitter * random.random())  # noqa: S311  # spreads retries; no secret hangs on it

    def reset(self) -> None:
        """After success: the next failure starts from `first_s` again."""
        self._next_s = 0.0


class Supervised:
    """A thread that calls `run_once` until it is stopped.

    `run_once(stop)` works until `stop` is set, or returns to be called again at once, or raises to be called again
    after a pause. A run longer than `healthy_after_s` resets the pause.
    """

    def __init__(
        self,
        name: str,
        run_once: Callable[[threading.Event], None],
        clock: Clock,
        backoff: Backoff | None = None,
        healthy_after_s: float = 10.0,
    ) -> None:
        self.name = name
        self.last_fault: str | None = None
        self.restarts = 0
        self._run_once = run_once
        self._clock = clock
        self._backoff = backoff or Backoff()
        self._healthy_after_s = healthy_after_s
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; once only."""
        self._thread = threading.Thread(target=self.run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> bool:
        """Ask the loop to end and wait for it; returns whether it has ended."""
        self._stop.set()
        if self._thread is None or self._thread is threading.current_thread():
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    @property
    def is_alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def run(self) -> None:
        """The loop itself; returns when stopped."""
        while not self._stop.is_set():
            started = self._clock.monotonic()
            try:
                self._run_once(self._stop)
                self.last_fault = None
                continue
            except Fault as fault:
                if fault.message != self.last_fault:  # said once, however often it is tried again
                    log.warning("loop failed", loop=self.name, reason=fault.message)
                self.last_fault = fault.message
            except Exception as error:  # a supervised loop's top: say it, try again
                self.last_fault = f"{type(error).__name__}: {error}"
                log.exception("loop failed", loop=self.name)
            if self._clock.monotonic() - started >= self._healthy_after_s:
                self._backoff.reset()
            self.restarts += 1
            self._clock.wait(self._backoff.next_s(), self._stop)
