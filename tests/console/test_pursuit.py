"""Pursuit over HTTP: what is reached and passed, who blocks a crossing, and what is said without a map."""

from datetime import timedelta

import httpx

from tests.console.conftest import Room
from tests.console.test_roads import HOME, SCHOOL, with_map


def asked(room: Room, seconds_ago: float, kind: str = "foot") -> dict[str, str]:
    since = room.clock.now() - timedelta(seconds=seconds_ago)
    return {"lat": str(SCHOOL.lat), "lon": str(SCHOOL.lon), "since": since.isoformat(), "kind": kind}


async def test_without_a_map_it_says_how_to_get_one(room: Room, dispatcher: httpx.AsyncClient) -> None:
    refused = await dispatcher.get("/api/pursuit", params=asked(room, 10))
    assert refused.status_code == 409
    assert "watchroom map import" in refused.json()["detail"]


async def test_the_outline_grows_until_half_an_hour_is_over(room: Room) -> None:
    async with with_map(room) as client:
        young = (await client.get("/api/pursuit", params=asked(room, 20))).json()
        assert [f["properties"]["edge"] for f in young["features"]] == ["now", "soon"]
        assert all(f["geometry"]["coordinates"] for f in young["features"])
        assert (young["has_road"], young["is_over"]) == (True, False)
        assert young["elapsed_s"] == 20
        old = (await client.get("/api/pursuit", params=asked(room, 1801))).json()
        assert (old["is_over"], old["cameras"], old["blocks"]) == (True, [], [])
        far = (await client.get("/api/pursuit", params=asked(room, 20) | {"lat": "10", "lon": "10"})).json()
        assert (far["has_road"], far["features"]) == (False, [])
        assert (await client.get("/api/pursuit", params=asked(room, -300))).status_code in {400, 422}


async def test_a_unit_blocks_a_crossing_once(room: Room) -> None:
    async with with_map(room) as client:
        incident = (await client.post("/api/incidents", json={"title": "Bag taken", "position": place_of()})).json()
        draft = {"unit_id": room.unit.id, "position": place_of(), "incident_id": incident["id"]}
        order = await client.post("/api/pursuit/block", json=draft)
        assert order.status_code == 201
        block = (await client.get(f"/api/incidents/{order.json()['incident_id']}")).json()
        assert (block["kind"], block["title"]) == ("pursuit_block", "Block crossing: Bag taken")
        assert [link["incident_id"] for link in block["links"]] == [incident["id"]]
        told = (await client.get("/api/pursuit", params=asked(room, 20))).json()
        assert [(one["callsign"], one["position"]) for one in told["taken"]] == [(room.unit.callsign, place_of())]
        again = await client.post("/api/pursuit/block", json=draft)
        assert again.status_code == 409
        assert "already" in again.json()["detail"]


async def test_who_only_looks_sends_nobody(room: Room) -> None:
    async with room.signed_in("operator") as operator:
        draft = {"unit_id": room.unit.id, "position": place_of()}
        assert (await operator.post("/api/pursuit/block", json=draft)).status_code == 403


def place_of() -> dict[str, float]:
    return {"lat": HOME.lat, "lon": HOME.lon}
