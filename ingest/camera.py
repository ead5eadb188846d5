"""A camera: where its pictures come from, where it stands, and how it is doing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ingest.address import Credentials, SourceAddress, SourceScheme, parse_address
from kernel.geo import LatLon
from kernel.ids import CameraId
from kernel.journal import Json, JsonObject

__all__ = ["Credentials", "SourceAddress", "SourceScheme", "parse_address"]


class Transport(StrEnum):
    """How RTP travels from the camera."""

    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True, slots=True)
class PullOptions:
    """How a stream is pulled; wants_audio: its sound too, where it has any."""

    transport: Transport = Transport.TCP
    wants_audio: bool = False


class CameraState(StrEnum):
    """How a camera is doing."""

    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class CameraDraft:
    """A camera to be added. sub_address: its small stream, reached with the same login."""

    name: str
    address: SourceAddress
    credentials: Credentials | None = None
    sub_address: SourceAddress | None = None
    transport: Transport = Transport.TCP
    records_audio: bool = False
    position: LatLon | None = None
    bearing_deg: float | None = None
    view_angle_deg: float = 70.0
    range_m: float = 60.0
    is_recorded: bool = True
    retention_days: int = 14


@dataclass(frozen=True, slots=True)
class CameraChange:
    """What to change; None leaves a field as it is. Credentials with both parts empty remove the login.

    drops_sub_stream: the camera has no small stream any more.
    """

    name: str | None = None
    address: SourceAddress | None = None
    credentials: Credentials | None = None
    sub_address: SourceAddress | None = None
    drops_sub_stream: bool = False
    transport: Transport | None = None
    records_audio: bool | None = None
    position: LatLon | None = None
    bearing_deg: float | None = None
    view_angle_deg: float | None = None
    range_m: float | None = None
    is_enabled: bool | None = None
    is_recorded: bool | None = None
    retention_days: int | None = None


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera of the house, without its login."""

    id: CameraId
    name: str
    address: SourceAddress
    sub_address: SourceAddress | None
    transport: Transport
    records_audio: bool
    has_credentials: bool
    position: LatLon | None
    bearing_deg: float | None
    view_angle_deg: float
    range_m: float
    is_enabled: bool
    is_recorded: bool
    retention_days: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """How a camera is doing since when; reason says why it is not online; codec and size as last seen."""

    state: CameraState
    since: datetime
    reason: str | None = None
    codec: str | None = None
    width: int | None = None
    height: int | None = None


def camera_data(camera: Camera, status: CameraStatus, ground_view: Sequence[LatLon] = ()) -> JsonObject:
    """The camera in the shape of `CameraView`: for the journal and for HTTP; holds no secret."""
    return {
        "id": camera.id,
        "name": camera.name,
        "address": str(camera.address),
        "sub_address": str(camera.sub_address) if camera.sub_address else None,
        "transport": camera.transport.value,
        "records_audio": camera.records_audio,
        "has_credentials": camera.has_credentials,
        "position": _place_data(camera.position) if camera.position else None,
        "bearing_deg": camera.bearing_deg,
        "view_angle_deg": camera.view_angle_deg,
        "range_m": camera.range_m,
        "ground_view": [_place_data(place) for place in ground_view],
        "is_enabled": camera.is_enabled,
        "is_recorded": camera.is_recorded,
        "retention_days": camera.retention_days,
        "created_at": camera.created_at.isoformat(),
        "status": {
            "state": status.state.value,
            "since": status.since.isoformat(),
            "reason": status.reason,
            "codec": status.codec,
            "width": status.width,
            "height": status.height,
        },
    }


def _place_data(place: LatLon) -> Json:
    return {"lat": place.lat, "lon": place.lon}
