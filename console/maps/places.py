"""The search for addresses: an SQLite full-text index over everything of the map that has a name."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

from console.maps.named import Named, NamedKind
from kernel.geo import LatLon, distance_m

_WEIGHT = {kind: number for number, kind in enumerate(NamedKind)}
_STREET_APART_M = 1500.0
_WORD = re.compile(r"[^\W_]+")
_EAST_ASIAN = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af])")
_MOST_WORDS = 8

_SCHEMA = """
PRAGMA journal_mode = OFF;
CREATE TABLE place (id INTEGER PRIMARY KEY, kind TEXT, name TEXT, detail TEXT, lat REAL, lon REAL, weight INTEGER);
CREATE VIRTUAL TABLE words
    USING fts5 (name, detail, content='', tokenize="unicode61 remove_diacritics 2", prefix='2 3');
"""
_FIND = """
SELECT kind, place.name, place.detail, lat, lon FROM words JOIN place ON place.id = words.rowid
WHERE words MATCH ? ORDER BY weight > 1, length(place.name) > ? + 6, bm25(words, 8.0, 1.0) LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A hit of the search. detail: where it lies, e.g. the street and the town; may be empty."""

    kind: NamedKind
    name: str
    detail: str
    position: LatLon


def write_places(named: Iterable[Named], path: Path) -> int:
    """Write the index; answers how many places it holds."""
    all_named = list(named)
    settled = _Settled([one for one in all_named if one.reach_m > 0])
    rows = [settled.with_detail(one) for one in _once(all_named)]
    database = sqlite3.connect(path)
    try:
        database.executescript(_SCHEMA)
        database.executemany(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((i, r.kind.value, r.name, r.detail, r.lat, r.lon, _WEIGHT[r.kind]) for i, r in enumerate(rows, 1)),
        )
        database.executemany(
            "INSERT INTO words (rowid, name, detail) VALUES (?, ?, ?)",
            ((i, folded(f"{r.name} {r.also}"), folded(r.detail)) for i, r in enumerate(rows, 1)),
        )
        database.execute("INSERT INTO words (words) VALUES ('optimize')")
        database.commit()
    finally:
        database.close()
    return len(rows)


def find_places(path: Path, text: str, most: int) -> list[Place]:
    """The places whose words begin with those of `text`, all of them, best first; nothing for no words."""
    words = _WORD.findall(folded(text))[:_MOST_WORDS]
    if not words:
        return []
    query = " ".join(f'"{word}"*' for word in words)
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        found = database.execute(_FIND, (query, len(text.strip()), most)).fetchall()
    finally:
        database.close()
    return [Place(NamedKind(kind), name, detail, LatLon(lat, lon)) for kind, name, detail, lat, lon in found]


def folded(text: str) -> str:
    """The words as they are compared: ß as ss, every sign of Chinese, Japanese and Korean a word of its own."""
    return _EAST_ASIAN.sub(r" \1 ", text.casefold())


def _once(named: Iterable[Named]) -> Iterator[Named]:
    """A street is many ways: one for each stretch of the same name; of everything else no doubles on one spot."""
    kept: dict[tuple[NamedKind, str], list[LatLon]] = {}
    for one in named:
        here = LatLon(one.lat, one.lon)
        known = kept.setdefault((one.kind, one.name), [])
        apart_m = _STREET_APART_M if one.kind is NamedKind.STREET else 60.0
        if all(distance_m(here, other) > apart_m for other in known):
            known.append(here)
            yield one


class _Settled:
    """Says in which settlement something lies: the nearest, measured by how far each reaches."""

    def __init__(self, settlements: list[Named]) -> None:
        self._settlements = settlements
        self._tree = shapely.STRtree(shapely.points([(s.lon, s.lat) for s in settlements])) if settlements else None

    def with_detail(self, one: Named) -> Named:
        if self._tree is None or one.reach_m > 0:
            return one
        here = LatLon(one.lat, one.lon)
        wide = 0.1 / max(0.1, float(np.cos(np.radians(one.lat))))
        near = self._tree.query(shapely.box(one.lon - wide, one.lat - 0.1, one.lon + wide, one.lat + 0.1))
        best = min(
            (self._settlements[i] for i in near),
            key=lambda s: distance_m(here, LatLon(s.lat, s.lon)) / s.reach_m,
            default=None,
        )
        if best is None or best.name in one.detail or (one.kind is NamedKind.ADDRESS and one.detail):
            return one
        return replace(one, detail=f"{one.detail}, {best.name}" if one.detail else best.name)
