"""What is recorded when, how long it is kept, and what room that takes."""

from fastapi import APIRouter

from console.api.access import CameraManager, HouseDep, SystemViewer, Viewer
from console.api.schema.recording import (
    CameraStorageView,
    DiskView,
    HouseRetentionView,
    PolicyDraft,
    PolicyView,
    StorageView,
    StorageWarning,
)
from console.auth.person import Person
from console.house import House
from ingest.record.forecast import Outlook
from ingest.record.policy import HouseRetention, Interval, Policy, RecordMode, policy_data
from ingest.record.storage import StorageState
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId

router = APIRouter(tags=["recording"])

_LARGE_SHARE = 0.5


@router.get("/cameras/{camera_id}/recording", operation_id="get_recording_policy")
def get_recording_policy(camera_id: CameraId, house: HouseDep, person: Viewer) -> PolicyView:
    """What of the camera is recorded when."""
    _demand(house, person, camera_id)
    return _view(camera_id, house.policies.get(camera_id))


@router.put("/cameras/{camera_id}/recording", operation_id="set_recording_policy")
def set_recording_policy(camera_id: CameraId, draft: PolicyDraft, house: HouseDep, person: CameraManager) -> PolicyView:
    """Change it; the camera goes on without a new connection."""
    _demand(house, person, camera_id)
    wanted = Policy(
        mode=RecordMode(draft.mode),
        schedule=tuple(
            Interval(part.day, part.start_minute, part.end_minute, RecordMode(part.mode)) for part in draft.schedule
        ),
        pre_roll_s=draft.pre_roll_s,
        post_roll_s=draft.post_roll_s,
        limit_bytes=draft.limit_bytes,
        min_days=draft.min_days,
    )
    saved = house.policies.save(camera_id, wanted, person.actor)
    house.storage.forget()
    return _view(camera_id, saved)


@router.get("/storage", operation_id="get_storage")
def get_storage(house: HouseDep, person: SystemViewer) -> StorageView:
    """The disks, each camera's footage, and how long it will be kept. Cameras of others count in the sums only."""
    return _storage(house, person)


@router.put("/storage/retention", operation_id="set_house_retention")
def set_house_retention(wanted: HouseRetentionView, house: HouseDep, person: CameraManager) -> StorageView:
    """What is kept of all cameras together."""
    house.policies.save_house(HouseRetention(wanted.days, wanted.limit_bytes), person.actor)
    house.storage.forget()
    return _storage(house, person)


def _storage(house: House, person: Person) -> StorageView:
    state = house.storage.look(house.cameras.retention_days())
    names = {camera.id: camera.name for camera in house.cameras.list()}
    policies = house.policies.all()
    retention = house.policies.house()

    def view(outlook: Outlook) -> CameraStorageView:
        usage, policy = outlook.usage, policies.get(outlook.usage.camera, Policy())
        return CameraStorageView(
            camera_id=usage.camera,
            name=names.get(usage.camera, usage.camera),
            is_removed=usage.camera not in names,
            size_bytes=usage.size_bytes,
            second_bytes=usage.second_bytes,
            held_bytes=usage.held_bytes,
            oldest=usage.oldest,
            daily_bytes=usage.daily_bytes,
            retention_days=usage.wanted_days,
            limit_bytes=policy.limit_bytes,
            min_days=policy.min_days,
            needed_bytes=outlook.needed_bytes,
            forecast_days=outlook.days,
        )

    told = state.forecast
    return StorageView(
        at=state.at,
        disks=[DiskView.model_validate(disk) for disk in state.disks],
        cameras=[view(outlook) for outlook in told.cameras if person.sees_camera(outlook.usage.camera)],
        house=HouseRetentionView(days=retention.days, limit_bytes=retention.limit_bytes),
        daily_bytes=told.daily_bytes,
        needed_bytes=told.needed_bytes,
        capacity_bytes=told.capacity_bytes,
        forecast_days=told.days,
        warnings=_warnings(state, house.settings.ingest.free_floor_bytes),
    )


def _warnings(state: StorageState, floor_bytes: int) -> list[StorageWarning]:
    told, found = state.forecast, list[StorageWarning]()
    held = sum(outlook.usage.held_bytes for outlook in told.cameras)
    free_bytes = state.disks[0].free_bytes
    is_low = free_bytes is not None and free_bytes < floor_bytes
    unheld = sum(outlook.usage.size_bytes for outlook in told.cameras) - held
    if is_low and held and unheld <= told.daily_bytes / 24:
        found.append(StorageWarning.FULL_OF_HOLDS)
    elif is_low:
        found.append(StorageWarning.DISK_LOW)
    if told.days is not None:
        found.append(StorageWarning.RETENTION_SHORT)
    if told.capacity_bytes and held > _LARGE_SHARE * told.capacity_bytes:
        found.append(StorageWarning.HOLDS_LARGE)
    if any(disk.fault for disk in state.disks):
        found.append(StorageWarning.SECOND_AWAY)
    return found


def _demand(house: House, person: Person, camera: CameraId) -> None:
    person.demand_camera(camera)
    house.cameras.get(camera)


def _view(camera: CameraId, policy: Policy) -> PolicyView:
    try:
        return PolicyView.model_validate({"camera_id": camera, **policy_data(policy)})
    except ValueError as error:
        raise Fault(FaultKind.CORRUPT, f"camera {camera}: its recording policy cannot be read") from error
