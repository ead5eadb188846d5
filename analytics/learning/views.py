"""Lessons as the journal and HTTP show them."""

from dataclasses import dataclass
from datetime import datetime

from analytics.ground import DEFAULT_ASPECT
from analytics.learning.lesson import Example, Lesson
from analytics.learning.likeness import WIDTHS
from analytics.learning.support import LessonState, fade, state_of, strength, window
from kernel.journal import Json

_FAINT = 0.05


@dataclass(frozen=True, slots=True)
class Shown:
    """A lesson as it stands at a time. rule_name: None where the scene has no such rule any more."""

    lesson: Lesson
    rule_name: str | None
    time_zone: str
    is_exempt: bool
    now: datetime
    needed: float
    kept_quiet: int

    @property
    def state(self) -> LessonState:
        return state_of(self.lesson, self.now, self.needed, is_exempt=self.is_exempt)


def lesson_data(shown: Shown) -> dict[str, Json]:
    """The lesson in the shape of LessonView."""
    lesson, now = shown.lesson, shown.now
    held = window(lesson, now, shown.needed)
    classes = sorted({example.trace.object_class for example in lesson.examples})
    return {
        "id": lesson.id,
        "camera_id": lesson.camera,
        "rule_id": lesson.rule,
        "rule_name": shown.rule_name,
        "reason": lesson.reason.value,
        "state": shown.state.value,
        "is_on": lesson.is_on,
        "alike": len(lesson.examples),
        "confirmed": len(lesson.against),
        "strength": round(max(0.0, strength(lesson, now)), 2),
        "needed": shown.needed,
        "object_classes": [*classes],
        "start_minute": held.start_minute,
        "end_minute": held.end_minute,
        "days": None if held.days is None else [*held.days],
        "time_zone": shown.time_zone,
        "patches": _patches(lesson, now),
        "taught_by": [_taught(one) for one in lesson.examples],
        "contradicted_by": [_taught(one) for one in lesson.against],
        "kept_quiet": shown.kept_quiet,
        "made_at": lesson.made_at.isoformat(),
        "changed_at": lesson.changed_at.isoformat(),
        "changed_by": lesson.changed_by,
    }


def _patches(lesson: Lesson, now: datetime) -> list[Json]:
    """Ellipses to draw softly, one for each place of each example; normalised, radii at one deviation."""
    patches: list[Json] = []
    for example in lesson.examples:
        weight = fade(lesson, example, now)
        radius = WIDTHS[lesson.reason].place * example.trace.reach
        size: dict[str, Json] = {"rx": round(radius / DEFAULT_ASPECT, 4), "ry": round(radius, 4)}
        if weight >= _FAINT:
            patches += [{"x": p.x, "y": p.y, **size, "weight": round(weight, 3)} for p in example.trace.places]
    return patches


def _taught(example: Example) -> dict[str, Json]:
    return {"event_id": example.event, "at": example.at.isoformat()}
