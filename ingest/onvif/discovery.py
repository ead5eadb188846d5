"""Find cameras on the network by WS-Discovery: a probe to everybody, or to one host that is named."""

import fcntl
import socket
import struct
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

import structlog

from ingest.onvif.address import DeviceAddress, parse_device
from ingest.onvif.connect import demand_camera_network
from ingest.settings import IngestSettings
from kernel.errors import Fault, unavailable

if TYPE_CHECKING:
    from onveef import DiscoveredDevice

log = structlog.get_logger()

_SIOCGIFADDR = 0x8915  # linux/sockios.h
_PORT = 3702
_MOST = 500


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """A device that answered. name, hardware, location: as it calls itself, empty where it does not."""

    address: DeviceAddress
    name: str
    hardware: str
    location: str
    scopes: tuple[str, ...]


def find_devices(within_s: float, interfaces: Sequence[str] | None = None) -> list[FoundDevice]:
    """Who answers a probe to everybody within `within_s`, by address.

    interfaces: the own IPv4 addresses to ask from; None: all of this machine. All are asked at the same time.
    Raises an unavailable fault when the machine has no network to ask in.
    """
    from onveef.wsdiscovery import discover

    own = list(interfaces) if interfaces is not None else own_addresses()
    if not own:
        raise unavailable("camera search: this machine has no IPv4 network; type the camera's address instead")
    answers: list[DiscoveredDevice] = []

    def ask(interface: str) -> None:
        answers.extend(discover(timeout_s=within_s, interface_ip=interface))

    threads = [threading.Thread(target=ask, args=(interface,), daemon=True) for interface in own]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(within_s + 1)
    return _found(list(answers))


def find_at(host: str, within_s: float, settings: IngestSettings) -> list[FoundDevice]:
    """Who answers a probe sent to `host` alone: for cameras behind a router, which probes to everybody do not pass."""
    from onveef.wsdiscovery import probe_device

    address = parse_device(host)
    demand_camera_network(address, settings)
    try:
        place = socket.getaddrinfo(address.host, _PORT, socket.AF_INET, socket.SOCK_DGRAM)[0][4][0]
        return _found(probe_device(str(place), timeout_s=within_s, port=_PORT))
    except OSError:
        raise unavailable(f"camera search: {address.host} cannot be reached; check the name or number") from None


def own_addresses() -> list[str]:
    """The first IPv4 address of each network interface of this machine."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(asker.fileno(), _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue  # it has none
            found.append(socket.inet_ntoa(answer[20:24]))
    return found


def _found(answers: "Iterable[DiscoveredDevice]") -> list[FoundDevice]:
    found: dict[tuple[str, int], FoundDevice] = {}
    for answer in answers:
        address = next(_addresses(answer.xaddrs or [answer.address]), None)
        if address is not None and len(found) < _MOST:
            place = (address.host, address.port)
            found[place] = FoundDevice(
                address, _word(answer.name), _word(answer.hardware), _word(answer.location), tuple(answer.scopes)
            )
    return sorted(found.values(), key=lambda device: (device.address.host, device.address.port))


def _addresses(texts: Iterable[str]) -> Iterator[DeviceAddress]:
    """IPv4 first: cameras often list a link-local IPv6 address that only their own segment can reach."""
    parsed = []
    for text in texts:
        try:
            parsed.append(parse_device(text))
        except Fault:
            log.info("camera search: an answer without a usable address")
    return iter(sorted(parsed, key=lambda address: ":" in address.host))


def _word(text: str) -> str:
    return unquote(text).replace("_", " ").strip()[:120]
