"""What dismissals teach, from the analyser to HTTP: quiet where it was taught, and nowhere else."""

import httpx
import pytest

from analytics.learning.lesson import Lesson
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.worker import CameraAnalyser
from console.analysis.quiet import QuietSink
from kernel.event import Event, Severity
from kernel.ids import RuleId
from tests.analytics.scenes import Figure, Stage, walk
from tests.analytics.watch import INTRUSION, Report
from tests.console.conftest import TESTER, Room

LEFT = Figure(walk((0.2, 0.6), (0.3, 0.6), 1.0, 5.0))
RIGHT = Figure(walk((0.8, 0.6), (0.7, 0.6), 1.0, 5.0))


def watched(room: Room, figure: Figure) -> Event:
    """The one event that a walk makes."""
    report = Report()
    analyser = CameraAnalyser(
        room.gate.id,
        Scene(rules=(INTRUSION,)),
        None,
        QuietSink(report, room.house.lessons),
        AnalyticsSettings(),
    )
    for one in Stage(6, (figure,)).frames():
        analyser.analyse(one)
    (event,) = report.events.values()
    return event


def taught_at(room: Room, figure: Figure) -> Lesson:
    """Three such walks, each dismissed."""
    shown = None
    for _ in range(3):
        event = room.house.events.open(watched(room, figure), None)
        shown = room.house.lessons.taught_by(room.house.events.dismiss(event.id, "known_activity", "", TESTER))
    assert shown is not None
    return shown.lesson


def test_taught_episode_is_quiet_and_that_of_another_place_calls(room: Room) -> None:
    lesson = taught_at(room, LEFT)
    assert watched(room, LEFT).suppressed_by == (lesson.id,)
    assert watched(room, RIGHT).suppressed_by == ()


def test_quiet_event_calls_once_it_leaves_the_place_that_was_taught(room: Room) -> None:
    taught_at(room, LEFT)
    report = Report()
    sink = QuietSink(report, room.house.lessons)
    analyser = CameraAnalyser(room.gate.id, Scene(rules=(INTRUSION,)), None, sink, AnalyticsSettings())
    was_quiet = []
    for one in Stage(8, (Figure(walk((0.2, 0.6), (0.9, 0.6), 1.0, 7.0)),)).frames():
        analyser.analyse(one)
        was_quiet += [bool(event.suppressed_by) for event in report.events.values()]
    assert was_quiet[0]
    assert not was_quiet[-1]


def test_quiet_event_that_calls_again_is_told_as_roused(room: Room) -> None:
    lesson = taught_at(room, LEFT)
    sink = QuietSink(room.house.events, room.house.lessons)
    event = watched(room, LEFT)
    opened = sink.open(event, None)
    assert opened.suppressed_by == (lesson.id,)
    room.house.lessons.switch(room.gate.id, lesson.id, TESTER, is_on=False)
    assert sink.update(event).suppressed_by == ()
    assert room.house.events.event(event.id).suppressed_by == ()


@pytest.fixture
def dismissed(room: Room) -> list[str]:
    """Three open events that are alike."""
    rule = RuleId("intrusion")
    return [room.add_event(room.gate.id, rule=rule, severity=Severity.MEDIUM).id for _ in range(3)]


async def test_third_dismissal_tells_its_effect_and_the_operator_undoes_it(
    room: Room, dispatcher: httpx.AsyncClient, dismissed: list[str]
) -> None:
    answers = [
        (await dispatcher.post(f"/api/events/{event}/dismiss", json={"reason": "shadow"})).json() for event in dismissed
    ]
    assert [(one["lesson"]["state"], one["lesson"]["alike"]) for one in answers] == [
        ("learning", 1),
        ("learning", 2),
        ("quiet", 3),
    ]
    lesson = answers[-1]["lesson"]
    listed = (await dispatcher.get(f"/api/cameras/{room.gate.id}/lessons")).json()
    assert [one["id"] for one in listed] == [lesson["id"]]
    assert [one["event_id"] for one in listed[0]["taught_by"]] == dismissed
    assert len(listed[0]["patches"]) == 6
    off = await dispatcher.post(f"/api/cameras/{room.gate.id}/lessons/{lesson['id']}/switch-off")
    assert (off.json()["state"], off.json()["changed_by"]) == ("off", "Dispatcher")
    assert (await dispatcher.delete(f"/api/cameras/{room.gate.id}/lessons")).status_code == 403


async def test_lesson_of_another_camera_is_not_found(
    room: Room, dispatcher: httpx.AsyncClient, dismissed: list[str]
) -> None:
    answer = await dispatcher.post(f"/api/events/{dismissed[0]}/dismiss", json={"reason": "rain"})
    lesson = answer.json()["lesson"]["id"]
    wrong = await dispatcher.post(f"/api/cameras/{room.vault.id}/lessons/{lesson}/switch-off")
    assert wrong.status_code == 404


async def test_quiet_events_are_a_filter_and_are_counted(
    room: Room, dispatcher: httpx.AsyncClient, dismissed: list[str]
) -> None:
    for event in dismissed:
        await dispatcher.post(f"/api/events/{event}/dismiss", json={"reason": "shadow"})
    quiet = room.add_event(room.gate.id, rule=RuleId("intrusion"), suppressed_by=("lsn_1",))
    page = (await dispatcher.get("/api/events", params={"is_quiet": True})).json()
    assert [(one["id"], one["suppressed_by"]) for one in page["items"]] == [(quiet.id, ["lsn_1"])]
    figures = (await dispatcher.get("/api/precision", params={"days": 30})).json()
    (rule,) = figures["rules"]
    assert (rule["dismissed"], rule["quiet"], rule["precision"], figures["enough"]) == (3, 1, None, 10)
    assert rule["rule_name"] == "Intrusion"


async def test_precision_shows_nobody_a_camera_that_is_not_theirs(room: Room) -> None:
    room.add_event(room.vault.id, rule=RuleId("intrusion"))
    async with room.signed_in("operator-limited") as client:
        assert (await client.get("/api/precision")).json()["rules"] == []
    async with room.signed_in("operator") as client:
        assert [one["camera_id"] for one in (await client.get("/api/precision")).json()["rules"]] == [room.vault.id]
