"""Closed roads: what a drawing shuts, for whom, and that it counts at once."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kernel.errors import Fault, FaultKind
from kernel.geo import LatLon
from patrol.recommend import TravelBy
from patrol.roads.atlas import Atlas, RoadTimes
from patrol.roads.closure import ClosedTo, Closure, ClosureDraft, ClosureId, Shape, closed_edges
from patrol.roads.file import load, save
from patrol.roads.network import ARRAYS, RoadNetwork
from patrol.unit import UnitKind, UnitStatus
from tests.patrol.roads.town import STREET, grid, place, town
from tests.patrol.room import LIN, Room
from tests.patrol.room import SQUARE as PEKING

SHORT_AND_LONG = town([(STREET, [(0, 0), (500, 0), (1000, 0)]), (STREET, [(0, 0), (0, 800), (1000, 800), (1000, 0)])])


def closure(*points: LatLon, shape: Shape = Shape.LINE, closed_to: ClosedTo = ClosedTo.VEHICLES) -> Closure:
    draft = ClosureDraft(shape, points, closed_to, "market")
    return Closure(ClosureId("cls_1"), draft, datetime(2026, 1, 1, tzinfo=UTC), "Lin")


ACROSS = closure(place(400, -20), place(400, 20))


def in_force(folder: Path, network: RoadNetwork, generation: str = "one") -> Atlas:
    (folder / generation).mkdir(parents=True)
    save(network, folder / generation / "roads.bin")
    draft = folder / "draft.json"
    draft.write_text(json.dumps({"generation": generation}))
    draft.replace(folder / "current.json")
    return Atlas(folder)


def test_a_line_shuts_the_road_that_it_crosses_and_no_other() -> None:
    assert closed_edges(SHORT_AND_LONG, [ACROSS]).sum() == 1
    assert closed_edges(SHORT_AND_LONG, [closure(place(400, 5), place(400, 20))]).sum() == 0


def test_an_area_shuts_every_road_that_it_touches() -> None:
    around = closure(place(50, 50), place(350, 50), place(350, 350), place(50, 350), shape=Shape.AREA)
    shut = closed_edges(grid(5), [around])
    assert shut.sum() == 24  # four lines each way, of which three stretches each lie in it or lead into it
    bow_tie = closure(place(50, 50), place(350, 350), place(350, 50), place(50, 350), shape=Shape.AREA)
    assert closed_edges(grid(5), [bow_tie]).any()


def test_cars_go_round_a_closure_and_walkers_pass_unless_it_is_for_everyone(tmp_path: Path) -> None:
    atlas = in_force(tmp_path, SHORT_AND_LONG)
    for_all = closure(*ACROSS.draft.points, closed_to=ClosedTo.EVERYONE)

    def seconds(kind: UnitKind, *closures: Closure) -> float | None:
        return RoadTimes(atlas, closures).seconds_to(place(1000, 0), kind, [place(0, 0)])[0]

    assert seconds(UnitKind.CAR) == pytest.approx(100, abs=0.5)
    assert seconds(UnitKind.CAR, ACROSS) == pytest.approx(260, abs=0.5)
    assert seconds(UnitKind.FOOT, ACROSS) == pytest.approx(1000, abs=5)
    other = Closure(ClosureId("cls_2"), for_all.draft, for_all.drawn_at, "Lin")
    assert seconds(UnitKind.FOOT, other) == pytest.approx(2600, abs=5)
    assert seconds(UnitKind.CAR) == pytest.approx(100, abs=0.5)


def test_a_new_map_is_taken_up_and_a_removed_one_let_go(tmp_path: Path) -> None:
    atlas = in_force(tmp_path, SHORT_AND_LONG)
    times = RoadTimes(atlas, ())
    assert times.seconds_to(place(1000, 0), UnitKind.CAR, [place(0, 0)])[0] == pytest.approx(100, abs=0.5)
    in_force(tmp_path, town([(STREET, [(0, 0), (0, 500), (1000, 500), (1000, 0)])]), "two")
    shutil.rmtree(tmp_path / "one")
    assert times.seconds_to(place(1000, 0), UnitKind.CAR, [place(0, 0)])[0] == pytest.approx(200, abs=0.5)
    (tmp_path / "current.json").unlink()
    assert not atlas.is_there
    assert times.seconds_to(place(1000, 0), UnitKind.CAR, [place(0, 0)]) == [None]


def test_the_file_gives_back_what_was_saved(tmp_path: Path) -> None:
    save(SHORT_AND_LONG, tmp_path / "roads.bin")
    back = load(tmp_path / "roads.bin")
    for name in ARRAYS:
        assert (getattr(back, name) == getattr(SHORT_AND_LONG, name)).all()


@pytest.mark.parametrize(
    "keep", [0, 5, 40, 900], ids=["empty", "cut in the mark", "cut in the header", "cut in the arrays"]
)
def test_a_damaged_file_is_told_as_such(tmp_path: Path, keep: int) -> None:
    save(SHORT_AND_LONG, tmp_path / "roads.bin")
    whole = (tmp_path / "roads.bin").read_bytes()
    (tmp_path / "cut.bin").write_bytes(whole[:keep])
    with pytest.raises(Fault) as raised:
        load(tmp_path / "cut.bin")
    assert raised.value.kind is FaultKind.CORRUPT


def test_a_closure_is_journalled_counts_at_once_and_can_be_lifted(room: Room) -> None:
    service = room.service
    in_force(room.service.desk.settings.map_dir, SHORT_AND_LONG)
    unit = room.unit()
    service.units.set_status(unit.id, UnitStatus.AVAILABLE, LIN)
    service.record_fix(unit.id, room.fix(place(0, 0), accuracy_m=5))
    incident = room.incident()
    with room.database.write() as session:
        session.connection().exec_driver_sql(
            f"UPDATE incident SET lat = {place(1000, 0).lat}, lon = {place(1000, 0).lon}"
        )

    def likely_s() -> float:
        (first,) = service.recommendation(incident.id).units
        assert first.travel is not None
        assert first.travel.by is TravelBy.ROAD
        return first.travel.likely_s

    assert likely_s() == pytest.approx(100, abs=1)
    drawn = service.roads.draw(ACROSS.draft, LIN)
    assert likely_s() == pytest.approx(260, abs=1)
    assert room.order(incident, unit).id
    service.roads.lift(drawn.id, LIN)
    assert service.roads.closures() == []
    kinds = [kind for kind in room.kinds() if kind.startswith("closure.")]
    assert kinds == ["closure.drawn", "closure.lifted"]


@pytest.mark.parametrize(
    ("shape", "points"),
    [
        pytest.param(Shape.LINE, (PEKING,), id="a line of one point"),
        pytest.param(Shape.LINE, (PEKING, PEKING), id="a line without length"),
        pytest.param(Shape.AREA, (PEKING, place(0, 0)), id="an area of two corners"),
        pytest.param(Shape.LINE, tuple(place(i, 0) for i in range(201)), id="too many points"),
    ],
)
def test_a_drawing_that_cannot_be_meant_is_refused(room: Room, shape: Shape, points: tuple[LatLon, ...]) -> None:
    with pytest.raises(Fault) as raised:
        room.service.roads.draw(ClosureDraft(shape, points, ClosedTo.VEHICLES, ""), LIN)
    assert raised.value.kind is FaultKind.INVALID
    assert room.kinds() == []


def test_without_a_map_a_way_is_refused_with_what_to_do(room: Room) -> None:
    with pytest.raises(Fault, match="watchroom map import"):
        room.service.roads.way(room.unit().id, PEKING)
