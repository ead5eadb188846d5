"""Unattended object: something was left behind, and whoever brought it is away."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from analytics.detection import ObjectClass
from analytics.rule import Hit, Lookout, Memory
from analytics.track import Still, Track
from kernel.geo import distance_m

_BODY_M = 1.7
_BEFORE = timedelta(seconds=1)  # a thing is noticed a little after it was put down
_STAYS_S = 3.0  # who stays beside it for this long has taken it up; who passes has not
_BESIDE = 0.5  # of the distance that counts as away


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is with the thing. bearers: tracks that may have brought it. beside: since when another stays beside it.
    alone_since: since when nobody is with it.
    """

    bearers: frozenset[int]
    beside: tuple[tuple[int, datetime], ...]
    alone_since: datetime


def look(lookout: Lookout, memory: Memory, tracks: Sequence[Track], at: datetime) -> tuple[Memory, list[Hit]]:
    """Hits for each thing that nobody has been with for `dwell_s`. Memory: id of the thing -> `Watch`."""
    people = [t for t in tracks if t.still is None and t.object_class is not ObjectClass.VEHICLE]
    after: dict[int, object] = {}
    hits = []
    for thing in tracks:
        if thing.still is not Still.LEFT or not lookout.holds(thing):
            continue
        before = memory.get(thing.id)
        watch = before if isinstance(before, Watch) else _first(lookout, thing, people)
        watch = _step(lookout, watch, thing, people, at)
        after[thing.id] = watch
        is_alone = (at - watch.alone_since).total_seconds() >= lookout.rule.dwell_s
        if is_alone and lookout.rule.concerns(thing):
            hits.append(Hit(lookout.rule, thing, at))
    return after, hits


def _first(lookout: Lookout, thing: Track, people: Sequence[Track]) -> Watch:
    bearers = frozenset(person.id for person in people if _may_have_brought(lookout, person, thing))
    return Watch(bearers, (), thing.since)


def _step(lookout: Lookout, watch: Watch, thing: Track, people: Sequence[Track], at: datetime) -> Watch:
    since = dict(watch.beside)
    apart = {person.id: _apart_m(lookout, person, thing) for person in people}
    away_m = lookout.rule.away_m
    beside = {id_: since.get(id_, at) for id_, metres in apart.items() if metres < _BESIDE * away_m}
    is_with = any(metres < away_m for id_, metres in apart.items() if id_ in watch.bearers)
    is_kept = any((at - start).total_seconds() >= _STAYS_S for start in beside.values())
    alone_since = at if is_with or is_kept else watch.alone_since
    return Watch(watch.bearers, tuple(beside.items()), alone_since)


def _may_have_brought(lookout: Lookout, person: Track, thing: Track) -> bool:
    """Whether the person was there when the thing appeared, at its place."""
    if person.since > thing.since + _BEFORE:
        return False
    reach = person.box.height
    return any(
        math.hypot((point.x - thing.foot.x) * lookout.aspect, point.y - thing.foot.y) <= reach
        for point in (person.origin, *person.path, person.foot)
    )


def _apart_m(lookout: Lookout, person: Track, thing: Track) -> float:
    """Metres between the two; without calibration as far as the person's height tells."""
    if person.position is not None and thing.position is not None:
        return distance_m(person.position, thing.position)
    apart = math.hypot((person.foot.x - thing.foot.x) * lookout.aspect, person.foot.y - thing.foot.y)
    return apart / max(person.box.height, 1e-3) * _BODY_M
