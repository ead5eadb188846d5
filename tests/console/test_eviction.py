"""Live WebRTC sessions end when their owner's rights change."""

import asyncio

from console.api.eviction import evict
from console.auth.users import NewUser
from console.feed import journal_message
from kernel.sql.journal import last_sequence, read_after
from tests.console.conftest import PASSWORD, TESTER, Room


async def test_a_changed_account_loses_its_live_sessions_and_others_keep_theirs(room: Room) -> None:
    closed: list[str] = []

    async def close_owned(owner: str) -> None:
        closed.append(owner)

    task = asyncio.create_task(evict(room.house.feed.journal, close_owned))
    await asyncio.sleep(0)
    user = room.house.users.add(NewUser("wu", "Wu", PASSWORD, ("operator",)), TESTER)
    room.house.users.change(user.id, {"is_active": False}, TESTER)
    with room.database.read() as session:
        entries = read_after(session, last_sequence(session) - 2)
    for entry in entries:
        room.house.feed.journal.publish(journal_message(entry, entry.data))
    for _ in range(10):
        await asyncio.sleep(0)
    task.cancel()

    assert [entry.kind for entry in entries] == ["user.added", "user.changed"]
    assert closed == [user.id]
