"""Whose turn it is, told by a clock of the test's own; and the host that answers by it."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from analytics.models.fair import FairQueue
from analytics.models.host import ModelHost
from analytics.models.library import Draft, ModelLibrary
from kernel.clock import ManualClock
from kernel.frame import Bgr, Frame
from kernel.geometry import Box
from kernel.ids import CameraId
from tests.analytics.models import nets

T0 = datetime(2026, 3, 1, tzinfo=UTC)


def test_the_newest_question_of_a_camera_wins_and_keeps_its_place() -> None:
    queue: FairQueue[str, int] = FairQueue(0.02)
    for number, at in enumerate((0.0, 0.01, 0.019)):
        queue.offer("gate", number, at)

    assert len(queue) == 1
    assert queue.replaced == 2
    assert queue.ready_in(0.02, 8) == 0.0
    assert [each.what for each in queue.take(8)] == [2]


def test_a_batch_waits_for_others_but_never_longer_than_it_may() -> None:
    queue: FairQueue[str, int] = FairQueue(0.02)
    assert queue.ready_in(5.0, 2) is None

    queue.offer("gate", 1, 5.0)
    assert queue.ready_in(5.005, 2) == pytest.approx(0.015)
    queue.offer("door", 1, 5.006)
    assert queue.ready_in(5.006, 2) == 0.0


def test_a_camera_that_asks_ten_times_as_often_gets_no_more_turns() -> None:
    queue: FairQueue[str, int] = FairQueue(0.0)
    served: Counter[str] = Counter()
    for step in range(300):
        now = step / 10
        for _ in range(10):
            queue.offer("busy", step, now)
        for quiet in ("a", "b", "c"):
            queue.offer(quiet, step, now)
        served.update(each.who for each in queue.take(2))

    assert max(served.values()) - min(served.values()) <= 1
    assert len(queue) <= 4


def test_who_comes_late_neither_floods_nor_waits() -> None:
    queue: FairQueue[str, int] = FairQueue(0.0)
    for step in range(100):
        queue.offer("old", step, float(step))
        queue.take(1)
    order = []
    for step in range(100, 106):
        queue.offer("old", step, float(step))
        queue.offer("new", step, float(step))
        order += [each.who for each in queue.take(1)]

    assert Counter(order) == {"old": 3, "new": 3}


def frame(left: float, second: int) -> Frame:
    picture: Bgr = np.full((180, 320, 3), 60, np.uint8)
    picture[72:126, round(320 * left) : round(320 * left) + 80] = 255
    at = T0.replace(second=second)
    return Frame(CameraId("gate"), at, second, np.ascontiguousarray(picture[..., 0]), lambda: picture)


def test_cameras_share_one_batch_and_each_gets_its_own_answer(tmp_path: Path) -> None:
    library = ModelLibrary(tmp_path)
    library.add(Draft(nets.yolov8(tmp_path / "net.onnx", batch="batch"), name="net"), frame(0.1, 0).bgr())
    host = ModelHost(library.open("net"), 0.3, ManualClock(T0))
    ports = [host.port() for _ in range(3)]
    for place, port in enumerate(ports):
        port.ask(frame(0.7, 1), [Box(0.6, 0.3, 1, 0.8)])  # too old already
        port.ask(frame(0.2 * place, 2), [Box(0.2 * place, 0.4, 0.2 * place + 0.25, 0.7)])

    assert host.answer_once(lambda _: None) == 3

    assert host.figures == {"model_looks": 3.0, "model_batches": 1.0, "model_questions_replaced": 3.0}
    for place, port in enumerate(ports):
        (answer,) = port.answers()
        (seen,) = answer.sightings
        assert answer.at == T0.replace(second=2)
        assert abs(seen.box.left - 0.2 * place) < 0.02
        assert port.answers() == []


def test_nobody_who_has_left_is_answered(tmp_path: Path) -> None:
    library = ModelLibrary(tmp_path)
    library.add(Draft(nets.end_to_end(tmp_path / "net.onnx"), name="net"), frame(0.1, 0).bgr())
    host = ModelHost(library.open("net"), 0.3, ManualClock(T0))
    stays, leaves = host.port(), host.port()
    for port in (leaves, stays):
        port.ask(frame(0.5, 1), [Box(0.5, 0.4, 0.75, 0.7)])

    leaves.close()

    assert host.answer_once(lambda _: None) == 1
    assert (len(stays.answers()), len(leaves.answers())) == (1, 0)
