"""Every way other than HTTP by which positions come in: what is listened to, by the settings, and how it fares."""

import ssl
from collections.abc import Iterator
from pathlib import Path

from console.house import House
from console.positions.picture import RoomPicture
from console.positions.receivers import Receivers
from console.positions.subscriber import Subscriber
from console.positions.tak import TakPhones
from console.positions.terminals import Terminals
from console.positions.wire import Door, Listener
from console.sections import CotSettings
from kernel.errors import invalid
from kernel.supervise import Supervised


class PositionDoors:
    """The listeners that the settings ask for, each in a thread of its own. `start` and `stop` once each."""

    def __init__(self, house: House) -> None:
        self.ways: list[Listener | Subscriber] = list(_ways(house))
        self._loops = [Supervised(f"positions by {way.name}", way.run_once, house.clock) for way in self.ways]

    def start(self) -> None:
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        for loop in self._loops:
            loop.stop(timeout_s=0)
        for loop in self._loops:
            loop.stop()

    def figures(self) -> dict[str, float]:
        """Counters for the system view."""
        return {name: value for way in self.ways for name, value in way.figures().items()}

    @property
    def faults(self) -> tuple[str, ...]:
        """What troubles them now."""
        return tuple(f"{loop.name}: {loop.last_fault}" for loop in self._loops if loop.last_fault)


def _ways(house: House) -> Iterator[Listener | Subscriber]:
    settings = house.settings.positions

    def door(name: str, port: int, tls: ssl.SSLContext | None = None) -> Door:
        return Door(name, settings.host, port, settings.connection_limit, settings.idle_s, tls)

    phones = TakPhones(house, RoomPicture(house))
    if settings.cot.port is not None:
        yield Listener(door("cot", settings.cot.port), phones.converse)
    if settings.cot.tls_port is not None:
        yield Listener(door("cot_tls", settings.cot.tls_port, _tls(settings.cot)), phones.converse)
    if settings.jt808_port is not None:
        yield Listener(door("jt808", settings.jt808_port), Terminals(house).converse)
    if settings.nmea_port is not None:
        yield Listener(door("nmea", settings.nmea_port), Receivers(house).converse)
    if settings.mqtt.host is not None:
        yield Subscriber(house, settings.mqtt)


def _tls(settings: CotSettings) -> ssl.SSLContext:
    if settings.certificate is None or settings.key is None:
        raise invalid("positions.cot: tls_port needs certificate and key, the paths of two PEM files")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(settings.certificate, settings.key)
        if settings.client_ca is not None:
            _trust(context, settings.client_ca)
    except (OSError, ssl.SSLError) as error:
        raise invalid(f"positions.cot: certificate, key or client_ca cannot be read: {error}") from error
    return context


def _trust(context: ssl.SSLContext, authority: Path) -> None:
    context.load_verify_locations(authority)
    context.verify_mode = ssl.CERT_REQUIRED
