"""OwnTracks through a real broker: Mosquitto."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiomqtt
import pytest

from console.positions.subscriber import Subscriber
from console.sections import MqttSettings
from kernel.supervise import Supervised
from patrol.device import DeviceState
from tests.console.conftest import TESTER, Room
from tests.console.positions.lines import becomes
from tests.wire.cameras import free_port

MOSQUITTO = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin")
pytestmark = pytest.mark.skipif(MOSQUITTO is None, reason="needs the broker Mosquitto (tests/system-packages)")


@contextmanager
def broker(folder: Path) -> Iterator[int]:
    port = free_port()
    assert MOSQUITTO is not None
    (folder / "broker.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    process = subprocess.Popen([MOSQUITTO, "-c", str(folder / "broker.conf")], stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(5)


async def test_phone_at_the_broker_waits_joins_and_moves_its_unit(live_room: Room, tmp_path: Path) -> None:
    room = live_room
    with broker(tmp_path) as port:
        subscriber = Subscriber(room.house, MqttSettings(host="127.0.0.1", port=port))
        loop = Supervised("mqtt", subscriber.run_once, room.house.clock)
        loop.start()
        try:
            await becomes("the broker is reached", lambda: subscriber.is_connected)
            async with aiomqtt.Client("127.0.0.1", port) as phone:

                async def say(**changes: object) -> None:
                    tst = int(room.house.clock.now().timestamp())
                    body = {
                        "_type": "location",
                        "lat": 31.23,
                        "lon": 121.47,
                        "tst": tst,
                        "acc": 12,
                        "batt": 50,
                    } | changes
                    await phone.publish("owntracks/wei/phone", json.dumps(body), qos=1)

                await say()
                (device,) = await becomes("it waits", room.house.patrol.devices.list)
                assert (device.key, device.name) == ("owntracks:owntracks/wei/phone", "wei/phone")
                assert device.state is DeviceState.WAITING
                room.house.patrol.devices.join(device.id, room.unit.id, TESTER)
                subscriber._speakers.clear()  # or ten seconds pass until it asks again
                await phone.publish("owntracks/wei/phone", b"\xff not JSON", qos=1)
                await say(_type="encrypted")
                await say(_type="lwt")
                await say()
                fix = await becomes("the unit stands there", lambda: room.house.patrol.units.get(room.unit.id).fix)
                assert (fix.source, fix.accuracy_m, fix.battery_percent) == ("owntracks", 12, 50)
                assert subscriber.faults == 2
        finally:
            await asyncio.to_thread(loop.stop)
            room.house.fixes.close()


def test_broker_that_is_away_is_a_fault_that_names_it(live_room: Room) -> None:
    import threading

    from kernel.errors import Fault

    port = free_port()
    subscriber = Subscriber(live_room.house, MqttSettings(host="127.0.0.1", port=port))
    with pytest.raises(Fault, match=f"the broker 127.0.0.1:{port} cannot be reached"):
        subscriber.run_once(threading.Event())
