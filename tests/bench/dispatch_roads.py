"""Travel times on real roads: how fast they are told, and what a straight line would have cost."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from console.maps.importing import import_map
from console.maps.library import ROADS, MapLibrary
from kernel.geo import LatLon, distance_m
from patrol.roads.file import load
from patrol.roads.network import E7, METRES_PER_DEGREE, Profile, RoadNetwork
from patrol.roads.search import RoadGraph
from tests.bench.figures import Figures, Row, percentile
from tests.conftest import SHARED

UNITS, RUNS = 2000, 40
DRAWS, DRAWN_UNITS = 400, 8
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
        units, incident = _places(graph.network, chance, UNITS), _places(graph.network, chance, 1)
        began = time.perf_counter()
        starts, target = graph.snap(*units), graph.snap(*incident)
        placed = time.perf_counter()
        graph.seconds_to(starts, target, _LIMIT_S)
        ended = time.perf_counter()
        cold.append((ended - began) * 1000)
        warm.append((ended - placed) * 1000)
    return [
        Row(f"{name}: {UNITS:,} units to one incident, p50", percentile(cold, 0.5), "ms", _LIMIT_MS),
        Row(f"{name}: {UNITS:,} units, places on the roads known, p50", percentile(warm, 0.5), "ms", _LIMIT_MS),
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


def _places(
    network: RoadNetwork, chance: np.random.Generator, count: int
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]]:
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
