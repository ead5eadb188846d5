"""Units' own cameras: made once, moved with their unit, seldom enough for the journal."""

from datetime import timedelta

import pytest

from ingest.camera import Camera, CameraChange, CameraState, CameraStatus
from kernel.clock import ManualClock
from kernel.errors import Fault, FaultKind
from kernel.geo import LatLon
from kernel.sql.journal import read_after
from patrol.position import Fix
from tests.console.conftest import TESTER, Room


def stand(room: Room, lat: float, speed_mps: float = 0.0) -> None:
    """The unit reports where it is, going east."""
    now = room.clock.now()
    room.house.patrol.record_fix(room.unit.id, Fix(LatLon(lat, 7.0), now, now, 5.0, speed_mps, 90.0))


def publish(room: Room, state: CameraState = CameraState.ONLINE) -> Camera:
    camera = room.house.publications.ready_camera(room.unit.id, "P-1", TESTER)
    room.house.cameras.set_status(camera.id, CameraStatus(state, room.clock.now(), None, "h264", 1280, 720))
    return camera


def moves(room: Room) -> list[dict[str, object]]:
    with room.database.read() as session:
        return [dict(entry.data) for entry in read_after(session, 0, 10_000) if entry.kind == "camera.moved"]


def test_a_unit_has_one_camera_however_often_it_publishes(room: Room) -> None:
    stand(room, 54.0, speed_mps=3)
    first, again = publish(room), publish(room)

    assert first.id == again.id
    assert (first.name, first.position, first.bearing_deg) == ("P-1 camera", LatLon(54.0, 7.0), 90.0)
    assert (first.is_recorded, first.records_audio) == (True, True)
    other = room.add_unit("P-2")
    assert room.house.publications.camera_of(other.id) is None


def test_a_unit_without_a_position_has_a_camera_without_one(room: Room) -> None:
    assert publish(room).position is None


def test_a_removed_camera_is_made_anew_and_one_switched_off_is_not_used(room: Room) -> None:
    first = publish(room)
    room.house.cameras.remove(first.id, TESTER)
    second = publish(room)
    assert second.id != first.id

    room.house.cameras.change(second.id, CameraChange(is_enabled=False), TESTER)
    with pytest.raises(Fault, match="switched it off") as caught:
        publish(room)
    assert caught.value.kind is FaultKind.CONFLICT


def test_a_publishing_camera_follows_its_unit_and_looks_ahead(room: Room) -> None:
    stand(room, 54.0)
    camera = publish(room)
    room.clock.advance(10)  # type: ignore[attr-defined]
    stand(room, 54.001, speed_mps=2)
    room.house.publications.tick()

    moved = room.house.cameras.get(camera.id)
    assert (moved.position, moved.bearing_deg) == (LatLon(54.001, 7.0), 90.0)
    (entry,) = moves(room)
    assert (entry["id"], entry["position"]) == (camera.id, {"lat": 54.001, "lon": 7.0})
    status = entry["status"]
    assert isinstance(status, dict)
    assert status["state"] == "online"


@pytest.mark.parametrize(
    ("lat", "after_s", "state", "count"),
    [
        pytest.param(54.0005, 10, CameraState.ONLINE, 1, id="far enough"),
        pytest.param(54.00005, 10, CameraState.ONLINE, 0, id="a few steps"),
        pytest.param(54.0005, 2, CameraState.ONLINE, 0, id="just moved"),
        pytest.param(54.0005, 10, CameraState.OFFLINE, 0, id="nobody publishes"),
    ],
)
def test_it_moves_seldom_and_only_while_it_publishes(
    room: Room, lat: float, after_s: float, state: CameraState, count: int
) -> None:
    clock = room.clock
    assert isinstance(clock, ManualClock)
    stand(room, 53.999)
    publish(room, state)
    clock.advance(60)
    stand(room, 54.0)
    publish(room, state)  # publishing anew puts it where the unit is, and that counts as a move
    before = len(moves(room))
    clock.advance(after_s)
    stand(room, lat)
    room.house.publications.tick()

    assert len(moves(room)) - before == count


def test_the_camera_goes_back_to_where_its_unit_is_when_it_publishes_anew(room: Room) -> None:
    stand(room, 54.0)
    camera = publish(room, CameraState.OFFLINE)
    room.clock.advance(timedelta(hours=1).total_seconds())  # type: ignore[attr-defined]
    stand(room, 54.01)
    publish(room)

    assert room.house.cameras.get(camera.id).position == LatLon(54.01, 7.0)
