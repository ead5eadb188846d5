"""Verdicts teach in their own transaction; lessons are switched and deleted; each change is in the journal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from analytics.learning.precision import precision_since
from analytics.learning.store import Lessons
from analytics.learning.support import LessonState
from analytics.learning.trace import trace_of
from analytics.scene import Scene
from analytics.settings import LearningSettings
from analytics.store import AnalyticsStore, EventQuery
from kernel.actor import Actor, ActorKind, system
from kernel.clock import ManualClock
from kernel.errors import Fault
from kernel.event import Event, Severity
from kernel.ids import EventId, IncidentId
from kernel.sql.database import Base, Database
from kernel.sql.journal import read_after
from tests.analytics.test_store import GATE, OPERATOR, YARD, event
from tests.analytics.watch import INTRUSION

RULE = replace(INTRUSION, id=event().rule)  # type: ignore[arg-type]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/w.db")
    names = ("scene", "event", "lesson", "journal", "journal_cursor")
    Base.metadata.create_all(database.engine, tables=[Base.metadata.tables[name] for name in names])
    yield database
    database.close()


@pytest.fixture
def lessons(database: Database, clock: ManualClock) -> Lessons:
    return Lessons(database, clock, LearningSettings(), "Asia/Shanghai", frozenset({"reactions"}))


@pytest.fixture
def store(database: Database, clock: ManualClock, tmp_path: Path, lessons: Lessons) -> AnalyticsStore:
    store = AnalyticsStore(database, clock, tmp_path, lessons)
    store.save_scene(GATE, Scene(rules=(RULE,)), OPERATOR)
    return store


def numbered(number: int, **changes: object) -> Event:
    return replace(event(2 * number), **changes)  # type: ignore[arg-type]


def teach(store: AnalyticsStore, count: int = 3, reason: str = "shadow") -> None:
    for number in range(count):
        store.open(numbered(number), None)
        store.dismiss(numbered(number).id, reason, "", OPERATOR)


def kinds(database: Database) -> list[str]:
    with database.read() as session:
        return [entry.kind for entry in read_after(session, 0) if entry.kind.startswith("lesson.")]


def test_third_dismissal_keeps_the_next_event_quiet_and_all_is_told(
    store: AnalyticsStore, lessons: Lessons, database: Database
) -> None:
    teach(store, 2)
    assert lessons.quieting(numbered(9)) == ()
    teach_third = store.open(numbered(5), None)
    store.dismiss(teach_third.id, "shadow", "the tree", OPERATOR)

    (shown,) = lessons.of(GATE)
    assert lessons.quieting(numbered(9)) == (shown.lesson.id,)
    assert (shown.state, len(shown.lesson.examples), shown.time_zone) == (LessonState.QUIET, 3, "Asia/Shanghai")
    assert kinds(database) == ["lesson.learnt"] * 3
    assert lessons.taught_by(store.event(teach_third.id)) == shown
    assert lessons.of(YARD) == []


@pytest.mark.parametrize("severity", [Severity.HIGH, Severity.CRITICAL])
def test_grave_events_always_call(store: AnalyticsStore, lessons: Lessons, severity: Severity) -> None:
    teach(store)
    assert lessons.quieting(numbered(9)) != ()
    assert lessons.quieting(numbered(9, severity=severity)) == ()


def test_severities_that_never_are_quiet_can_be_chosen(
    store: AnalyticsStore, database: Database, clock: ManualClock
) -> None:
    teach(store)
    none_exempt = LearningSettings(never_severities=frozenset())
    assert Lessons(database, clock, none_exempt, "Asia/Shanghai").quieting(numbered(9, severity=Severity.CRITICAL))


def test_rule_that_is_never_quiet_calls_and_its_lesson_says_so(store: AnalyticsStore, lessons: Lessons) -> None:
    teach(store)
    store.save_scene(GATE, Scene(rules=(replace(RULE, never_quiet=True),)), OPERATOR)
    assert lessons.quieting(numbered(9)) == ()
    assert [shown.state for shown in lessons.of(GATE)] == [LessonState.EXEMPT]


def test_verdict_taken_back_unlearns_and_the_last_one_ends_the_lesson(
    store: AnalyticsStore, lessons: Lessons, database: Database
) -> None:
    teach(store, 2)
    store.reopen(numbered(0).id, OPERATOR)
    assert [len(shown.lesson.examples) for shown in lessons.of(GATE)] == [1]
    store.reopen(numbered(1).id, OPERATOR)
    assert lessons.of(GATE) == []
    assert kinds(database) == ["lesson.learnt", "lesson.learnt", "lesson.unlearnt", "lesson.deleted"]


def test_person_who_confirms_contradicts_and_a_response_plan_does_not(store: AnalyticsStore, lessons: Lessons) -> None:
    teach(store)
    store.open(numbered(7), None)
    store.link_incident(numbered(7).id, IncidentId("inc_1"), system("reactions"))
    assert lessons.quieting(numbered(9)) != ()
    store.open(numbered(8), None)
    store.acknowledge(numbered(8).id, OPERATOR)
    assert lessons.quieting(numbered(9)) == ()
    (shown,) = lessons.of(GATE)
    assert [one.event for one in shown.lesson.against] == [numbered(8).id]


def test_what_was_confirmed_before_speaks_against_a_new_lesson_and_a_program_does_not(
    store: AnalyticsStore, lessons: Lessons
) -> None:
    for number, by in ((20, OPERATOR), (21, system("reactions"))):
        store.open(numbered(number), None)
        store.link_incident(numbered(number).id, IncidentId(f"inc_{number}"), by)
    teach(store)
    (shown,) = lessons.of(GATE)
    assert [one.event for one in shown.lesson.against] == [numbered(20).id]
    assert lessons.quieting(numbered(9)) == ()


def test_lesson_is_switched_off_on_and_deleted_by_name(
    store: AnalyticsStore, lessons: Lessons, database: Database
) -> None:
    teach(store)
    (shown,) = lessons.of(GATE)
    other = Actor(ActorKind.USER, "usr_2", "Bo")
    assert lessons.switch(GATE, shown.lesson.id, other, is_on=False).state is LessonState.OFF
    assert lessons.quieting(numbered(9)) == ()
    lessons.switch(GATE, shown.lesson.id, other, is_on=False)
    lessons.switch(GATE, shown.lesson.id, other, is_on=True)
    assert lessons.quieting(numbered(9)) != ()
    with pytest.raises(Fault, match="lesson"):
        lessons.delete(YARD, shown.lesson.id, other)
    assert lessons.delete_all(GATE, other) == 1
    assert lessons.of(GATE) == []
    assert kinds(database)[3:] == ["lesson.switched_off", "lesson.switched_on", "lesson.deleted"]
    with database.read() as session:
        last = list(read_after(session, 0))[-1]
    assert (last.actor.name, last.data["camera_id"], last.data["alike"]) == ("Bo", "gate", 3)


def test_quiet_event_is_listed_apart_and_waits_for_nobody(store: AnalyticsStore, lessons: Lessons) -> None:
    teach(store)
    (shown,) = lessons.of(GATE)
    store.open(numbered(8, suppressed_by=(shown.lesson.id,)), None)
    quiet = store.events(EventQuery(is_quiet=True)).items
    assert [(one.id, one.suppressed_by) for one in quiet] == [(numbered(8).id, (shown.lesson.id,))]
    assert numbered(8).id not in [one.id for one in store.events(EventQuery(is_quiet=False)).items]
    assert lessons.get(GATE, shown.lesson.id).kept_quiet == 1


def test_hour_is_that_of_the_wall_across_the_change_to_summer_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    winter = trace_of(numbered(0, opened_at=datetime(2026, 3, 28, 20, 0, tzinfo=UTC)), berlin, None)
    summer = trace_of(numbered(0, opened_at=datetime(2026, 3, 29, 19, 0, tzinfo=UTC)), berlin, None)
    assert winter is not None
    assert summer is not None
    assert winter.minute == summer.minute == 21 * 60
    assert (winter.day, summer.day) == (5, 6)


def test_precision_needs_ten_verdicts_and_counts_what_people_said(store: AnalyticsStore, database: Database) -> None:
    start = numbered(0).opened_at - timedelta(days=1)
    teach(store, 4)
    for number in range(10, 15):
        store.open(numbered(number), None)
        store.acknowledge(numbered(number).id, OPERATOR)
    store.open(numbered(15), None)
    store.link_incident(numbered(15).id, IncidentId("inc_1"), system("reactions"))
    (few,) = precision_since(database, start, frozenset({"reactions"}))
    assert (few.confirmed, few.dismissed, few.undecided, few.precision) == (5, 4, 1, None)
    store.open(numbered(16), None)
    store.acknowledge(EventId(numbered(16).id), OPERATOR)
    (enough,) = precision_since(database, start, frozenset({"reactions"}))
    assert enough.precision == pytest.approx(0.6)
    assert enough.reasons == {"shadow": 4}
