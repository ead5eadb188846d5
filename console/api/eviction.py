"""Ends the live sessions of people whose rights changed; they come again with the rights they have now."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from console.feed import Message
from kernel.fanout import Fanout

CloseOwned = Callable[[str], Awaitable[None]]
"""Ends every live session of a person."""

_QUEUE = 1000


async def evict(journal: Fanout[Message], close_owned: CloseOwned) -> None:
    """Follow the journal until cancelled. (Streams and WebSockets look after themselves.)"""
    loop, woken = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        with suppress(RuntimeError):  # the loop may be closed while the tail still runs
            loop.call_soon_threadsafe(woken.set)

    queue = journal.subscribe(_QUEUE, wake)
    try:
        while True:
            await woken.wait()
            woken.clear()
            for message in queue.drain():
                if message.kind == "user.changed":
                    await close_owned(message.facts.id)
    finally:
        journal.unsubscribe(queue)
