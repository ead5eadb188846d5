"""What an ONVIF device offers, and which of its streams a room uses. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ingest.camera import SourceAddress
from ingest.onvif.address import DeviceAddress

_LEAST_SUB_PIXELS = 320 * 180  # smaller than this nothing can be told on a tile


@dataclass(frozen=True, slots=True)
class Profile:
    """One media profile. codec: `h264`, `h265`, `mjpeg` or what the device calls it; source: its video source.

    address: its stream, on the device's own host and without login; None where the device gave none that we take.
    """

    token: str
    name: str
    codec: str
    width: int
    height: int
    fps: float | None
    source: str
    address: SourceAddress | None
    has_ptz: bool

    @property
    def pixels(self) -> int:
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Channel:
    """One picture of the device: its largest stream, its small one, and the profile through which it is steered."""

    source: str
    name: str
    main: Profile
    sub: Profile | None
    ptz_token: str | None


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What a device said of itself. clock_ahead: its clock minus ours, None where it does not tell."""

    address: DeviceAddress
    manufacturer: str
    model: str
    firmware: str
    clock_ahead: timedelta | None
    profiles: tuple[Profile, ...]
    snapshot_url: str | None
    has_events: bool

    @property
    def channels(self) -> list[Channel]:
        return channels(self.profiles)


def channels(profiles: Sequence[Profile]) -> list[Channel]:
    """The device's pictures, in its own order: one for a camera, several for a recorder or a camera of many lenses.

    Main is the stream with most pixels. Sub is the smallest H.264 with fewer, as long as something can be seen on it.
    """
    found = []
    for source in dict.fromkeys(p.source for p in profiles if p.address is not None):
        own = [p for p in profiles if p.source == source]
        playable = [p for p in own if p.address is not None]
        main = max(playable, key=lambda p: p.pixels)
        small = [p for p in playable if p.codec == "h264" and _LEAST_SUB_PIXELS <= p.pixels < main.pixels]
        sub = min(small, key=lambda p: p.pixels, default=None)
        steered = next((p.token for p in (main, *own) if p.has_ptz), None)
        found.append(Channel(source, main.name, main, sub, steered))
    return found
