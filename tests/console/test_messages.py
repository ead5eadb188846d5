"""Messages over HTTP."""

import httpx

from tests.console.conftest import Room


async def test_a_message_and_its_answer_cross_between_room_and_phone(room: Room, dispatcher: httpx.AsyncClient) -> None:
    async with room.device() as phone:
        sent = await dispatcher.post("/api/messages", json={"key": "a", "text": "Status?", "unit_id": room.unit.id})
        assert sent.status_code == 201, sent.text
        [message] = (await phone.get("/api/unit/home")).json()["messages"]
        assert (message["text"], message["delivered_at"]) == ("Status?", None)
        assert (await phone.post(f"/api/unit/messages/{message['id']}/deliver")).json()["delivered_at"]
        assert (await phone.post(f"/api/unit/messages/{message['id']}/read")).json()["read_by"] == "P-1"
        answer = {"key": "b", "text": "All quiet", "at": "2026-01-01T08:00:00Z"}
        said = (await phone.post("/api/unit/messages", json=answer)).json()
        assert (await phone.post("/api/unit/messages", json=answer)).json() == said
        told = (await dispatcher.get("/api/state")).json()["messages"]
        assert [one["text"] for one in told] == ["Status?", "All quiet"]
        assert (await dispatcher.post(f"/api/messages/{said['id']}/read")).json()["read_by"] == "Dispatcher"


async def test_a_message_without_a_unit_goes_to_all_on_duty(room: Room, dispatcher: httpx.AsyncClient) -> None:
    other = room.add_unit("P-2")
    sent = (await dispatcher.post("/api/messages", json={"key": "a", "text": "Storm at four"})).json()
    assert {one["unit_id"] for one in sent} == {room.unit.id, other.id}


async def test_too_many_words_are_refused(room: Room) -> None:
    async with room.device() as phone:
        assert (await phone.post("/api/unit/messages", json={"key": "a", "text": "x" * 1001})).status_code == 422
