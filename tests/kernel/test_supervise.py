"""Loops that outlive their faults."""

import threading

from kernel.clock import ManualClock
from kernel.errors import unavailable
from kernel.supervise import Backoff, Supervised


def test_pauses_double_to_the_limit_and_start_again_after_success() -> None:
    backoff = Backoff(first_s=1, limit_s=5, jitter=0)

    assert [backoff.next_s() for _ in range(5)] == [1, 2, 4, 5, 5]
    backoff.reset()
    assert backoff.next_s() == 1


def test_jitter_only_shortens() -> None:
    pauses = [Backoff(first_s=10, jitter=0.2).next_s() for _ in range(200)]

    assert all(8 <= pause <= 10 for pause in pauses)
    assert len(set(pauses)) > 1


def test_loop_tries_again_after_a_fault_and_says_why() -> None:
    clock, tries = ManualClock(), 0

    def run_once(stop: threading.Event) -> None:
        nonlocal tries
        tries += 1
        if tries == 3:
            stop.set()
            return
        raise unavailable("camera gate: no answer")

    loop = Supervised("gate", run_once, clock, Backoff(first_s=1, jitter=0))
    loop.run()

    assert (tries, loop.restarts, loop.last_fault) == (3, 2, None)
    assert clock.monotonic() == 1 + 2


def test_loop_survives_an_error_that_nobody_foresaw() -> None:
    seen: list[str | None] = []

    def run_once(stop: threading.Event) -> None:
        if loop.restarts:
            seen.append(loop.last_fault)
            stop.set()
        raise ZeroDivisionError("one frame was odd")

    loop = Supervised("odd", run_once, ManualClock())
    loop.run()

    assert seen == ["ZeroDivisionError: one frame was odd"]


def test_long_healthy_run_forgets_earlier_failures() -> None:
    clock, runs = ManualClock(), 0

    def run_once(stop: threading.Event) -> None:
        nonlocal runs
        runs += 1
        if runs == 4:
            stop.set()
            return
        clock.advance(60 if runs == 3 else 0)
        raise unavailable("gone again")

    Supervised("long", run_once, clock, Backoff(first_s=1, jitter=0)).run()

    assert clock.monotonic() == 1 + 2 + 60 + 1
