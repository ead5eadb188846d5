"""From rendered pictures to events: a bag left behind, a parked car's rule after a pause, a schedule, a crowd."""

from dataclasses import replace
from datetime import timedelta

import pytest

from analytics.detection import ObjectClass
from analytics.rule import Rule, RuleKind
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.worker import CameraAnalyser
from kernel.event import EventPhase
from kernel.ids import RuleId
from kernel.schedule import Stretch
from tests.analytics.scenes import CAMERA, START, Figure, Stage, Thing, joined, walk
from tests.analytics.test_still import BAG
from tests.analytics.watch import INTRUSION, Report, watch

LEFT = Rule(RuleId("left"), RuleKind.UNATTENDED_OBJECT, "Left behind", dwell_s=5.0)
REMOVED = Rule(RuleId("gone"), RuleKind.REMOVED_OBJECT, "Gone", dwell_s=2.0)
BEARER = Figure(joined((6.5, -0.1, 0.72), (9.0, 0.42, 0.72), (10.5, 0.42, 0.72), (13.0, 1.1, 0.72)), height=0.3)
DROPPED = Stage(24, (BEARER,), things=(Thing(BAG, 30, since=10.0),), width=320, height=180, fps=8)


def test_a_bag_whose_bearer_walked_off_is_one_event_with_its_picture_and_of_no_other_rule() -> None:
    report = watch(DROPPED.frames(), Scene(rules=(LEFT, REMOVED, INTRUSION)))

    (event,) = report.of("unattended_object")
    assert 15 <= (event.opened_at - START).total_seconds() <= 20
    assert event.object_class == ObjectClass.OBJECT.value
    assert event.id in report.pictures
    assert event.track is not None
    assert report.of("removed_object") == []
    assert len(report.of("intrusion")) == 1


def test_dismissing_it_ends_the_event_and_it_does_not_come_again() -> None:
    report = Report()
    analyser = CameraAnalyser(CAMERA, Scene(rules=(LEFT,)), None, report, AnalyticsSettings())
    for frame in replace(DROPPED, seconds=32).frames():
        analyser.analyse(frame)
        if report.events and (frame.at - START).total_seconds() > 22:
            analyser.dismissed(next(iter(report.events)))  # type: ignore[arg-type]

    (event,) = report.events.values()
    assert event.phase is EventPhase.CLOSED
    assert not analyser.is_busy


def test_while_something_lies_still_no_picture_may_be_left_out() -> None:
    analyser = CameraAnalyser(CAMERA, Scene(rules=(LEFT,)), None, Report(), AnalyticsSettings())
    busy = []
    for frame in Stage(18, things=(Thing(BAG, 30, since=8.0),), width=320, height=180, fps=2).frames():
        analyser.rest(frame)
        busy.append(analyser.is_busy)

    assert busy[12] is False
    assert busy[-1] is True


@pytest.mark.parametrize(
    ("stretch", "count"),
    [(Stretch((6,), 13 * 60, 14 * 60), 1), (Stretch((6,), 12 * 60, 13 * 60), 0), (Stretch((5,), 13 * 60, 60), 0)],
    ids=["in its hours, by the scene's clock", "by another clock they would be", "on another day"],
)
def test_a_rule_reports_in_its_hours_only(stretch: Stretch, count: int) -> None:
    scene = Scene(rules=(replace(INTRUSION, schedule=(stretch,)),), time_zone="Europe/Berlin")
    walker = Figure(walk((-0.1, 0.8), (1.1, 0.85), 1.5, 5.5))

    report = watch(Stage(6, (walker,), width=320, height=180).frames(), scene)

    assert len(report.of("intrusion")) == count


def test_three_people_are_one_crowd_with_a_count_and_no_track() -> None:
    rule = Rule(RuleId("crowd"), RuleKind.OCCUPANCY, "Crowd", count=3)
    figures = tuple(Figure(walk((x, 0.85), (x + 0.12, 0.85), 1.0, 8.0), height=0.3, level=40) for x in (0.1, 0.4, 0.7))

    report = watch(Stage(7, figures, width=480, height=270).frames(), Scene(rules=(rule,)))

    (event,) = report.of("occupancy")
    assert event.title == "Crowd: 3 objects" or event.title.endswith(", 3")
    assert event.track is None
    assert event.opened_at - START < timedelta(seconds=4)
    assert event.box is not None
    assert event.box.width > 0.5
