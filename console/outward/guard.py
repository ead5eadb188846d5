"""Where this house may connect to by itself: networks that the settings name, looked up once and then held to.

An address that a person typed must not make the server speak to itself, to the cloud it runs in or to anything else
that only it can reach; nor may a name that meant an allowed host when it was checked mean another one a moment later.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from kernel.errors import invalid, unavailable

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PORTS = {"http": 80, "https": 443}
_MOST_ADDRESSES = 4
_SPECIAL: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3"),
        *("::/127", "fe80::/10", "fd00:ec2::/32", "ff00::/8"),
    )
)


@dataclass(frozen=True, slots=True)
class Target:
    """A web address, taken apart. host: as it stands in the address; port: given or usual."""

    scheme: str
    host: str
    port: int


def parse_target(url: str) -> Target:
    """The address taken apart; raises an invalid fault for anything but http(s) with a host and without a login."""
    text = url.strip()
    if any(ord(c) <= 32 or ord(c) == 127 for c in text):
        raise invalid("address: holds spaces or control characters; percent-encode them")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise invalid("address: the host or the port cannot be read; write https://host/path") from None
    if parts.scheme not in _PORTS or not host:
        raise invalid("address: must begin with https:// or http:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise invalid("address: holds a login; receivers know us by the signature, leave it out")
    if parts.fragment or port == 0:
        raise invalid("address: holds a '#' or port 0; leave that out")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme])


def shown(url: str) -> str:
    """The address without its query, which may hold a key."""
    head, mark, _ = url.partition("?")
    return f"{head}?…" if mark else head


def allows(address: IPAddress, networks: Sequence[Network]) -> bool:
    """Whether `address` lies in one of `networks`.

    The special ranges (this machine, link-local with the clouds' secrets, multicast) count only where a network lies
    inside them: 0.0.0.0/0 opens the internet, not 127.0.0.1.
    """
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    special = next((s for s in _SPECIAL if address in s), None)
    return any(
        address in network and (special is None or (network.version == special.version and network.subnet_of(special)))  # type: ignore[arg-type]
        for network in networks
    )


async def addresses_of(target: Target, networks: Sequence[Network]) -> list[str]:
    """The numbers to connect to, at most 4. Raises unavailable (no such name) or invalid (outside the networks)."""
    try:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise unavailable(f"{target.host}: there is no host of this name; check the address") from None
    numbers = list(dict.fromkeys(str(info[4][0]).partition("%")[0] for info in found))
    for number in numbers:
        if not allows(ipaddress.ip_address(number), networks):
            raise invalid(
                f"{target.host}: {number} is outside the networks that may be reached; "
                "an administrator of the machine adds it to outward.networks"
            )
    return numbers[:_MOST_ADDRESSES]
