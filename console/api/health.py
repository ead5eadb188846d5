"""The health of cameras and the house: what is measured, what is wrong."""

import shutil
from collections.abc import Iterable

from fastapi import APIRouter

from analytics.health.stream import Usual
from analytics.store import EventQuery
from console.api.access import HouseDep, Judge, SystemViewer
from console.api.schema.health import CameraHealthView, GateView, Recording, RoomHealthView, TroubleView
from console.api.schema.room import HostView
from console.health.sight import STALE, Sight, look_around
from console.health.tables import read_usual
from console.heartbeat import host_data
from ingest.camera import Camera, CameraStatus
from ingest.figures import CameraFigures
from ingest.gate.report import GateReport, read_reports
from kernel.event import HEALTH_KINDS, Event, EventPhase
from kernel.ids import CameraId
from kernel.sql.journal import append

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/room", operation_id="get_room_health")
def get_room_health(house: HouseDep, person: SystemViewer) -> RoomHealthView:
    """How every camera that this person may see is doing, the processes, the disk, and what is wrong."""
    sight = look_around(house.database, house.cameras, house.clock.now())
    with house.database.read() as session:
        usual, gates = read_usual(session), read_reports(session)
    open_ones = EventQuery(kinds=HEALTH_KINDS, phase=EventPhase.OPEN, limit=500)
    troubles = [event for event in house.events.events(open_ones).items if person.sees_event_of(event.camera)]
    folder = house.settings.ingest.footage_dir
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    disk = shutil.disk_usage(folder)
    return RoomHealthView(
        at=sight.at,
        cameras=[
            _camera(sight, camera, status, usual.get(camera.id), troubles).model_copy(
                update={"gate": _gate(gates.get(camera.id), sight)}
            )
            for camera, status in sight.cameras
            if person.sees_camera(camera.id)
        ],
        hosts=[HostView.model_validate(host_data(host, sight.at)) for host in sight.hosts],
        troubles=_troubles(troubles, None),
        disk_total_bytes=disk.total,
        disk_free_bytes=disk.free,
        days_kept=house.storage.look(house.cameras.retention_days()).forecast.days,
    )


@router.post("/cameras/{camera_id}/relearn", operation_id="relearn_camera_view", status_code=204)
def relearn_camera_view(camera_id: CameraId, house: HouseDep, person: Judge) -> None:
    """What the camera shows now is right: the analysis forgets how its picture was and learns it anew."""
    person.demand_camera(camera_id)
    house.cameras.get(camera_id)
    with house.database.write() as session:
        data = {"camera_id": camera_id}
        append(session, house.clock.now(), person.actor, "health.relearnt", f"camera:{camera_id}", data)


def _camera(
    sight: Sight, camera: Camera, status: CameraStatus, usual: Usual | None, troubles: Iterable[Event]
) -> CameraHealthView:
    figures = sight.figures.get(camera.id)
    if figures is not None and (not sight.is_pulling or sight.at - figures.at > STALE or not camera.is_enabled):
        figures = None
    flow = figures if figures and figures.is_online else None
    return CameraHealthView(
        camera_id=camera.id,
        name=camera.name,
        state=status.state,
        since=status.since,
        reason=status.reason,
        bitrate_bps=flow.bitrate_bps if flow else None,
        usual_bps=usual.bitrate_bps if usual and usual.learnt_s > 0 else None,
        fps=flow.fps if flow else None,
        keyframe_s=flow.keyframe_s if flow else None,
        packet_age_s=max(0.0, (flow.at - flow.packet_at).total_seconds()) if flow and flow.packet_at else None,
        clock_offset_s=flow.clock_offset_s if flow else None,
        recording=_recording(sight, camera, figures),
        recording_reason=figures.gap_reason if figures else None,
        troubles=_troubles(troubles, camera.id),
    )


def _gate(report: GateReport | None, sight: Sight) -> GateView | None:
    """What the analysis says of the camera's gate, while it says anything."""
    if report is None or sight.at - report.at > STALE:
        return None
    low, high = report.checks.interval()
    return GateView(
        state=report.state,
        reason=report.reason,
        decoded_share=report.decoded_share,
        wakes=report.wakes,
        audits=report.audits,
        misses=report.misses,
        miss_low=low,
        miss_high=high,
    )


def _recording(sight: Sight, camera: Camera, figures: CameraFigures | None) -> Recording:
    if not camera.is_recorded or not camera.is_enabled or (figures is not None and figures.is_by_decision):
        return Recording.NOT_WANTED
    if figures is None:
        return Recording.UNKNOWN
    is_fresh = figures.written_at is not None and sight.at - figures.written_at <= STALE
    return Recording.WRITTEN if is_fresh and figures.gap_reason is None else Recording.NOT_WRITTEN


def _troubles(events: Iterable[Event], camera: CameraId | None) -> list[TroubleView]:
    """Those of one camera, or of the house; the oldest first."""
    return [
        TroubleView(
            event_id=event.id,
            kind=event.kind,
            severity=event.severity,
            since=event.opened_at,
            title=event.title,
            count=event.count,
        )
        for event in sorted(events, key=lambda one: one.opened_at)
        if event.camera == camera
    ]
