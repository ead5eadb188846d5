"""The door to `device`: who never opens it does not pay for loading the ONVIF client."""

from typing import TYPE_CHECKING

from ingest.camera import Credentials
from ingest.onvif.address import DeviceAddress

if TYPE_CHECKING:
    from ingest.onvif.device import Device


def connect(address: DeviceAddress, credentials: Credentials | None, timeout_s: float = 5.0) -> "Device":
    """A client of the device; nothing is sent yet. Close it after use."""
    from ingest.onvif.device import Device

    return Device(address, credentials, timeout_s)
