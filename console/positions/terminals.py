"""JT/T 808 over TCP: terminals register, authenticate and report; each message is answered as the standard says.

A terminal that nobody knows is told so and waits in the list. One that a person has let join gets a code when it
registers; with that it authenticates then and on every later connection.
"""

import asyncio
from dataclasses import dataclass, field

import structlog

from console.house import House
from console.positions.speaker import ACTOR, Speaker
from console.positions.wire import Wire
from kernel.errors import Fault, FaultKind
from patrol.avl import jt808
from patrol.avl.jt808 import Kind, Message, Registered, Result
from patrol.device import DeviceState, Knock

log = structlog.get_logger()


@dataclass(slots=True)
class _Talk:
    """One connection. key: the device that has authenticated on it."""

    speaker: Speaker
    address: str
    key: str | None = None
    serial: int = field(default=0)

    def next_serial(self) -> int:
        self.serial = (self.serial + 1) & 0xFFFF
        return self.serial


class Terminals:
    """Conversations with terminals."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def converse(self, wire: Wire) -> None:
        """Until the terminal hangs up or logs out."""
        decoder, talk = jt808.Decoder(), _Talk(Speaker(self._house), wire.address)
        while data := await wire.read():
            for message in decoder.feed(data):
                await wire.send(await self._answer(talk, message))
                if message.kind == Kind.LOGOUT:
                    return

    async def _answer(self, talk: _Talk, message: Message) -> bytes:
        if message.kind == Kind.TERMINAL_ANSWER:
            return b""
        if message.is_intact and not message.is_encrypted and not message.is_part:
            if message.kind == Kind.REGISTER:
                return await self._register(talk, message)
            if message.kind == Kind.ASK_TIME:
                return jt808.time_answer(message, self._house.clock.now(), talk.next_serial())
        try:
            result = await self._result(talk, message)
        except Fault as fault:
            # What is wrong in itself must not come again; what could not be stored now may.
            result = Result.WRONG if fault.kind is FaultKind.INVALID else Result.FAILED
            log.info("position refused", protocol=jt808.SOURCE, address=talk.address, reason=fault.message)
        return jt808.answer(message, result, talk.next_serial())

    async def _result(self, talk: _Talk, message: Message) -> Result:
        if not message.is_intact:
            return Result.WRONG
        if message.kind == Kind.AUTHENTICATE and not message.is_encrypted:
            return await self._authenticate(talk, message)
        is_understood = message.kind in (Kind.HEARTBEAT, Kind.LOGOUT, Kind.LOCATION, Kind.BATCH) or message.is_part
        if message.is_encrypted or not is_understood:
            return Result.UNKNOWN
        if talk.key != _key(message):
            return Result.FAILED
        if message.kind in (Kind.LOCATION, Kind.BATCH) and not message.is_part:
            said = await talk.speaker.say(jt808.fixes(message, self._house.clock.now()))
            return Result.FAILED if said is None else Result.DONE
        return Result.DONE

    async def _register(self, talk: _Talk, message: Message) -> bytes:
        try:
            result, code = await asyncio.to_thread(self._registered, talk, message)
        except Fault as fault:
            log.info("registration refused", protocol=jt808.SOURCE, address=talk.address, reason=fault.message)
            result, code = Registered.NO_SUCH_TERMINAL, ""
        return jt808.register_answer(message, result, code, talk.next_serial())

    def _registered(self, talk: _Talk, message: Message) -> tuple[Registered, str]:
        said, devices = jt808.registration(message), self._house.patrol.devices
        detail = " ".join(part for part in (said.maker, said.model, said.terminal) if part)
        knock = Knock(_key(message), said.plate or message.phone, detail, talk.address)
        device = devices.ask(knock, ACTOR)
        if device.state is not DeviceState.JOINED:
            return Registered.NO_SUCH_TERMINAL, ""
        if device.detail != detail:
            # Another terminal with the number of one that a person has let join.
            return Registered.TERMINAL_KNOWN, ""
        code = devices.give_code(knock.key)
        return (Registered.NO_SUCH_TERMINAL, "") if code is None else (Registered.DONE, code)

    async def _authenticate(self, talk: _Talk, message: Message) -> Result:
        code, key = jt808.authentication(message), _key(message)
        if not await asyncio.to_thread(self._house.patrol.devices.knows_code, key, code):
            return Result.FAILED
        talk.key = key
        talk.speaker.accept(key)
        return Result.DONE


def _key(message: Message) -> str:
    return f"{jt808.SOURCE}:{message.phone}"
