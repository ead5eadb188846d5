"""When places were last looked at: cells, the ways of units, proofs, cameras, and nobody off duty."""

from datetime import datetime, timedelta

import pytest

from kernel.geo import LatLon, destination, distance_m
from patrol.checkpoint import CheckpointDraft, Proof, Via
from patrol.looked import CELL_M, By, along, cell_of, centre, corners, seen_by_camera, within
from patrol.unit import UnitKind, UnitStatus
from tests.patrol.room import LIN, SQUARE, Room


@pytest.mark.parametrize("place", [SQUARE, LatLon(-33.9, 18.4), LatLon(0.0, 0.0), LatLon(69.6, 18.9)])
def test_cell_holds_its_place_and_is_about_as_broad_as_high(place: LatLon) -> None:
    low, high = corners(cell_of(place))
    assert low.lat <= place.lat <= high.lat
    assert low.lon <= place.lon <= high.lon
    assert distance_m(low, LatLon(high.lat, low.lon)) == pytest.approx(CELL_M, rel=0.01)
    assert distance_m(low, LatLon(low.lat, high.lon)) == pytest.approx(CELL_M, rel=0.02)


def test_way_leaves_no_cell_out() -> None:
    end = destination(SQUARE, 70, 500)
    cells = along(SQUARE, end)
    assert {cell_of(SQUARE), cell_of(end)} <= cells
    for metres in range(0, 500, 5):
        assert cell_of(destination(SQUARE, 70, metres)) in cells


def test_camera_shows_its_wedge_and_not_what_lies_behind_it() -> None:
    cells = seen_by_camera(SQUARE, 90, 60, 200)
    assert cell_of(destination(SQUARE, 90, 150)) in cells
    assert cell_of(destination(SQUARE, 270, 100)) not in cells
    assert cell_of(destination(SQUARE, 90, 300)) not in cells
    assert cell_of(SQUARE) in cells
    assert len(cells) == pytest.approx(200**2 * 3.1416 / 6 / CELL_M**2, abs=6)
    assert cell_of(destination(SQUARE, 350, 100)) in seen_by_camera(SQUARE, 0, 60, 200)


def test_frame_keeps_what_lies_in_it() -> None:
    cells = along(SQUARE, destination(SQUARE, 90, 400))
    middle = SQUARE.lon + 0.002
    east = within(cells, middle, 39, 117, 40)
    assert set(east) == {cell for cell in cells if centre(cell).lon >= middle}
    assert 0 < len(east) < len(cells)


def looks(room: Room) -> dict[By, int]:
    found: dict[By, int] = {}
    epoch = datetime.fromisoformat("2020-01-01T00:00:00Z")
    for cell in room.service.looked.cells(epoch):
        for by in cell.at:
            found[by] = found.get(by, 0) + 1
    return found


def go(room: Room, unit: str, metres: float, after_s: float = 30) -> None:
    room.clock.advance(after_s)
    room.service.record_fix(unit, room.fix(destination(SQUARE, 90, metres)))
    room.service.looked.follow(room.clock.now())


def test_way_of_a_unit_counts_by_how_it_moves(any_room: Room) -> None:
    room = any_room
    walker, car = room.unit("F-1", UnitKind.FOOT), room.unit("C-1", UnitKind.CAR)
    go(room, walker.id, 0)
    go(room, walker.id, 90)
    go(room, car.id, 800)
    assert looks(room) == {By.FOOT: len(along(SQUARE, destination(SQUARE, 90, 90))), By.CAR: 1}


def test_far_jump_or_long_silence_draws_no_way(room: Room) -> None:
    walker = room.unit("F-1", UnitKind.FOOT)
    go(room, walker.id, 0)
    go(room, walker.id, 2000)
    go(room, walker.id, 2200, after_s=600)
    assert looks(room) == {By.FOOT: 3}


def test_unit_off_duty_leaves_no_trace(room: Room) -> None:
    walker = room.unit("F-1", UnitKind.FOOT)
    room.service.units.set_status(walker.id, UnitStatus.OFF_DUTY, LIN)
    go(room, walker.id, 0)
    assert looks(room) == {}


def test_newer_look_replaces_the_older_and_two_days_later_it_is_gone(room: Room) -> None:
    cells = seen_by_camera(SQUARE, 90, 60, 100)
    looked, first = room.service.looked, room.clock.now()
    looked.confirm(cells, first)
    room.clock.advance(60)
    looked.confirm(cells, room.clock.now())
    looked.confirm(cells, first)  # a late one
    assert {cell.at[By.CAMERA] for cell in looked.cells(first)} == {room.clock.now()}
    room.clock.advance(timedelta(days=3).total_seconds())
    looked.confirm({cell_of(destination(SQUARE, 0, 2000))}, room.clock.now())
    assert looks(room) == {By.CAMERA: 1}


def test_proof_at_a_checkpoint_counts_for_its_place(room: Room) -> None:
    walker = room.unit("F-1", UnitKind.FOOT)
    point = room.service.checkpoints.keep(CheckpointDraft("Door", SQUARE), LIN)
    room.service.looked.follow(room.clock.now())
    room.clock.advance(30)
    room.service.scans.take(walker.id, Proof("a", Via.QR, room.clock.now(), point.code), LIN)
    room.clock.advance(10)
    room.service.looked.follow(room.clock.now())
    assert looks(room) == {By.FOOT: 1}
