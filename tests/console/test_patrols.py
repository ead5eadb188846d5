"""Patrols over HTTP: rounds from phone and room, codes behind their permission, camera tours and the heat map."""

import httpx

from console.audience import Audience, facts_of
from console.auth.permission import permissions_of
from console.auth.person import Person
from ingest.camera import CameraState, CameraStatus
from tests.console.conftest import Room

HERE = {"lat": 54.0, "lon": 7.0}


async def tour_with_two_points(admin: httpx.AsyncClient) -> tuple[str, list[str]]:
    ids = []
    for number in range(2):
        draft = {"name": f"Door {number}", "position": {"lat": 54.0, "lon": 7.0 + number / 1000}}
        ids.append((await admin.post("/api/checkpoints", json=draft)).json()["id"])
    tour = (await admin.post("/api/tours", json={"name": "Night", "checkpoint_ids": ids, "every_s": 3600})).json()
    return tour["id"], ids


async def test_phone_goes_round_and_the_same_scan_twice_is_one(room: Room) -> None:
    async with room.signed_in("administrator") as admin, room.device() as phone:
        tour_id, ids = await tour_with_two_points(admin)
        codes = {one["checkpoint_id"]: one for one in (await admin.get("/api/checkpoints/codes")).json()}
        run = (await phone.post("/api/unit/tours/start", json={"tour_id": tour_id})).json()
        scan = {
            "key": "k1", "via": "qr", "at": room.clock.now().isoformat(), "position": HERE,
            "code": f"http://room{codes[ids[0]]['path']}",
        }  # fmt: skip
        first, again = [(await phone.post("/api/unit/scans", json=scan)).json() for _ in range(2)]
        own = (await phone.get("/api/unit/tours")).json()
        patrols = (await admin.get("/api/patrols")).json()
        unknown = await phone.post("/api/unit/scans", json={**scan, "key": "k2", "code": "NOTHING"})

    assert sorted(run["order"]) == sorted(ids)
    assert first == again
    assert first["flags"] == []
    assert own["run"]["missed"] == [ids[1]]
    assert patrols["tours"][0]["run"]["scans"] == [first]
    assert unknown.status_code == 404
    assert "revoked" in unknown.json()["detail"]


async def test_codes_are_shown_to_nobody_but_who_prints_them(room: Room) -> None:
    async with room.signed_in("administrator") as admin, room.signed_in("dispatcher") as other, room.device() as phone:
        await tour_with_two_points(admin)
        codes = [one["code"] for one in (await admin.get("/api/checkpoints/codes")).json()]
        refused = await other.get("/api/checkpoints/codes")
        shown = [(await other.get("/api/patrols")).text, (await phone.get("/api/unit/tours")).text]
    assert refused.status_code == 403
    assert len(set(codes)) == 2
    assert not any(code in text for code in codes for text in shown)


async def test_plan_that_was_shown_is_the_one_that_is_gone(room: Room) -> None:
    async with room.signed_in("administrator") as admin:
        tour_id, ids = await tour_with_two_points(admin)
        plan = (await admin.get(f"/api/tours/{tour_id}/plan?unit_id={room.unit.id}&seed=4")).json()
        order = [stop["checkpoint_id"] for stop in plan["stops"]]
        body = {"unit_id": room.unit.id, "order": order[::-1]}
        run = (await admin.post(f"/api/tours/{tour_id}/start", json=body)).json()
        stopped = (await admin.post(f"/api/tour-runs/{run['id']}/stop", json={"reason": "fire"})).json()
        (kept,) = (await admin.get(f"/api/tours/{tour_id}/runs")).json()
    assert sorted(order) == sorted(ids)
    assert run["order"] == order[::-1]
    assert (stopped["state"], kept["missed"], kept["ended_reason"]) == ("stopped", order[::-1], "fire")


async def test_look_through_a_camera_counts_only_while_it_shows_something(room: Room) -> None:
    async with room.signed_in("administrator") as admin, room.signed_in("operator-limited") as limited:
        await admin.patch(f"/api/cameras/{room.gate.id}", json={"bearing_deg": 90})
        draft = {"name": "All", "camera_ids": [room.gate.id, room.vault.id]}
        tour = (await admin.post("/api/camera-tours", json=draft)).json()
        (seen,) = (await limited.get("/api/camera-tours")).json()
        look = f"/api/camera-tours/{tour['id']}/looks"
        dark = await limited.post(look, json={"camera_id": room.gate.id})
        room.house.cameras.set_status(room.gate.id, CameraStatus(CameraState.ONLINE, room.clock.now()))
        done = await limited.post(look, json={"camera_id": room.gate.id})
        hidden = await limited.post(look, json={"camera_id": room.vault.id})
        heat = (await limited.get("/api/heat")).json()

    assert seen["camera_ids"] == [room.gate.id]
    assert (dark.status_code, done.status_code, hidden.status_code) == (409, 204, 404)
    assert "no picture" in dark.json()["detail"]
    assert heat["cells"]
    assert all(cell["camera_at"] and not cell["foot_at"] for cell in heat["cells"])
    assert "operator" not in str(heat).lower()


def test_tour_is_everybodys_in_the_room_and_of_the_unit_that_goes_it() -> None:
    facts = facts_of("tour.scanned", "tour:t", {"id": "t", "unit_id": "unit_1"})

    def admits(role: str, unit: str | None = None) -> bool:
        return Audience(Person("u", "U", (role,), permissions_of((role,)), unit, None, None)).admits(facts)

    assert admits("operator")
    assert admits("unit", "unit_1")
    assert not admits("unit", "unit_2")
