"""Where a source may connect: the host must be known, and not be one that no camera has."""

import ipaddress
import socket

from ingest.address import USUAL_PORTS, SourceAddress
from ingest.settings import IngestSettings
from kernel.errors import invalid, unavailable


def resolve(address: SourceAddress, settings: IngestSettings) -> None:
    """Look the host up. Raises an unavailable fault when it is unknown, an invalid one outside the camera networks."""
    port = address.port or USUAL_PORTS.get(address.scheme, 0)
    try:
        # FFmpeg would call an unknown host an input/output error.
        found = socket.getaddrinfo(address.host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise unavailable(f"{address}: host {address.host} is not known; check its name or write its number") from None
    for *_, place in found:
        if not settings.allows_host(ipaddress.ip_address(str(place[0]).partition("%")[0])):
            raise invalid(f"{address}: {address.host} lies outside the camera networks of the settings")
