"""The house as layers: by token or by sign-in, in box and time, page by page."""

import base64
from datetime import timedelta

import httpx

from console.outward.tokens import FeatureKind
from kernel.geo import LatLon
from kernel.ids import IncidentId
from patrol.incident import IncidentDraft
from patrol.position import Fix
from patrol.unit import UnitStatus
from tests.console.conftest import TESTER, Room

BASE = "/api/features"


def reader(room: Room, *kinds: FeatureKind) -> httpx.AsyncClient:
    _, secret = room.house.outward.tokens.make("QGIS", kinds or tuple(FeatureKind), TESTER)
    client = room.client()
    login = base64.b64encode(f"anybody:{secret}".encode()).decode()
    client.headers["Authorization"] = f"Basic {login}"
    return client


def incident(room: Room, title: str, lat: float) -> IncidentId:
    return room.house.patrol.incidents.open(IncidentDraft(title, position=LatLon(lat, 7.0)), TESTER).id


async def items(client: httpx.AsyncClient, kind: str, query: str = "") -> list[str]:
    answer = await client.get(f"{BASE}/collections/{kind}/items{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    return [feature["id"] for feature in answer.json()["features"]]


async def test_a_reader_finds_its_way_from_the_landing_page_to_a_feature(room: Room) -> None:
    async with reader(room) as client:
        landing = (await client.get(BASE)).json()
        links = {link["rel"]: link["href"] for link in landing["links"]}
        assert {"self", "service-desc", "conformance", "data"} <= links.keys()
        conforms = (await client.get(links["conformance"])).json()["conformsTo"]
        assert any(name.endswith("/conf/core") for name in conforms)
        definition = (await client.get(links["service-desc"])).json()
        assert f"{BASE}/collections" in definition["paths"]
        assert all(path.startswith(BASE) for path in definition["paths"])
        collections = (await client.get(links["data"])).json()["collections"]
        assert [c["id"] for c in collections] == ["cameras", "incidents", "events", "units", "closures", "alerts"]
        href = next(link["href"] for link in collections[0]["links"] if link["rel"] == "items")
        page = (await client.get(href)).json()
        assert page["numberReturned"] == page["numberMatched"] == 2
        one = (await client.get(f"{href}/{page['features'][0]['id']}")).json()
        assert one["type"] == "Feature"
        assert one["geometry"] == {"type": "Point", "coordinates": [7.0, 54.0]}
        assert "address" not in one["properties"]


async def test_pages_hang_together_by_their_links(room: Room) -> None:
    made = [incident(room, f"Alarm {i}", 54.0) for i in range(5)]
    async with reader(room) as client:
        href: str | None = f"{BASE}/collections/incidents/items?limit=2"
        seen = []
        while href:
            page = (await client.get(href)).json()
            seen.append([feature["id"] for feature in page["features"]])
            href = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert [len(page) for page in seen] == [2, 2, 1]
    assert sorted(one for page in seen for one in page) == sorted(made)


async def test_a_box_and_a_time_narrow_what_comes(room: Room) -> None:
    north = incident(room, "North", 60.0)
    room.clock.advance(3600)  # type: ignore[attr-defined]
    south = incident(room, "South", 50.0)
    between = (room.clock.now() - timedelta(minutes=30)).isoformat().replace("+00:00", "Z")
    async with reader(room) as client:
        assert await items(client, "incidents", "?bbox=6,55,8,65") == [north]
        assert await items(client, "incidents", "?bbox=170,55,8,65") == [north], "over the date line"
        assert await items(client, "incidents", "?bbox=6,40,0,8,55,9") == [south], "with heights"
        assert await items(client, "incidents", f"?datetime={between}/..") == [south]
        assert await items(client, "incidents", f"?datetime=../{between}") == [north]


async def test_what_cannot_be_understood_is_a_bad_request(room: Room) -> None:
    queries = [
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=0,5,1,4",
        "bbox=nan,0,1,1",
        "limit=0",
        "limit=x",
        "datetime=soon",
        "crs=x",
    ]
    async with reader(room) as client:
        answers = {query: await client.get(f"{BASE}/collections/cameras/items?{query}") for query in queries}
    assert {query: answer.status_code for query, answer in answers.items()} == dict.fromkeys(queries, 400)
    for query, answer in answers.items():
        assert answer.json()["detail"].startswith(query.partition("=")[0])


async def test_a_unit_off_duty_is_not_there(room: Room) -> None:
    patrol, now = room.house.patrol, room.clock.now()
    patrol.units.set_status(room.unit.id, UnitStatus.AVAILABLE, TESTER)
    patrol.record_fix(room.unit.id, Fix(LatLon(54.0, 7.0), now, now, 5.0))
    async with reader(room) as client:
        on_duty = await items(client, "units")
        patrol.units.set_status(room.unit.id, UnitStatus.OFF_DUTY, TESTER)
        assert on_duty == [room.unit.id]
        assert await items(client, "units") == []


async def test_a_token_reads_its_collections_and_opens_nothing_else(room: Room) -> None:
    async with reader(room, FeatureKind.CAMERAS) as client:
        assert len(await items(client, "cameras")) == 2
        assert (await client.get(f"{BASE}/collections/incidents/items")).status_code == 404
        assert [c["id"] for c in (await client.get(f"{BASE}/collections")).json()["collections"]] == ["cameras"]
        for path in ("/api/state", "/api/cameras", "/api/session", "/api/webhooks"):
            assert (await client.get(path)).status_code == 401
        bearer = base64.b64decode(client.headers["Authorization"].partition(" ")[2]).decode().partition(":")[2]
        client.headers["Authorization"] = f"Bearer {bearer}"
        assert len(await items(client, "cameras")) == 2
        assert (await client.get("/api/state")).status_code == 401


async def test_a_revoked_token_opens_nothing(room: Room) -> None:
    async with reader(room) as client, room.signed_in("administrator") as administrator:
        (token,) = (await administrator.get("/api/read-tokens")).json()
        assert (await administrator.delete(f"/api/read-tokens/{token['id']}")).status_code == 204
        assert (await client.get(BASE)).status_code == 401
        assert (await administrator.get("/api/read-tokens")).json() == []


async def test_who_may_see_one_camera_reads_one_camera(room: Room) -> None:
    hidden = room.add_event(room.vault.id)
    shown = room.add_event(room.gate.id)
    async with room.signed_in("operator-limited") as client:
        assert await items(client, "cameras") == [room.gate.id]
        assert await items(client, "events") == [shown.id]
        assert (await client.get(f"{BASE}/collections/events/items/{hidden.id}")).status_code == 404
