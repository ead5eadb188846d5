"""Live pictures. Each route asks first whether this person may see this camera."""

import asyncio
from contextlib import aclosing, suppress
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, WebSocket, WebSocketDisconnect
from starlette.concurrency import run_in_threadpool

from console.api.access import HouseDep, LiveViewer, SignedInDep, signed_in, visible_camera
from console.api.sdp import SDP, offer_of
from console.audit import Look, View
from console.auth.permission import Permission
from console.auth.person import Person
from console.house import House
from ingest.camera import Camera
from ingest.live.choice import Viewed, Wish
from ingest.live.mse import mse_messages
from ingest.live.picture import latest_jpeg
from ingest.packet import StreamName
from kernel.errors import Fault
from kernel.ids import CameraId

router = APIRouter(tags=["live"])

RECHECK_S = 15.0
_SMALL_PX = 640

Stream = Annotated[
    Wish,
    Query(description="auto: whatever browsers play; sub: the small picture; main: the main stream as it is"),
]


@router.get("/cameras/{camera_id}/picture.jpg", operation_id="get_picture", response_class=Response)
async def get_picture(
    camera_id: CameraId,
    house: HouseDep,
    person: LiveViewer,
    width: Annotated[int | None, Query(ge=16, le=4096)] = None,
    stream: Stream = Wish.AUTO,
) -> Response:
    """The newest picture as JPEG; a small one is made of the small stream where there is one."""
    camera = await run_in_threadpool(visible_camera, house, person, camera_id)
    picture = await _picture(house, camera, width, stream)
    await run_in_threadpool(_looked, house, person, camera_id, Look.PICTURE)
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


@router.post("/cameras/{camera_id}/whep", operation_id="open_whep", status_code=201, response_class=Response)
async def open_whep(
    camera_id: CameraId,
    house: HouseDep,
    person: LiveViewer,
    signed: SignedInDep,
    request: Request,
    stream: Stream = Wish.AUTO,
) -> Response:
    """Live over WebRTC: an SDP offer in, an answer out, the session's address in `Location`."""
    camera = await run_in_threadpool(visible_camera, house, person, camera_id)
    offer = await offer_of(request)
    session, answer = await house.media.open_whep(_viewed(camera, stream), offer, person.id, signed.login)
    await run_in_threadpool(_looked, house, person, camera_id, Look.LIVE)
    return Response(answer, 201, media_type=SDP, headers={"Location": f"/api/whep/{session}"})


@router.delete("/whep/{session_id}", operation_id="close_whep", status_code=204)
async def close_whep(session_id: str, house: HouseDep, person: LiveViewer) -> None:
    """End one's own live session."""
    await house.media.close_session("whep", session_id, person.id)


@router.websocket("/cameras/{camera_id}/mse")
async def follow_mse(websocket: WebSocket, camera_id: CameraId, stream: Stream = Wish.AUTO) -> None:
    """Live over a WebSocket: a JSON text, then an init segment and a fragment for each frame."""
    house: House = websocket.app.state.house
    found = await run_in_threadpool(_viewer, websocket, house, camera_id)
    if found is None:
        await websocket.close(1008)  # before accepting: the handshake is refused with 403
        return
    person, camera = found
    await websocket.accept()
    sender = asyncio.create_task(_send_live(websocket, house, _viewed(camera, stream)))
    watcher = asyncio.create_task(_watch(websocket, house, person, camera_id))
    try:
        await _until_gone(websocket, sender, watcher)
    finally:
        for task in (sender, watcher):
            task.cancel()
        await asyncio.gather(sender, watcher, return_exceptions=True)
        with suppress(RuntimeError, WebSocketDisconnect):
            await websocket.close()


async def _picture(house: House, camera: Camera, width: int | None, wish: Wish) -> bytes:
    is_small = wish is Wish.SUB or (wish is Wish.AUTO and width is not None and width <= _SMALL_PX)
    streams: tuple[StreamName, ...] = ("sub", "main") if camera.sub_address and is_small else ("main",)
    for stream in streams[:-1]:
        with suppress(Fault):
            return await latest_jpeg(house.relay, camera.id, width, stream)
    return await latest_jpeg(house.relay, camera.id, width, streams[-1])


async def _send_live(websocket: WebSocket, house: House, viewed: Viewed) -> None:
    try:
        relay, stream = await house.live.choose(viewed)
        async with aclosing(mse_messages(relay, viewed.camera, stream)) as messages:
            async for message in messages:
                await (websocket.send_text(message) if isinstance(message, str) else websocket.send_bytes(message))
    except Fault as fault:
        with suppress(RuntimeError, WebSocketDisconnect):
            await websocket.close(1011, _reason(fault))
    except WebSocketDisconnect:
        return


async def _watch(websocket: WebSocket, house: House, person: Person, camera: CameraId) -> None:
    """Journal the look, minute by minute; end when the person may look no longer or the house closes."""
    since, ended = house.clock.monotonic(), house.sessions.ended
    await run_in_threadpool(_looked, house, person, camera, Look.LIVE)
    while not house.feed.is_closed:
        await asyncio.sleep(0.5)
        if house.clock.monotonic() - since >= RECHECK_S or house.sessions.ended != ended:
            since, ended = house.clock.monotonic(), house.sessions.ended
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


def _viewer(websocket: WebSocket, house: House, camera_id: CameraId) -> tuple[Person, Camera] | None:
    try:
        person = signed_in(websocket).person
        person.demand(Permission.FOOTAGE_LIVE)
        return person, visible_camera(house, person, camera_id)
    except Fault:
        return None


def _viewed(camera: Camera, wish: Wish) -> Viewed:
    return Viewed(camera.id, wish, camera.sub_address is not None)


def _looked(house: House, person: Person, camera: CameraId, look: Look) -> None:
    now = house.clock.now()
    house.audit.viewed(View(person.actor, camera, look, now, now))


def _reason(fault: Fault) -> str:
    """As much of it as a close frame holds (RFC 6455 §5.5: 123 bytes)."""
    return fault.message.encode()[:120].decode(errors="ignore")
