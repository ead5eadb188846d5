"""Holds over HTTP: who may place them, and what the room gets to know."""

from datetime import timedelta

from kernel.sql.journal import read_after
from tests.console.conftest import Room


async def test_reviewer_holds_footage_that_is_still_to_come_and_releases_it(room: Room) -> None:
    now = room.clock.now()
    draft = {
        "camera_id": room.gate.id,
        "start": now.isoformat(),
        "end": (now + timedelta(hours=1)).isoformat(),
        "reason": "demonstration",
        "until": (now + timedelta(days=30)).isoformat(),
    }
    async with room.signed_in("reviewer") as reviewer, room.signed_in("operator") as operator:
        placed = (await reviewer.post("/api/holds", json=draft)).json()
        assert (await operator.get("/api/holds", params={"is_active": True})).json() == [placed]
        refused = await operator.post(f"/api/holds/{placed['id']}/release", json={"reason": "bored"})
        released = (await reviewer.post(f"/api/holds/{placed['id']}/release", json={"reason": "closed"})).json()
        active = (await operator.get("/api/holds", params={"is_active": True})).json()
        over = (await operator.get("/api/holds", params={"camera_id": room.gate.id})).json()

    assert (placed["placed_by"]["name"], placed["state"]) == ("Reviewer", "active")
    assert refused.status_code == 403
    assert (released["state"], released["release_reason"]) == ("released", "closed")
    assert (active, over) == ([], [released])
    with room.database.read() as session:
        told = [(entry.kind, entry.data["id"]) for entry in read_after(session, 0) if entry.kind.startswith("hold.")]
    assert told == [("hold.placed", placed["id"]), ("hold.released", placed["id"])]


async def test_hold_without_zone_reason_or_length_is_refused_with_the_word(room: Room) -> None:
    now = room.clock.now()
    draft = {"camera_id": room.gate.id, "start": now.isoformat(), "end": now.isoformat(), "reason": "theft"}
    async with room.signed_in("administrator") as client:
        answers = [
            await client.post("/api/holds", json={**draft, **change})
            for change in ({}, {"reason": "  "}, {"end": "2026-01-02T08:00:00"}, {"camera_id": "absent"})
        ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 404]
    assert "before it starts" in answers[0].json()["detail"]


async def test_limited_person_learns_nothing_of_holds_on_other_cameras(room: Room) -> None:
    now = room.clock.now()
    draft = {"camera_id": room.vault.id, "start": now.isoformat(), "end": (now + timedelta(hours=1)).isoformat()}
    async with room.signed_in("administrator") as client:
        placed = (await client.post("/api/holds", json={**draft, "reason": "theft"})).json()
    async with room.signed_in("reviewer-limited") as limited:
        assert (await limited.get("/api/holds")).json() == []
        assert (await limited.get(f"/api/holds/{placed['id']}")).status_code == 404
        assert (await limited.post("/api/holds", json={**draft, "reason": "theft"})).status_code == 404
