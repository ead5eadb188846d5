"""Every route, every role, a camera that is theirs and one that is not: generated from the route table."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute, iter_route_contexts

from console.api.access import Gate, signed_in
from console.api.app import create_app
from console.auth.permission import permissions_of
from console.trials.trial import TrialDraft
from ingest.evidence.job import ExportDraft
from ingest.record.segment import Segment, SegmentState
from ingest.review.bookmarks import BookmarkDraft
from ingest.review.case import CaseDraft, ItemDraft, ItemKind
from kernel.ids import CameraId, RuleId, SegmentId
from patrol.device import Knock
from patrol.incident import IncidentDraft
from patrol.message import Letter
from patrol.order import OrderDraft
from patrol.panic import Press
from tests.console.conftest import ROLES, TESTER, Room
from tests.console.requests import BODIES, QUERIES

OPEN_TO_ALL = {
    "get_health",
    "sign_in",
    "sign_in_device",
    "page",
    "get_certificate_page",
    "get_certificate_file",
    "send_osmand",  # by the token in it
    "send_osmand_query",
    "send_owntracks",
}
ANYBODY_SIGNED_IN = {"get_session", "sign_out"}
CHECKED_INSIDE = {"follow_mse"}  # a WebSocket, refused before it is accepted: see test_live_media
OF_WHO_MADE_IT = {"change_bookmark", "remove_bookmark"}  # and of case managers: see test_bookmarks


@dataclass(frozen=True)
class Door:
    """One route: the name of what it does, its method and whole path, and what it depends on."""

    name: str
    method: str
    path: str
    dependant: Dependant


@dataclass
class Things:
    """One of everything, at one camera."""

    ids: dict[str, str] = field(default_factory=dict)


def doors() -> Iterator[Door]:
    for context in iter_route_contexts(create_app(None).routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            yield Door(
                str(route.operation_id), next(iter(route.methods or {"GET"})), str(context.path), route.dependant
            )


def name_of(door: Door) -> str:
    return door.name


DOORS = list(doors())
SOCKETS = [
    context.original_route.name
    for context in iter_route_contexts(create_app(None).routes)
    if isinstance(context.original_route, APIWebSocketRoute)
]
GUARDED = [door for door in DOORS if door.name not in OPEN_TO_ALL]
STREAMING = {"follow_stream"}  # does not end by itself: see test_stream
DESTRUCTIVE = {"remove_camera", "sign_out"}
BEHIND_GATES = sorted(
    (door for door in GUARDED if door.name not in ANYBODY_SIGNED_IN | STREAMING),
    key=lambda door: door.name in DESTRUCTIVE,
)
ABOUT_ONE_CAMERA = [
    door
    for door in BEHIND_GATES
    if any(
        name in door.path
        for name in (
            "{camera_id}",
            "{event_id}",
            "{segment_id}",
            "{hold_id}",
            "{export_id}",
            "{bookmark_id}",
            "{item_id}",
        )
    )
]


def gates(door: Door) -> list[Gate]:
    found, waiting = [], [door.dependant]
    while waiting:
        dependant = waiting.pop()
        if isinstance(dependant.call, Gate):
            found.append(dependant.call)
        waiting += dependant.dependencies
    return found


def needs_session(door: Door) -> bool:
    waiting = [door.dependant]
    while waiting:
        dependant = waiting.pop()
        if dependant.call is signed_in:
            return True
        waiting += dependant.dependencies
    return False


def test_the_route_table_is_whole() -> None:
    assert len(DOORS) > 60
    assert {door.name for door in DOORS} >= OPEN_TO_ALL | ANYBODY_SIGNED_IN


@pytest.mark.parametrize("door", DOORS, ids=name_of)
def test_every_route_has_a_gate_or_is_named_as_open(door: Door) -> None:
    if door.name in OPEN_TO_ALL:
        assert gates(door) == []
    elif door.name in ANYBODY_SIGNED_IN:
        assert needs_session(door)
    else:
        assert len(gates(door)) == 1


def test_every_websocket_is_known_to_be_checked_inside() -> None:
    assert set(SOCKETS) == CHECKED_INSIDE


def things_at(room: Room, camera: CameraId) -> Things:
    """An event, an incident, an order of another unit, a segment, … at the camera."""
    event = room.add_event(camera)
    incident = room.house.patrol.incidents.open(IncidentDraft("Alarm", event_id=event.id, camera_id=camera), TESTER)
    other = room.add_unit(f"P-{event.id[-6:]}")
    order = room.house.patrol.orders.send(OrderDraft(incident.id, other.id, "go"), TESTER)
    for step in ("deliver", "sign", "depart", "arrive", "handle"):
        order = getattr(room.house.patrol.orders, step)(order.id, TESTER)
    order = room.house.patrol.reports.report(order.id, "done", [b"\xff\xd8\xff photo"], TESTER)
    assert order.report is not None
    segment, now = footage(room, camera), room.clock.now()
    case = room.house.cases.open(CaseDraft("Theft"), TESTER)
    clip = ItemDraft(ItemKind.CLIP, camera, now - timedelta(seconds=10), now)
    mark = BookmarkDraft(camera, now, None, "Here")
    return Things(
        {
            "camera_id": camera,
            "event_id": event.id,
            "incident_id": incident.id,
            "order_id": order.id,
            "unit_id": other.id,
            "photo_id": order.report.photos[0].id,
            "segment_id": segment.id,
            "hold_id": room.house.holds.place(camera, now, now + timedelta(hours=1), "theft", None, TESTER).id,
            "bookmark_id": room.house.bookmarks.add(mark, TESTER).id,
            "case_id": case.id,
            "item_id": room.house.cases.add_item(case.id, clip, TESTER).id,
            "export_id": export_of(room, camera),
            "trial_id": trial_of(room, camera),
            "lesson_id": lesson_of(room, camera),
            "device_id": room.house.patrol.devices.ask(Knock(f"cot:{event.id}", "phone"), TESTER).id,
            "number": "1",
            "name": "verify.py",
            "session_id": "none",
            "camera": "own",
            "plan_id": "none",
            "level": "1",
            "closure_id": "none",
            "place_id": "none",
            "alert_id": "none",
            "webhook_id": "none",
            "delivery_id": "none",
            "token_id": "none",
            "collection_id": "cameras",
            "feature_id": "none",
            "shift_id": "none",
            "beat_id": "none",
            "checkpoint_id": "none",
            "tour_id": "none",
            "run_id": "none",
            "message_id": room.house.patrol.messages.from_unit(other.id, Letter("k", "quiet"), TESTER).id,
            "panic_id": room.house.patrol.panics.press(other.id, Press("k", room.clock.now()), TESTER).id,
            "generation": "none",
            "zoom": "12",
            "x": "1",
            "y": "1",
            "token": "none",
            "user_id": room.house.users.by_username("reviewer").id,
        }
    )


def lesson_of(room: Room, camera: CameraId) -> str:
    """What a dismissed event taught."""
    event = room.add_event(camera, rule=RuleId("intrusion"))
    lesson = room.house.lessons.taught_by(room.house.events.dismiss(event.id, "shadow", "", TESTER))
    assert lesson is not None
    return lesson.lesson.id


def trial_of(room: Room, camera: CameraId) -> str:
    """A trial that waits."""
    scene, now = room.house.events.scene(camera), room.clock.now()
    draft = TrialDraft(camera, scene, scene, now - timedelta(seconds=10), now)
    return room.house.trials.queue(draft, TESTER).id


def export_of(room: Room, camera: CameraId) -> str:
    """An export that waits."""
    now = room.clock.now()
    draft = ExportDraft((camera,), now - timedelta(seconds=10), now, True, False, False, "")
    return room.house.exports.queue(draft, TESTER).id


def footage(room: Room, camera: CameraId) -> Segment:
    """A recorded file of ten seconds."""
    now = room.clock.now()
    segment = Segment(
        SegmentId(f"seg_{camera}"), camera, "main", f"{camera}/2026-01-01/file.mp4", "h264", 64, 64,
        now - timedelta(seconds=10), now, 1000, None, SegmentState.CLOSED,
    )  # fmt: skip
    path = room.house.settings.ingest.footage_dir / segment.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(1000))
    room.house.catalog.save_segment(segment)
    return segment


async def call(client: httpx.AsyncClient, door: Door, things: Things) -> httpx.Response:
    path = re.sub(r"\{(\w+)(:path)?\}", lambda found: things.ids[found[1]], door.path) + QUERIES.get(door.name, "")
    body = BODIES.get(door.name)
    text = json.dumps(body)
    for name, value in things.ids.items():
        text = text.replace(f"{{{name}}}", value)
    if door.name in {"open_whep", "open_talk"}:
        return await client.post(path, content="v=0", headers={"Content-Type": "application/sdp"})
    if door.name == "report_order":
        return await client.post(path, data={"text": "done"})
    return await client.request(door.method, path, json=None if body is None else json.loads(text))


def may(role: str, door: Door) -> bool:
    """What the role's permissions say of the door."""
    return any(permission in permissions_of((role,)) for permission in gates(door)[0].permissions)


async def test_who_is_not_signed_in_gets_nothing(room: Room) -> None:
    things = things_at(room, room.gate.id)
    async with room.client() as client:
        answers = {door.name: await call(client, door, things) for door in GUARDED}

    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 401} == {}
    assert {answer.json()["kind"] for answer in answers.values()} == {"unauthenticated"}
    assert {answer.headers["content-type"] for answer in answers.values()} == {"application/problem+json"}


class Place:
    """One of everything at a camera, made anew when a call may have used it up."""

    def __init__(self, room: Room, camera: CameraId) -> None:
        self._room, self._camera = room, camera
        self._things: Things | None = None

    async def call(self, client: httpx.AsyncClient, door: Door) -> httpx.Response:
        self._things = self._things or things_at(self._room, self._camera)
        answer = await call(client, door, self._things)
        if door.method != "GET" and answer.is_success:
            self._things = None
        return answer


@pytest.mark.parametrize("role", [*ROLES, "unit"])
async def test_a_route_opens_only_to_roles_with_its_permission(room: Room, role: str) -> None:
    wrong, gate = {}, Place(room, room.gate.id)
    async with room.device() if role == "unit" else room.signed_in(role) as client:
        for door in BEHIND_GATES:
            if door.name == "get_picture" and may(role, door):
                continue  # would wait for a camera; its door is tried below
            answer = await gate.call(client, door)
            as_expected = answer.status_code not in {401, 403, 500} if may(role, door) else answer.status_code == 403
            as_expected |= door.name in OF_WHO_MADE_IT and answer.status_code == 403
            if not as_expected:
                wrong[door.name] = (answer.status_code, answer.text)

    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
async def test_a_forbidden_camera_is_not_there_through_any_route(room: Room, role: str) -> None:
    wrong, gate, vault = {}, Place(room, room.gate.id), Place(room, room.vault.id)
    async with room.signed_in(f"{role}-limited") as client:
        for door in ABOUT_ONE_CAMERA:
            refused = await vault.call(client, door)
            if refused.status_code != (404 if may(role, door) else 403) or room.vault.name in refused.text:
                wrong[door.name] = (refused.status_code, refused.text)
            if door.name != "get_picture":
                granted = await gate.call(client, door)
                is_theirs = door.name not in OF_WHO_MADE_IT
                if is_theirs and (granted.status_code not in {401, 403}) is not may(role, door):
                    wrong[f"{door.name}, allowed"] = (granted.status_code, granted.text)

    assert wrong == {}


async def test_a_unit_finds_nothing_of_other_units(room: Room) -> None:
    things = things_at(room, room.gate.id)
    things.ids["camera"] = room.gate.id
    own = [door for door in BEHIND_GATES if may("unit", door) and "{" in door.path]
    async with room.device() as client:
        answers = {door.name: (await call(client, door, things)).status_code for door in own}

    assert len(answers) >= 10
    assert {name: status for name, status in answers.items() if status != 404} == {}


async def test_lists_leave_out_what_a_person_may_not_see(room: Room) -> None:
    things_at(room, room.gate.id)
    things_at(room, room.vault.id)
    async with room.signed_in("operator-limited") as client:
        cameras = (await client.get("/api/cameras")).json()
        state = (await client.get("/api/state")).json()
        events = (await client.get("/api/events")).json()
        asked = (await client.get("/api/events", params={"camera_id": room.vault.id})).json()

    assert [camera["id"] for camera in cameras] == [room.gate.id]
    assert [camera["id"] for camera in state["cameras"]] == [room.gate.id]
    assert {event["camera_id"] for event in state["events"] + events["items"]} == {room.gate.id}
    assert asked["items"] == []


async def test_a_unit_sees_its_own_order_incident_and_the_snapshot_of_its_event(room: Room) -> None:
    things = things_at(room, room.vault.id)
    own = room.house.patrol.orders.send(OrderDraft(things.ids["incident_id"], room.unit.id, "help"), TESTER)  # type: ignore[arg-type]
    async with room.device() as client:
        paths = (
            f"/api/orders/{own.id}",
            f"/api/incidents/{own.incident_id}",
            f"/api/events/{things.ids['event_id']}/snapshot.jpg",
            "/api/unit/home",
        )
        assert [(await client.get(path)).status_code for path in paths] == [200] * 4
        room.house.patrol.orders.recall(own.id, "not needed", TESTER)
        assert (await client.get(paths[2])).status_code == 404
