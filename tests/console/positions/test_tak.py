"""TAK phones on a socket; the independent client is pytak."""

import asyncio
import ssl
import subprocess
import warnings
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from datetime import timedelta
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it misses packages for other transports
    import pytak

from console.positions.doors import _tls
from console.positions.picture import RoomPicture
from console.positions.tak import TakPhones
from console.sections import CotSettings
from kernel.geo import LatLon
from patrol.device import DeviceState
from patrol.incident import IncidentDraft
from patrol.position import Fix
from patrol.unit import UnitStatus
from tests.console.conftest import TESTER, Room
from tests.console.positions.lines import becomes, heard, listening

PLACE = LatLon(31.2304, 121.4737)  # pytak rounds to four digits


class Phone:
    """pytak's own workers on a connection: what it hears, and what it is told to say."""

    def __init__(self, config: dict[str, str]) -> None:
        parser = ConfigParser()
        parser["phone"] = config
        self.config = parser["phone"]
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()
        self.says: asyncio.Queue[bytes] = asyncio.Queue()
        self.events: dict[str, ET.Element] = {}
        self.kinds: list[str] = []

    async def __aenter__(self) -> "Phone":
        reader, writer = await pytak.protocol_factory(self.config)
        self._tasks = [
            asyncio.create_task(pytak.TXWorker(self.says, self.config, writer).run()),
            asyncio.create_task(pytak.RXWorker(self.heard, self.config, reader).run()),
            asyncio.create_task(self._listen()),
        ]
        self._writer = writer
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._writer.close()

    async def _listen(self) -> None:
        while True:
            event = ET.fromstring(await self.heard.get())  # from the house
            self.events[event.attrib["uid"]] = event
            self.kinds.append(event.attrib["type"])

    def stand(self, uid: str, place: LatLon = PLACE) -> None:
        cot = pytak.gen_cot_xml(
            lat=place.lat, lon=place.lon, ce=9.5, hae=4, le=5, uid=uid, stale=60, cot_type="a-f-G-U-C"
        )
        self.says.put_nowait(ET.tostring(cot, xml_declaration=True, encoding="utf-8"))

    def ping(self) -> None:
        self.says.put_nowait(pytak.hello_event("ping").replace(b"t-x-d-d", b"t-x-c-t"))


async def test_pytak_waits_joins_as_a_unit_and_sees_the_room(live_room: Room) -> None:
    room = live_room
    other = room.add_unit("P-2")
    now = room.house.clock.now()
    room.house.patrol.record_fix(other.id, Fix(LatLon(31.24, 121.48), now, now, 8.0, 3.0, 90.0))
    incident = room.house.patrol.incidents.open(IncidentDraft("Fence <1>", position=LatLon(31.25, 121.49)), TESTER)
    phones = TakPhones(room.house, RoomPicture(room.house))
    with listening(room, phones.converse) as listener:
        async with Phone({"COT_URL": f"tcp://127.0.0.1:{listener.port}"}) as phone:
            phone.ping()
            await becomes("the ping is answered", lambda: "t-x-c-t-r" in phone.kinds)
            phone.stand("ANDROID-1")
            (device,) = await becomes("it waits", room.house.patrol.devices.list)
            assert (device.key, device.state) == ("cot:ANDROID-1", DeviceState.WAITING)
            assert set(phone.kinds) == {"t-x-c-t-r"}  # nothing of the room is shown
        room.house.patrol.devices.join(device.id, room.unit.id, TESTER)
        async with Phone({"COT_URL": f"tcp://127.0.0.1:{listener.port}"}) as phone:
            phone.stand("ANDROID-1")
            fix = await becomes("the unit stands there", lambda: room.house.patrol.units.get(room.unit.id).fix)
            assert (fix.source, fix.position, fix.accuracy_m) == ("cot", PLACE, 9.5)
            uids = {f"watchroom-{thing}" for thing in (other.id, incident.id, room.gate.id, room.vault.id)}
            await becomes("the room is shown", lambda: set(phone.events) >= uids)
            assert f"watchroom-{room.unit.id}" not in phone.events  # it knows where it is itself
            shown = phone.events[f"watchroom-{other.id}"]
            assert shown.attrib["type"] == "a-f-G-E-V-C"
            assert shown.attrib["stale"] > shown.attrib["time"]
            contact = phone.events[f"watchroom-{incident.id}"].find("detail/contact")
            assert contact is not None
            assert contact.attrib["callsign"] == f"#{incident.number} Fence <1>"
            room.house.patrol.units.set_status(other.id, UnitStatus.OFF_DUTY, TESTER)
            await becomes("it vanishes", lambda: "t-x-d-d" in phone.kinds)
            room.house.patrol.devices.refuse(device.id, TESTER)
            phone.stand("ANDROID-1", LatLon(31.231, 121.474))
            await asyncio.sleep(0.3)
            known = room.house.patrol.units.get(room.unit.id).fix
            assert known is not None
            assert known.position == PLACE


async def test_sign_on_by_token_speaks_for_one_uid_only(live_room: Room) -> None:
    room = live_room
    phones = TakPhones(room.house, RoomPicture(room.house))
    with listening(room, phones.converse) as listener:
        async with Phone({"COT_URL": f"tcp://127.0.0.1:{listener.port}"}) as phone:
            phone.says.put_nowait(f'<auth><cot username="x" password="{room.token}" uid="U-1"/></auth>'.encode())
            phone.stand("U-1")
            await becomes("the unit stands there", lambda: room.house.patrol.units.get(room.unit.id).fix)
            phone.stand("U-2", LatLon(31.24, 121.48))
            await asyncio.sleep(0.3)
            end = room.house.clock.now() + timedelta(minutes=1)
            trail = room.house.patrol.positions.marked_trail(room.unit.id, end - timedelta(days=1), end, doubtful=True)
            assert [fix.position for fix, _ in trail] == [PLACE]
        assert room.house.patrol.devices.list() == []
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(b'<auth><cot username="x" password="wrong" uid="U-1"/></auth>')
        assert await heard(reader) == b""
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(b'<!DOCTYPE a [<!ENTITY x "xx">]><event>&x;</event>')
        assert await heard(reader) == b""


async def test_pytak_over_tls_is_known_by_its_certificate(live_room: Room, tmp_path: Path) -> None:
    room = live_room
    for name, days in (("ca", "2"), ("server", "1"), ("phone", "1")):
        make_certificate(tmp_path, name, days)
    settings = CotSettings(
        tls_port=0,
        certificate=tmp_path / "server.pem",
        key=tmp_path / "server.key",
        client_ca=tmp_path / "ca.pem",
    )
    phones = TakPhones(room.house, RoomPicture(room.house))
    with listening(room, phones.converse, tls=_tls(settings)) as listener:
        config = {
            "COT_URL": f"tls://127.0.0.1:{listener.port}",
            "PYTAK_TLS_CLIENT_CERT": str(tmp_path / "phone.pem"),
            "PYTAK_TLS_CLIENT_KEY": str(tmp_path / "phone.key"),
            "PYTAK_TLS_CLIENT_CAFILE": str(tmp_path / "ca.pem"),
            "PYTAK_TLS_DONT_CHECK_HOSTNAME": "1",
        }
        async with Phone(config) as phone:
            phone.stand("ANDROID-1")
            (device,) = await becomes("it waits", room.house.patrol.devices.list)
            assert device.key.startswith("cot:certificate:")
        stranger = ssl.create_default_context(cafile=tmp_path / "ca.pem")
        stranger.check_hostname = False
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", listener.port, ssl=stranger)
            writer.write(b"<event/>")
            assert await heard(reader) == b""
        except (ssl.SSLError, ConnectionError):
            pass  # refused while it shook hands
        assert len(room.house.patrol.devices.list()) == 1


def make_certificate(folder: Path, name: str, days: str) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-days", days, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem"]
    if name != "ca":
        command += ["-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "basicConstraints=critical,CA:FALSE"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
