"""ONVIF: cameras found on the network and read, and the device behind a camera."""

from dataclasses import dataclass, replace
from datetime import timedelta

from fastapi import APIRouter

from console.api.access import CameraManager, HouseDep, Viewer
from console.api.ptz import demand_present
from console.api.schema.onvif import (
    CameraSearch,
    DeviceChannel,
    DeviceLogin,
    DeviceReading,
    FoundCamera,
    OnvifDraft,
    OnvifState,
    OnvifView,
    StreamProfile,
    TourView,
)
from console.auth.person import Person
from console.house import House
from ingest.camera import Camera, Credentials
from ingest.onvif.address import DeviceAddress, parse_device
from ingest.onvif.connect import connect
from ingest.onvif.discovery import FoundDevice, find_at, find_devices
from ingest.onvif.notice import NoticeKind
from ingest.onvif.profile import Channel, DeviceReport, Profile
from ingest.onvif.store import OnvifDevice, device_data, tour_data
from kernel.errors import invalid
from kernel.ids import CameraId

router = APIRouter(tags=["onvif"])


@router.post("/onvif/discover", operation_id="find_cameras")
def find_cameras(wanted: CameraSearch, house: HouseDep, person: CameraManager) -> list[FoundCamera]:
    """Who answers on the network within three seconds, and which of them are cameras here already."""
    found = (
        find_at(wanted.host, wanted.within_s, house.settings.ingest) if wanted.host else find_devices(wanted.within_s)
    )
    here = _cameras_here(house, person)
    return [_found(device, here) for device in found]


@router.post("/onvif/read", operation_id="read_device")
def read_device(login: DeviceLogin, house: HouseDep, _person: CameraManager) -> DeviceReading:
    """What the device is and offers, to fill in a new camera. Only the given host is asked."""
    credentials = Credentials(login.username, login.password) if login.username or login.password else None
    return _reading(_read(house, parse_device(login.device_url), credentials))


@router.get("/cameras/{camera_id}/onvif", operation_id="get_onvif")
def get_onvif(camera_id: CameraId, house: HouseDep, person: Viewer) -> OnvifState:
    """What is known of the camera as an ONVIF device."""
    demand_present(house, person, camera_id)
    return _state(house, camera_id)


@router.put("/cameras/{camera_id}/onvif", operation_id="set_onvif")
def set_onvif(camera_id: CameraId, draft: OnvifDraft, house: HouseDep, person: CameraManager) -> OnvifState:
    """Make it known as an ONVIF device, or change which of its own reports become events."""
    demand_present(house, person, camera_id)
    store, address = house.steering.store, parse_device(draft.device_url)
    known = store.find(camera_id)
    if known is None or known.address != address or draft.video_source not in (None, known.video_source):
        report = _read(house, address, house.cameras.credentials(camera_id))
        known = _device(camera_id, report, draft.video_source)
    follows = frozenset(NoticeKind(kind.value) for kind in draft.follows)
    if follows and not known.has_events:
        raise invalid(f"camera {camera_id}: its device has no event service, so its reports cannot be followed")
    store.save(replace(known, follows=follows), person.actor)
    return _state(house, camera_id)


@router.delete("/cameras/{camera_id}/onvif", operation_id="remove_onvif", status_code=204)
def remove_onvif(camera_id: CameraId, house: HouseDep, person: CameraManager) -> None:
    """Forget the device and its tour; the camera stays."""
    demand_present(house, person, camera_id)
    house.steering.store.remove(camera_id, person.actor)


def _read(house: House, address: DeviceAddress, credentials: Credentials | None) -> DeviceReport:
    device = connect(address, credentials, house.settings.ingest)
    try:
        return device.report()
    finally:
        device.close()


def _device(camera: CameraId, report: DeviceReport, video_source: str | None) -> OnvifDevice:
    channels = report.channels
    if not channels:
        raise invalid(f"camera at {report.address.host}: offers no stream that can be taken; look at its own settings")
    channel = next((each for each in channels if video_source in (None, each.source)), None)
    if channel is None:
        raise invalid(f"camera at {report.address.host}: has no picture {video_source}; read it again")
    return OnvifDevice(
        camera=camera,
        address=report.address,
        manufacturer=report.manufacturer,
        model=report.model,
        profile=channel.ptz_token or channel.main.token,
        video_source=channel.source if len(channels) > 1 else "",
        has_ptz=channel.ptz_token is not None,
        has_events=report.has_events,
    )


def _state(house: House, camera: CameraId) -> OnvifState:
    store = house.steering.store
    known = store.find(camera)
    return OnvifState(
        device=None if known is None else OnvifView.model_validate(device_data(known)),
        tour=TourView.model_validate(tour_data(camera, store.tour(camera))),
        events_trouble=house.onvif.trouble(camera),
        tour_trouble=house.onvif.tour_trouble(camera),
    )


@dataclass(frozen=True, slots=True)
class _Here:
    """Cameras by where they are reached: by host and port where their device is known, else by host alone."""

    by_place: dict[tuple[str, int], Camera]
    by_host: dict[str, Camera]

    def camera_at(self, address: DeviceAddress) -> Camera | None:
        host = address.host.lower()
        return self.by_place.get((host, address.port)) or self.by_host.get(host)


def _cameras_here(house: House, person: Person) -> _Here:
    devices = {device.camera: device.address for device in house.steering.store.list()}
    here = _Here({}, {})
    for camera in house.cameras.list():
        if not person.sees_camera(camera.id):
            continue
        if (device := devices.get(camera.id)) is not None:
            here.by_place[device.host.lower(), device.port] = camera
        elif camera.address.host:
            here.by_host[camera.address.host.lower()] = camera
    return here


def _found(device: FoundDevice, here: _Here) -> FoundCamera:
    camera = here.camera_at(device.address)
    return FoundCamera(
        device_url=str(device.address),
        name=device.name,
        hardware=device.hardware,
        location=device.location,
        camera_id=camera.id if camera else None,
        camera_name=camera.name if camera else None,
    )


def _reading(report: DeviceReport) -> DeviceReading:
    ahead = report.clock_ahead
    return DeviceReading(
        device_url=str(report.address),
        manufacturer=report.manufacturer,
        model=report.model,
        firmware=report.firmware,
        clock_ahead_s=None if ahead is None else round(ahead / timedelta(seconds=1), 1),
        profiles=[_profile(profile) for profile in report.profiles],
        channels=[_channel(channel) for channel in report.channels],
        snapshot_url=report.snapshot_url,
        has_events=report.has_events,
    )


def _channel(channel: Channel) -> DeviceChannel:
    return DeviceChannel(
        video_source=channel.source,
        name=channel.name,
        main=_profile(channel.main),
        sub=None if channel.sub is None else _profile(channel.sub),
        has_ptz=channel.ptz_token is not None,
    )


def _profile(profile: Profile) -> StreamProfile:
    return StreamProfile(
        token=profile.token,
        name=profile.name,
        codec=profile.codec,
        width=profile.width,
        height=profile.height,
        fps=profile.fps,
        url=None if profile.address is None else str(profile.address),
    )
