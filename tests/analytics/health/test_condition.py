"""Hysteresis as a truth table: which looks begin a trouble, which end it."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from analytics.health.condition import Condition, Patience, Sign, graded, worst
from analytics.health.troubles import Subject, Troubles, Turn
from kernel.clock import ManualClock
from kernel.event import EventPhase, HealthKind, Severity
from kernel.ids import CameraId

LETTERS = {"w": Sign.WELL, "-": Sign.BETWEEN, "b": Sign.BAD, "?": Sign.UNKNOWN}
GATE = CameraId("gate")


def course(looks: Iterable[str], clock: ManualClock, is_on: bool = False, every_s: float = 1.0) -> str:
    """The state after each look of one a second: `.` off, `#` on. Enters after 3 s, leaves after 2 s."""
    condition = Condition(Patience(3, 2))
    if is_on:
        condition.resume(clock.now())
    states = ""
    for letter in looks:
        condition.step(LETTERS[letter], clock.now())
        states += "#" if condition.is_on else "."
        clock.advance(every_s)
    return states


@pytest.mark.parametrize(
    ("looks", "states"),
    [
        pytest.param("wwwwww", "......", id="well stays well"),
        pytest.param("bbbbbb", "...###", id="bad for long enough begins"),
        pytest.param("bbbbwbbb", "...#####", id="a moment of well does not end it"),
        pytest.param("bbwbbw", "......", id="bad that is broken by well starts over"),
        pytest.param("bb-bb-", "......", id="between does not count as bad"),
        pytest.param("bb?bb?", "......", id="nor does what nobody knows"),
        pytest.param("bbbbwww", "...###.", id="well for long enough ends it"),
        pytest.param("bbbbww-ww", "...######", id="between does not count as well"),
        pytest.param("bbbbww?ww", "...######", id="unknown is no proof of well"),
        pytest.param("bbbb-----", "...######", id="between keeps it on for as long as it likes"),
        pytest.param("bbbb?????", "...######", id="so does unknown"),
        pytest.param("-----", ".....", id="between keeps it off"),
    ],
)
def test_hysteresis(looks: str, states: str, clock: ManualClock) -> None:
    assert course(looks, clock) == states


@pytest.mark.parametrize(
    ("looks", "states"),
    [
        pytest.param("bbb", "###", id="still bad after a restart"),
        pytest.param("wwww", "##..", id="well again while we were away"),
        pytest.param("????", "####", id="nobody can tell"),
    ],
)
def test_a_trouble_is_taken_up_again(looks: str, states: str, clock: ManualClock) -> None:
    assert course(looks, clock, is_on=True) == states


def test_a_pause_between_looks_is_no_proof_of_anything(clock: ManualClock) -> None:
    assert course("bbbb", clock, every_s=60) == "...."
    assert course("bbbb", clock, every_s=4) == ".###"


def test_a_clock_that_is_set_back_starts_the_waiting_over(clock: ManualClock) -> None:
    condition = Condition(Patience(3, 2))
    for _ in range(3):
        condition.step(Sign.BAD, clock.now())
        clock.advance(1)
    clock.step(-3600)
    assert condition.step(Sign.BAD, clock.now()) is False
    clock.advance(3)
    assert condition.step(Sign.BAD, clock.now()) is True


@pytest.mark.parametrize(
    ("value", "bad", "well", "sign"),
    [
        pytest.param(0.1, 0.1, 0.2, Sign.BAD, id="low is bad: at the threshold"),
        pytest.param(0.15, 0.1, 0.2, Sign.BETWEEN, id="low is bad: between"),
        pytest.param(0.2, 0.1, 0.2, Sign.WELL, id="low is bad: well"),
        pytest.param(9, 5, 2, Sign.BAD, id="high is bad: above"),
        pytest.param(3, 5, 2, Sign.BETWEEN, id="high is bad: between"),
        pytest.param(2, 5, 2, Sign.WELL, id="high is bad: at the threshold"),
    ],
)
def test_two_thresholds_grade_a_figure(value: float, bad: float, well: float, sign: Sign) -> None:
    assert graded(value, bad, well) is sign


@pytest.mark.parametrize(
    ("signs", "sign"), [("wwb", "b"), ("w-w", "-"), ("w?w", "w"), ("???", "?"), ("-b?", "b")], ids=lambda text: text
)
def test_worst_of_several(signs: str, sign: str) -> None:
    assert worst(*(LETTERS[letter] for letter in signs)) is LETTERS[sign]


PATIENCE = {HealthKind.COVERED: Patience(3, 2), HealthKind.FROZEN: Patience(3, 2)}


def test_a_trouble_is_one_event_from_its_beginning_to_its_end(clock: ManualClock) -> None:
    start = clock.now()
    troubles, told = Troubles(Subject(GATE), PATIENCE), []
    for letter in "wbbbbbwbwww":
        told += troubles.step({HealthKind.COVERED: LETTERS[letter], HealthKind.FROZEN: Sign.WELL}, clock.now())
        clock.advance(1)

    opened, closed = told
    assert (opened.turn, closed.turn) == (Turn.OPENED, Turn.CLOSED)
    assert (opened.event.kind, opened.event.camera, opened.event.severity) == ("covered", GATE, Severity.HIGH)
    assert opened.event.opened_at == start + timedelta(seconds=1)
    assert opened.event.clip_start < opened.event.opened_at < opened.event.clip_end
    assert closed.event.id == opened.event.id
    assert (closed.event.phase, closed.event.closed_at) == (EventPhase.CLOSED, start + timedelta(seconds=10))
    assert troubles.on == frozenset()


def test_an_open_event_is_neither_doubled_nor_forgotten_by_a_restart(clock: ManualClock) -> None:
    before = Troubles(Subject(GATE), PATIENCE)
    for _ in range(5):
        told = before.step({HealthKind.COVERED: Sign.BAD}, clock.now())
        clock.advance(1)
    assert told == []

    after = Troubles(Subject(GATE), PATIENCE, before.events.values())
    changes = []
    for letter in "bbbbbwww":
        changes += after.step({HealthKind.COVERED: LETTERS[letter]}, clock.now())
        clock.advance(1)

    assert [(change.turn, change.event.id) for change in changes] == [
        (Turn.CLOSED, before.events[HealthKind.COVERED].id)
    ]


def test_a_trouble_that_nobody_can_see_any_more_is_ended(clock: ManualClock) -> None:
    troubles = Troubles(Subject(GATE), PATIENCE)
    for _ in range(5):
        troubles.step({HealthKind.COVERED: Sign.BAD}, clock.now())
        clock.advance(1)

    assert [change.turn for change in troubles.end(HealthKind.COVERED, clock.now())] == [Turn.CLOSED]
    assert troubles.end(HealthKind.COVERED, clock.now()) == []
