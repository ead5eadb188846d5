"""How much speaks for keeping something quiet: what was dismissed there, faded, less what was confirmed there. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from analytics.learning.lesson import Example, Lesson, Trace
from analytics.learning.likeness import WIDTHS, likeness
from kernel.schedule import DAY_MINUTES

AGAINST = 2.0  # so many dismissals one confirmed event outweighs
_STEP_MINUTES = 5
_DAY_S = 86_400.0


class LessonState(StrEnum):
    """exempt: the rule is never kept quiet, or its severity is not. learning: not alike often enough, or faded."""

    QUIET = "quiet"
    LEARNING = "learning"
    OFF = "off"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Window:
    """When a lesson holds: minutes of the day, end after midnight where it is not after the start; days; None: all."""

    start_minute: int
    end_minute: int
    days: tuple[int, ...] | None


def support(lesson: Lesson, seen: Trace, now: datetime) -> float:
    """What speaks for keeping `seen` quiet, in fresh and equal dismissals; may be negative."""
    return _weight(lesson, lesson.examples, seen, now) - AGAINST * _weight(lesson, lesson.against, seen, now)


def fade(lesson: Lesson, example: Example, now: datetime) -> float:
    """What the example still weighs, in [0, 1]."""
    age_days = max(0.0, (now - example.at).total_seconds()) / _DAY_S
    return float(0.5 ** (age_days / WIDTHS[lesson.reason].half_life_days))


def core(lesson: Lesson, now: datetime) -> Trace:
    """The example for which most speaks, at the middle of its way: where the lesson is strongest."""
    middles = (_middle(example.trace) for example in lesson.examples)
    return max(middles, key=lambda trace: support(lesson, trace, now))


def strength(lesson: Lesson, now: datetime) -> float:
    """The support where it is strongest."""
    return support(lesson, core(lesson, now), now)


def quieting(lessons: Iterable[Lesson], seen: Trace, now: datetime, needed: float) -> list[Lesson]:
    """The lessons that each for itself suffice, the strongest first."""
    found = [(support(lesson, seen, now), lesson) for lesson in lessons if lesson.is_on]
    enough = [(value, lesson) for value, lesson in found if value >= needed]
    return [lesson for _, lesson in sorted(enough, key=lambda one: (-one[0], one[1].id))]


def state_of(lesson: Lesson, now: datetime, needed: float, *, is_exempt: bool) -> LessonState:
    """What the lesson does now."""
    if not lesson.is_on:
        return LessonState.OFF
    if is_exempt:
        return LessonState.EXEMPT
    return LessonState.QUIET if strength(lesson, now) >= needed else LessonState.LEARNING


def window(lesson: Lesson, now: datetime, needed: float) -> Window:
    """When it holds, where it is strongest; of one that does not hold yet, when it would."""
    middle = core(lesson, now)
    least = min(needed, 0.7 * support(lesson, middle, now))

    def holds(minutes: int) -> bool:
        minute = middle.minute + minutes
        then = replace(middle, minute=minute % DAY_MINUTES, day=(middle.day + minute // DAY_MINUTES) % 7)
        return support(lesson, then, now) >= least

    start = _edge(holds, -_STEP_MINUTES)
    end = _edge(holds, _STEP_MINUTES)
    days = None
    if WIDTHS[lesson.reason].has_week:
        days = tuple(day for day in range(7) if support(lesson, replace(middle, day=day), now) >= least)
    return Window((middle.minute + start) % DAY_MINUTES, (middle.minute + end) % DAY_MINUTES, days)


def _middle(trace: Trace) -> Trace:
    return replace(trace, places=(trace.places[len(trace.places) // 2],))


def _edge(holds: Callable[[int], bool], step: int) -> int:
    """How many minutes it goes on holding, in steps."""
    minutes = 0
    while abs(minutes + step) <= DAY_MINUTES // 2 and holds(minutes + step):
        minutes += step
    return minutes


def _weight(lesson: Lesson, examples: Sequence[Example], seen: Trace, now: datetime) -> float:
    width = WIDTHS[lesson.reason]
    return sum(fade(lesson, example, now) * likeness(width, example.trace, seen) for example in examples)
