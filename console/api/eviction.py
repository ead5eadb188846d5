"""Ends WebRTC sessions whose right has ended, and journals those that go on.

Streams and WebSockets look after themselves; these live in the media host, and outlive even a restart of the console.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.concurrency import run_in_threadpool

from console.audit import Look, View
from console.auth.permission import Permission
from console.feed import Message
from console.house import House
from console.media.client import MediaSession
from kernel.errors import Fault
from kernel.fanout import Fanout
from kernel.ids import CameraId

RECHECK_S = 15.0
_QUEUE = 1000
# After these, somebody's rights may be others than before.
_RIGHTS = frozenset({"user.changed", "unit.changed", "unit.removed", "camera.changed", "camera.removed"})


async def evict(journal: Fanout[Message], check: Callable[[], Awaitable[None]], every_s: float = RECHECK_S) -> None:
    """Call `check` whenever rights may have changed, and every `every_s` seconds; until cancelled."""
    loop, woken = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        with suppress(RuntimeError):  # the loop may be closed while the tail still runs
            loop.call_soon_threadsafe(woken.set)

    queue = journal.subscribe(_QUEUE, wake)
    try:
        due_at = loop.time() + every_s
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), max(0.0, due_at - loop.time()))
            woken.clear()
            has_changed = any(message.kind in _RIGHTS for message in queue.drain())
            if has_changed or loop.time() >= due_at:
                due_at = loop.time() + every_s
                await check()
    finally:
        journal.unsubscribe(queue)


async def check_sessions(house: House) -> None:
    """Close every session that may not go on; a media host that is away has none."""
    with suppress(Fault):
        for session in await house.media.sessions():
            if not await run_in_threadpool(may_go_on, house, session):
                with suppress(Fault):
                    await house.media.close_session(session.kind, session.id)


def may_go_on(house: House, session: MediaSession) -> bool:
    """Whether the one who opened it is still signed in and still may; a look that goes on is journalled."""
    person = house.sessions.standing(session.login, house.callsign_of)
    if person is None or person.id != session.person:
        return False
    if session.kind == "whip":
        camera = house.publications.camera_of(session.subject)
        is_own = person.may(Permission.UNIT_ACT) and person.unit_id == session.subject
        return is_own and camera is not None and camera.is_enabled
    needed = Permission.CAMERAS_TALK if session.kind == "talk" else Permission.FOOTAGE_LIVE
    if not person.may(needed) or not person.sees_camera(session.subject):
        return False
    try:
        watched = house.cameras.get(CameraId(session.subject))
    except Fault:
        return False
    if session.kind == "talk":
        return watched.is_enabled
    now = house.clock.now()
    house.audit.viewed(View(person.actor, watched.id, Look.LIVE, now, now))
    return True
