"""Setting the town up in a real room, over its own HTTP."""

from datetime import timedelta
from pathlib import Path

import httpx

from console.demo.accounts import Book, read_book, write_book
from console.demo.cameras import sites
from console.demo.door import Door, listed, object_of
from console.demo.patrols import settle_camera_tour, settle_patrols
from console.demo.roster import DESK, PEOPLE, PLANS, UNITS
from console.demo.settle import settle, settle_camera
from kernel.sql.journal import last_sequence
from tests.console.conftest import PASSWORD, Room


async def settled(room: Room, book: Book) -> list[str]:
    said: list[str] = []
    async with Door("http://room", httpx.ASGITransport(room.app)) as door:
        await door.sign_in("administrator", PASSWORD)
        await settle(door, book, said.append)
        for site in sites():
            await settle_camera(door, site, book.rtsp_port)
        await settle_patrols(door, book, room.clock)
        await settle_camera_tour(door)
    return said


def counts(room: Room) -> dict[str, int]:
    return {
        "cameras": len(room.house.cameras.list()),
        "units": len(room.house.patrol.units.list()),
        "users": len(room.house.users.list()),
        "plans": len(room.house.patrol.plans.list()),
    }


async def test_first_set_up_makes_the_whole_town(room: Room) -> None:
    before, book = counts(room), Book()

    said = await settled(room, book)

    made = {key: value - before[key] for key, value in counts(room).items()}
    assert made == {
        "cameras": len(sites()),
        "units": len(UNITS),
        "users": len(PEOPLE) + 1,
        "plans": len(PLANS),
    }
    assert set(book.units) == {u.callsign for u in UNITS}
    assert len(said) == 1
    assert all(username in said[0] for username, *_ in PEOPLE)
    assert DESK[0] not in said[0]


async def test_second_set_up_changes_nothing_and_says_nothing(room: Room) -> None:
    book = Book()
    await settled(room, book)
    before, tokens, last = counts(room), dict(book.units), sequence(room)

    said = await settled(room, book)

    assert counts(room) == before
    assert book.units == tokens
    assert said == []
    assert sequence(room) == last + 1  # signing in


async def test_cameras_follow_the_server_to_another_port(room: Room) -> None:
    book = Book()
    await settled(room, book)
    book.rtsp_port = 9911

    await settled(room, book)

    ours = [str(c.address) for c in room.house.cameras.list() if c.address.scheme == "rtsp"]
    assert len(ours) == len(sites())
    assert all(":9911/" in address for address in ours)


async def test_cameras_stand_where_they_are_with_their_rules(room: Room) -> None:
    await settled(room, Book())

    async with room.signed_in("administrator") as client:
        cameras = (await client.get("/api/cameras")).json()
        depot = next(c for c in cameras if c["name"] == "Tram Depot Yard")
        scene = (await client.get(f"/api/cameras/{depot['id']}/scene")).json()

    assert depot["position"]["lat"] > 54.0
    assert len(depot["ground_view"]) >= 4
    assert [r["name"] for r in scene["rules"]] == ["Person in the depot yard"]
    assert scene["calibration_error_m"] < 0.1


async def test_device_tokens_speak_for_their_units(room: Room) -> None:
    book = Book()
    await settled(room, book)

    async with Door("http://room", httpx.ASGITransport(room.app)) as door:
        door.speak_as_device(book.units["P-03"][1])
        home = object_of(await door.get("/api/unit/home"))

    assert object_of(home["unit"])["callsign"] == "P-03"


async def test_lost_book_gets_new_tokens_and_a_new_desk_password(room: Room) -> None:
    await settled(room, Book())
    book = Book()

    await settled(room, book)

    async with Door("http://room", httpx.ASGITransport(room.app)) as door:
        await door.sign_in(DESK[0], book.desk_password)
        assert len(listed(await door.get("/api/units"))) >= len(UNITS)


def test_book_is_readable_by_its_owner_only_and_comes_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "demo" / "tokens.json"
    book = Book(8655, "secret", {"P-01": ("unt_1", "token")})

    write_book(path, book)

    assert path.stat().st_mode & 0o777 == 0o600
    assert read_book(path) == book
    path.write_text("{broken")
    assert read_book(path) == Book()


def sequence(room: Room) -> int:
    with room.database.read() as session:
        return last_sequence(session)


async def test_town_has_one_tour_one_shift_and_one_tour_through_its_cameras(room: Room) -> None:
    await settled(room, book := Book())
    await settled(room, book)  # the second time nothing is added

    (tour,), (cameras,) = room.house.patrol.tours.all(), room.house.patrol.camera_tours.all()
    now = room.clock.now()
    (shift,) = room.house.patrol.shifts.between(now, now + timedelta(days=1))
    assert len(tour.points) == len(room.house.patrol.checkpoints.all()) == 6
    assert set(cameras.camera_ids) == {camera.id for camera in room.house.cameras.list()}
    assert (shift.callsign, shift.crew) == ("P-03", ("Tomas Reyes",))
