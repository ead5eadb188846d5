"""How lessons change by a verdict. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from analytics.learning.lesson import Example, Lesson
from analytics.learning.likeness import WIDTHS, likeness
from analytics.verdict import DismissReason
from kernel.ids import EventId

_JOINS = 0.25  # as alike as this to one of its examples, a dismissal belongs to a lesson
_CONTRADICTS = 0.1
_MOST = 16  # examples that are kept, the newest


def lesson_for(lessons: Sequence[Lesson], reason: DismissReason, example: Example) -> Lesson | None:
    """The lesson of the reason that the dismissal is most alike; None: it is a new one."""
    likes = [(_likeness(lesson, example), lesson) for lesson in lessons if lesson.reason is reason]
    best = max(likes, key=lambda one: one[0], default=None)
    return best[1] if best and best[0] >= _JOINS else None


def taught(lesson: Lesson, example: Example) -> Lesson:
    """The lesson with one dismissal more."""
    return replace(lesson, examples=(*lesson.examples, example)[-_MOST:])


def contradicted(lesson: Lesson, example: Example) -> Lesson:
    """The lesson after an event was confirmed; the same where the event is not like it."""
    if _likeness(lesson, example) < _CONTRADICTS:
        return lesson
    return replace(lesson, against=(*lesson.against, example)[-_MOST:])


def forgotten(lesson: Lesson, event: EventId) -> Lesson:
    """The lesson without what an event taught; the same where it taught nothing. It may be left without examples."""
    examples = tuple(one for one in lesson.examples if one.event != event)
    against = tuple(one for one in lesson.against if one.event != event)
    if len(examples) == len(lesson.examples) and len(against) == len(lesson.against):
        return lesson
    return replace(lesson, examples=examples, against=against)


def _likeness(lesson: Lesson, example: Example) -> float:
    width = WIDTHS[lesson.reason]
    return max(likeness(width, known.trace, example.trace) for known in lesson.examples)
