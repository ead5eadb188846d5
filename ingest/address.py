"""The typed address of a stream: an allow-list of schemes, the login taken out, nothing a demuxer could misread."""

import ipaddress
import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from kernel.errors import invalid

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?|[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`|]")
_LOGIN_FIELD = re.compile(
    r"(?P<head>(?:^|[?&/;,])"
    r"(?P<name>user(?:name)?|usr|login|pass(?:word|wd|phrase)?|pwd|psw|token|secret|auth|key)=)"
    r"(?P<value>[^&;,/?#]*)",
    re.IGNORECASE,
)
_USER_NAMES = frozenset({"user", "username", "usr", "login"})
_SRT_FIELDS = {"streamid": re.compile(r"[\w.:/#!,=@-]{1,512}"), "passphrase": re.compile(r".{10,79}|\{password\}")}


class SourceScheme(StrEnum):
    """The only kinds of address there are."""

    RTSP = "rtsp"
    RTSPS = "rtsps"
    HTTP = "http"
    HTTPS = "https"
    RTMP = "rtmp"
    RTMPS = "rtmps"
    SRT = "srt"
    UDP = "udp"
    FILE = "file"
    PATTERN = "pattern"
    WHIP = "whip"


_LOCAL = (SourceScheme.FILE, SourceScheme.PATTERN, SourceScheme.WHIP)
_PUBLISHER = re.compile(r"[\w.-]{1,64}", re.ASCII)
USUAL_PORTS = {
    SourceScheme.RTSP: 554,
    SourceScheme.RTSPS: 322,
    SourceScheme.HTTP: 80,
    SourceScheme.HTTPS: 443,
    SourceScheme.RTMP: 1935,
    SourceScheme.RTMPS: 443,
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login; the password never shows in `repr`."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SourceAddress:
    """Where a camera's pictures come from, without any secret.

    host, port: where to connect; empty and None for `file:`, `pattern:` and `whip:`. Of `udp:`, port is ours to listen
    on, and host the multicast group to join, the one sender to listen to, or empty for whoever sends. path: the rest,
    with its query. A login that the camera wants inside the path stands there as `{username}` and `{password}`.
    """

    scheme: SourceScheme
    host: str
    port: int | None
    path: str

    def __str__(self) -> str:
        if self.scheme in _LOCAL:
            return f"{self.scheme}:{self.path}"
        return f"{self.scheme}://{self._place()}{self.path}"

    @property
    def has_login_in_path(self) -> bool:
        """Whether the login belongs inside the path, not in front of the host."""
        return "{password}" in self.path or "{username}" in self.path

    @property
    def is_multicast(self) -> bool:
        return is_multicast(self.host)

    def url(self, credentials: Credentials | None) -> str:
        """The address with the login in it: for the connecting library only, never to be shown or logged."""
        if credentials is None or self.scheme in (*_LOCAL, SourceScheme.UDP):
            return str(self)
        username, password = quote(credentials.username, safe=""), quote(credentials.password, safe="")
        if self.has_login_in_path:
            path = self.path.replace("{username}", username).replace("{password}", password)
            return f"{self.scheme}://{self._place()}{path}"
        return f"{self.scheme}://{username}:{password}@{self._place()}{self.path}"

    def _place(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        if self.scheme is SourceScheme.UDP and (not host or self.is_multicast):
            host = f"@{host}"
        return host if self.port is None else f"{host}:{self.port}"


def parse_address(url: str) -> tuple[SourceAddress, Credentials | None]:
    """The typed address in `url` and the login that stood in it.

    Accepts the schemes of `SourceScheme`: those of the network with a host, `udp://@[group]:port` and
    `udp://sender:port`, `file:<path below the media folder>`, `pattern:<name>?seed=1` and `whip:<unit>`. Raises
    an invalid fault that never repeats the text, since it may hold a password.
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
    if scheme is SourceScheme.WHIP:
        if not _PUBLISHER.fullmatch(rest):
            raise invalid("camera address: whip: needs the id of the unit that publishes")
        return SourceAddress(scheme, "", None, rest), None
    if scheme is SourceScheme.UDP:
        return _listening_address(rest), None
    return _network_address(scheme, text)


def is_multicast(host: str) -> bool:
    """Whether `host` is the number of a multicast group."""
    try:
        return ipaddress.ip_address(host).is_multicast
    except ValueError:
        return False


def _file_path(rest: str) -> str:
    path = unquote(rest)
    path = "/" + path.lstrip("/") if path.startswith("/") else path
    if not path.strip("/") or "\x00" in path or ".." in path.split("/"):
        raise invalid("camera address: file: needs the path of a video file below the media folder, without '..'")
    return path


def _listening_address(rest: str) -> SourceAddress:
    """`udp:` has no path and no query: FFmpeg would take them for options."""
    host, colon, port = rest.removeprefix("//").removeprefix("@").rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not rest.startswith("//") or not colon or not (port.isascii() and port.isdecimal()):
        raise invalid("camera address: write udp://@:5004, udp://@239.1.2.3:5004 or udp://10.0.0.7:5004, no more")
    if not 1024 <= int(port) <= 65_535:
        raise invalid("camera address: udp: listens on a port from 1024 to 65535")
    if host:
        try:
            host = str(ipaddress.ip_address(host))
        except ValueError:
            raise invalid("camera address: udp: needs the sender's or the group's number, not a name") from None
    return SourceAddress(SourceScheme.UDP, host, int(port), "")


def _network_address(scheme: SourceScheme, text: str) -> tuple[SourceAddress, Credentials | None]:
    example = f"{scheme}://host:{USUAL_PORTS.get(scheme, 9000)}/path"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise invalid(f"camera address: the host or port cannot be read; write {example}") from None
    if not text[len(scheme) + 1 :].startswith("//") or not host or not _HOST.fullmatch(host):
        raise invalid(f"camera address: the host is missing or malformed; write {example}")
    if port == 0:
        raise invalid("camera address: port 0 cannot be reached")
    user = unquote(parts.username) if parts.username else ""
    password = unquote(parts.password) if parts.password else ""
    credentials = Credentials(user, password) if user or password else None
    # A fragment is part of what was typed, most often an unescaped # in a password.
    if parts.fragment:
        raise invalid("camera address: holds a '#'; percent-encode it as %23")
    if scheme is SourceScheme.SRT:
        _check_srt(port, parts.path, parts.query)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    path, inner = _take_login(path)
    if credentials and inner and credentials != inner:
        raise invalid("camera address: holds two logins; keep the one in front of the host or the one in the path")
    return SourceAddress(scheme, host, port, path), inner or credentials


def _check_srt(port: int | None, path: str, query: str) -> None:
    """FFmpeg reads its options from the query of `srt:`, among them names of files: only these two pass."""
    if port is None:
        raise invalid("camera address: srt: needs a port; write srt://host:9000")
    try:
        fields = parse_qsl(query, keep_blank_values=True, strict_parsing=True) if query else []
    except ValueError:
        fields = [("", "")]
    is_known = all(name in _SRT_FIELDS and _SRT_FIELDS[name].fullmatch(value) for name, value in fields)
    if path.strip("/") or not is_known:
        raise invalid("camera address: srt: takes streamid= and passphrase= (10 to 79 characters) and nothing else")


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
