"""WebRTC sessions end when the right to them has ended; those that go on are journalled."""

import asyncio
from dataclasses import replace

import pytest

from console.api.eviction import evict, may_go_on
from console.auth.users import NewUser
from console.feed import journal_message
from console.media.client import MediaSession
from ingest.camera import CameraChange
from kernel.sql.journal import last_sequence, read_after
from tests.console.conftest import PASSWORD, TESTER, Room


async def test_sessions_are_checked_when_an_account_changed_and_not_for_what_changes_no_rights(room: Room) -> None:
    checks = 0

    async def check() -> None:
        nonlocal checks
        checks += 1

    task = asyncio.create_task(evict(room.house.feed.journal, check, every_s=3600))
    await asyncio.sleep(0)
    user = room.house.users.add(NewUser("wu", "Wu", PASSWORD, ("operator",)), TESTER)
    room.house.users.change(user.id, {"is_active": False}, TESTER)
    with room.database.read() as session:
        entries = read_after(session, last_sequence(session) - 2)
    counted = []
    for entry in entries:
        room.house.feed.journal.publish(journal_message(entry, entry.data))
        for _ in range(10):
            await asyncio.sleep(0)
        counted.append((entry.kind, checks))
    task.cancel()

    assert counted == [("user.added", 0), ("user.changed", 1)]


async def test_sessions_are_checked_every_now_and_then_though_nothing_happens(room: Room) -> None:
    checked = asyncio.Event()

    async def check() -> None:
        checked.set()

    task = asyncio.create_task(evict(room.house.feed.journal, check, every_s=0.01))
    await asyncio.wait_for(checked.wait(), 5)
    task.cancel()


def view_of(room: Room, username: str, camera: str) -> MediaSession:
    """What the media host tells of a view that this user opened just now."""
    signed = room.house.sessions.sign_in(username, PASSWORD, "10.0.0.7")
    return MediaSession("whep", "s1", camera, signed.person.id, signed.login)


def test_a_view_goes_on_and_is_journalled_while_its_viewer_may_look(room: Room) -> None:
    view = view_of(room, "operator", room.gate.id)

    assert may_go_on(room.house, view)
    room.house.audit.flush(everything=True)
    with room.database.read() as session:
        seen = [entry.data["look"] for entry in read_after(session, 0, 10_000) if entry.kind == "footage.viewed"]
    assert seen == ["live"]


@pytest.mark.parametrize("what", ["signed out", "expired", "role taken", "camera taken", "camera removed", "stolen"])
def test_a_view_ends_when_its_right_has_ended(room: Room, what: str) -> None:
    view = view_of(room, "operator", room.gate.id)
    user = room.house.users.by_username("operator")
    match what:
        case "signed out":
            signed = room.house.sessions.sign_in("operator", PASSWORD, "10.0.0.7")
            view = replace(view, login=signed.login)
            room.house.sessions.sign_out(signed.token)
        case "expired":
            room.clock.advance(25 * 3600)  # type: ignore[attr-defined]
        case "role taken":
            room.house.users.change(user.id, {"roles": ["unit"]}, TESTER)
        case "camera taken":
            room.house.users.change(user.id, {"camera_ids": [room.vault.id]}, TESTER)
        case "camera removed":
            room.house.cameras.remove(room.gate.id, TESTER)
        case "stolen":
            view = replace(view, person=room.house.users.by_username("reviewer").id)

    assert not may_go_on(room.house, view)


def test_a_publication_ends_when_the_units_token_is_revoked_or_its_camera_switched_off(room: Room) -> None:
    signed = room.house.sessions.by_device_token(room.token)
    assert signed is not None
    camera = room.house.publications.ready_camera(room.unit.id, "P-1", TESTER)
    session = MediaSession("whip", "s1", room.unit.id, signed.person.id, signed.login)

    assert may_go_on(room.house, session)
    room.house.cameras.change(camera.id, CameraChange(is_enabled=False), TESTER)
    assert not may_go_on(room.house, session)
    room.house.cameras.change(camera.id, CameraChange(is_enabled=True), TESTER)
    assert may_go_on(room.house, session)
    room.house.patrol.units.revoke_tokens(room.unit.id, TESTER)
    assert not may_go_on(room.house, session)
