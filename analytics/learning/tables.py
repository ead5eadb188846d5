"""The table of lessons, and its rows as values."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from analytics.learning.lesson import Example, Lesson
from analytics.verdict import DismissReason
from analytics.views import path_data
from kernel.ids import CameraId, RuleId
from kernel.journal import Json
from kernel.sql.database import Base


class LessonRow(Base):
    """What dismissals of one rule of one camera taught at one place."""

    __tablename__ = "lesson"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    camera_id: Mapped[str] = mapped_column(String(64))
    rule_id: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(24))
    is_on: Mapped[bool]
    examples: Mapped[list[Json]]
    against: Mapped[list[Json]]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(200))

    __table_args__ = (Index("lesson_camera", "camera_id", "rule_id"),)

    def write(self, lesson: Lesson) -> None:
        """Take over the lesson's fields."""
        self.id, self.camera_id, self.rule_id = lesson.id, lesson.camera, lesson.rule
        self.reason, self.is_on = lesson.reason.value, lesson.is_on
        self.examples = [_example_data(one) for one in lesson.examples]
        self.against = [_example_data(one) for one in lesson.against]
        self.made_at, self.changed_at, self.changed_by = lesson.made_at, lesson.changed_at, lesson.changed_by

    def lesson(self) -> Lesson:
        """The row as a value."""
        return Lesson(
            self.id,
            CameraId(self.camera_id),
            RuleId(self.rule_id),
            DismissReason(self.reason),
            _EXAMPLES.validate_python(self.examples),
            _EXAMPLES.validate_python(self.against),
            self.is_on,
            self.made_at,
            self.changed_at,
            self.changed_by,
        )


def _example_data(example: Example) -> dict[str, Json]:
    trace = example.trace
    return {
        "event": example.event,
        "at": example.at.isoformat(),
        "trace": {
            "places": path_data(trace.places),
            "reach": trace.reach,
            "size": trace.size,
            "object_class": trace.object_class,
            "day": trace.day,
            "minute": trace.minute,
        },
    }


_EXAMPLES = TypeAdapter(tuple[Example, ...])
