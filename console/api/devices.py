"""Devices that ask to speak for a unit, and tracks out of files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from console.api.access import HouseDep, UnitManager
from console.api.schema.devices import DeviceJoin, DeviceView, TrackImport
from patrol.avl import gpx
from patrol.device import Device
from patrol.position import FixVerdict
from patrol.views import device_data

router = APIRouter(tags=["devices"])


async def file_of(request: Request) -> bytes:
    """The body; its size is limited for all requests."""
    return await request.body()


@router.get("/devices", operation_id="list_devices")
def list_devices(house: HouseDep, _person: UnitManager) -> list[DeviceView]:
    """Those that wait first."""
    return [_view(device) for device in house.patrol.devices.list()]


@router.post("/devices/{device_id}/join", operation_id="join_device")
def join_device(device_id: str, join: DeviceJoin, house: HouseDep, person: UnitManager) -> DeviceView:
    """From now on the device speaks for the unit."""
    return _view(house.patrol.devices.join(device_id, join.unit_id, person.actor))


@router.post("/devices/{device_id}/refuse", operation_id="refuse_device")
def refuse_device(device_id: str, house: HouseDep, person: UnitManager) -> DeviceView:
    """The device shall not speak; it does not wait again."""
    return _view(house.patrol.devices.refuse(device_id, person.actor))


@router.delete("/devices/{device_id}", operation_id="forget_device", status_code=204)
def forget_device(device_id: str, house: HouseDep, person: UnitManager) -> None:
    """As if it had never come: the next time it waits again."""
    house.patrol.devices.forget(device_id, person.actor)


@router.post("/units/{unit_id}/track", operation_id="import_track")
def import_track(
    unit_id: str, house: HouseDep, _person: UnitManager, body: Annotated[bytes, Depends(file_of)]
) -> TrackImport:
    """The points of a GPX file (the body) on the unit's trail; they never move the unit."""
    unit = house.patrol.units.get(unit_id)
    track = gpx.decode(body, house.clock.now())
    verdicts = house.patrol.positions.record_fixes([(unit.id, fix) for fix in track.fixes])
    repeated, off_duty = verdicts.count(FixVerdict.REPEATED), verdicts.count(FixVerdict.OFF_DUTY)
    stored = len(verdicts) - repeated - off_duty
    return TrackImport(stored=stored, repeated=repeated, off_duty=off_duty, untimed=track.untimed)


def _view(device: Device) -> DeviceView:
    return DeviceView.model_validate(device_data(device))
