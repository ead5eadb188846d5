"""JT/T 808 terminals on a socket: nobody speaks before a person has said so."""

import asyncio
from datetime import timedelta

from console.positions.terminals import Terminals
from patrol.device import DeviceState
from patrol.unit import UnitStatus
from tests.console.conftest import TESTER, Room
from tests.console.positions.lines import becomes, heard, listening
from tests.patrol.avl.terminal import Terminal, answer, location

DONE, FAILED, WRONG, UNKNOWN = b"\0", b"\x01", b"\x02", b"\x03"


def now_bcd(room: Room, ago_s: float = 0) -> str:
    at = room.house.clock.now() - timedelta(seconds=ago_s) + timedelta(hours=8)
    return at.strftime("%y%m%d%H%M%S")


async def asked(line: tuple[asyncio.StreamReader, asyncio.StreamWriter], frame: bytes) -> tuple[int, bytes]:
    """The kind and the body, behind the serial number, of the answer."""
    line[1].write(frame)
    kind, _, body = answer(await heard(line[0]))
    return kind, body[2:]


async def test_terminal_waits_joins_registers_authenticates_and_moves_its_unit(live_room: Room) -> None:
    room, terminal = live_room, Terminal()
    with listening(room, Terminals(room.house).converse) as listener:
        line = await asyncio.open_connection("127.0.0.1", listener.port)
        assert await asked(line, terminal.register()) == (0x8100, b"\x04")  # nobody knows it
        assert await asked(line, terminal.authenticate("guessed")) == (0x8001, b"\x01\x02" + FAILED)
        assert await asked(line, terminal.frame(0x0200, location())) == (0x8001, b"\x02\x00" + FAILED)
        (device,) = room.house.patrol.devices.list()
        assert (device.key, device.state, device.name) == ("jt808:13800138000", DeviceState.WAITING, "沪A12345")

        room.house.patrol.devices.join(device.id, room.unit.id, TESTER)
        kind, body = await asked(line, terminal.register())
        assert (kind, body[:1]) == (0x8100, DONE)
        code = body[1:].decode()
        assert await asked(line, terminal.frame(0x0002)) == (0x8001, b"\x00\x02" + FAILED)  # not yet authenticated
        assert await asked(line, terminal.authenticate(code)) == (0x8001, b"\x01\x02" + DONE)
        assert await asked(line, terminal.frame(0x0002)) == (0x8001, b"\x00\x02" + DONE)
        fresh = terminal.frame(0x0200, location(time=now_bcd(room)))
        assert await asked(line, fresh) == (0x8001, b"\x02\x00" + DONE)
        fix = room.house.patrol.units.get(room.unit.id).fix
        assert fix is not None
        assert (fix.source, fix.position.lat) == ("jt808", 31.230416)

        again = await asyncio.open_connection("127.0.0.1", listener.port)
        assert await asked(again, terminal.authenticate(code)) == (0x8001, b"\x01\x02" + DONE)
        late = terminal.batch(location(time=now_bcd(room, 20)), location(time=now_bcd(room, 10), lat=31_000_000))
        assert await asked(again, late) == (0x8001, b"\x07\x04" + DONE)
        assert room.house.patrol.units.get(room.unit.id).fix == fix  # late ones are history

        room.house.patrol.devices.refuse(device.id, TESTER)
        assert await asked(again, terminal.frame(0x0200, location(time=now_bcd(room)))) == (
            0x8001,
            b"\x02\x00" + FAILED,
        )


async def test_what_is_wrong_is_answered_as_the_standard_says(live_room: Room) -> None:
    room, terminal = live_room, Terminal()
    with listening(room, Terminals(room.house).converse) as listener:
        line = await asyncio.open_connection("127.0.0.1", listener.port)
        assert await asked(line, terminal.frame(0x0002, spoil=1)) == (0x8001, b"\x00\x02" + WRONG)
        assert await asked(line, terminal.frame(0x0F0F)) == (0x8001, b"\x0f\x0f" + UNKNOWN)
        assert await asked(line, terminal.frame(0x0100, b"\0")) == (0x8100, b"\x04")
        kind, body = await asked(line, terminal.frame(0x0004))
        assert (kind, len(body)) == (0x8004, 4)  # six bytes of time, of which two were taken for a serial number


async def test_another_terminal_with_the_same_number_is_refused_and_off_duty_nothing_is_stored(live_room: Room) -> None:
    room, terminal = live_room, Terminal()
    with listening(room, Terminals(room.house).converse) as listener:
        line = await asyncio.open_connection("127.0.0.1", listener.port)
        await asked(line, terminal.register())
        device = room.house.patrol.devices.join(room.house.patrol.devices.list()[0].id, room.unit.id, TESTER)
        assert await asked(line, terminal.register(b"T000666")) == (0x8100, b"\x03")
        _, body = await asked(line, terminal.register())
        await asked(line, terminal.authenticate(body[1:].decode()))
        room.house.patrol.units.set_status(room.unit.id, UnitStatus.OFF_DUTY, TESTER)
        assert await asked(line, terminal.frame(0x0200, location(time=now_bcd(room)))) == (0x8001, b"\x02\x00" + DONE)
        end = room.house.clock.now() + timedelta(minutes=1)
        assert room.house.patrol.positions.marked_trail(room.unit.id, end - timedelta(days=1), end, doubtful=True) == []
        assert device.unit_id == room.unit.id


async def test_a_listener_is_bounded(live_room: Room) -> None:
    with listening(live_room, Terminals(live_room.house).converse, connections=1, idle_s=0.3) as listener:
        first = await asyncio.open_connection("127.0.0.1", listener.port)
        await becomes("the first is there", lambda: listener.figures()["door_connections"] == 1)
        second = await asyncio.open_connection("127.0.0.1", listener.port)
        assert await heard(second[0]) == b""  # one too many
        assert await heard(first[0]) == b""  # silent for too long
        assert listener.figures()["door_refused"] == 1
