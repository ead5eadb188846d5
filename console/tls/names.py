"""Under which names and addresses this machine is reached."""

import socket
from collections.abc import Sequence
from ipaddress import ip_address

# Nothing is sent there: the system only says from which of its addresses it would (RFC 5737, RFC 3849).
_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def machine_names(listens_on: str, further: Sequence[str] = ()) -> tuple[str, ...]:
    """Host names and addresses, each once: those set by people, this machine's own, and the local ones."""
    host = socket.gethostname().lower()
    found = [*further, host, *([] if "." in host else [f"{host}.local"]), *_addresses(host), "localhost"]
    if not is_everywhere(listens_on):
        found.append(listens_on)
    return tuple(dict.fromkeys([*found, "127.0.0.1", "::1"]))


def reached_at(listens_on: str, further: Sequence[str] = ()) -> str:
    """The one name to tell people: set by them, else the address that others see."""
    if further:
        return further[0]
    if not is_everywhere(listens_on):
        return listens_on
    return next(iter(_outward()), "127.0.0.1")


def is_everywhere(listens_on: str) -> bool:
    """Whether it listens on every address of the machine."""
    try:
        return ip_address(listens_on).is_unspecified
    except ValueError:
        return False


def _addresses(host: str) -> list[str]:
    try:
        known = [str(info[4][0]) for info in socket.getaddrinfo(host, None)]
    except OSError:
        known = []
    usable = [address for address in known if "%" not in address]
    return [*_outward(), *usable]


def _outward() -> list[str]:
    found = []
    for family, address in _ELSEWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 9))
                found.append(str(probe.getsockname()[0]))
        except OSError:
            continue
    return found
