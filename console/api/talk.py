"""Talking through cameras: a browser's microphone, one talker for each camera."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from console.api.access import CameraTalker, HouseDep, SignedInDep, visible_camera
from console.api.schema.talk import TalkView
from console.api.sdp import SDP, offer_of
from kernel.ids import CameraId

router = APIRouter(tags=["talk"])


@router.get("/cameras/{camera_id}/talk", operation_id="get_talk")
def get_talk(camera_id: CameraId, house: HouseDep, person: CameraTalker) -> TalkView:
    """Whether the camera has a loudspeaker; the camera itself is asked now and then."""
    visible_camera(house, person, camera_id)
    found = house.loudspeakers.of(camera_id)
    return TalkView(camera_id=camera_id, can_talk=found.can_talk, reason=found.reason)


@router.post("/cameras/{camera_id}/talk", operation_id="open_talk", status_code=201, response_class=Response)
async def open_talk(
    camera_id: CameraId, house: HouseDep, person: CameraTalker, signed: SignedInDep, request: Request
) -> Response:
    """Talk: an SDP offer to send Opus in, an answer out, the session's address in `Location`. A conflict says who
    talks already."""
    await run_in_threadpool(visible_camera, house, person, camera_id)
    offer = await offer_of(request)
    session, answer = await house.media.open_talk(camera_id, offer, person.actor, signed.login)
    return Response(answer, 201, media_type=SDP, headers={"Location": f"/api/talk/{session}"})


@router.delete("/talk/{session_id}", operation_id="close_talk", status_code=204)
async def close_talk(session_id: str, house: HouseDep, person: CameraTalker) -> None:
    """Stop talking."""
    await house.media.close_session("talk", session_id, person.id)
