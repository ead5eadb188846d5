"""Cameras: added, tried, changed and removed."""

import base64

from fastapi import APIRouter

from analytics.scene import starting_scene
from console.api.access import CameraManager, HouseDep, Viewer
from console.api.schema.base import Place
from console.api.schema.cameras import CameraChange, CameraDraft, CameraProbe, CameraProbeResult, CameraView
from console.house import House
from console.scenes import camera_view, camera_views
from ingest import camera as ingest
from ingest.probe import probe
from kernel.errors import invalid
from kernel.geo import LatLon
from kernel.ids import CameraId

router = APIRouter(prefix="/cameras", tags=["cameras"])

PROBE_TIMEOUT_S = 8.0


@router.get("", operation_id="list_cameras")
def list_cameras(house: HouseDep, person: Viewer) -> list[CameraView]:
    """The cameras that this person may see, by name."""
    views = camera_views(house.cameras, house.events)
    return [CameraView.model_validate(view) for view in views if person.sees_camera(str(view["id"]))]


@router.post("", operation_id="add_camera", status_code=201)
def add_camera(draft: CameraDraft, house: HouseDep, person: CameraManager) -> CameraView:
    """A new camera; credentials in the address are sealed and never shown again."""
    address, credentials = _address(draft.url, draft.username, draft.password)
    wanted = ingest.CameraDraft(
        name=draft.name,
        address=address,
        credentials=credentials,
        sub_address=_sub_address(draft.sub_url),
        transport=ingest.Transport(draft.transport),
        records_audio=draft.records_audio,
        position=_place(draft.position),
        bearing_deg=draft.bearing_deg,
        view_angle_deg=draft.view_angle_deg,
        range_m=draft.range_m,
        is_recorded=draft.is_recorded,
        retention_days=draft.retention_days,
    )
    camera = house.cameras.add(wanted, person.actor)
    if draft.reports_intrusion:
        house.events.save_scene(camera.id, starting_scene(reports_intrusion=True), person.actor)
    return _view(house, camera.id)


@router.post("/probe", operation_id="probe_camera")
def probe_camera(wanted: CameraProbe, house: HouseDep, person: CameraManager) -> CameraProbeResult:
    """Try an address before it is added: its codec, its size and a picture, or what is wrong."""
    address, credentials = _address(wanted.url, wanted.username, wanted.password)
    if credentials is None and wanted.camera_id is not None:
        camera_id = CameraId(wanted.camera_id)
        person.demand_camera(camera_id)
        # A login must not be sent to a host for which it was not given.
        if house.cameras.get(camera_id).address.host == address.host:
            credentials = house.cameras.credentials(camera_id)
    options = ingest.PullOptions(ingest.Transport(wanted.transport), wants_audio=True)
    found = probe(address, credentials, PROBE_TIMEOUT_S, house.settings.ingest, options)
    picture = None if found.picture_jpeg is None else base64.b64encode(found.picture_jpeg).decode()
    return CameraProbeResult(
        codec=found.codec,
        width=found.width,
        height=found.height,
        picture_jpeg_base64=picture,
        is_encoded=found.is_encoded,
        sound="opus" if found.sound == "opus" else "aac" if found.sound else None,
    )


@router.get("/{camera_id}", operation_id="get_camera")
def get_camera(camera_id: CameraId, house: HouseDep, person: Viewer) -> CameraView:
    person.demand_camera(camera_id)
    return _view(house, camera_id)


@router.patch("/{camera_id}", operation_id="change_camera")
def change_camera(camera_id: CameraId, change: CameraChange, house: HouseDep, person: CameraManager) -> CameraView:
    """Change what is given; null changes nothing."""
    person.demand_camera(camera_id)
    address, credentials = None, None
    if change.url is not None and change.url != str(house.cameras.get(camera_id).address):
        address, credentials = _address(change.url, change.username, change.password)
    elif change.username is not None or change.password is not None:
        credentials = ingest.Credentials(change.username or "", change.password or "")
    wanted = ingest.CameraChange(
        name=change.name,
        address=address,
        credentials=credentials,
        sub_address=_sub_address(change.sub_url),
        drops_sub_stream=change.sub_url == "",
        transport=ingest.Transport(change.transport) if change.transport else None,
        records_audio=change.records_audio,
        position=_place(change.position),
        bearing_deg=change.bearing_deg,
        view_angle_deg=change.view_angle_deg,
        range_m=change.range_m,
        is_enabled=change.is_enabled,
        is_recorded=change.is_recorded,
        retention_days=change.retention_days,
    )
    house.cameras.change(camera_id, wanted, person.actor)
    return _view(house, camera_id)


@router.delete("/{camera_id}", operation_id="remove_camera", status_code=204)
def remove_camera(camera_id: CameraId, house: HouseDep, person: CameraManager) -> None:
    """Stop using the camera; its footage stays until it expires."""
    person.demand_camera(camera_id)
    house.cameras.remove(camera_id, person.actor)


def _address(
    url: str, username: str | None, password: str | None
) -> tuple[ingest.SourceAddress, ingest.Credentials | None]:
    address, credentials = _typed(url)
    if username is not None or password is not None:
        credentials = ingest.Credentials(username or "", password or "")
    return address, credentials


def _sub_address(url: str | None) -> ingest.SourceAddress | None:
    """A login inside it is left out: the camera has one, given with its main address."""
    return _typed(url)[0] if url else None


def _typed(url: str) -> tuple[ingest.SourceAddress, ingest.Credentials | None]:
    address, credentials = ingest.parse_address(url)
    if address.scheme is ingest.SourceScheme.WHIP:
        raise invalid("camera address: a unit's camera adds itself when the unit first publishes; it is never typed")
    return address, credentials


def _place(place: Place | None) -> LatLon | None:
    return None if place is None else LatLon(place.lat, place.lon)


def _view(house: House, camera_id: CameraId) -> CameraView:
    return CameraView.model_validate(camera_view(house.cameras, house.events, camera_id))
