"""The recordings. Each route asks first whether this person may see this camera."""

from datetime import datetime, timedelta

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from console.api.access import HouseDep, PlaybackViewer, Viewer, visible_camera
from console.api.schema.cameras import SpanView, TimelineView
from console.audit import Look, View
from console.house import House
from ingest.playback.hls import MEDIA_TYPE, Window, playlist, segment_path, window
from kernel.errors import invalid, not_found
from kernel.ids import CameraId, SegmentId

router = APIRouter(tags=["media"])

LONGEST_TIMELINE = timedelta(days=31)
LONGEST_PLAYLIST = timedelta(hours=25)  # a whole day, also that on which clocks are put back
_RECHECK_S = 15.0
_SDP_LIMIT = 65_536


@router.get("/cameras/{camera_id}/timeline", operation_id="get_timeline")
def get_timeline(
    camera_id: CameraId,
    house: HouseDep,
    person: Viewer,
    start: datetime | None = None,
    end: datetime | None = None,
) -> TimelineView:
    """What became of each moment in [start, end); without them, of the last hour."""
    visible_camera(house, person, camera_id)
    start, end = _window(house, start, end, LONGEST_TIMELINE)
    spans = house.catalog.spans(camera_id, start, end)
    views = [SpanView(start=s.start, end=s.end, state=s.state.value, reason=s.reason) for s in spans]
    return TimelineView(camera_id=camera_id, start=start, end=end, spans=views)


@router.get("/cameras/{camera_id}/playlist.m3u8", operation_id="get_playlist", response_class=Response)
def get_playlist(
    camera_id: CameraId,
    house: HouseDep,
    person: PlaybackViewer,
    start: datetime | None = None,
    end: datetime | None = None,
    at: datetime | None = None,
) -> Response:
    """The recordings in [start, end) as an HLS playlist.

    `at`: play from this instant; lists some ten minutes, up to `end` at most, so that the start is quick in any
    archive. The header `Watchroom-Next` is then the instant to ask with for what follows; without it that was all.
    """
    visible_camera(house, person, camera_id)
    if at is not None:
        _demand_zones(at, end)
        wanted = window(house.catalog, camera_id, at, end)
    else:
        start, end = _window(house, start, end, LONGEST_PLAYLIST)
        wanted = Window(start, end, start)
    text = playlist(house.recordings, camera_id, wanted, lambda name: f"/api/segments/{name}/media.mp4")
    following = {"Watchroom-Next": wanted.goes_on_at.isoformat()} if wanted.goes_on_at else {}
    return Response(text, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", **following})


@router.get("/segments/{segment_id}/media.mp4", operation_id="get_segment", response_class=FileResponse)
def get_segment(segment_id: SegmentId, house: HouseDep, person: PlaybackViewer) -> FileResponse:
    """One recorded file, or ranges of it."""
    segment = house.catalog.segment(segment_id)
    if not person.sees_camera(segment.camera):
        raise not_found("segment", segment_id)
    path = segment_path(house.catalog, house.store, segment_id)
    house.audit.viewed(View(person.actor, segment.camera, Look.PLAYBACK, segment.started_at, segment.ended_at))
    return FileResponse(path, media_type="video/mp4", headers={"Cache-Control": "private, no-cache"})


def _window(
    house: House, start: datetime | None, end: datetime | None, longest: timedelta
) -> tuple[datetime, datetime]:
    end = end or house.clock.now()
    start = start or end - timedelta(hours=1)
    _demand_zones(start, end)
    if not timedelta() < end - start <= longest:
        raise invalid(f"start, end: the end must follow the start by at most {longest}")
    return start, end


def _demand_zones(*times: datetime | None) -> None:
    if any(time is not None and time.tzinfo is None for time in times):
        raise invalid("at, start, end: times need their zone, as in 2026-01-01T08:00:00Z")
