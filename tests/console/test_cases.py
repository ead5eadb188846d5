"""Cases and bookmarks over HTTP: who may do and see what, the present state on a conflict, snapshots, the log."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.console.conftest import TESTER, Room
from tests.console.test_review import at, filmed

__all__ = ["filmed"]


async def opened(client: httpx.AsyncClient, **more: object) -> dict[str, Any]:
    answer = await client.post("/api/cases", json={"title": "Theft", **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def clip(room: Room, end_s: float = 10) -> dict[str, object]:
    return {"kind": "clip", "camera_id": room.gate.id, "start": at(1), "end": at(end_s)}


async def test_a_case_is_seen_by_its_office_and_by_whom_it_names(room: Room) -> None:
    named = room.house.users.by_username("operator").id
    async with room.signed_in("reviewer") as reviewer:
        case = await opened(reviewer, people=[named])
        unknown = await reviewer.post("/api/cases", json={"title": "x", "people": ["usr_none"]})
    seen = {}
    for who in ("operator", "dispatcher", "administrator"):
        async with room.signed_in(who) as client:
            seen[who] = (
                (await client.get(f"/api/cases/{case['id']}")).status_code,
                len((await client.get("/api/cases")).json()),
                (await client.post(f"/api/cases/{case['id']}/items", json={"kind": "note", "text": "x"})).status_code,
            )

    assert seen == {"operator": (200, 1, 403), "dispatcher": (404, 0, 403), "administrator": (200, 1, 201)}
    assert unknown.status_code == 422


async def test_a_clip_is_held_a_snapshot_kept_and_everything_is_in_the_log(filmed: Room) -> None:
    async with filmed.signed_in("reviewer") as client:
        case = await opened(client)
        path = f"/api/cases/{case['id']}"
        added = await client.post(f"{path}/items", json=clip(filmed))
        shot = await client.post(
            f"{path}/items", json={"kind": "snapshot", "camera_id": filmed.gate.id, "start": at(3.3)}
        )
        picture = await client.get(f"{path}/items/{shot.json()['id']}/snapshot.jpg")
        nothing = await client.post(f"{path}/items", json={**clip(filmed, 50), "start": at(40)})
        missing = await client.post(f"{path}/items", json={"kind": "clip", "camera_id": filmed.gate.id})
        unknown = await client.post(f"{path}/items", json={"kind": "export", "export_id": "exp_none"})
        log = (await client.get(f"{path}/custody")).json()

    assert added.status_code == shot.status_code == 201, added.text + shot.text
    assert [hold.id for hold in filmed.house.holds.list(filmed.gate.id)] == [added.json()["hold_id"]]
    assert picture.content[:3] == b"\xff\xd8\xff"
    assert (nothing.status_code, missing.status_code, unknown.status_code) == (404, 422, 404)
    assert "needs a camera, a start and an end" in missing.json()["detail"]
    assert [entry["kind"] for entry in log["items"]] == [
        "case.viewed", "case.item_added", "case.item_added", "case.opened",
    ]  # fmt: skip
    assert log["items"][0]["item_id"] == shot.json()["id"]


async def test_a_stale_change_is_refused_with_the_present_case(room: Room) -> None:
    async with room.signed_in("reviewer") as client:
        case = await opened(client)
        first = await client.patch(f"/api/cases/{case['id']}", json={"version": 1, "title": "Burglary"})
        second = await client.patch(f"/api/cases/{case['id']}", json={"version": 1, "title": "Robbery"})

    assert first.json()["version"] == 2
    assert second.status_code == 409
    assert second.headers["content-type"] == "application/problem+json"
    assert (second.json()["case"]["title"], second.json()["case"]["version"]) == ("Burglary", 2)


async def test_items_of_a_camera_that_one_may_not_see_are_counted_not_shown(room: Room) -> None:
    from tests.console.test_authorisation import things_at

    things = things_at(room, room.vault.id).ids
    async with room.signed_in("reviewer-limited") as client:
        case = (await client.get(f"/api/cases/{things['case_id']}")).json()
        log = (await client.get(f"/api/cases/{things['case_id']}/custody")).json()

    assert (case["items"], case["hidden_items"], case["camera_ids"]) == ([], 1, [])
    assert log["hidden"] == 1
    assert room.vault.id not in str(log) + str(case)


async def test_close_and_reopen(filmed: Room) -> None:
    async with filmed.signed_in("reviewer") as client:
        case = await opened(client)
        path = f"/api/cases/{case['id']}"
        item = (await client.post(f"{path}/items", json=clip(filmed))).json()
        removal = {"reason": "twice", "releases_hold": True}
        removed = await client.post(f"{path}/items/{item['id']}/remove", json=removal)
        again = await client.post(f"{path}/items/{item['id']}/remove", json=removal)
        closed = await client.post(f"{path}/close", json={"version": 3, "outcome": "done", "releases_holds": True})
        refused = await client.post(f"{path}/items", json={"kind": "note", "text": "late"})
        reopened = await client.post(f"{path}/reopen", json={"version": 4})

    assert removed.json()["remove_reason"] == "twice"
    assert again.status_code == 409
    assert (closed.json()["state"], closed.json()["outcome"]) == ("closed", "done")
    assert refused.status_code == 409
    assert reopened.json()["state"] == "open"


async def test_a_bookmark_is_changed_by_who_made_it_and_by_case_managers_only(room: Room) -> None:
    async with room.signed_in("operator") as operator:
        made = (
            await operator.post("/api/bookmarks", json={"camera_id": room.gate.id, "start": at(1), "title": "Van"})
        ).json()
        path = f"/api/bookmarks/{made['id']}"
        longer = await operator.patch(path, json={"end": at(9), "title": "Red van"})
        instant = await operator.patch(path, json={"is_instant": True})
    async with room.signed_in("dispatcher") as dispatcher:
        listed = (await dispatcher.get("/api/bookmarks", params={"text": "red"})).json()
        refused = await dispatcher.delete(path)
    async with room.signed_in("reviewer") as reviewer:
        removed = await reviewer.delete(path)

    assert (longer.json()["end"], longer.json()["title"]) == ("2026-01-01T08:00:09Z", "Red van")
    assert instant.json()["end"] is None
    assert [mark["id"] for mark in listed] == [made["id"]]
    assert refused.status_code == 403
    assert "Operator's" in refused.json()["detail"]
    assert removed.status_code == 204


@pytest.mark.parametrize("asked", [None, "vault"], ids=["all", "by name"])
async def test_bookmarks_of_a_forbidden_camera_are_not_listed(room: Room, asked: str | None) -> None:
    from ingest.review.bookmarks import BookmarkDraft

    mark = BookmarkDraft(room.vault.id, room.clock.now(), None, "Here")
    room.house.bookmarks.add(mark, TESTER)
    room.house.bookmarks.add(replace(mark, camera=room.gate.id), TESTER)
    params = {"camera_id": room.vault.id} if asked else {}
    async with room.signed_in("operator-limited") as client:
        found = (await client.get("/api/bookmarks", params=params)).json()
    assert {mark["camera_id"] for mark in found} == (set() if asked else {room.gate.id})
