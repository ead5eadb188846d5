"""What lessons weigh: places, hours over midnight, classes, fading, what was confirmed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from analytics.learning.lesson import Example, Lesson, Trace
from analytics.learning.likeness import WIDTHS, likeness, minutes_between
from analytics.learning.support import LessonState, quieting, state_of, support, window
from analytics.learning.teach import contradicted, forgotten, lesson_for, taught
from analytics.verdict import DismissReason
from kernel.geometry import Point
from kernel.ids import CameraId, EventId, RuleId

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEEDED = 2.1
MONDAY, TUESDAY, SATURDAY = 0, 1, 5


def trace(x: float = 0.5, y: float = 0.5, at: str = "22:00", **changes: object) -> Trace:
    hour, minute = at.split(":")
    plain = Trace((Point(x, y),), 0.2, 0.2, "unknown", MONDAY, int(hour) * 60 + int(minute))
    return replace(plain, **changes)  # type: ignore[arg-type]


def example(number: int, seen: Trace | None = None, age_days: float = 0) -> Example:
    return Example(EventId(f"evt_{number}"), NOW - timedelta(days=age_days), seen or trace())


def lesson(*examples: Example, reason: DismissReason = DismissReason.SHADOW) -> Lesson:
    return Lesson("lsn_1", CameraId("gate"), RuleId("r"), reason, examples, (), True, NOW, NOW, "Ada")


THREE = lesson(example(1), example(2), example(3))


def is_quiet(known: Lesson, seen: Trace, now: datetime = NOW) -> bool:
    return bool(quieting([known], seen, now, NEEDED))


@pytest.mark.parametrize(
    ("known", "seen", "minutes"),
    [(10, 20, 10), (23 * 60 + 50, 10, 20), (10, 23 * 60 + 50, -20), (0, 720, -720), (0, 719, 719)],
)
def test_minutes_are_counted_the_shorter_way_round_the_clock(known: int, seen: int, minutes: int) -> None:
    assert minutes_between(known, seen) == minutes


@pytest.mark.parametrize(("count", "quiet"), [(1, False), (2, False), (3, True), (5, True)])
def test_two_dismissals_never_suffice_and_three_alike_do(count: int, quiet: bool) -> None:
    assert is_quiet(lesson(*(example(number) for number in range(count))), trace()) is quiet


@pytest.mark.parametrize(
    ("seen", "quiet"),
    [
        pytest.param(trace(), True, id="the same"),
        pytest.param(trace(x=0.52), True, id="a step aside"),
        pytest.param(trace(x=0.7), False, id="elsewhere"),
        pytest.param(trace(y=0.8), False, id="nearer"),
        pytest.param(trace(at="22:20"), True, id="a little later"),
        pytest.param(trace(at="23:30"), False, id="an hour and a half later"),
        pytest.param(trace(at="10:00"), False, id="by day"),
        pytest.param(trace(object_class="person"), False, id="recognised as what was never dismissed"),
        pytest.param(trace(day=SATURDAY), True, id="shadows know no weekdays"),
    ],
)
def test_shadow_is_quiet_at_its_place_and_hour_alone(seen: Trace, quiet: bool) -> None:
    assert is_quiet(THREE, seen) is quiet


@pytest.mark.parametrize(
    ("reason", "seen", "quiet"),
    [
        pytest.param(DismissReason.RAIN, trace(x=0.6), True, id="rain: wide in place"),
        pytest.param(DismissReason.RAIN, trace(at="01:00"), False, id="rain: narrow in time"),
        pytest.param(DismissReason.HEADLIGHT, trace(x=0.6), True, id="headlight: wide in place"),
        pytest.param(DismissReason.SHADOW, trace(x=0.6), False, id="shadow: narrow in place"),
        pytest.param(DismissReason.ANIMAL, trace(at="23:15"), True, id="animal: wide in time"),
        pytest.param(DismissReason.ANIMAL, trace(size=0.5), False, id="animal: of its size"),
        pytest.param(DismissReason.KNOWN_ACTIVITY, trace(day=MONDAY), True, id="activity: its weekday"),
        pytest.param(DismissReason.KNOWN_ACTIVITY, trace(day=TUESDAY), True, id="activity: another workday"),
        pytest.param(DismissReason.KNOWN_ACTIVITY, trace(day=SATURDAY), False, id="activity: not at the weekend"),
    ],
)
def test_each_reason_reaches_as_far_as_its_cause(reason: DismissReason, seen: Trace, quiet: bool) -> None:
    assert is_quiet(replace(THREE, reason=reason), seen) is quiet


def test_activity_shortly_before_midnight_holds_into_the_next_day_and_not_a_week_around() -> None:
    width = WIDTHS[DismissReason.KNOWN_ACTIVITY]
    late = trace(at="23:55", day=4)  # Friday
    assert likeness(width, late, trace(at="00:05", day=5)) > 0.9  # Saturday by the clock, Friday's night
    assert likeness(width, late, trace(at="00:05", day=4)) < 0.9  # Thursday's night
    assert likeness(width, late, trace(at="23:55", day=5)) == 0.0


def test_way_of_what_was_dismissed_is_known_between_its_points_too() -> None:
    way = trace(places=(Point(0.1, 0.5), Point(0.9, 0.5)))
    assert likeness(WIDTHS[DismissReason.SHADOW], way, trace(x=0.5)) == 1.0


def test_what_is_not_dismissed_again_fades_and_one_more_dismissal_brings_it_back() -> None:
    later = NOW + timedelta(days=14)
    assert not is_quiet(THREE, trace(), later)
    assert state_of(THREE, later, NEEDED, is_exempt=False) is LessonState.LEARNING
    refreshed = taught(THREE, Example(EventId("evt_4"), later, trace()))
    assert is_quiet(refreshed, trace(), later)


def test_confirmed_event_outweighs_two_dismissals_near_by_and_none_far_off() -> None:
    assert not is_quiet(contradicted(THREE, example(9)), trace())
    assert contradicted(THREE, example(9, trace(x=0.9))) is THREE
    assert support(contradicted(THREE, example(9)), trace(), NOW) == pytest.approx(1.0)


def test_verdict_taken_back_is_forgotten_on_either_side() -> None:
    both = contradicted(THREE, example(9))
    assert forgotten(both, EventId("evt_9")) == THREE
    assert len(forgotten(both, EventId("evt_2")).examples) == 2
    assert forgotten(both, EventId("evt_77")) is both


def test_dismissal_joins_the_lesson_it_is_most_like_and_no_other_reason() -> None:
    near, far = THREE, replace(lesson(example(5, trace(x=0.9))), id="lsn_2")
    assert lesson_for([near, far], DismissReason.SHADOW, example(6, trace(x=0.88))) is far
    assert lesson_for([near, far], DismissReason.RAIN, example(6)) is None
    assert lesson_for([near, far], DismissReason.SHADOW, example(6, trace(y=0.1))) is None


def test_switched_off_and_exempt_lessons_keep_nothing_quiet_and_say_so() -> None:
    off = replace(THREE, is_on=False)
    assert not is_quiet(off, trace())
    assert state_of(off, NOW, NEEDED, is_exempt=False) is LessonState.OFF
    assert state_of(THREE, NOW, NEEDED, is_exempt=True) is LessonState.EXEMPT
    assert state_of(THREE, NOW, NEEDED, is_exempt=False) is LessonState.QUIET


def test_window_tells_when_it_holds_over_midnight() -> None:
    around = replace(THREE, examples=tuple(example(n, trace(at="23:50")) for n in range(3)))
    held = window(around, NOW, NEEDED)
    assert held.end_minute < held.start_minute
    assert held.days is None
    assert is_quiet(around, trace(at="00:10"))
    assert 23 * 60 <= held.start_minute <= 23 * 60 + 30
    assert 10 <= held.end_minute <= 60


def test_window_of_an_activity_names_its_days() -> None:
    activity = replace(THREE, reason=DismissReason.KNOWN_ACTIVITY)
    assert window(activity, NOW, NEEDED).days == (0, 1, 2, 3, 4)
