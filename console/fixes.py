"""Positions on their way into the database: joined into few transactions, none dropped without a word."""

import asyncio
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from kernel.errors import Fault, FaultKind, unavailable
from patrol.position import Fix, FixVerdict
from patrol.service.positions import Claim, Positions

log = structlog.get_logger()

GATHER_S = 0.06
WAITING_LIMIT = 20_000
_BATCH_LIMIT = 1000
_TOO_MANY = "fixes: more positions come than can be stored; send them again later"

Verdicts = list[FixVerdict | None]


@dataclass(slots=True)
class _Waiting:
    """What one caller brought, and where it waits for the answer."""

    items: list[tuple[Claim, Fix]]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Verdicts]
    since: float


class FixWriter:
    """One thread that stores what many bring, a transaction each `GATHER_S`.

    `record` may be awaited on any event loop: it returns when the fixes are committed. What comes while
    `WAITING_LIMIT` fixes wait is refused with a limited fault, so its sender knows.
    """

    def __init__(self, positions: Positions) -> None:
        self._positions = positions
        self._ready = threading.Condition()
        self._waiting: deque[_Waiting] = deque()
        self._count = 0
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self._hurry = threading.Event()
        self.stored = 0
        self.refused = 0

    async def record(self, items: Sequence[tuple[Claim, Fix]]) -> Verdicts:
        """Store the fixes of `items`; the verdicts in their order, None where the claim is no unit's."""
        if not items:
            return []
        loop = asyncio.get_running_loop()
        waiting = _Waiting(list(items), loop, loop.create_future(), time.monotonic())
        with self._ready:
            if self._is_closed:
                raise unavailable("fixes: the console is closing; send the position again")
            if self._count + len(waiting.items) > WAITING_LIMIT:
                self.refused += len(waiting.items)
                raise Fault(FaultKind.LIMITED, _TOO_MANY)
            self._waiting.append(waiting)
            self._count += len(waiting.items)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="fix writer", daemon=True)
                self._thread.start()
            self._ready.notify()
        return await waiting.answer

    def close(self) -> None:
        """Store what waits, then end; may be called again."""
        with self._ready:
            self._is_closed = True
            self._ready.notify()
        self._hurry.set()
        if self._thread is not None:
            self._thread.join(10)

    def figures(self) -> dict[str, float]:
        """Counters for the system view."""
        return {"fixes_stored": float(self.stored), "fixes_refused": float(self.refused), "fixes_waiting": self._count}

    def _run(self) -> None:
        while True:
            with self._ready:
                while not self._waiting and not self._is_closed:
                    self._ready.wait()
                if not self._waiting:
                    return
                gathered_s = time.monotonic() - self._waiting[0].since
            # Others join meanwhile: a transaction costs as much as many fixes do. Who came during the last has waited.
            self._hurry.wait(max(0.0, GATHER_S - gathered_s))
            self._store(self._take())

    def _take(self) -> list[_Waiting]:
        taken: list[_Waiting] = []
        size = 0
        with self._ready:
            while self._waiting and (not taken or size + len(self._waiting[0].items) <= _BATCH_LIMIT):
                size += len(self._waiting[0].items)
                taken.append(self._waiting.popleft())
            self._count -= size
        return taken

    def _store(self, taken: list[_Waiting]) -> None:
        try:
            verdicts = self._positions.record_claims([item for waiting in taken for item in waiting.items])
        except Fault as fault:
            reason = fault
            _tell(taken, lambda waiting: _fail(waiting.answer, reason))
        except Exception:  # a supervised loop's top: who waits is told, the next batch is another
            log.exception("positions could not be stored")
            _tell(taken, lambda waiting: _fail(waiting.answer, unavailable("fixes: the position was not stored")))
        else:
            self.stored += len(verdicts)
            given = iter(verdicts)
            answers = {id(waiting): [next(given) for _ in waiting.items] for waiting in taken}
            _tell(taken, lambda waiting: _answer(waiting.answer, answers[id(waiting)]))


def _tell(taken: list[_Waiting], tell: Callable[[_Waiting], None]) -> None:
    """Wake each event loop once, whatever number waits on it."""
    loops: defaultdict[asyncio.AbstractEventLoop, list[_Waiting]] = defaultdict(list)
    for waiting in taken:
        loops[waiting.loop].append(waiting)

    def tell_all(those: list[_Waiting]) -> None:
        for waiting in those:
            tell(waiting)

    for loop, those in loops.items():
        try:
            loop.call_soon_threadsafe(tell_all, those)
        except RuntimeError:  # the loop has ended, and with it whoever waited
            continue


def _answer(future: asyncio.Future[Verdicts], verdicts: Verdicts) -> None:
    if not future.done():
        future.set_result(verdicts)


def _fail(future: asyncio.Future[Verdicts], fault: Fault) -> None:
    if not future.done():
        future.set_exception(fault)
