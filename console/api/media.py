"""Live pictures and the recordings. Each route asks first whether this person may see this camera."""

import asyncio
from contextlib import aclosing, suppress
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from console.api.access import HouseDep, LiveViewer, PlaybackViewer, Viewer, signed_in
from console.api.schema.cameras import SpanView, TimelineView
from console.audit import Look, View
from console.auth.permission import Permission
from console.auth.person import Person
from console.house import House
from ingest.live.mse import mse_messages
from ingest.live.picture import latest_jpeg
from ingest.playback.hls import MEDIA_TYPE, playlist, segment_path
from kernel.errors import Fault, invalid, not_found
from kernel.ids import CameraId, SegmentId

router = APIRouter(tags=["media"])

LONGEST_TIMELINE = timedelta(days=31)
LONGEST_PLAYLIST = timedelta(hours=24)
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
    _demand(house, person, camera_id)
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
) -> Response:
    """The recordings in [start, end) as an HLS playlist."""
    _demand(house, person, camera_id)
    start, end = _window(house, start, end, LONGEST_PLAYLIST)
    folder = house.settings.ingest.footage_dir
    text = playlist(house.catalog, folder, camera_id, start, end, lambda segment: f"/api/segments/{segment}/media.mp4")
    return Response(text, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


@router.get("/segments/{segment_id}/media.mp4", operation_id="get_segment", response_class=FileResponse)
def get_segment(segment_id: SegmentId, house: HouseDep, person: PlaybackViewer) -> FileResponse:
    """One recorded file, or ranges of it."""
    segment = house.catalog.segment(segment_id)
    if not person.sees_camera(segment.camera):
        raise not_found("segment", segment_id)
    path = segment_path(house.catalog, house.settings.ingest.footage_dir, segment_id)
    house.audit.viewed(View(person.actor, segment.camera, Look.PLAYBACK, segment.started_at, segment.ended_at))
    return FileResponse(path, media_type="video/mp4", headers={"Cache-Control": "private, no-cache"})


@router.get("/cameras/{camera_id}/picture.jpg", operation_id="get_picture", response_class=Response)
async def get_picture(
    camera_id: CameraId,
    house: HouseDep,
    person: LiveViewer,
    width: Annotated[int | None, Query(ge=16, le=4096)] = None,
) -> Response:
    """The newest picture as JPEG."""
    await run_in_threadpool(_demand, house, person, camera_id)
    picture = await latest_jpeg(house.relay, camera_id, width)
    await run_in_threadpool(_looked, house, person, camera_id, Look.PICTURE)
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


@router.post("/cameras/{camera_id}/whep", operation_id="open_whep", status_code=201, response_class=Response)
async def open_whep(
    camera_id: CameraId,
    house: HouseDep,
    person: LiveViewer,
    request: Request,
) -> Response:
    """Live over WebRTC: an SDP offer in, an answer out, the session's address in `Location`."""
    await run_in_threadpool(_demand, house, person, camera_id)
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/sdp":
        raise invalid("whep: send the offer as application/sdp")
    offer = await _sdp(request)
    session, answer = await house.whep.answer(camera_id, offer, owner=person.id)
    await run_in_threadpool(_looked, house, person, camera_id, Look.LIVE)
    headers = {"Location": f"/api/whep/{session}"}
    return Response(answer, 201, media_type="application/sdp", headers=headers)


@router.delete("/whep/{session_id}", operation_id="close_whep", status_code=204)
async def close_whep(session_id: str, house: HouseDep, person: LiveViewer) -> None:
    """End one's own live session."""
    if house.whep.owner(session_id) != person.id:
        raise not_found("live session", session_id)
    await house.whep.close(session_id)


@router.websocket("/cameras/{camera_id}/mse")
async def follow_mse(websocket: WebSocket, camera_id: CameraId) -> None:
    """Live over a WebSocket: a JSON text, then an init segment and a fragment for each frame."""
    house: House = websocket.app.state.house
    person = await run_in_threadpool(_viewer, websocket, house, camera_id)
    if person is None:
        await websocket.close(1008)  # before accepting: the handshake is refused with 403
        return
    await websocket.accept()
    sender = asyncio.create_task(_send_live(websocket, house, camera_id))
    watcher = asyncio.create_task(_watch(websocket, house, person, camera_id))
    try:
        await _until_gone(websocket, sender, watcher)
    finally:
        for task in (sender, watcher):
            task.cancel()
        await asyncio.gather(sender, watcher, return_exceptions=True)
        with suppress(RuntimeError):
            await websocket.close()


async def _send_live(websocket: WebSocket, house: House, camera: CameraId) -> None:
    async with aclosing(mse_messages(house.relay, camera)) as messages:
        try:
            async for message in messages:
                await (websocket.send_text(message) if isinstance(message, str) else websocket.send_bytes(message))
        except (Fault, WebSocketDisconnect):
            return  # what ails the stream is in the log and on the camera's status


async def _watch(websocket: WebSocket, house: House, person: Person, camera: CameraId) -> None:
    """Journal the look, minute by minute; end when the person may look no longer or the house closes."""
    since = house.clock.monotonic()
    await run_in_threadpool(_looked, house, person, camera, Look.LIVE)
    while not house.feed.is_closed:
        await asyncio.sleep(0.5)
        if house.clock.monotonic() - since >= _RECHECK_S:
            since = house.clock.monotonic()
            if await run_in_threadpool(_viewer, websocket, house, camera) is None:
                return
            await run_in_threadpool(_looked, house, person, camera, Look.LIVE)


async def _until_gone(websocket: WebSocket, *tasks: "asyncio.Task[None]") -> None:
    async def listen() -> None:
        while (await websocket.receive())["type"] != "websocket.disconnect":
            continue

    listener = asyncio.create_task(listen())
    try:
        await asyncio.wait((listener, *tasks), return_when=asyncio.FIRST_COMPLETED)
    finally:
        listener.cancel()


def _viewer(websocket: WebSocket, house: House, camera: CameraId) -> Person | None:
    try:
        person = signed_in(websocket).person
        person.demand(Permission.FOOTAGE_LIVE)
        _demand(house, person, camera)
    except Fault:
        return None
    return person


def _demand(house: House, person: Person, camera: CameraId) -> None:
    person.demand_camera(camera)
    house.cameras.get(camera)


def _looked(house: House, person: Person, camera: CameraId, look: Look) -> None:
    now = house.clock.now()
    house.audit.viewed(View(person.actor, camera, look, now, now))


def _window(
    house: House, start: datetime | None, end: datetime | None, longest: timedelta
) -> tuple[datetime, datetime]:
    end = end or house.clock.now()
    start = start or end - timedelta(hours=1)
    if start.tzinfo is None or end.tzinfo is None:
        raise invalid("start, end: times need their zone, as in 2026-01-01T08:00:00Z")
    if not timedelta() < end - start <= longest:
        raise invalid(f"start, end: the end must follow the start by at most {longest}")
    return start, end


async def _sdp(request: Request) -> str:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _SDP_LIMIT:
            raise invalid("whep: the offer is too long")
    return body.decode("utf-8", "replace")
