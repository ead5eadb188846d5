"""The rules about ways, speeds, crowds and things: when each hits. Tracks are given, not seen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from analytics.detection import ObjectClass
from analytics.rule import Arrow, Hit, Lookout, Memory, Rule, RuleKind, SizeLimits
from analytics.rules import LOOKS
from analytics.track import THING_IDS, Still, Track
from analytics.zone import Zone
from kernel.geo import LatLon, LocalPlane
from kernel.geometry import Box, Point
from kernel.ids import RuleId
from tests.analytics.scenes import START

PERSON, VEHICLE, UNKNOWN = ObjectClass.PERSON, ObjectClass.VEHICLE, ObjectClass.UNKNOWN
YARD = Zone("yard", "Yard", (Point(0.2, 0.2), Point(0.8, 0.2), Point(0.8, 0.9), Point(0.2, 0.9)))
PLANE = LocalPlane(LatLon(48.0, 11.0))
STEP_S = 0.1
Spot = Callable[[float], Track | None]


def track(t: float, x: float, y: float = 0.6, *, id_: int = 1, kind: ObjectClass = PERSON, since: float = 0) -> Track:
    foot = Point(x, y)
    return Track(
        id=id_,
        box=Box(x - 0.03, y - 0.2, x + 0.03, y),
        foot=foot,
        object_class=kind,
        confidence=0.9,
        class_confidence=0.9,
        since=START + timedelta(seconds=since),
        seen_at=START + timedelta(seconds=t),
        is_coasting=False,
        is_cut=False,
        still_s=0,
        origin=foot,
        path=(foot,),
    )


def placed(one: Track, east: float, north: float, speed: float | None = None) -> Track:
    return replace(one, position=PLANE.place(east, north), speed_mps=speed)


def rule(kind: RuleKind, **fields: object) -> Rule:
    return replace(Rule(RuleId("r"), kind, "R"), **fields)  # type: ignore[arg-type]


def hits_of(lookout: Lookout, spots: Sequence[Spot], seconds: float) -> list[tuple[float, Hit]]:
    """Every hit and its second; each spot tells where one track is then."""
    memory: Memory = {}
    hits = []
    for i in range(round(seconds / STEP_S) + 1):
        t = i * STEP_S
        tracks = [one for one in (spot(t) for spot in spots) if one]
        memory, found = LOOKS[lookout.rule.kind](lookout, memory, tracks, START + timedelta(seconds=t))
        hits += [(round(t, 1), hit) for hit in found]
    return hits


def first(lookout: Lookout, spots: Sequence[Spot], seconds: float) -> float | None:
    return next((t for t, _ in hits_of(lookout, spots, seconds)), None)


# Occupancy


def people(count: int, until: float = 99) -> list[Spot]:
    return [
        lambda t, n=n: track(t, 0.3 + 0.1 * n, id_=n) if t <= until else None  # type: ignore[misc]
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("wanted", "spots", "expected"),
    [
        ({"count": 3}, people(3), 2.0),
        ({"count": 4}, people(3), None),
        ({"count": 3}, people(3, until=1.5), None),
        ({"count": 3}, [*people(2), lambda t: track(t, 0.5, id_=9) if not 1 < t < 1.8 else None], 2.0),
        ({"count": 3}, [*people(2), lambda t: track(t, 0.95, id_=9)], None),
        ({"count": 3, "classes": (VEHICLE,)}, people(3), None),
        ({"count": None, "density_per_m2": 0.3}, people(3), 2.0),
        ({"count": None, "density_per_m2": 0.4}, people(3), None),
    ],
    ids=[
        "as many as wanted for the time",
        "one too few",
        "not for long enough",
        "one hides for a moment",
        "one stands outside",
        "others do not count",
        "dense enough: three on ten square metres",
        "not dense enough",
    ],
)
def test_occupancy(wanted: dict[str, object], spots: list[Spot], expected: float | None) -> None:
    lookout = Lookout(rule(RuleKind.OCCUPANCY, dwell_s=2.0, **wanted), YARD, area_m2=10.0)

    assert first(lookout, spots, 4) == expected


def test_a_crowd_is_one_hit_of_the_zone_with_a_box_around_all_and_the_most_there_were() -> None:
    lookout = Lookout(rule(RuleKind.OCCUPANCY, count=2), YARD)

    hits = [hit for _, hit in hits_of(lookout, [*people(2), lambda t: track(t, 0.7, id_=9) if t < 1 else None], 2)]

    assert len(hits) == 21
    assert all(hit.is_of_place for hit in hits)
    assert hits[-1].note == "3"
    assert (hits[-1].track.box.left, hits[-1].track.box.right) == pytest.approx((0.27, 0.43))


# Wrong way

RIGHT = Arrow(Point(0.3, 0.5), Point(0.6, 0.5))


def moving(speed: float, start: float = 0.5) -> Spot:
    return lambda t: track(t, start + speed * t)


def east_of(mps: float) -> Spot:
    return lambda t: placed(track(t, 0.5), mps * t, 0)


@pytest.mark.parametrize(
    ("lookout", "spot", "expected"),
    [
        (Lookout(rule(RuleKind.WRONG_WAY, arrow=RIGHT), YARD), moving(0.05), None),
        (Lookout(rule(RuleKind.WRONG_WAY, arrow=RIGHT), YARD), moving(-0.05), 1.2),
        (Lookout(rule(RuleKind.WRONG_WAY, arrow=RIGHT), YARD), lambda t: track(t, 0.5, 0.4 + 0.05 * t), None),
        (Lookout(rule(RuleKind.WRONG_WAY, arrow=RIGHT), YARD), moving(-0.05, start=0.15), None),
        (Lookout(rule(RuleKind.WRONG_WAY, arrow=RIGHT), YARD), lambda t: track(t, 0.5 + 0.01 * (-1) ** round(t * 10)),
         None),
        (Lookout(rule(RuleKind.WRONG_WAY, arrow=RIGHT, classes=(VEHICLE,)), YARD), moving(-0.05), None),
        (Lookout(rule(RuleKind.WRONG_WAY, heading_deg=90), YARD, course_deg=90), east_of(2.0), None),
        (Lookout(rule(RuleKind.WRONG_WAY, heading_deg=90), YARD, course_deg=90), east_of(-2.0), 1.0),
        (Lookout(rule(RuleKind.WRONG_WAY, heading_deg=90, min_travel_m=5), YARD, course_deg=90), east_of(-2.0), 2.5),
        (Lookout(rule(RuleKind.WRONG_WAY, heading_deg=0), YARD, course_deg=0), east_of(-2.0), None),
    ],
    ids=[
        "along the arrow",
        "against it, by half its height",
        "across it",
        "outside the zone",
        "trembling",
        "another class",
        "along the way on the map",
        "against it, by two metres",
        "against it, not by five metres before that",
        "across the way on the map",
    ],
)  # fmt: skip
def test_wrong_way(lookout: Lookout, spot: Spot, expected: float | None) -> None:
    assert first(lookout, [spot], 4) == pytest.approx(expected, abs=0.15) if expected else True
    assert (first(lookout, [spot], 4) is None) == (expected is None)


def test_who_turns_round_goes_the_wrong_way_no_longer() -> None:
    lookout = Lookout(rule(RuleKind.WRONG_WAY, arrow=RIGHT), YARD)

    hits = hits_of(lookout, [lambda t: track(t, 0.6 - 0.1 * t if t < 2 else 0.4 + 0.1 * (t - 2))], 4)

    assert hits[-1][0] < 3.0


# Speeding


@pytest.mark.parametrize(
    ("speed", "zone", "expected"),
    [
        (lambda t: 15.0, YARD, 0.4),
        (lambda t: 13.0, YARD, None),
        (lambda t: 15.0, Zone("far", "Far", (Point(0, 0), Point(0.1, 0), Point(0.1, 0.1))), None),
        (lambda t: 30.0 if 1 <= t < 1.3 else 10.0, YARD, None),
        (lambda t: None, YARD, None),
    ],
    ids=["faster than 50", "slower", "fast elsewhere", "a box that leapt", "speed not known"],
)
def test_speeding(speed: Callable[[float], float | None], zone: Zone, expected: float | None) -> None:
    lookout = Lookout(rule(RuleKind.SPEEDING, limit_kmh=50), zone)

    assert first(lookout, [lambda t: placed(track(t, 0.5, kind=VEHICLE), 0, 0, speed(t))], 3) == expected


def test_the_fastest_it_was_is_told() -> None:
    lookout = Lookout(rule(RuleKind.SPEEDING, limit_kmh=50), YARD)

    hits = hits_of(lookout, [lambda t: placed(track(t, 0.5, kind=VEHICLE), 0, 0, 20.0 if t == 1 else 15.0)], 2)

    assert [hits[0][1].note, hits[-1][1].note] == ["54 km/h", "72 km/h"]


# Running: a body of 0.2 of the picture's height; 1.7 m take 0.2, so 1 m/s is 0.118 of the height, 0.066 of the width


@pytest.mark.parametrize(
    ("spot", "fields", "hits"),
    [
        (moving(0.27, start=0.2), {}, True),
        (moving(0.1, start=0.2), {}, False),
        (lambda t: track(t, 0.2 + 0.27 * t, kind=VEHICLE), {}, False),
        (lambda t: track(t, 0.2 + 0.27 * t, kind=UNKNOWN), {}, False),
        (lambda t: track(t, 0.2 + 0.27 * t, kind=UNKNOWN), {"classes": (UNKNOWN,)}, True),
        (lambda t: track(t, 0.5 if t < 1 else 0.6), {}, False),
        (lambda t: placed(track(t, 0.5), 0, 0, 4.0), {}, True),
        (lambda t: placed(track(t, 0.5), 0, 0, 2.0), {}, False),
        (lambda t: placed(track(t, 0.2 + 0.27 * t), 0, 0, 2.0), {}, False),
        (lambda t: placed(track(t, 0.5), 0, 0, 4.0), {"limit_mps": 5.0}, False),
    ],
    ids=[
        "runs, by body heights",
        "walks",
        "a vehicle",
        "nobody knows what",
        "nobody knows what, as asked for",
        "leaps once",
        "runs, by metres",
        "walks, by metres",
        "metres count where there are any",
        "not as fast as this rule asks",
    ],
)
def test_running(spot: Spot, fields: dict[str, object], *, hits: bool) -> None:
    lookout = Lookout(rule(RuleKind.RUNNING, **fields), YARD)

    assert bool(hits_of(lookout, [spot], 2)) is hits


# Stopped vehicle


def car(stops_at: float = 1.0, leaves_at: float = 99.0) -> Spot:
    def spot(t: float) -> Track:
        x = 0.3 + 0.2 * min(t, stops_at) + 0.2 * max(0.0, t - leaves_at)
        return replace(track(t, x, kind=VEHICLE), origin=Point(0.3, 0.6))

    return spot


def lost_after(spot: Spot, seconds: float) -> Spot:
    return lambda t: spot(t) if t <= seconds else None


@pytest.mark.parametrize(
    ("spots", "expected"),
    [
        ([car()], 6.0),
        ([car(leaves_at=5.0)], None),
        ([lambda t: track(t, 0.5, kind=VEHICLE)], None),
        ([lambda t: track(t, 0.5)], None),
        ([lambda t: replace(car()(t) or track(t, 0), object_class=PERSON)], None),
        ([lambda t: replace(car()(t) or track(t, 0), foot=Point(0.95, 0.6))], None),
        ([lost_after(car(), 3.0)], 6.0),
        ([lost_after(car(), 1.2)], None),
        ([lost_after(car(), 3.0), lambda t: track(t, 0.5, id_=2, kind=VEHICLE, since=4) if t > 4 else None], None),
        ([lost_after(car(), 3.0), lambda t: track(t, 0.2, id_=2, kind=VEHICLE, since=4) if t > 4 else None], 6.0),
    ],
    ids=[
        "came and stands",
        "drives on",
        "was always there",
        "a person stands",
        "a person came and stands",
        "stands elsewhere",
        "taken in by the background while it stands",
        "lost before it stood for a second",
        "taken in, and drives off",
        "taken in, and another passes",
    ],
)
def test_stopped_vehicle(spots: list[Spot], expected: float | None) -> None:
    lookout = Lookout(rule(RuleKind.STOPPED_VEHICLE, dwell_s=5.0), YARD)

    found = first(lookout, spots, 8)

    assert found == pytest.approx(expected, abs=0.2) if expected else found is None


# Unattended and removed object


def bag(since: float, still: Still = Still.LEFT) -> Spot:
    def spot(t: float) -> Track | None:
        one = track(t, 0.5, id_=THING_IDS, kind=ObjectClass.OBJECT, since=since)
        return replace(one, still=still) if t >= since + 1 else None

    return spot


def bearer(leaves_at: float) -> Spot:
    """Stands with the bag until it leaves to the right, 0.1 a second: a body height is 0.2 / (16/9) wide."""
    return lambda t: track(t, 0.5 + 0.1 * max(0.0, t - leaves_at)) if t < leaves_at + 4 else None


@pytest.mark.parametrize(
    ("spots", "expected"),
    [
        ([bag(1), bearer(1)], 8.0),
        ([bag(1), bearer(30)], None),
        ([bag(1), bearer(5)], 12.0),
        ([bag(1)], 6.0),
        ([bag(1), lambda t: track(t, 0.1 * t, id_=7, since=2) if t > 2 else None], 6.0),
        ([bag(1), lambda t: track(t, 0.52, id_=7, since=2) if t > 2 else None], None),
        ([bag(1), lambda t: track(t, 0.52, id_=7, since=2, kind=VEHICLE) if t > 2 else None], 6.0),
        ([bag(1, Still.GONE)], None),
    ],
    ids=[
        "put down and left",
        "its bearer stays",
        "its bearer leaves later",
        "nobody saw who brought it",
        "somebody passes",
        "somebody stays beside it",
        "a car beside it is nobody",
        "something gone is nothing left",
    ],
)
def test_unattended_object(spots: list[Spot], expected: float | None) -> None:
    lookout = Lookout(rule(RuleKind.UNATTENDED_OBJECT, dwell_s=5.0), YARD)

    found = first(lookout, spots, 14)

    assert found == pytest.approx(expected, abs=0.4) if expected else found is None


@pytest.mark.parametrize(
    ("spots", "expected"),
    [([bag(1, Still.GONE)], 4.0), ([bag(1)], None), ([lambda t: track(t, 0.5)], None)],
    ids=["gone for the time", "something new", "somebody stands there"],
)
def test_removed_object(spots: list[Spot], expected: float | None) -> None:
    assert first(Lookout(rule(RuleKind.REMOVED_OBJECT, dwell_s=3.0), YARD), spots, 6) == expected


# Size


@pytest.mark.parametrize(
    ("height", "width", "hits"),
    [(1.7, 0.5, True), (0.6, 0.5, False), (3.1, 0.5, False), (1.7, 2.2, False), (None, None, True)],
    ids=["a grown person", "too low", "too tall", "too wide", "size not known"],
)
def test_objects_of_another_size_are_passed_over(height: float | None, width: float | None, *, hits: bool) -> None:
    size = SizeLimits(min_height_m=1.2, max_height_m=2.5, max_width_m=2.0)
    lookout = Lookout(rule(RuleKind.INTRUSION, size=size), YARD)

    assert bool(hits_of(lookout, [lambda t: replace(track(t, 0.5), height_m=height, width_m=width)], 1)) is hits
