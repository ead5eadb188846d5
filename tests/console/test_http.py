"""What holds for every request: sessions, CSRF, problem details, headers, the page."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.console.conftest import PASSWORD, TESTER, Room


async def test_signing_in_sets_a_cookie_that_scripts_and_other_sites_cannot_use(room: Room) -> None:
    async with room.client() as client:
        answer = await client.post("/api/session", json={"username": "dispatcher", "password": PASSWORD})
        cookie = answer.headers["set-cookie"]
        session = (await client.get("/api/session")).json()

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert session["user"]["username"] == "dispatcher"
    assert session["time_zone"] == "UTC"
    assert "orders.give" in session["permissions"]
    assert "users.manage" not in session["permissions"]
    assert PASSWORD not in answer.text


@pytest.mark.parametrize("token", [None, "", "0" * 64], ids=["missing", "empty", "wrong"])
async def test_a_change_without_the_sessions_csrf_token_is_refused(room: Room, token: str | None) -> None:
    incident = {"title": "By hand"}
    async with room.signed_in("dispatcher") as client:
        own = client.headers.pop("X-CSRF-Token")
        headers = {} if token is None else {"X-CSRF-Token": token}
        refused = await client.post("/api/incidents", json=incident, headers=headers)
        accepted = await client.post("/api/incidents", json=incident, headers={"X-CSRF-Token": own})

    assert (refused.status_code, refused.json()["kind"]) == (403, "forbidden")
    assert accepted.status_code == 201


async def test_the_csrf_token_of_another_session_is_refused(room: Room) -> None:
    async with room.signed_in("dispatcher") as first, room.signed_in("dispatcher") as second:
        headers = {"X-CSRF-Token": second.headers["X-CSRF-Token"]}
        answer = await first.post("/api/incidents", json={"title": "By hand"}, headers=headers)

    assert answer.status_code == 403


async def test_a_device_needs_no_csrf_token_because_no_browser_sends_its_token_unasked(room: Room) -> None:
    async with room.device() as device:
        answer = await device.post("/api/unit/status", json={"status": "out_of_service"})

    assert answer.status_code == 200
    assert answer.json()["status"] == "out_of_service"


async def test_a_phone_exchanges_its_token_for_a_session_that_ends_when_tokens_are_revoked(room: Room) -> None:
    path = f"/api/units/{room.unit.id}/device"
    async with room.client() as phone, room.signed_in("administrator") as boss:
        session = await phone.post("/api/session/device", json={"token": room.token})
        second = (await boss.post(path)).json()["token"]
        home = await phone.get("/api/unit/home")
        revoked = await boss.delete(path)
        after = await phone.get("/api/unit/home")
        again = [await phone.post("/api/session/device", json={"token": token}) for token in (room.token, second)]

    assert session.json()["user"]["roles"] == ["unit"]
    assert home.json()["unit"]["callsign"] == "P-1"
    assert revoked.status_code == 204
    assert [answer.status_code for answer in (after, *again)] == [401, 401, 401]


async def test_failed_sign_ins_are_slowed_down_over_http(room: Room) -> None:
    async with room.client() as client:
        wrong = {"username": "dispatcher", "password": "wrong password"}
        statuses = [(await client.post("/api/session", json=wrong)).status_code for _ in range(6)]
        right = await client.post("/api/session", json={"username": "dispatcher", "password": PASSWORD})

    assert statuses == [401] * 5 + [429]
    assert (right.status_code, right.json()["kind"]) == (429, "limited")


async def test_a_body_that_is_too_large_is_refused_unread(room: Room) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield bytes(100_000)

    async with room.client() as client:
        declared = await client.post("/api/session", content=bytes(2_000_000))
        chunked = await client.post("/api/session", content=endless())

    assert [answer.status_code for answer in (declared, chunked)] == [413, 413]
    assert {answer.json()["kind"] for answer in (declared, chunked)} == {"limited"}


async def test_signing_out_ends_the_session(room: Room) -> None:
    async with room.signed_in("dispatcher") as client:
        cookie = client.cookies["watchroom_session"]
        assert (await client.delete("/api/session")).status_code == 204
        answer = await client.get("/api/state", headers={"Cookie": f"watchroom_session={cookie}"})

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        pytest.param("/api/incidents", {"title": ""}, "title: ", id="a value that is too short"),
        pytest.param("/api/incidents", {"titel": "x"}, "titel: ", id="a field that does not exist"),
        pytest.param(
            "/api/incidents", {"title": "x", "position": {"lat": 95, "lon": 0}}, "position.lat: ", id="nested"
        ),
    ],
)
async def test_a_malformed_request_names_the_field(
    dispatcher: httpx.AsyncClient, path: str, body: dict[str, object], said: str
) -> None:
    answer = await dispatcher.post(path, json=body)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


async def test_a_fault_of_a_service_becomes_one_problem(dispatcher: httpx.AsyncClient) -> None:
    answer = await dispatcher.post("/api/incidents/none/accept")

    assert answer.status_code == 404
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": "incident none: not found",
        "kind": "not_found",
    }


@pytest.mark.parametrize("path", ["/api/nothing", "/osmand/x", "/assets/none.js", "/a%00b", "/%2e%2e/outside.js"])
async def test_an_address_that_is_none_is_not_found(room: Room, path: str) -> None:
    async with room.client() as client:
        answer = await client.get(path)

    assert answer.status_code == 404
    assert answer.json()["kind"] == "not_found"


async def test_without_its_files_the_page_says_how_to_build_it(room: Room) -> None:
    async with room.client() as client:
        answer = await client.get("/")

    assert answer.status_code == 503
    assert "make page" in answer.text


@pytest.fixture
def page(room: Room) -> Path:
    dist: Path = room.app.state.dist
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<title>entry</title>")
    (dist / "assets" / "app-3f2a.js").write_text("let a = 1")
    (dist.parent / "outside.js").write_text("secret")
    return dist


@pytest.mark.parametrize("path", ["/", "/unit", "/wall/1", "/admin/cameras"])
async def test_every_address_of_the_page_gives_its_entry_under_a_strict_policy(
    room: Room, page: Path, path: str
) -> None:
    async with room.client() as client:
        answer = await client.get(path)

    assert "entry" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "worker-src 'self' blob:" in policy
    assert "media-src 'self' blob:" in policy
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_hashed_files_are_kept_for_long_and_nothing_outside_is_served(room: Room, page: Path) -> None:
    async with room.client() as client:
        kept = await client.get("/assets/app-3f2a.js")
        outside = [await client.get(path) for path in ("/assets/..%2f..%2foutside.js", "/..%2foutside.js")]

    assert "immutable" in kept.headers["cache-control"]
    assert [answer.status_code for answer in outside] == [404, 404]


async def test_answers_of_the_api_are_not_cached(dispatcher: httpx.AsyncClient) -> None:
    assert (await dispatcher.get("/api/state")).headers["cache-control"] == "no-store"


async def test_state_and_sequence_agree_while_writers_write(live_room: Room) -> None:
    """Every unit's callsign counts the changes: the state must show exactly what its sequence says."""
    house, unit = live_room.house, live_room.unit
    changes = 60

    def write() -> None:
        from patrol.unit import UnitChange

        for number in range(changes):
            house.patrol.units.change(unit.id, UnitChange(callsign=f"N-{number}"), TESTER)

    async with live_room.signed_in("dispatcher") as client:
        before = (await client.get("/api/state")).json()["sequence"]
        writer = asyncio.create_task(asyncio.to_thread(write))
        states = []
        while not writer.done():
            states.append((await client.get("/api/state")).json())
        await writer

    counted = [(state["sequence"] - before - 1, state["units"][0]["callsign"]) for state in states]
    assert len({sequence for sequence, _ in counted}) > 3
    assert all(callsign == (f"N-{done}" if done >= 0 else "P-1") for done, callsign in counted)
