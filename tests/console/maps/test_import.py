"""`watchroom map import`: what comes out of a file, and that a bad one costs nothing."""

import gzip
import time
from datetime import UTC, datetime
from pathlib import Path

import mapbox_vector_tile
import pytest
from typer.testing import CliRunner

from console.cli import app
from console.maps.importing import import_map
from console.maps.library import PLACES, ROADS, MapFacts, MapLibrary
from console.maps.named import NamedKind
from console.maps.places import find_places
from console.maps.serving import TileDesk
from kernel.errors import Fault, FaultKind
from kernel.geo import LatLon
from patrol.roads.file import load
from patrol.roads.network import Profile
from patrol.roads.search import RoadGraph
from tests.conftest import SHARED

VILLAGE = Path(__file__).parent / "village.osm"
AT = datetime(2026, 1, 1, 8, tzinfo=UTC)


def imported(library: MapLibrary, source: Path = VILLAGE) -> MapFacts:
    return import_map(source, library, AT, lambda *_: None)


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> MapLibrary:
    library = MapLibrary(tmp_path_factory.mktemp("map"))
    imported(library)
    return library


def path_of(library: MapLibrary, name: str) -> Path:
    path = library.path(name)
    assert path is not None
    return path


def test_roads_meet_at_junctions_and_end_at_bollards_for_cars(village: MapLibrary) -> None:
    network = load(path_of(village, ROADS))
    start, end = LatLon(47.14, 9.5210), LatLon(47.1470, 9.5250)

    def seconds(profile: Profile) -> float:
        graph = RoadGraph(network, profile)
        return float(graph.seconds_to(graph.snapped([start]), graph.snapped([end]), 3600)[0])

    assert seconds(Profile.CAR) == float("inf")
    metres = 303.3 + 778.4  # along Hauptstraße, then up Kirchweg
    assert seconds(Profile.FOOT) == pytest.approx(metres / (5 / 3.6), rel=0.01)


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        pytest.param("hauptstr", NamedKind.STREET, "Hauptstraße", id="the beginning of a street"),
        pytest.param("HAUPTSTRASSE 12A", NamedKind.ADDRESS, "Hauptstraße 12a", id="an address, ss for ß"),
        pytest.param("triesen", NamedKind.SETTLEMENT, "Triesen", id="a village"),
        pytest.param("特里", NamedKind.SETTLEMENT, "Triesen", id="by its Chinese name"),
        pytest.param("小学", NamedKind.POI, "第一小学", id="the middle of a Chinese name"),
        pytest.param("kirchweg triesen", NamedKind.STREET, "Kirchweg", id="a street and its village"),
    ],
)
def test_a_place_is_found(village: MapLibrary, words: str, kind: NamedKind, name: str) -> None:
    found = find_places(path_of(village, PLACES), words, 8)
    assert (found[0].kind, found[0].name) == (kind, name)


@pytest.mark.parametrize("words", ["", "   ", "***", '"', "' OR 1=1 --", "NEAR(", "nowhere"])
def test_odd_words_find_nothing_and_break_nothing(village: MapLibrary, words: str) -> None:
    assert find_places(path_of(village, PLACES), words, 8) == []


def test_tiles_hold_what_is_drawn(village: MapLibrary) -> None:
    facts = village.facts()
    assert facts is not None
    desk = TileDesk(village)
    x, y = 8625, 5753  # the village at zoom 14
    tile = mapbox_vector_tile.decode(gzip.decompress(desk.tile(facts.generation, 14, x, y) or b""))
    seen = {f["properties"]["class"]: f for f in tile["base"]["features"]}
    assert set(seen) == {"road", "place", "building"}
    assert seen["place"]["properties"]["name_zh"] == "特里森"
    assert seen["building"]["geometry"]["type"] == "Polygon"
    assert seen["road"]["properties"]["rank"] == "street"
    assert desk.tile(facts.generation, 14, 0, 0) == b""
    assert desk.tile(facts.generation, 99, 0, 0) == b""
    assert desk.tile("another", 14, x, y) is None


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        pytest.param(b"hello", ".osm.pbf", id="no map at all"),
        pytest.param(b"", ".osm.pbf", id="empty"),
        pytest.param(VILLAGE.read_bytes()[:900], ".osm", id="cut short"),
        pytest.param(b'<osm version="0.6"><node id="1" lat="1" lon="1"/></osm>', ".osm", id="without roads"),
        pytest.param(b"name,lat,lon", ".csv", id="another kind of file"),
        pytest.param(None, ".osm.pbf", id="not there"),
    ],
)
def test_a_file_that_cannot_be_used_leaves_the_old_map(tmp_path: Path, content: bytes | None, suffix: str) -> None:
    library = MapLibrary(tmp_path / "map")
    before = imported(library)
    bad = tmp_path / f"bad{suffix}"
    if content is not None:
        bad.write_bytes(content)
    with pytest.raises(Fault) as raised:
        imported(library, bad)
    assert raised.value.kind is FaultKind.INVALID
    assert str(bad) in raised.value.message
    assert library.facts() == before
    assert path_of(library, ROADS).is_file()


def test_a_second_import_takes_the_place_of_the_first_and_clears_up(tmp_path: Path) -> None:
    library = MapLibrary(tmp_path / "map")
    (tmp_path / "map" / "killed-import").mkdir(parents=True)
    imported(library)
    later = import_map(VILLAGE, library, AT.replace(hour=9), lambda *_: None)
    folders = [path.name for path in library.folder.iterdir() if path.is_dir()]
    assert folders == [later.generation]


def test_the_command_imports_tells_and_removes(tmp_path: Path) -> None:
    def run(*words: str) -> str:
        answer = CliRunner().invoke(app, ["--data-dir", str(tmp_path), "map", *words])
        assert answer.exit_code == 0, answer.output
        return answer.output

    assert "no map is imported" in run("status")
    assert "1 km of roads" in run("import", str(VILLAGE)) or "2 km of roads" in run("status")
    assert "village.osm" in run("status")
    assert "map removed" in run("remove")
    assert "no map is imported" in run("status")


def test_a_whole_country_is_imported_within_seconds(tmp_path: Path) -> None:
    source = SHARED / "data" / "osm" / "liechtenstein-2015.osm.pbf"
    if not source.is_file():
        pytest.skip(f"the map of Liechtenstein is not here: {source}")
    library, began = MapLibrary(tmp_path), time.process_time()
    facts = imported(library, source)
    assert time.process_time() - began < 30
    assert facts.roads_m > 1_000_000
    assert [p.name for p in find_places(path_of(library, PLACES), "vaduz", 1)] == ["Vaduz"]
    graph = RoadGraph(load(path_of(library, ROADS)), Profile.CAR)
    vaduz, balzers = graph.snapped([LatLon(47.1393, 9.5228)]), graph.snapped([LatLon(47.0676, 9.5031)])
    assert 7 * 60 < graph.seconds_to(vaduz, balzers, 7200)[0] < 16 * 60
