"""A hit opens once, extends, closes after quiet; repeats nearby count."""

from datetime import timedelta
from itertools import pairwise

from analytics.detection import ObjectClass
from analytics.episode import Change, Episodes, Step
from analytics.rule import Direction, Hit, Rule, RuleKind
from analytics.settings import EpisodeSettings
from analytics.track import Track
from kernel.event import EventPhase
from kernel.geo import LatLon
from kernel.geometry import Box, Point
from kernel.ids import CameraId, RuleId
from tests.analytics.scenes import START

RULE = Rule(RuleId("r"), RuleKind.INTRUSION, "Yard")
LINE = Rule(RuleId("l"), RuleKind.LINE_CROSSING, "Gate")
PLACE = LatLon(48.1, 11.5)


def track(number: int, x: float, t: float, since: float = 0.0, position: LatLon | None = None) -> Track:
    at, foot = START + timedelta(seconds=t), Point(x, 0.8)
    box = Box(x - 0.03, 0.4, x + 0.03, 0.8)
    begin = START + timedelta(seconds=since)
    return Track(number, box, foot, ObjectClass.PERSON, 0.9, 0.9, begin, at, False, False, 0, foot, (foot,), position)


class Stream:
    """Feeds episodes second by second and keeps every change."""

    def __init__(self) -> None:
        self.episodes = Episodes(CameraId("c"), PLACE, 16 / 9, EpisodeSettings())
        self.changes: list[Change] = []

    def at(
        self, t: float, *tracks: Track, rule: Rule | None = RULE, direction: Direction | None = None
    ) -> list[Change]:
        now = START + timedelta(seconds=t)
        hits = [Hit(rule, one, now, direction) for one in tracks] if rule else []
        changes = self.episodes.step(hits, tracks, now)
        self.changes += changes
        return changes

    def steps(self) -> list[Step]:
        return [change.step for change in self.changes]


def test_lasting_hit_opens_one_event_and_quiet_closes_it() -> None:
    stream = Stream()
    for i in range(20):
        stream.at(i / 10, track(1, 0.5, i / 10))
    for i in range(20, 60):
        stream.at(i / 10)

    assert stream.steps()[0] is Step.OPENED
    assert stream.steps().count(Step.OPENED) == stream.steps().count(Step.CLOSED) == 1
    closed = stream.changes[-1].event
    assert closed.phase is EventPhase.CLOSED
    assert closed.closed_at == START + timedelta(seconds=4.9)
    assert closed.clip_start == START - timedelta(seconds=5)
    assert START + timedelta(seconds=1.9) < closed.clip_end <= closed.closed_at


def test_updates_come_at_most_once_a_second_and_ever_less_often() -> None:
    stream = Stream()
    for i in range(600):
        stream.at(i / 10, track(1, 0.5, i / 10))

    told = [change.event.updated_at for change in stream.changes if change.step is Step.UPDATED]
    pauses = [(b - a).total_seconds() for a, b in pairwise(told)]
    assert min(pauses) >= 1
    assert len(told) < 15
    assert max(pauses) <= 10.1


def test_two_objects_are_two_events() -> None:
    stream = Stream()
    stream.at(0, track(1, 0.2, 0), track(2, 0.8, 0))

    assert stream.steps() == [Step.OPENED, Step.OPENED]


def test_object_lost_and_found_nearby_goes_on_with_its_event() -> None:
    stream = Stream()
    stream.at(0, track(1, 0.5, 0))
    stream.at(1)
    stream.at(2, track(2, 0.52, 2, since=1.7))

    assert stream.steps().count(Step.OPENED) == 1
    assert stream.changes[-1].event.count == 2


def test_object_that_begins_elsewhere_is_another_event() -> None:
    stream = Stream()
    stream.at(0, track(1, 0.5, 0))
    stream.at(1)
    stream.at(2, track(2, 0.95, 2, since=1.7))

    assert stream.steps().count(Step.OPENED) == 2


def test_crossing_back_is_another_event_and_crossing_again_is_counted() -> None:
    stream = Stream()
    stream.at(0, track(1, 0.5, 0), rule=LINE, direction=Direction.FORWARD)
    stream.at(1, track(1, 0.4, 1), rule=LINE, direction=Direction.BACKWARD)
    stream.at(2, track(1, 0.5, 2), rule=LINE, direction=Direction.FORWARD)
    changes = stream.at(9)

    assert stream.steps().count(Step.OPENED) == 2
    assert {(c.event.direction, c.event.count) for c in changes} == {("forward", 2), ("backward", 1)}


def test_event_lies_where_the_ground_says_or_else_at_the_camera() -> None:
    measured = LatLon(48.2, 11.6)
    unmeasured = Stream().at(0, track(1, 0.5, 0))[0].event
    event = Stream().at(0, track(1, 0.5, 0, position=measured))[0].event

    assert (unmeasured.position, unmeasured.position_is_measured) == (PLACE, False)
    assert (event.position, event.position_is_measured) == (measured, True)


def test_title_says_rule_and_class() -> None:
    assert Stream().at(0, track(1, 0.5, 0))[0].event.title == "Yard: person"


def test_end_of_the_analysis_closes_everything_once() -> None:
    stream = Stream()
    stream.at(0, track(1, 0.5, 0))

    closed = stream.episodes.close_all(START + timedelta(seconds=1))

    assert [change.step for change in closed] == [Step.CLOSED]
    assert stream.episodes.close_all(START + timedelta(seconds=2)) == []
