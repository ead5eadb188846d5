"""The door to `device`: who never opens it does not pay for loading the ONVIF client."""

from typing import TYPE_CHECKING

from ingest.address import SourceAddress, SourceScheme
from ingest.camera import Credentials
from ingest.onvif.address import DeviceAddress
from ingest.settings import IngestSettings
from ingest.sources.host import resolve

if TYPE_CHECKING:
    from ingest.onvif.device import Device

TIMEOUT_S = 5.0


def connect(address: DeviceAddress, credentials: Credentials | None, settings: IngestSettings) -> "Device":
    """A client of the device; nothing is sent yet. Close it after use.

    Raises an unavailable fault for an unknown host, an invalid one outside the camera networks of the settings.
    """
    from ingest.onvif.device import Device

    demand_camera_network(address, settings)
    return Device(address, credentials, TIMEOUT_S)


def demand_camera_network(address: DeviceAddress, settings: IngestSettings) -> None:
    """Refuse a host where no camera may be."""
    scheme = SourceScheme.HTTPS if address.is_secure else SourceScheme.HTTP
    resolve(SourceAddress(scheme, address.host, address.port, address.path), settings)
