"""NMEA receivers on a socket."""

import asyncio
from datetime import datetime

from console.positions.receivers import Receivers
from tests.console.conftest import TESTER, Room
from tests.console.positions.lines import becomes, heard, listening
from tests.patrol.avl.test_nmea import sentence


def rmc(at: datetime) -> bytes:
    return sentence(f"GPRMC,{at:%H%M%S}.00,A,3113.8250,N,12128.4221,E,10.0,90.0,{at:%d%m%y},,,A")


async def test_receiver_that_names_its_token_moves_its_unit_until_the_token_is_revoked(live_room: Room) -> None:
    room = live_room
    with listening(room, Receivers(room.house).converse) as listener:
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(room.token.encode() + b"\r\n" + rmc(room.house.clock.now()))
        fix = await becomes("the unit moves", lambda: room.house.patrol.units.get(room.unit.id).fix)
        assert (fix.source, round(fix.position.lat, 4)) == ("nmea", 31.2304)
        room.house.patrol.units.revoke_tokens(room.unit.id, TESTER)
        writer.write(rmc(room.house.clock.now()))
        assert await heard(reader) == b""


async def test_wrong_token_and_no_token_are_hung_up_on(live_room: Room) -> None:
    room = live_room
    with listening(room, Receivers(room.house).converse) as listener:
        for opening in (b"wrong-token\r\n", rmc(room.house.clock.now()), b"x" * 500):
            reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
            writer.write(opening)
            assert await heard(reader) == b""
        assert listener.faults == 3
