"""Cursor on Target over TCP and TLS, both ways: a TAK phone joins as a unit and sees the room.

It is let in by the device token in its sign-on, or by a person who has said for which unit its certificate (its uid
where it shows none) speaks. Until then it is answered pings and shown nothing.
"""

import asyncio
from dataclasses import dataclass, field

import structlog

from console.house import House
from console.positions.picture import Marks, RoomPicture
from console.positions.speaker import Speaker
from console.positions.wire import Wire
from kernel.errors import Fault, FaultKind
from patrol.avl import cot
from patrol.device import Knock

log = structlog.get_logger()

_SHOW_S = 1.0


@dataclass(slots=True)
class _Talk:
    """One connection. uid: of the phone, by its first position; others' positions on it are not taken."""

    wire: Wire
    speaker: Speaker
    uid: str = ""
    marks: Marks = field(default_factory=Marks)


class TakPhones:
    """Conversations with TAK phones."""

    def __init__(self, house: House, picture: RoomPicture) -> None:
        self._house = house
        self._picture = picture

    async def converse(self, wire: Wire) -> None:
        """Until the phone hangs up; raises a fault when it is to be hung up on."""
        decoder, talk = cot.Decoder(), _Talk(wire, Speaker(self._house))
        showing = asyncio.create_task(self._show(talk))
        try:
            while data := await wire.read():
                for document in decoder.feed(data):
                    await self._hear(talk, document)
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    async def _hear(self, talk: _Talk, document: cot.Document) -> None:
        match document.kind:
            case "auth":
                await talk.speaker.sign_on(document.password)
            case cot.PING:
                await talk.wire.send(cot.pong(self._house.clock.now()))
            case kind if kind.startswith("a-"):
                try:
                    await self._position(talk, document)
                except Fault as fault:
                    if fault.kind is not FaultKind.INVALID:
                        raise
                    log.info("position refused", protocol=cot.SOURCE, address=talk.wire.address, reason=fault.message)

    async def _position(self, talk: _Talk, document: cot.Document) -> None:
        talk.uid = talk.uid or document.uid
        fix = cot.fix(document, self._house.clock.now())
        if fix is None or not talk.uid or document.uid != talk.uid:
            return
        if talk.speaker.claim is None:
            ground = f"certificate:{talk.wire.certificate}" if talk.wire.certificate else talk.uid
            knock = Knock(f"cot:{ground}", document.callsign or talk.uid, document.program, talk.wire.address)
            await talk.speaker.ask(knock)
        await talk.speaker.say([fix])

    async def _show(self, talk: _Talk) -> None:
        """What is new in the room, while the phone may see it."""
        while True:
            await asyncio.sleep(_SHOW_S)
            try:
                unit = await talk.speaker.unit()
                if unit is not None:
                    await talk.wire.send(await self._picture.news(talk.marks, unit))
            except Fault as fault:  # the database was busy: the next second is another
                log.warning("room not shown", protocol=cot.SOURCE, reason=fault.message)
            except (OSError, TimeoutError):
                talk.wire.hang_up()
                return
