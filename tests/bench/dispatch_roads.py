"""Travel times on real roads: how fast they are told, and what a straight line would have cost."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from console.maps.importing import import_map
from console.maps.library import ROADS, MapLibrary
from kernel.geo import LatLon, distance_m
from patrol.coverage import PlaceDraft, PlaceId, ProtectedPlace, best_move, covers, losses
from patrol.recommend import Assumptions
from patrol.roads.atlas import Atlas
from patrol.roads.file import load
from patrol.roads.network import E7, METRES_PER_DEGREE, Doubles, Profile, RoadNetwork
from patrol.roads.search import RoadGraph
from patrol.service.reaching import Reaching
from patrol.unit import UnitKind
from tests.bench.figures import Figures, Row, percentile
from tests.conftest import SHARED

UNITS, RUNS = 2000, 40
DRAWS, DRAWN_UNITS = 400, 8
PLACES = 50
_LIMIT_MS = 20.0
_NOISE_M = 8.0
_LIMIT_S = 2 * 3600.0
_FILES = {"Liechtenstein": "liechtenstein-2015.osm.pbf", "Baltimore": "baltimore-2015.osm.pbf"}


def measure() -> Figures:
    """Both graphs, imported anew."""
    rows: list[Row] = []
    for name, file in _FILES.items():
        source = SHARED / "data" / "osm" / file
        if not source.is_file():
            continue
        with tempfile.TemporaryDirectory() as folder:
            library, began = MapLibrary(Path(folder)), time.perf_counter()
            facts = import_map(source, library, datetime.now(UTC), lambda *_: None)
            rows.append(Row(f"{name}: the whole import", time.perf_counter() - began, "s"))
            rows.append(Row(f"{name}: size of roads, tiles and addresses", facts.size_bytes / 1e6, "MB"))
            graph = RoadGraph(load(library.folder / facts.generation / ROADS), Profile.CAR)
            rows += _speed(graph, name)
            rows += _choices(graph, name)
            rows += _coverage(graph, Atlas(library.folder), name)
    how = (
        f"{UNITS:,} cars at random places on the roads (fixes {_NOISE_M:g} m off) to one incident, {RUNS} times, by "
        "one reverse search: with every fix put on its road anew, and with places on the roads known, as they are "
        f"for units that have not moved. Then {DRAWS} draws of an incident and {DRAWN_UNITS} cars: how often the "
        "nearest in a straight line is not the first by road, and what that costs. Agreement with OSRM is not among "
        "the figures: on PyPI it comes as source only (osrm-bindings), a C++ build of many minutes; the speeds are "
        "those of its car profile."
    )
    return Figures(how, rows)


def _speed(graph: RoadGraph, name: str) -> list[Row]:
    chance = np.random.default_rng(3)
    cold, warm = list[float](), list[float]()
    graph.seconds_to(
        graph.snap(*_places(graph.network, chance, 10)), graph.snap(*_places(graph.network, chance, 1)), 60
    )
    for _ in range(RUNS):
        units, incident = (_as_told(*_places(graph.network, chance, count)) for count in (UNITS, 1))
        for taken in (cold, warm):  # what was put on its road once is remembered
            began = time.perf_counter()
            graph.seconds_to(graph.snapped(units), graph.snapped(incident), _LIMIT_S)
            taken.append((time.perf_counter() - began) * 1000)
    return [
        Row(f"{name}: {UNITS:,} units to one incident, all just moved, p50", percentile(cold, 0.5), "ms", _LIMIT_MS),
        Row(f"{name}: the same, p95", percentile(cold, 0.95), "ms"),
        Row(f"{name}: {UNITS:,} units that stand where they stood, p50", percentile(warm, 0.5), "ms", _LIMIT_MS),
        Row(f"{name}: the same, p95", percentile(warm, 0.95), "ms"),
    ]


def _choices(graph: RoadGraph, name: str) -> list[Row]:
    chance = np.random.default_rng(4)
    lost = list[float]()
    for _ in range(DRAWS):
        units, incident = _places(graph.network, chance, DRAWN_UNITS), _places(graph.network, chance, 1)
        seconds = graph.seconds_to(graph.snap(*units), graph.snap(*incident), _LIMIT_S)
        if not np.isfinite(seconds).all():
            continue  # a stretch of its own: no choice to compare
        here = LatLon(float(incident[0][0]), float(incident[1][0]))
        straight = [distance_m(here, LatLon(float(a), float(o))) for a, o in zip(*units, strict=True)]
        lost.append(float(seconds[int(np.argmin(straight))] - seconds.min()))
    wrong = [value for value in lost if value > 1]
    return [
        Row(f"{name}: straight line sends another unit", 100 * len(wrong) / len(lost), "%"),
        Row(f"{name}: seconds saved when it does, mean", sum(wrong) / max(1, len(wrong)), "s"),
    ]


def _coverage(graph: RoadGraph, atlas: Atlas, name: str) -> list[Row]:
    chance = np.random.default_rng(5)
    drafts = [PlaceDraft(f"{i}", at) for i, at in enumerate(_as_told(*_places(graph.network, chance, PLACES)))]
    places = [ProtectedPlace(PlaceId(draft.name), draft) for draft in drafts]
    weights, within_s = np.ones(PLACES), np.full(PLACES, 300.0)
    reaching, kinds = Reaching(atlas, Assumptions()), [UnitKind.CAR] * UNITS
    anew, moves, first_ms = list[float](), list[float](), 0.0
    for run in range(RUNS // 4):
        units = _as_told(*_places(graph.network, chance, UNITS))
        began = time.perf_counter()
        times = reaching.times(places, UnitKind.CAR, units, [])
        covering = covers(times, within_s)
        losses(weights, covering, 0.3)
        taken = (time.perf_counter() - began) * 1000
        if run == 0:
            first_ms = taken
            continue
        anew.append(taken)
        stands = [place.draft.position for place in places]
        there = {UnitKind.CAR: covers(reaching.times(places, UnitKind.CAR, stands, []), within_s)}
        began = time.perf_counter()
        best_move(weights, covering, there, kinds, times, 0.3)
        moves.append((time.perf_counter() - began) * 1000)
    return [
        Row(f"{name}: coverage of {PLACES} places by {UNITS:,} free units, the first time", first_ms, "ms"),
        Row(f"{name}: the same with all units just moved, p50", percentile(anew, 0.5), "ms"),
        Row(f"{name}: the best move among them, p50", percentile(moves, 0.5), "ms"),
    ]


def _as_told(lat: Doubles, lon: Doubles) -> list[LatLon]:
    return [LatLon(*place) for place in zip(lat.tolist(), lon.tolist(), strict=True)]


def _places(network: RoadNetwork, chance: np.random.Generator, count: int) -> tuple[Doubles, Doubles]:
    """(lat, lon) beside roads that cars may use, anywhere along them."""
    is_open = np.isfinite(network.car_s) | np.isfinite(network.car_back_s)
    ends = network.shape_start[1:] - 1
    length = np.where(is_open, network.shape_m[ends], 0).astype(float)
    edge = chance.choice(len(length), count, p=length / length.sum())
    metres = chance.uniform(0, length[edge])
    lat, lon = np.empty(count), np.empty(count)
    for i, (one, at) in enumerate(zip(edge, metres, strict=True)):
        points = slice(int(network.shape_start[one]), int(network.shape_start[one + 1]))
        lat[i] = np.interp(at, network.shape_m[points], network.shape_lat_e7[points] / E7)
        lon[i] = np.interp(at, network.shape_m[points], network.shape_lon_e7[points] / E7)
    noise = chance.normal(0, _NOISE_M / METRES_PER_DEGREE, (2, count))
    return lat + noise[0], lon + noise[1]
