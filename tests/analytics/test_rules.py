"""Each rule: when it hits and when it does not. Tracks are given, not seen."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from analytics.detection import ObjectClass
from analytics.rule import Direction, Hit, Lookout, Memory, Rule, RuleKind
from analytics.rules import LOOKS
from analytics.track import Track
from analytics.zone import Tripwire, Zone
from kernel.geometry import Box, Point
from kernel.ids import RuleId
from tests.analytics.scenes import START

YARD = Zone("yard", "Yard", (Point(0.4, 0.4), Point(0.8, 0.4), Point(0.8, 0.9), Point(0.4, 0.9)))
WIRE = Tripwire("wire", "Wire", Point(0.5, 0.2), Point(0.5, 0.9))
PERSON, UNKNOWN = ObjectClass.PERSON, ObjectClass.UNKNOWN


def track(x: float, y: float, t: float, *, object_class: ObjectClass = PERSON, seen: bool = True) -> Track:
    at = START + timedelta(seconds=t)
    foot = Point(x, y)
    return Track(
        id=1,
        box=Box(x - 0.03, y - 0.2, x + 0.03, y),
        foot=foot,
        object_class=object_class,
        confidence=0.9,
        class_confidence=0.9,
        since=START,
        seen_at=at,
        is_coasting=not seen,
        is_cut=False,
        still_s=0,
        origin=foot,
        path=(foot,),
    )


def hits_of(lookout: Lookout, tracks: Sequence[Track | None]) -> list[Hit]:
    memory: Memory = {}
    hits = []
    for i, one in enumerate(tracks):
        at = START + timedelta(seconds=i / 10)
        memory, found = LOOKS[lookout.rule.kind](lookout, memory, [one] if one else [], at)
        hits += found
    return hits


def walk(*feet: tuple[float, float], object_class: ObjectClass = PERSON) -> list[Track]:
    return [track(x, y, i / 10, object_class=object_class) for i, (x, y) in enumerate(feet)]


def intrusion(classes: tuple[ObjectClass, ...] = (), zone: Zone | None = YARD) -> Lookout:
    return Lookout(Rule(RuleId("r"), RuleKind.INTRUSION, "R", classes=classes), zone)


def crossing(direction: Direction = Direction.BOTH, classes: tuple[ObjectClass, ...] = ()) -> Lookout:
    rule = Rule(RuleId("r"), RuleKind.LINE_CROSSING, "R", direction=direction, classes=classes)
    return Lookout(rule, tripwire=WIRE)


def loitering(dwell_s: float, zone: Zone | None = YARD) -> Lookout:
    return Lookout(Rule(RuleId("r"), RuleKind.LOITERING, "R", dwell_s=dwell_s), zone)


@pytest.mark.parametrize(
    ("lookout", "tracks", "expected"),
    [
        (intrusion(), walk((0.6, 0.6)), 1),
        (intrusion(), walk((0.1, 0.6), (0.2, 0.6), (0.3, 0.6)), 0),
        (intrusion(), walk((0.3, 0.6), (0.41, 0.6), (0.39, 0.6), (0.41, 0.6)), 0),
        (intrusion(), walk((0.3, 0.6), (0.45, 0.6), (0.5, 0.6), (0.55, 0.6)), 2),
        (intrusion((PERSON,)), walk((0.6, 0.6), object_class=UNKNOWN), 0),
        (intrusion((PERSON,)), walk((0.6, 0.6)), 1),
        (intrusion(zone=None), walk((0.0, 1.0)), 1),
    ],
    ids=[
        "appears inside",
        "stays outside",
        "trembles on the border",
        "walks in",
        "other class",
        "class",
        "whole picture",
    ],
)
def test_intrusion(lookout: Lookout, tracks: list[Track], expected: int) -> None:
    assert len(hits_of(lookout, tracks)) == expected


EAST = ((0.3, 0.6), (0.4, 0.6), (0.48, 0.6), (0.55, 0.6), (0.6, 0.6))
WEST = EAST[::-1]


@pytest.mark.parametrize(
    ("lookout", "feet", "expected"),
    [
        (crossing(), EAST, [Direction.BACKWARD]),
        (crossing(), WEST, [Direction.FORWARD]),
        (crossing(Direction.FORWARD), EAST, []),
        (crossing(Direction.FORWARD), WEST, [Direction.FORWARD]),
        (crossing(), ((0.3, 0.95), (0.7, 0.95)), []),
        (crossing(), ((0.3, 0.6), (0.498, 0.6), (0.502, 0.6), (0.499, 0.6), (0.3, 0.6)), []),
        (crossing(), (*EAST, *WEST), [Direction.BACKWARD, Direction.FORWARD]),
        (crossing(), ((0.3, 0.6), (0.7, 0.6)), [Direction.BACKWARD]),
    ],
    ids=["to the right", "to the left", "wrong way", "right way", "past its end", "trembles", "there and back", "leap"],
)
def test_line_crossing(lookout: Lookout, feet: tuple[tuple[float, float], ...], expected: list[Direction]) -> None:
    assert [hit.direction for hit in hits_of(lookout, walk(*feet))] == expected


def test_crossing_behind_something_counts_when_seen_again() -> None:
    unseen = [track(0.45 + 0.05 * i, 0.6, 0.2 + i / 10, seen=False) for i in range(3)]

    hits = hits_of(crossing(), [*walk((0.3, 0.6), (0.4, 0.6)), *unseen, track(0.7, 0.6, 0.5)])

    assert len(hits) == 1


def test_crossing_waits_for_the_class_it_asks_for() -> None:
    lookout = crossing(classes=(PERSON,))
    unknown = walk(*EAST, object_class=UNKNOWN)

    assert hits_of(lookout, unknown) == []
    assert len(hits_of(lookout, [*unknown, track(0.62, 0.6, 0.5)])) == 1


def test_loitering_hits_from_the_dwell_time_on() -> None:
    stays = [track(0.6, 0.6, i / 10) for i in range(25)]

    hits = hits_of(loitering(2.0), stays)

    assert [round((hit.at - START).total_seconds(), 1) for hit in hits] == [2.0, 2.1, 2.2, 2.3, 2.4]


@pytest.mark.parametrize(("away", "expected"), [(10, True), (20, False)], ids=["a moment", "for long"])
def test_stepping_out_only_for_a_moment_does_not_start_the_dwell_anew(away: int, expected: bool) -> None:
    feet = [0.6] * 15 + [0.2] * away + [0.6] * 10
    tracks = [track(x, 0.6, i / 10) for i, x in enumerate(feet)]

    assert bool(hits_of(loitering(2.0), tracks)) is expected


def test_passing_through_is_not_loitering() -> None:
    feet = [(0.3 + 0.02 * i, 0.6) for i in range(30)]

    assert hits_of(loitering(4.0), walk(*feet)) == []
