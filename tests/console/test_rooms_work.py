"""The work of the room through HTTP: cameras, scenes, events, incidents, orders, positions."""

import httpx
import pytest

from tests.console.conftest import Room


async def test_a_new_camera_shows_no_login_and_starts_with_a_rule(administrator: httpx.AsyncClient) -> None:
    draft = {"name": "Depot gate", "url": "rtsp://viewer:sesame@192.0.2.1/main", "position": {"lat": 54.0, "lon": 7.0}}

    answer = await administrator.post("/api/cameras", json=draft)
    scene = (await administrator.get("/api/cameras/depot-gate/scene")).json()

    assert answer.status_code == 201
    assert answer.json()["address"] == "rtsp://192.0.2.1/main"
    assert answer.json()["has_credentials"]
    assert "sesame" not in answer.text
    assert [rule["kind"] for rule in scene["rules"]] == ["intrusion"]


@pytest.mark.parametrize("url", ["ftp://192.0.2.1/x", "exec:rm -rf /", "file:../../etc/passwd", "rtsp:///x"])
async def test_an_address_that_is_not_allowed_is_refused(administrator: httpx.AsyncClient, url: str) -> None:
    answer = await administrator.post("/api/cameras", json={"name": "Bad", "url": url})

    assert answer.status_code == 422
    assert answer.json()["kind"] == "invalid"


async def test_a_calibrated_camera_shows_the_ground_it_sees(room: Room, administrator: httpx.AsyncClient) -> None:
    corners = [(0.1, 0.9, 0.0, 0.0), (0.9, 0.9, 0.0, 0.0004), (0.8, 0.3, 0.0004, 0.0005), (0.2, 0.3, 0.0004, -0.0001)]
    pairs = [{"picture": {"x": x, "y": y}, "place": {"lat": 54 + a, "lon": 7 + b}} for x, y, a, b in corners]
    path = f"/api/cameras/{room.gate.id}"

    saved = await administrator.put(f"{path}/scene", json={"calibration": pairs})
    camera = (await administrator.get(path)).json()

    assert saved.json()["calibration_error_m"] is not None
    assert len(camera["ground_view"]) >= 3


async def test_an_event_becomes_an_incident_with_an_order_that_the_unit_carries_out(
    room: Room, dispatcher: httpx.AsyncClient
) -> None:
    event = room.add_event(room.gate.id)

    incident = (await dispatcher.post(f"/api/events/{event.id}/incident", json={})).json()
    linked = (await dispatcher.get(f"/api/events/{event.id}")).json()
    draft = {"incident_id": incident["id"], "unit_id": room.unit.id, "instruction": "look"}
    order = (await dispatcher.post("/api/orders", json=draft)).json()
    async with room.device() as phone:
        for step in ("deliver", "sign", "depart", "arrive", "handle"):
            answer = await phone.post(f"/api/orders/{order['id']}/{step}", json={})
            assert answer.status_code == 200, answer.text
        files = [("photos", ("gate.jpg", b"\xff\xd8\xff gate", "image/jpeg"))]
        report = (await phone.post(f"/api/orders/{order['id']}/report", data={"text": "locked"}, files=files)).json()
        photo = await phone.get(f"/api/photos/{report['report']['photos'][0]['id']}")
    closed = (await dispatcher.post(f"/api/incidents/{incident['id']}/close", json={"disposition": "handled"})).json()
    journal = (await dispatcher.get(f"/api/incidents/{incident['id']}/journal")).json()

    assert (linked["incident_id"], linked["verdict"]) == (incident["id"], "incident")
    assert (report["state"], report["report"]["text"]) == ("reported", "locked")
    assert photo.content == b"\xff\xd8\xff gate"
    assert closed["state"] == "closed"
    kinds = [entry["kind"] for entry in journal["items"]]
    assert kinds[0] == "event.opened"
    assert {"incident.opened", "event.linked", "order.sent", "order.reported", "incident.closed"} <= set(kinds)
    sequences = [entry["sequence"] for entry in journal["items"]]
    assert sequences == sorted(sequences)


async def test_a_second_incident_of_one_event_is_a_conflict(room: Room, dispatcher: httpx.AsyncClient) -> None:
    event = room.add_event(room.gate.id)

    first = await dispatcher.post(f"/api/events/{event.id}/incident", json={})
    second = await dispatcher.post(f"/api/events/{event.id}/incident", json={})

    assert (first.status_code, second.status_code) == (201, 409)


async def test_a_verdict_by_hand_and_back(room: Room, dispatcher: httpx.AsyncClient) -> None:
    path = f"/api/events/{room.add_event(room.gate.id).id}"

    dismissed = (await dispatcher.post(f"{path}/dismiss", json={"reason": "rain", "note": "storm"})).json()
    reopened = (await dispatcher.post(f"{path}/reopen")).json()
    acknowledged = (await dispatcher.post(f"{path}/acknowledge")).json()

    assert (dismissed["verdict"], dismissed["verdict_by"]) == ("dismissed", "Dispatcher")
    assert (reopened["verdict"], acknowledged["verdict"]) == ("none", "acknowledged")


async def test_events_are_paged_newest_first_without_loss(room: Room, dispatcher: httpx.AsyncClient) -> None:
    made = []
    for _ in range(7):
        room.clock.advance(1)  # type: ignore[attr-defined]
        made.append(room.add_event(room.gate.id).id)

    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await dispatcher.get("/api/events", params={"limit": "3", **cursor})).json()
        found += [event["id"] for event in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert found == made[::-1]


@pytest.mark.parametrize("method", ["query", "form", "json"])
async def test_an_osmand_client_moves_its_unit(room: Room, dispatcher: httpx.AsyncClient, method: str) -> None:
    fields = {"id": room.token, "lat": "54.5", "lon": "7.5", "accuracy": "5"}
    coords = {"latitude": 54.5, "longitude": 7.5, "accuracy": 5}
    async with room.client() as phone:
        if method == "query":
            answer = await phone.get("/osmand", params=fields)
        elif method == "form":
            answer = await phone.post("/osmand", data=fields)
        else:
            at = room.clock.now().isoformat()
            body = {"device_id": room.token, "location": {"timestamp": at, "coords": coords}}
            answer = await phone.post("/osmand", json=body)
    (unit,) = (await dispatcher.get("/api/units")).json()

    assert answer.status_code == 200, answer.text
    assert unit["fix"]["position"] == {"lat": 54.5, "lon": 7.5}
    assert unit["fix"]["source"] == "osmand"


async def test_an_osmand_client_with_a_wrong_token_is_refused_and_its_token_not_repeated(room: Room) -> None:
    async with room.client() as phone:
        answer = await phone.get("/osmand", params={"id": "wrong-token", "lat": "54", "lon": "7"})

    assert answer.status_code == 401
    assert "wrong-token" not in answer.text


async def test_the_phones_own_fix_and_trail(room: Room, dispatcher: httpx.AsyncClient) -> None:
    room.clock.advance(5)  # type: ignore[attr-defined]
    async with room.device() as phone:
        fix = {"lat": 54.0, "lon": 7.0, "at": room.clock.now().isoformat(), "speed_mps": 3}
        assert (await phone.post("/api/unit/fix", json=fix)).status_code == 204
        naive = await phone.post("/api/unit/fix", json={**fix, "at": "2026-01-01T08:00:00"})
    room.clock.advance(5)  # type: ignore[attr-defined]
    trail = (await dispatcher.get(f"/api/units/{room.unit.id}/trail")).json()

    assert [point["position"] for point in trail] == [{"lat": 54.0, "lon": 7.0}]
    assert naive.status_code == 422


async def test_the_map_is_there_when_the_house_has_one(room: Room, dispatcher: httpx.AsyncClient) -> None:
    missing = await dispatcher.get("/api/map")
    room.house.settings.map_path.write_text('{"type": "FeatureCollection", "features": []}')
    found = await dispatcher.get("/api/map")

    assert missing.status_code == 404
    assert found.json()["type"] == "FeatureCollection"


async def test_the_system_view_and_health_tell_of_a_lost_process(room: Room, dispatcher: httpx.AsyncClient) -> None:
    from console.heartbeat import Heartbeat, Sign

    Heartbeat(room.database, room.clock, "pull", "pull", lambda: Sign({"cameras": 2.0})).beat()
    well = (await dispatcher.get("/api/system")).json()
    room.clock.advance(20)  # type: ignore[attr-defined]
    lost = (await dispatcher.get("/api/system")).json()
    health = (await dispatcher.get("/api/health")).json()

    assert well["hosts"][0]["is_healthy"]
    assert well["hosts"][0]["figures"] == {"cameras": 2.0}
    assert not lost["hosts"][0]["is_healthy"]
    assert health == {"status": "degraded"}
