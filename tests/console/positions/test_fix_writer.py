"""The way of a fix from a request to the database: joined, refused or failed, but never without a word."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from console import fixes
from console.api.osmand import QuickFixes
from console.fixes import FixWriter
from kernel.clock import ManualClock
from kernel.errors import Fault, FaultKind
from kernel.geo import LatLon
from patrol.position import Fix, FixVerdict
from patrol.service.positions import Claim
from patrol.service.units import hash_of
from patrol.unit import UnitStatus
from tests.console.conftest import TESTER, Room


def fix(room: Room, ago_s: float = 0) -> Fix:
    now = room.clock.now()
    return Fix(LatLon(54.0, 7.0), now - timedelta(seconds=ago_s), now, 5.0)


async def test_many_at_once_are_answered_each_with_its_own_verdict(room: Room) -> None:
    token, stranger = Claim(token_hash=hash_of(room.token)), Claim(token_hash=hash_of("stranger"))
    ages = (0, 5, 10)
    told = await asyncio.gather(
        *(room.house.fixes.record([(token, fix(room, age)), (stranger, fix(room))]) for age in ages)
    )
    verdicts = [one[0] for one in told]
    assert verdicts == [FixVerdict.CURRENT, FixVerdict.LATE, FixVerdict.LATE]
    assert [one[1] for one in told] == [None] * 3
    assert room.house.fixes.figures()["fixes_stored"] == 6
    room.house.fixes.close()


async def test_what_is_too_much_is_refused_in_words(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixes, "WAITING_LIMIT", 2)
    writer = FixWriter(room.house.patrol.positions)
    claim = Claim(unit_id=room.unit.id)
    with pytest.raises(Fault, match="more positions come than can be stored") as refused:
        await writer.record([(claim, fix(room, age)) for age in range(3)])
    assert refused.value.kind is FaultKind.LIMITED
    assert writer.figures()["fixes_refused"] == 3
    writer.close()
    with pytest.raises(Fault, match="the console is closing"):
        await writer.record([(claim, fix(room))])


async def test_what_cannot_be_stored_fails_for_who_waits_and_the_next_goes_on(room: Room) -> None:
    with pytest.raises(Fault, match="unit unit_0: not found"):
        await room.house.fixes.record([(Claim(unit_id="unit_0"), fix(room))])
    assert await room.house.fixes.record([(Claim(unit_id=room.unit.id), fix(room))]) == [FixVerdict.CURRENT]
    room.house.fixes.close()


async def test_quick_way_answers_as_the_route_does(room: Room) -> None:
    quick = httpx.AsyncClient(transport=httpx.ASGITransport(QuickFixes(room.app, room.house)), base_url="http://room")
    at = int(room.clock.now().timestamp())
    asked: tuple[dict[str, str], ...] = (
        {"id": room.token, "lat": "54", "lon": "7", "timestamp": str(at)},
        {"id": room.token, "location": "54.0,7.0", "timestamp": str(at - 1)},
        {"id": "stranger", "lat": "54", "lon": "7"},
        {"id": room.token, "lat": "north", "lon": "7"},
        {},
    )
    async with quick, room.client() as slow:
        for fields in asked:
            one, other = await quick.get("/osmand", params=fields), await slow.get("/osmand", params=fields)
            assert (one.status_code, one.text) == (other.status_code, other.text)
            assert set(one.headers.items()) == set(other.headers.items())
        assert (await quick.get("/api/health")).status_code == 200
    room.house.fixes.close()


async def test_owntracks_phone_over_http_moves_its_unit(room: Room) -> None:
    body = {"_type": "location", "lat": 54.0, "lon": 7.0, "tst": int(room.clock.now().timestamp()), "acc": 9}
    async with room.client() as phone:
        answer = await phone.post("/owntracks", json=body, auth=("anybody", room.token))
        assert (answer.status_code, answer.json()) == (200, [])
        assert (await phone.post("/owntracks", json=body, auth=("anybody", "wrong"))).status_code == 401
        assert (await phone.post("/owntracks", json=body)).status_code == 401
        encrypted = await phone.post("/owntracks", json={"_type": "encrypted"}, auth=("anybody", room.token))
        assert (encrypted.status_code, "encryption key" in encrypted.json()["detail"]) == (422, True)
        assert (await phone.post("/owntracks", json={"_type": "waypoint"}, auth=("x", room.token))).json() == []
    stored = room.house.patrol.units.get(room.unit.id).fix
    assert stored is not None
    assert (stored.source, stored.accuracy_m) == ("owntracks", 9)
    room.house.fixes.close()


async def test_imported_track_lies_on_the_trail_and_never_moves_the_unit(room: Room) -> None:
    assert isinstance(room.clock, ManualClock)
    room.clock.advance(600)
    now = room.clock.now()
    points = "".join(
        f'<trkpt lat="54.{n}" lon="7"><time>{(now - timedelta(seconds=n * 60)).isoformat()}</time></trkpt>'
        for n in (0, 1, 2, 120)
    )
    file = f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>"
    async with room.signed_in("administrator") as client:
        first = (await client.post(f"/api/units/{room.unit.id}/track", content=file)).json()
        again = (await client.post(f"/api/units/{room.unit.id}/track", content=file)).json()
        trail = (await client.get(f"/api/units/{room.unit.id}/trail")).json()
        bad = await client.post(f"/api/units/{room.unit.id}/track", content="<kml/>")
    assert first == {"stored": 3, "repeated": 0, "off_duty": 1, "untimed": 0}
    assert again == {"stored": 0, "repeated": 3, "off_duty": 1, "untimed": 0}
    assert {(point["source"], point["verdict"]) for point in trail} == {("gpx", "imported")}
    assert (bad.status_code, bad.json()["detail"]) == (422, "gpx: the file is XML but no GPX")
    assert room.house.patrol.units.get(room.unit.id).fix is None


async def test_marks_are_shown_and_off_duty_is_not_stored(room: Room) -> None:
    assert isinstance(room.clock, ManualClock)
    async with room.client() as phone, room.signed_in("dispatcher") as client:
        path = f"/api/units/{room.unit.id}"
        at = int(room.clock.now().timestamp())
        near = {"id": room.token, "lat": "54", "lon": "7", "timestamp": str(at), "mock": "true"}
        await phone.get("/osmand", params=near)
        room.clock.advance(5)
        await phone.get("/osmand", params={**near, "lat": "55", "timestamp": str(at + 5)})
        (unit,) = [one for one in (await client.get("/api/units")).json() if one["id"] == room.unit.id]
        assert unit["fix"]["is_mock"]
        assert (
            len(
                (
                    await client.get(
                        f"{path}/trail", params={"end": "2100-01-01T00:00:00Z", "start": "2000-01-01T00:00:00Z"}
                    )
                ).json()
            )
            == 1
        )
        doubtful = {"doubtful": "true", "end": "2100-01-01T00:00:00Z", "start": "2000-01-01T00:00:00Z"}
        marks = [
            (one["verdict"], one["is_mock"]) for one in (await client.get(f"{path}/trail", params=doubtful)).json()
        ]
        assert marks == [("current", True), ("jump", True)]
        room.house.patrol.units.set_status(room.unit.id, UnitStatus.OFF_DUTY, TESTER)
        assert (await phone.get("/osmand", params={**near, "timestamp": str(at + 6)})).status_code == 200
        assert len((await client.get(f"{path}/trail", params=doubtful)).json()) == 2
    room.house.fixes.close()
