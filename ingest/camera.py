"""A camera: its typed address, its login apart from it, where it stands, and how it is doing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote, unquote, urlsplit

from kernel.errors import invalid
from kernel.geo import LatLon
from kernel.ids import CameraId
from kernel.journal import Json, JsonObject

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?|[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`|]")
_LOGIN_FIELD = re.compile(
    r"(?P<head>(?:^|[?&/;,])(?P<name>user(?:name)?|usr|login|pass(?:word|wd)?|pwd|psw|token|secret|auth|key)=)"
    r"(?P<value>[^&;,/?#]*)",
    re.IGNORECASE,
)
_USER_NAMES = frozenset({"user", "username", "usr", "login"})


class SourceScheme(StrEnum):
    """The only kinds of address there are."""

    RTSP = "rtsp"
    RTSPS = "rtsps"
    FILE = "file"
    PATTERN = "pattern"


class Transport(StrEnum):
    """How RTP travels from the camera."""

    TCP = "tcp"
    UDP = "udp"


class CameraState(StrEnum):
    """How a camera is doing."""

    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login; the password never shows in `repr`."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SourceAddress:
    """Where a camera's pictures come from, without any secret.

    host, port: for rtsp and rtsps only. path: the rest, with its query. A login that the camera wants inside the
    path stands there as `{username}` and `{password}`.
    """

    scheme: SourceScheme
    host: str
    port: int | None
    path: str

    def __str__(self) -> str:
        if self.scheme in (SourceScheme.FILE, SourceScheme.PATTERN):
            return f"{self.scheme}:{self.path}"
        return f"{self.scheme}://{self._place()}{self.path}"

    def url(self, credentials: Credentials | None) -> str:
        """The address with the login in it: for the connecting library only, never to be shown or logged."""
        if credentials is None or self.scheme in (SourceScheme.FILE, SourceScheme.PATTERN):
            return str(self)
        username, password = quote(credentials.username, safe=""), quote(credentials.password, safe="")
        if "{password}" in self.path or "{username}" in self.path:
            path = self.path.replace("{username}", username).replace("{password}", password)
            return f"{self.scheme}://{self._place()}{path}"
        return f"{self.scheme}://{username}:{password}@{self._place()}{self.path}"

    def _place(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"


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


def parse_address(url: str) -> tuple[SourceAddress, Credentials | None]:
    """The typed address in `url` and the login that stood in it.

    Accepts `rtsp://`, `rtsps://`, `file:<path below the media folder>` and `pattern:<name>?seed=1`. Raises an invalid
    fault that never repeats the text, since it may hold a password.
    """
    text = url.strip()
    if _UNSAFE.search(text):
        raise invalid("camera address: holds spaces or control characters; percent-encode them")
    name, colon, rest = text.partition(":")
    schemes = {scheme.value: scheme for scheme in SourceScheme}
    if not colon or name.lower() not in schemes:
        raise invalid(f"camera address: must begin with one of {', '.join(f'{known}:' for known in schemes)}")
    scheme = schemes[name.lower()]
    if scheme is SourceScheme.FILE:
        return SourceAddress(scheme, "", None, _file_path(rest)), None
    if scheme is SourceScheme.PATTERN:
        return SourceAddress(scheme, "", None, rest.lstrip("/") or "street"), None
    return _network_address(scheme, text)


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


def _file_path(rest: str) -> str:
    path = unquote(rest)
    path = "/" + path.lstrip("/") if path.startswith("/") else path
    if not path.strip("/") or "\x00" in path or ".." in path.split("/"):
        raise invalid("camera address: file: needs the path of a video file below the media folder, without '..'")
    return path


def _network_address(scheme: SourceScheme, text: str) -> tuple[SourceAddress, Credentials | None]:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise invalid("camera address: the host or port cannot be read; write rtsp://host:554/path") from None
    if not text[len(scheme) + 1 :].startswith("//") or not host or not _HOST.fullmatch(host):
        raise invalid("camera address: the host is missing or malformed; write rtsp://host:554/path")
    if port == 0:
        raise invalid("camera address: port 0 cannot be reached")
    user = unquote(parts.username) if parts.username else ""
    password = unquote(parts.password) if parts.password else ""
    credentials = Credentials(user, password) if user or password else None
    # A fragment is part of what was typed, most often an unescaped # in a password.
    if parts.fragment:
        raise invalid("camera address: holds a '#'; percent-encode it as %23")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    path, inner = _take_login(path)
    if credentials and inner and credentials != inner:
        raise invalid("camera address: holds two logins; keep the one in front of the host or the one in the path")
    return SourceAddress(scheme, host, port, path), inner or credentials


def _take_login(path: str) -> tuple[str, Credentials | None]:
    """Some cameras want the login inside the path or query (`/user=…&password=…`): put placeholders in its place."""
    found: dict[str, str] = {}

    def place(match: re.Match[str]) -> str:
        role = "username" if match["name"].lower() in _USER_NAMES else "password"
        value = unquote(match["value"])
        if not value or value == f"{{{role}}}":
            return match[0]
        if found.setdefault(role, value) != value:
            raise invalid("camera address: the path holds two different logins")
        return f"{match['head']}{{{role}}}"

    path = _LOGIN_FIELD.sub(place, path)
    return path, Credentials(found.get("username", ""), found.get("password", "")) if found else None
