"""Where an ONVIF device answers, as an administrator typed it or the network found it. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from kernel.errors import invalid

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?|[0-9A-Fa-f:.]+")
_PATH = re.compile(r"/[A-Za-z0-9._~/%=-]*")
_USUAL_PATH = "/onvif/device_service"
_REMEDY = "write the camera's name or number, as 10.20.0.11 or http://10.20.0.11:8080/onvif/device_service"


@dataclass(frozen=True, slots=True)
class DeviceAddress:
    """The device service of one ONVIF device; holds no login. Everything asked of the device goes to this host only."""

    host: str
    port: int
    path: str = _USUAL_PATH
    is_secure: bool = False

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.is_secure else 80
        port = "" if self.port == usual else f":{self.port}"
        return f"{'https' if self.is_secure else 'http'}://{host}{port}{self.path}"


def parse_device(text: str) -> DeviceAddress:
    """The address in `text`: a host, `host:port` or the whole http(s) address of the device service.

    Raises an invalid fault that does not repeat the text, since it may hold a password.
    """
    text = text.strip()
    whole = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise invalid(f"onvif address: the host or port cannot be read; {_REMEDY}") from None
    if parts.scheme not in ("http", "https"):
        raise invalid(f"onvif address: must be http or https; {_REMEDY}")
    if parts.username is not None or parts.password is not None:
        raise invalid("onvif address: holds a login; give user name and password in their own fields")
    path = parts.path if parts.path not in ("", "/") else _USUAL_PATH
    if not _HOST.fullmatch(host) or port == 0 or parts.query or parts.fragment or not _PATH.fullmatch(path):
        raise invalid(f"onvif address: malformed; {_REMEDY}")
    is_secure = parts.scheme == "https"
    return DeviceAddress(host, port or (443 if is_secure else 80), path, is_secure)
