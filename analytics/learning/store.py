"""Lessons in the database: taught by verdicts in their transaction, asked for each new event, switched by people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from analytics.learning.lesson import Example, Lesson, Trace
from analytics.learning.support import quieting
from analytics.learning.tables import LessonRow
from analytics.learning.teach import contradicted, forgotten, lesson_for, taught
from analytics.learning.trace import trace_of
from analytics.learning.views import Shown, lesson_data
from analytics.rule import Rule
from analytics.scene import Scene, scene_from_data
from analytics.settings import LearningSettings
from analytics.tables import EventRow, SceneRow
from analytics.verdict import DismissReason
from kernel.actor import Actor, ActorKind
from kernel.clock import Clock
from kernel.errors import Fault, not_found
from kernel.event import Event, Verdict
from kernel.ids import CameraId, new_id
from kernel.sql.database import Database
from kernel.sql.journal import append

_PAST, _MOST_PAST = timedelta(days=56), 200
_CONFIRMED = frozenset({Verdict.ACKNOWLEDGED, Verdict.INCIDENT})


class Lessons:
    """The lessons of all cameras. Any thread; each method but `judged` is one short transaction.

    time_zone: the house's; a camera whose scene names another follows that. machines: names in which programs, not
    people, open incidents: that confirms nothing.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: LearningSettings,
        time_zone: str,
        machines: frozenset[str] = frozenset(),
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._time_zone = time_zone
        self._machines = machines

    def of(self, camera: CameraId) -> list[Shown]:
        """The camera's lessons, the newest change first."""
        with self._database.read() as session:
            query = select(LessonRow).where(LessonRow.camera_id == camera)
            rows = session.scalars(query.order_by(LessonRow.changed_at.desc(), LessonRow.id))
            return [self._shown(session, row.lesson()) for row in rows]

    def get(self, camera: CameraId, lesson_id: str) -> Shown:
        """One lesson; raises a not-found fault, also where it is another camera's."""
        with self._database.read() as session:
            return self._shown(session, _row(session, camera, lesson_id).lesson())

    def taught_by(self, event: Event) -> Shown | None:
        """The lesson that the event's dismissal went into."""
        with self._database.read() as session:
            for lesson in _lessons(session, event):
                if any(one.event == event.id for one in lesson.examples):
                    return self._shown(session, lesson)
        return None

    def quieting(self, event: Event) -> tuple[str, ...]:
        """The ids of the lessons for which the event, as far as it has come, calls nobody; none: it calls."""
        settings = self._settings
        if not settings.is_on or event.severity in settings.never_severities or event.rule is None:
            return ()
        with self._database.read() as session:
            lessons = _lessons(session, event)
            scene = _scene(session, event.camera) if lessons else Scene()
        rule = _rule(scene, event.rule)
        if not lessons or rule is None or rule.never_quiet:
            return ()
        trace = self._trace(scene, event)
        if trace is None:
            return ()
        seen = replace(trace, places=trace.places[-1:])
        found = quieting(lessons, seen, self._clock.now(), settings.needed)
        return tuple(lesson.id for lesson in found)

    def judged(self, session: Session, event: Event, actor: Actor) -> None:
        """A verdict was given or taken back: learn from it. In the transaction of the verdict, after its entry."""
        if not self._settings.is_on or event.rule is None or event.camera is None:
            return
        lessons = _lessons(session, event)
        after = {lesson.id: forgotten(lesson, event.id) for lesson in lessons}
        trace = self._trace(_scene(session, event.camera), event)
        if trace is not None:
            example = Example(event.id, self._clock.now(), trace)
            kept = [lesson for lesson in after.values() if lesson.examples]
            for lesson in _changed_by(kept, event, example, actor):
                is_new = lesson.id not in after
                after[lesson.id] = self._with_past(session, lesson, event) if is_new else lesson
        before = {lesson.id: lesson for lesson in lessons}
        for lesson_id, lesson in after.items():
            if lesson != before.get(lesson_id):
                self._keep(session, lesson, before.get(lesson_id), actor)

    def switch(self, camera: CameraId, lesson_id: str, actor: Actor, *, is_on: bool) -> Shown:
        """Let the lesson hold, or not; switching it to where it stands changes nothing."""
        now = self._clock.now()
        with self._database.write() as session:
            row = _row(session, camera, lesson_id)
            if row.is_on == is_on:
                return self._shown(session, row.lesson())
            row.is_on, row.changed_at, row.changed_by = is_on, now, actor.name
            shown = self._shown(session, row.lesson())
            self._tell(session, shown, "lesson.switched_on" if is_on else "lesson.switched_off", actor)
        return shown

    def delete(self, camera: CameraId, lesson_id: str, actor: Actor) -> None:
        """Forget one lesson."""
        with self._database.write() as session:
            self._delete(session, [_row(session, camera, lesson_id)], actor)

    def delete_all(self, camera: CameraId, actor: Actor) -> int:
        """Forget all that the camera taught; returns how many lessons it were."""
        with self._database.write() as session:
            rows = session.scalars(select(LessonRow).where(LessonRow.camera_id == camera).order_by(LessonRow.id)).all()
            self._delete(session, rows, actor)
        return len(rows)

    def _with_past(self, session: Session, lesson: Lesson, event: Event) -> Lesson:
        """A new lesson with what people confirmed there before."""
        scene, since = _scene(session, lesson.camera), self._clock.now() - _PAST
        query = select(EventRow).where(
            EventRow.camera == lesson.camera,
            EventRow.rule == lesson.rule,
            EventRow.id != event.id,
            EventRow.opened_at >= since,
            EventRow.verdict.in_([verdict.value for verdict in _CONFIRMED]),
            EventRow.verdict_by.not_in(self._machines),
        )
        newest = session.scalars(query.order_by(EventRow.opened_at.desc()).limit(_MOST_PAST)).all()
        for past in (row.event() for row in reversed(newest)):
            trace = self._trace(scene, past)
            if trace is not None:
                lesson = contradicted(lesson, Example(past.id, past.verdict_at or past.opened_at, trace))
        return lesson

    def _delete(self, session: Session, rows: Sequence[LessonRow], actor: Actor) -> None:
        told = [self._shown(session, row.lesson()) for row in rows]
        for row in rows:
            session.delete(row)
        for shown in told:
            self._tell(session, shown, "lesson.deleted", actor)

    def _keep(self, session: Session, lesson: Lesson, before: Lesson | None, actor: Actor) -> None:
        lesson = replace(lesson, changed_at=self._clock.now(), changed_by=actor.name)
        row = session.get(LessonRow, lesson.id)
        if not lesson.examples:
            if row is not None:
                self._delete(session, [row], actor)
            return
        if row is None:
            row = LessonRow()
            session.add(row)
        row.write(lesson)
        self._tell(session, self._shown(session, lesson), _kind_of(before, lesson), actor)

    def _trace(self, scene: Scene, event: Event) -> Trace | None:
        try:
            ground = scene.ground()
        except Fault:
            ground = None
        return trace_of(event, self._placed(scene).wall_clock, ground)

    def _placed(self, scene: Scene) -> Scene:
        return replace(scene, time_zone=scene.time_zone or self._time_zone)

    def _shown(self, session: Session, lesson: Lesson) -> Shown:
        scene = _scene(session, lesson.camera)
        rule = _rule(scene, lesson.rule)
        settings = self._settings
        is_exempt = not settings.is_on or (
            rule is not None and (rule.never_quiet or rule.severity in settings.never_severities)
        )
        return Shown(
            lesson,
            rule.name if rule else None,
            str(self._placed(scene).time_zone),
            is_exempt,
            self._clock.now(),
            settings.needed,
            _kept_quiet(session, lesson),
        )

    def _tell(self, session: Session, shown: Shown, kind: str, actor: Actor) -> None:
        append(session, self._clock.now(), actor, kind, f"lesson:{shown.lesson.id}", lesson_data(shown))


def _kind_of(before: Lesson | None, after: Lesson) -> str:
    """What the journal calls the change."""
    if before is None or not set(after.examples) <= set(before.examples):
        return "lesson.learnt"
    return "lesson.unlearnt" if set(after.against) <= set(before.against) else "lesson.contradicted"


def _changed_by(lessons: Sequence[Lesson], event: Event, example: Example, actor: Actor) -> list[Lesson]:
    """The lessons that an event's verdict changes or makes."""
    if event.verdict is Verdict.DISMISSED:
        reason = _reason(event)
        known = lesson_for(lessons, reason, example)
        return [taught(known or _new(event, reason, example.at, actor), example)]
    # Only a person confirms: a response plan that opens an incident has looked at nothing.
    if event.verdict in _CONFIRMED and actor.kind is ActorKind.USER:
        return [contradicted(lesson, example) for lesson in lessons]
    return []


def _new(event: Event, reason: DismissReason, at: datetime, actor: Actor) -> Lesson:
    assert event.camera is not None
    assert event.rule is not None
    return Lesson(new_id("lsn", at), event.camera, event.rule, reason, (), (), True, at, at, actor.name)


def _reason(event: Event) -> DismissReason:
    code = (event.verdict_reason or "").partition(":")[0]
    return DismissReason(code) if code in set(DismissReason) else DismissReason.OTHER


def _lessons(session: Session, event: Event) -> list[Lesson]:
    query = select(LessonRow).where(LessonRow.camera_id == event.camera, LessonRow.rule_id == event.rule)
    return [row.lesson() for row in session.scalars(query.order_by(LessonRow.id))]


def _row(session: Session, camera: CameraId, lesson_id: str) -> LessonRow:
    row = session.get(LessonRow, lesson_id)
    if row is None or row.camera_id != camera:
        raise not_found("lesson", lesson_id)
    return row


def _scene(session: Session, camera: CameraId | None) -> Scene:
    row = session.get(SceneRow, camera) if camera else None
    return scene_from_data(row.data) if row else Scene()


def _rule(scene: Scene, rule_id: str) -> Rule | None:
    return next((rule for rule in scene.rules if rule.id == rule_id), None)


def _kept_quiet(session: Session, lesson: Lesson) -> int:
    named = cast(EventRow.suppressed_by, Text).contains(f'"{lesson.id}"', autoescape=True)
    query = select(func.count()).select_from(EventRow).where(EventRow.camera == lesson.camera, named)
    return session.scalar(query) or 0
