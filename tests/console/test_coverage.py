"""Coverage over HTTP: places entered by whoever plans, figures for everybody in the room, moves by a dispatcher."""

import httpx

from kernel.clock import ManualClock
from kernel.geo import LatLon
from patrol.position import Fix
from patrol.unit import UnitStatus
from tests.console.conftest import TESTER, Room

SCHOOL = {"name": "School", "position": {"lat": 47.14, "lon": 9.52}, "weight": 3, "within_s": 120}
AWAY = LatLon(47.14, 9.55)


async def test_a_place_is_covered_by_whoever_moves_up(
    room: Room, dispatcher: httpx.AsyncClient, clock: ManualClock
) -> None:
    async with room.signed_in("administrator") as planner:
        school = (await planner.post("/api/protected-places", json=SCHOOL)).json()
    room.house.patrol.units.set_status(room.unit.id, UnitStatus.AVAILABLE, TESTER)
    clock.advance(1)
    now = clock.now()
    room.house.patrol.record_fix(room.unit.id, Fix(AWAY, now, now, 5.0))
    cover = (await dispatcher.get("/api/coverage")).json()
    assert (cover["share"], cover["free_units"]) == (0, 1)
    assert cover["within"] == [{"minutes": m, "share": s} for m, s in [(1, 0), (3, 0), (5, 0)]]
    move = cover["move"]
    assert (move["unit_id"], move["place_id"], move["place_name"]) == (room.unit.id, school["id"], "School")
    wanted = {"unit_id": move["unit_id"], "place_id": move["place_id"]}
    ordered = await dispatcher.post("/api/coverage/move-up", json=wanted)
    assert ordered.status_code == 201
    assert ordered.json()["unit_id"] == room.unit.id
    again = await dispatcher.post("/api/coverage/move-up", json=wanted | {"place_id": "gone"})
    assert again.status_code == 409


async def test_who_only_dispatches_enters_no_places_and_who_looks_sends_nobody(
    room: Room, dispatcher: httpx.AsyncClient
) -> None:
    assert (await dispatcher.post("/api/protected-places", json=SCHOOL)).status_code == 403
    async with room.signed_in("operator") as operator:
        wanted = {"unit_id": room.unit.id, "place_id": "none"}
        assert (await operator.post("/api/coverage/move-up", json=wanted)).status_code == 403
        assert (await operator.get("/api/coverage")).json()["places"] == []


async def test_places_are_changed_and_removed_and_a_bad_one_is_refused(room: Room) -> None:
    async with room.signed_in("administrator") as planner:
        school = (await planner.post("/api/protected-places", json=SCHOOL)).json()
        path = f"/api/protected-places/{school['id']}"
        assert (await planner.put(path, json=SCHOOL | {"kind": "foot"})).json()["kind"] == "foot"
        assert (await planner.post("/api/protected-places", json=SCHOOL)).status_code == 409
        assert (await planner.put(path, json=SCHOOL | {"within_s": 5})).status_code in {400, 422}
        assert (await planner.delete(path)).status_code == 204
        assert (await planner.delete(path)).status_code == 404
        assert (await planner.get("/api/protected-places")).json() == []
