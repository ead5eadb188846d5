"""Shapes of ONVIF devices, of steering and of tours."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from console.api.schema.base import Draft, Name, View

DeviceUrl = Annotated[str, Field(min_length=1, max_length=500)]
Token = Annotated[str, Field(min_length=1, max_length=120)]
Grip = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Speed = Annotated[float, Field(ge=-1, le=1)]


class CameraReport(StrEnum):
    """What a camera's own analysis may report: the kinds of event that it becomes."""

    MOTION = "camera_motion"
    TAMPER = "camera_tamper"
    LINE = "camera_line"


class CameraSearch(Draft):
    """Ask everybody on the network, or one host."""

    host: DeviceUrl | None = Field(None, description="null: all of this network")
    within_s: Annotated[float, Field(ge=0.2, le=3)] = 3


class FoundCamera(View):
    """A device that answered the search. camera_id: the camera that it already is here."""

    device_url: str
    name: str
    hardware: str
    location: str
    camera_id: str | None
    camera_name: str | None


class DeviceLogin(Draft):
    """A device to be read. Nothing of it is kept."""

    device_url: DeviceUrl
    username: Annotated[str, Field(max_length=200)] = ""
    password: Annotated[str, Field(max_length=200)] = ""


class StreamProfile(View):
    """One stream of the device. url: without login, on the device's own host; null: the device gave none."""

    token: str
    name: str
    codec: str
    width: int
    height: int
    fps: float | None
    url: str | None


class DeviceChannel(View):
    """One picture of the device: the streams to record and to tile."""

    video_source: str
    name: str
    main: StreamProfile
    sub: StreamProfile | None
    has_ptz: bool


class DeviceReading(View):
    """What a device said of itself."""

    device_url: str
    manufacturer: str
    model: str
    firmware: str
    clock_ahead_s: float | None = Field(description="its clock minus ours; null: it does not tell")
    profiles: list[StreamProfile]
    channels: list[DeviceChannel] = Field(description="one for a camera, several for a recorder")
    snapshot_url: str | None
    has_events: bool


class OnvifDraft(Draft):
    """The device behind a camera. It is read with the camera's own login unless it is the one already known."""

    device_url: DeviceUrl
    video_source: Annotated[str, Field(max_length=120)] | None = Field(None, description="null: its first")
    follows: Annotated[list[CameraReport], Field(max_length=3)] = Field(default_factory=list)


class TourStop(View):
    preset: Token
    dwell_s: Annotated[float, Field(ge=3, le=3600)]


class TourDraft(Draft):
    """Presets to look at in turn; no stops take the tour away."""

    stops: Annotated[list[TourStop], Field(max_length=64)]
    resume_after_s: Annotated[float, Field(ge=5, le=3600)] = 60
    is_on: bool = False


class TourView(View):
    camera_id: str
    stops: list[TourStop]
    resume_after_s: float = Field(description="how long the camera is left to a hand that moved it")
    is_on: bool


class OnvifView(View):
    """The device behind a camera, as it is known."""

    camera_id: str
    device_url: str
    manufacturer: str
    model: str
    has_ptz: bool
    has_events: bool
    follows: list[CameraReport] = Field(description="which of its own reports become events")


class OnvifState(View):
    """What is known of a camera as an ONVIF device. device: null where it is none."""

    device: OnvifView | None
    tour: TourView
    events_trouble: str | None = Field(description="why its reports are not heard just now")
    tour_trouble: str | None


class MoveDraft(Draft):
    """How fast to turn and zoom: right, up and in are positive. grip: one for each press of a control."""

    grip: Grip
    pan: Speed = 0
    tilt: Speed = 0
    zoom: Speed = 0


class LetGo(Draft):
    grip: Grip


class PresetView(View):
    token: str
    name: str


class PresetDraft(Draft):
    name: Name
