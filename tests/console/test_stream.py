"""The event stream over a real socket: in order, once, resumed, and only what a person may see."""

import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import msgpack
import pytest
import zmq

from console.audience import Facts
from console.auth.users import NewUser
from console.feed import Message, passing_message
from kernel.geo import LatLon
from kernel.sql.journal import append, last_sequence
from patrol.incident import IncidentDraft
from patrol.order import OrderDraft
from patrol.position import Fix
from tests.console.conftest import PASSWORD, TESTER, Room
from tests.console.serving import served


@pytest.fixture
def room(live_room: Room) -> Room:
    return live_room


@dataclass
class Told:
    """One block of the stream."""

    id: int | None = None
    name: str = ""
    data: dict[str, object] = field(default_factory=dict)
    is_comment: bool = False


def blocks(lines: Iterator[str]) -> Iterator[Told]:
    told = Told()
    for line in lines:
        if not line:
            yield told
            told = Told()
        elif line.startswith(":"):
            told.is_comment = True
        else:
            key, _, value = line.partition(": ")
            if key == "id":
                told.id = int(value)
            elif key == "event":
                told.name = value
            elif key == "data":
                told.data = json.loads(value)


@contextmanager
def reader(address: str, username: str = "dispatcher", token: str | None = None) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://{address}", timeout=20) as client:
        if token:
            client.headers["Authorization"] = f"Bearer {token}"
        else:
            client.post("/api/session", json={"username": username, "password": PASSWORD}).raise_for_status()
        yield client


@contextmanager
def stream(client: httpx.Client, after: int | None = None, last_id: int | None = None) -> Iterator[Iterator[Told]]:
    params = {} if after is None else {"after": after}
    headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
    with client.stream("GET", "/api/stream", params=params, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        told = blocks(answer.iter_lines())
        next(told)  # the greeting
        yield told


def say(room: Room, count: int, kind: str = "unit.changed") -> None:
    for _ in range(count):
        with room.database.write() as session:
            append(session, room.clock.now(), TESTER, kind, f"unit:{room.unit.id}", {"id": room.unit.id})


def newest(room: Room) -> int:
    with room.database.read() as session:
        return last_sequence(session)


def take(told: Iterator[Told], wanted: Callable[[Told], bool], count: int = 1) -> list[Told]:
    found: list[Told] = []
    for one in told:
        if wanted(one):
            found.append(one)
            if len(found) == count:
                return found
    raise AssertionError(f"the stream ended after {len(found)} of {count}")


def is_entry(one: Told) -> bool:
    return one.id is not None


def test_readers_that_break_off_and_resume_while_writers_write_lose_and_double_nothing(room: Room) -> None:
    each, writers = 120, 3
    total = each * writers
    with served(room) as address:
        threads = [threading.Thread(target=say, args=(room, each)) for _ in range(writers)]
        chance = random.Random(7)
        seen: list[int] = []
        with reader(address) as client:
            start = newest(room)
            for thread in threads:
                thread.start()
            while len(seen) < total:
                with stream(client, last_id=seen[-1] if seen else start) as told:
                    wanted = min(total - len(seen), chance.randint(1, 60))
                    seen += [one.id or 0 for one in take(told, is_entry, wanted)]
        for thread in threads:
            thread.join()

    assert seen == list(range(start + 1, start + total + 1))


def test_an_entry_comes_with_its_sequence_kind_and_data(room: Room) -> None:
    with served(room) as address, reader(address) as client, stream(client) as told:
        event = room.add_event(room.gate.id)
        (entry,) = take(told, is_entry)

    assert entry.name == "event.opened"
    assert entry.id == entry.data["sequence"] == newest(room)
    assert entry.data["subject"] == f"event:{event.id}"
    assert isinstance(entry.data["data"], dict)
    assert entry.data["data"]["id"] == event.id


def test_last_event_id_is_stronger_than_after(room: Room) -> None:
    say(room, 5)
    last = newest(room)
    with served(room) as address, reader(address) as client, stream(client, after=last - 4, last_id=last - 1) as told:
        (entry,) = take(told, is_entry)

    assert entry.id == last


@pytest.mark.parametrize("distance", [pytest.param(-6, id="too old"), pytest.param(1, id="from another database")])
def test_a_sequence_that_cannot_be_replayed_resets(room: Room, distance: int) -> None:
    room.house.feed.settings.replay_limit = 5
    say(room, 10)
    with served(room) as address, reader(address) as client:
        last = newest(room)
        with stream(client, after=last + distance) as told:
            (reset,) = take(told, is_entry)
            say(room, 1)
            (entry,) = take(told, is_entry)

    assert (reset.name, reset.data) == ("reset", {"sequence": last})
    assert (entry.name, entry.id) == ("unit.changed", last + 1)


def test_a_reader_who_is_too_slow_is_sent_away_and_resumes_without_loss(room: Room) -> None:
    room.house.feed.settings.queue_limit = 10
    with served(room) as address, reader(address) as client:
        start = newest(room)
        with stream(client, after=start) as told:
            # All at once, faster than the queue may hold: the stream has to end rather than leave something out.
            for number in range(3000):
                room.house.feed.journal.publish(_bulk(start + 1 + number))
            seen = [one.id for one in told if is_entry(one)]
        assert len(seen) < 3000
        assert seen == list(range(start + 1, start + 1 + len(seen)))


def _bulk(sequence: int) -> Message:
    return Message(sequence, "unit.changed", Facts("unit", "u", unit="u"), f"id: {sequence}\ndata: {{}}\n\n".encode())


def test_silence_is_broken_by_a_heartbeat(room: Room) -> None:
    room.house.feed.settings.heartbeat_s = 0.1
    with served(room) as address, reader(address) as client, stream(client) as told:
        assert take(told, lambda one: one.is_comment, 2)


def test_a_limited_person_is_told_of_their_cameras_only(room: Room) -> None:
    with served(room) as address, reader(address, "operator-limited") as client, stream(client) as told:
        room.add_event(room.vault.id)
        room.house.feed.passing.publish(passing_message("boxes", Facts("boxes", "", room.vault.id), {}))
        room.house.cameras.remove(room.vault.id, TESTER)
        own = room.add_event(room.gate.id)
        (entry,) = take(told, lambda one: bool(one.name))

    assert entry.data["subject"] == f"event:{own.id}"


def test_an_event_of_the_house_is_told_to_a_limited_person_too(room: Room) -> None:
    with served(room) as address, reader(address, "operator-limited") as client, stream(client) as told:
        made = room.add_event(None, kind="storage_short")
        (entry,) = take(told, lambda one: bool(one.name))
        state, page = client.get("/api/state").json(), client.get("/api/events").json()

    assert entry.data["subject"] == f"event:{made.id}"
    assert [event["camera_id"] for event in (*state["events"], *page["items"])] == [None, None]


def test_accounts_and_looks_at_footage_are_told_to_those_who_may_know(room: Room) -> None:
    with served(room) as address, reader(address) as client, stream(client) as told:
        room.house.users.change(room.house.users.by_username("reviewer").id, {"name": "Other"}, TESTER)
        say(room, 1, "footage.viewed")
        say(room, 1)
        (entry,) = take(told, is_entry)

    assert entry.name == "unit.changed"


def test_a_unit_is_told_of_itself_its_orders_and_their_incidents_only(room: Room) -> None:
    patrol = room.house.patrol
    other = room.add_unit("P-2")
    with served(room) as address, reader(address, token=room.token) as client, stream(client) as told:
        (connected,) = take(told, is_entry)
        foreign = patrol.incidents.open(IncidentDraft("not ours"), TESTER)
        patrol.orders.send(OrderDraft(foreign.id, other.id), TESTER)
        room.add_event(room.gate.id)
        own = patrol.incidents.open(IncidentDraft("ours"), TESTER)
        order = patrol.orders.send(OrderDraft(own.id, room.unit.id), TESTER)
        entries = take(told, is_entry, 4)

    assert connected.name == "unit.connected"
    subjects = [entry.data["subject"] for entry in entries]
    assert subjects[0] == f"order:{order.id}"
    assert set(subjects) == {f"order:{order.id}", f"incident:{own.id}", f"unit:{room.unit.id}"}


def test_a_phone_that_leaves_is_noticed(room: Room) -> None:
    with served(room) as address, reader(address) as watcher, stream(watcher) as told:
        with reader(address, token=room.token) as phone, stream(phone):
            take(told, lambda one: one.name == "unit.connected")
        take(told, lambda one: one.name == "unit.disconnected")

        assert not room.house.patrol.units.get(room.unit.id).phone_connected


def test_an_account_of_a_unit_is_its_phone_too(room: Room) -> None:
    user = NewUser("wu", "Wu", PASSWORD, ("unit",), room.unit.id)
    room.house.users.add(user, TESTER)
    with served(room) as address, reader(address, "wu") as phone, stream(phone) as told:
        (connected,) = take(told, is_entry)

    assert (connected.name, connected.data["subject"]) == ("unit.connected", f"unit:{room.unit.id}")


def test_a_person_whose_rights_change_is_sent_away(room: Room) -> None:
    with served(room) as address, reader(address, "operator") as client, stream(client) as told:
        room.house.users.change(room.house.users.by_username("operator").id, {"is_active": False}, TESTER)
        assert list(told) == []
        assert client.get("/api/session").status_code == 401


def test_positions_come_joined_without_an_id(room: Room) -> None:
    with served(room) as address, reader(address) as client, stream(client) as told:
        now = room.clock.now()
        fix = Fix(LatLon(54.0, 7.0), now, now)
        room.house.patrol.record_fix(room.unit.id, fix)
        (told_positions,) = take(told, lambda one: one.name == "positions")

    assert told_positions.id is None
    assert isinstance(told_positions.data["fixes"], dict)
    assert told_positions.data["fixes"][room.unit.id]["position"] == {"lat": 54.0, "lon": 7.0}


def test_track_boxes_travel_from_an_analysis_host_to_the_page(room: Room) -> None:
    endpoint = room.house.settings.tracks_endpoint
    (room.house.settings.run_dir).mkdir(parents=True)
    sender: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.PUB)
    sender.connect(endpoint)
    boxes = {"camera_id": room.gate.id, "at": "2026-01-01T08:00:00+00:00", "boxes": []}
    with served(room, endpoint) as address, reader(address) as client, stream(client) as told:
        done = threading.Event()

        def send() -> None:
            while not done.wait(0.05):
                sender.send_multipart((room.gate.id.encode(), msgpack.packb(boxes)))

        thread = threading.Thread(target=send)
        thread.start()
        try:
            (one,) = take(told, lambda one: one.name == "boxes")
        finally:
            done.set()
            thread.join()
            sender.close()

    assert one.data == boxes
