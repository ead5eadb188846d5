"""One ONVIF device: read, steered, listened to. Speaks through onveef, to the device's own host and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from onveef import OnvifClient, OnvifCredentials, OnvifEndpoint, envelopes, exceptions, parsers

from ingest.camera import Credentials, SourceAddress, parse_address
from ingest.onvif.address import DeviceAddress
from ingest.onvif.profile import DeviceReport, Profile
from ingest.onvif.pull_point import PullPoint
from kernel.errors import Fault, conflict, invalid, unavailable

_MOST_PROFILES = 64
_ANSWER_LIMIT, _PICTURE_LIMIT = 8 << 20, 4 << 20
_JPEG = b"\xff\xd8"


@dataclass(frozen=True, slots=True)
class Velocity:
    """How fast to turn and zoom, each in [-1, 1]: right, up and in are positive."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0


@dataclass(frozen=True, slots=True)
class Preset:
    """A place that the camera remembers to look at."""

    token: str
    name: str


class _Client(OnvifClient):
    """Asks for the clock without a login: on a camera whose clock is off, every login fails until that is known."""

    def get_system_date_time(self) -> dict[str, Any]:
        body = envelopes.device_get_system_date_time()
        text = self.call(service="device", operation="GetSystemDateAndTime", body_inner=body, require_auth=False)
        return parsers.parse_system_datetime(text)


class Device:
    """A client of one device. Any thread; each method is one exchange or a few, each bounded by `timeout_s`.

    Whatever address the device gives, the request goes to the host that was connected to. The password is only ever
    sent as a digest. Certificates are not checked: cameras sign their own.
    """

    def __init__(self, address: DeviceAddress, credentials: Credentials | None, timeout_s: float) -> None:
        self.address = address
        self._timeout_s = timeout_s
        self._clock_off_s = 0.0
        self._login = httpx.DigestAuth(credentials.username, credentials.password) if credentials else None
        self._http = httpx.Client(
            timeout=timeout_s,
            verify=False,  # noqa: S501  # cameras sign their own certificates, and no secret goes over the wire
            trust_env=False,
            event_hooks={"request": [self._demand_own_host]},
        )
        login = OnvifCredentials(credentials.username, credentials.password) if credentials else OnvifCredentials()
        self._client = _Client(
            endpoint=OnvifEndpoint(str(address)),
            credentials=login,
            http_client=self._http,
            http_auth="digest",
            timeout_s=timeout_s,
            retries=0,
        )

    def close(self) -> None:
        self._http.close()

    def report(self) -> DeviceReport:
        """What the device is and offers. Raises a fault that says what to do when it cannot be asked."""
        with self._asking("asked what it is"):
            said = self._client.get_device_information()  # first: it needs the login, and says clearly when it is wrong
            clock_ahead = self._clock_ahead()
            profiles = self._profiles()
            snapshot_url = self._snapshot_url(profiles[0].token) if profiles else None
        return DeviceReport(
            address=self.address,
            manufacturer=said.get("Manufacturer", "")[:120],
            model=said.get("Model", "")[:120],
            firmware=said.get("FirmwareVersion", "")[:120],
            clock_ahead=clock_ahead,
            profiles=tuple(profiles),
            snapshot_url=snapshot_url,
            has_events=self._client.endpoint.has("events"),
        )

    def move(self, profile: str, velocity: Velocity, for_s: float) -> None:
        """Turn until told otherwise, but at most `for_s`: the camera itself stops then."""
        with self._asking("told to move"):
            self._client.ptz_continuous_move(
                profile_token=profile,
                pan=velocity.pan,
                tilt=velocity.tilt,
                zoom=velocity.zoom,
                timeout=f"PT{for_s:g}S",
            )

    def stop(self, profile: str) -> None:
        """Stop turning and zooming."""
        with self._asking("told to stop"):
            self._client.ptz_stop(profile_token=profile)

    def presets(self, profile: str) -> list[Preset]:
        """The places that the camera remembers; those without a name are its spare ones and left out."""
        with self._asking("asked for its presets"):
            found = self._client.ptz_get_presets(profile_token=profile)
        return [Preset(p["token"], p["name"][:120]) for p in found if p["token"] and p["name"]]

    def go_to(self, profile: str, preset: str) -> None:
        """Look where the preset says."""
        with self._asking("told to go to a preset"):
            self._client.ptz_goto_preset(profile_token=profile, preset_token=preset)

    def save_preset(self, profile: str, name: str) -> Preset:
        """Remember where the camera looks now."""
        with self._asking("told to remember a preset"):
            token = self._client.ptz_set_preset(profile_token=profile, preset_name=name)
        if not token:
            raise unavailable(f"camera at {self.address.host}: did not say which preset it made; look at its presets")
        return Preset(token, name)

    def remove_preset(self, profile: str, preset: str) -> None:
        """Forget the preset."""
        with self._asking("told to forget a preset"):
            self._client.ptz_remove_preset(profile_token=profile, preset_token=preset)

    def subscribe(self) -> PullPoint:
        """Listen to the device's events from now on; it first says how everything stands."""
        with self._asking("asked for the time"):
            self._clock_off_s = (self._clock_ahead() or timedelta()).total_seconds()
        return PullPoint(self)

    def create_subscription(self, lasting: str) -> dict[str, str]:
        """See `Subscriber`."""
        with self._asking("asked for its events"):
            return self._client.events_create_pull_point(termination_time=lasting)

    def exchange(self, url: str, body: str, action: str, wait_s: float) -> str:
        """See `Subscriber`."""
        login = self._client.credentials
        envelope = envelopes.build_envelope(
            body,
            username=login.username,
            password=login.password,
            wsa_action=action,
            wsa_to=url,
            clock_offset_s=self._clock_off_s,
        )
        timeout = httpx.Timeout(self._timeout_s, read=self._timeout_s + wait_s)
        headers = {"Content-Type": "application/soap+xml; charset=utf-8"}
        with self._asking("asked what happened"):
            with self._http.stream(
                "POST", url, content=envelope, headers=headers, timeout=timeout, auth=self._login
            ) as answer:
                text = _bounded(answer, _ANSWER_LIMIT).decode("utf-8", "replace")
            return _demand_success(answer.status_code, text)

    def picture(self, profile: str) -> bytes | None:
        """What the camera sees now as JPEG; None where it gives none."""
        try:
            with self._asking("asked for a picture"):
                url = self._snapshot_url(profile)
                if url is None:
                    return None
                with self._http.stream("GET", url, auth=self._login) as answer:
                    picture = _bounded(answer, _PICTURE_LIMIT)
            return picture if answer.status_code == 200 and picture.startswith(_JPEG) else None
        except Fault:
            return None

    def _profiles(self) -> list[Profile]:
        """By Media2 where the device has it: the first Media service does not know H.265."""
        services = self._client.endpoint.services
        if {"media", "media2"} <= services.keys():
            own = self._client.endpoint
            newer = {key: url for key, url in services.items() if key != "media"}
            self._client.set_endpoint(OnvifEndpoint(own.device_xaddr, newer))
            with suppress(exceptions.OnvifError):
                found = self._media_profiles()
                if any(profile.address for profile in found):
                    return found
            self._client.set_endpoint(own)
        return self._media_profiles()

    def _media_profiles(self) -> list[Profile]:
        found = self._client.get_profiles()[:_MOST_PROFILES]
        return [self._profile(raw) for raw in found if raw["token"] and "video_encoder" in raw]

    def _profile(self, raw: dict[str, Any]) -> Profile:
        encoder = raw["video_encoder"]
        codec = encoder["encoding"].lower().replace(".", "").replace("-", "")
        return Profile(
            token=raw["token"],
            name=(raw["name"] or raw["token"])[:120],
            codec={"jpeg": "mjpeg", "hevc": "h265"}.get(codec, codec)[:16],
            width=max(0, encoder.get("width", 0)),
            height=max(0, encoder.get("height", 0)),
            fps=encoder.get("fps_limit") or None,
            source=raw.get("video_source", {}).get("source_token", ""),
            address=self._stream(raw["token"]),
            has_ptz="ptz" in raw and self._client.endpoint.has("ptz"),
        )

    def _stream(self, profile: str) -> SourceAddress | None:
        with suppress(exceptions.OnvifFaultError, exceptions.OnvifOperationNotSupportedError, Fault):
            address, _ = parse_address(self._client.get_stream_uri(profile_token=profile))
            if address.host == self.address.host.lower():
                return address
        return None

    def _snapshot_url(self, profile: str) -> str | None:
        try:
            url = self._client.get_snapshot_uri(profile_token=profile)
        except exceptions.OnvifError:
            return None
        return url if url.startswith(("http://", "https://")) else None

    def _clock_ahead(self) -> timedelta | None:
        said = self._client.get_system_date_time().get("UTCDateTime")
        if not isinstance(said, dict):
            return None
        try:
            return datetime(**said, tzinfo=UTC) - datetime.now(UTC)
        except (TypeError, ValueError):
            return None

    def _know_services(self) -> None:
        """Ask once, here and not by the client itself: that one takes a failure for a device without services."""
        if not self._client.endpoint.services:
            self._client.set_endpoint(OnvifEndpoint(str(self.address), self._client.discover_services()))

    def _demand_own_host(self, request: httpx.Request) -> None:
        if request.url.host != self.address.host.lower():
            raise httpx.UnsupportedProtocol("another host than the camera's")

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        """Turn what can go wrong into faults that say what to do; none repeats an answer's body or a login."""
        who = f"camera at {self.address.host}:{self.address.port}"
        try:
            self._know_services()
            yield
        except exceptions.OnvifAuthError:
            raise invalid(f"{who}: refused the login when {what}; check user name, password and their rights") from None
        except (exceptions.OnvifTimeoutError, httpx.TimeoutException):
            raise unavailable(f"{who}: no answer in {self._timeout_s:g} s when {what}; is it on and near?") from None
        except (exceptions.OnvifCapabilityMissingError, exceptions.OnvifOperationNotSupportedError):
            raise conflict(f"{who}: cannot do this ({what}); it has no such ONVIF service") from None
        except exceptions.OnvifFaultError as error:
            raise conflict(f"{who}: refused when {what}: {_reason(error)}") from None
        except (exceptions.OnvifError, httpx.HTTPError):
            raise unavailable(f"{who}: no ONVIF answer when {what}; check address and port") from None
        except RuntimeError:
            if not self._http.is_closed:
                raise
            raise unavailable(f"{who}: no longer connected to; its address or login was changed") from None


def _reason(error: Exception) -> str:
    text = str(error).partition("fault: ")[2] or "no reason given"
    return "".join(c for c in text if c.isprintable())[:120]


def _bounded(answer: httpx.Response, limit: int) -> bytes:
    body = bytearray()
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > limit:
            raise exceptions.OnvifTransportError("the answer is too long")
    return bytes(body)


def _demand_success(status: int, text: str) -> str:
    """The text, or what onveef would raise."""
    reason = parsers.parse_fault(text)
    if status in (401, 403) or "authorized" in reason.lower():
        raise exceptions.OnvifAuthError("denied")
    if reason:
        raise exceptions.OnvifFaultError(f"fault: {reason}")
    if status != 200:
        raise exceptions.OnvifTransportError(f"status {status}")
    return text
