"""The imported map over HTTP: which one, tiles, addresses, ways, reach, and closures that count at once."""

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from console.maps.importing import import_map
from console.maps.library import MapLibrary
from kernel.geo import LatLon
from patrol.position import Fix
from patrol.unit import UnitStatus
from tests.console.conftest import TESTER, Room

VILLAGE = Path(__file__).parent / "maps" / "village.osm"
HOME, SCHOOL = LatLon(47.14, 9.5205), LatLon(47.14, 9.5295)
ENDS = [{"lat": 47.1395, "lon": 9.527}, {"lat": 47.1405, "lon": 9.527}]
CLOSURE = {"shape": "line", "points": ENDS, "reason": "fair"}


@asynccontextmanager
async def with_map(room: Room) -> AsyncIterator[httpx.AsyncClient]:
    import_map(VILLAGE, MapLibrary(room.house.settings.patrol.map_dir), room.clock.now(), lambda *_: None)
    room.house.patrol.units.set_status(room.unit.id, UnitStatus.AVAILABLE, TESTER)
    now = room.clock.now() + timedelta(seconds=1)
    room.house.patrol.record_fix(room.unit.id, Fix(HOME, now, now, 5.0))
    async with room.signed_in("dispatcher") as client:
        yield client


async def test_without_a_map_the_page_is_told_so(room: Room) -> None:
    async with room.signed_in("operator") as client:
        assert (await client.get("/api/roads/map")).json() == {"map": None}
        assert (await client.get("/api/places?q=main")).json() == []
        assert (await client.get("/api/roads/tiles/none/14/1/1")).status_code == 404
        refused = await client.get(f"/api/roads/way?unit_id={room.unit.id}&lat=1&lon=1")
        assert refused.status_code == 409
        assert "watchroom map import" in refused.json()["detail"]


async def test_tiles_come_packed_and_stay_with_the_browser(room: Room) -> None:
    async with with_map(room) as client:
        about = (await client.get("/api/roads/map")).json()["map"]
        assert about["attribution"] == "© OpenStreetMap contributors"
        path = f"/api/roads/tiles/{about['generation']}/14/8625/5753"
        tile = await client.get(path)
        assert tile.status_code == 200
        assert tile.headers["content-encoding"] == "gzip"
        assert "immutable" in tile.headers["cache-control"]
        assert b"Triesen" in tile.content
        assert not tile.content.startswith(gzip.compress(b"")[:2])
        assert (await client.get(f"/api/roads/tiles/{about['generation']}/14/0/0")).status_code == 204


async def test_an_address_is_found(room: Room) -> None:
    async with with_map(room) as client:
        (first, *_) = (await client.get("/api/places", params={"q": "haupt 12"})).json()
        assert (first["kind"], first["name"], first["detail"]) == ("address", "Hauptstraße 12a", "Triesen")


async def test_a_way_leads_along_the_roads_until_they_are_closed(room: Room) -> None:
    ask = f"/api/roads/way?unit_id={room.unit.id}&lat={SCHOOL.lat}&lon={SCHOOL.lon}"
    async with with_map(room) as client:
        way = (await client.get(ask)).json()["way"]
        assert way["length_m"] == pytest.approx(681, abs=3)
        drawn = await client.post("/api/roads/closures", json=CLOSURE)
        assert drawn.status_code == 201
        assert [c["id"] for c in (await client.get("/api/state")).json()["closures"]] == [drawn.json()["id"]]
        beyond = (await client.get(ask)).json()["way"]
        assert beyond is None or beyond["length_m"] < 400  # the school's own stretch is closed: as near as one gets
        assert (await client.delete(f"/api/roads/closures/{drawn.json()['id']}")).status_code == 204
        assert (await client.get(ask)).json()["way"] == way


async def test_reach_is_drawn_for_each_of_the_minutes(room: Room) -> None:
    async with with_map(room) as client:
        answer = (await client.get(f"/api/roads/reach?unit_id={room.unit.id}&minutes=0.5&minutes=1")).json()
        assert [f["properties"]["minutes"] for f in answer["features"]] == [0.5, 1]
        assert all(f["geometry"]["type"] == "MultiPolygon" for f in answer["features"])
        assert (await client.get("/api/roads/reach")).status_code in {400, 422}
        far = (await client.get("/api/roads/reach?lat=10&lon=10")).json()
        assert far["features"] == []


async def test_only_who_gives_orders_closes_roads(room: Room) -> None:
    async with room.signed_in("operator") as client:
        assert (await client.post("/api/roads/closures", json=CLOSURE)).status_code == 403
    async with room.signed_in("dispatcher") as client:
        assert (await client.post("/api/roads/closures", json=CLOSURE | {"points": []})).status_code in {400, 422}


async def test_the_recommendation_says_what_its_times_were_measured_on(room: Room) -> None:
    async with with_map(room) as client:
        body = {"title": "Alarm", "position": {"lat": SCHOOL.lat, "lon": SCHOOL.lon}}
        incident = (await client.post("/api/incidents", json=body)).json()
        ask = f"/api/incidents/{incident['id']}/recommendation"
        assert (await client.get(ask)).json()["units"][0]["travel_by"] == "road"
        MapLibrary(room.house.settings.patrol.map_dir).remove()
        assert (await client.get(ask)).json()["units"][0]["travel_by"] == "straight"
