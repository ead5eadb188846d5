"""The panic button over HTTP."""

import httpx

from tests.console.conftest import Room

PRESS = {"key": "k1", "at": "2026-01-01T08:00:00Z", "lat": 54.0, "lon": 7.0, "accuracy_m": 9.0}


async def test_a_press_stands_in_the_room_until_somebody_clears_it(room: Room, dispatcher: httpx.AsyncClient) -> None:
    async with room.device() as phone:
        pressed = await phone.post("/api/unit/panic", json=PRESS)
        assert pressed.status_code == 201, pressed.text
        assert (await phone.post("/api/unit/panic", json=PRESS)).json() == pressed.json()
        panic = pressed.json()
        state = (await dispatcher.get("/api/state")).json()
        assert state["panics"] == [panic]
        assert [i["severity"] for i in state["incidents"]] == ["critical"]
        asked = await dispatcher.post(f"/api/panics/{panic['id']}/camera")
        assert (await phone.get("/api/unit/home")).json()["panic"] == asked.json()
        assert (await dispatcher.post(f"/api/panics/{panic['id']}/clear", json={"reason": ""})).status_code == 422
        cleared = await dispatcher.post(f"/api/panics/{panic['id']}/clear", json={"reason": "crew is safe"})
        assert cleared.json()["cleared_by"] == "Dispatcher"
        assert (await phone.get("/api/unit/home")).json()["panic"] is None
    assert (await dispatcher.get("/api/panics")).json() == []


async def test_a_unit_cannot_clear_its_own_panic(room: Room) -> None:
    async with room.device() as phone:
        panic = (await phone.post("/api/unit/panic", json=PRESS)).json()
        assert (await phone.post(f"/api/panics/{panic['id']}/clear", json={"reason": "fine"})).status_code == 403
        assert (await phone.post(f"/api/panics/{panic['id']}/take")).status_code == 403


async def test_a_time_without_its_zone_is_refused(room: Room) -> None:
    async with room.device() as phone:
        answer = await phone.post("/api/unit/panic", json={**PRESS, "at": "2026-01-01T08:00:00"})
        assert answer.status_code == 422
