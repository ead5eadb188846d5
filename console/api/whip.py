"""Publishing (WHIP, RFC 9725): a unit's phone or body camera becomes a camera of the house."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from console.api.access import HouseDep, SignedInDep, UnitPerson
from console.api.schema.publication import PublicationView
from console.api.sdp import SDP, offer_of
from console.auth.person import Person
from console.house import House
from ingest.camera import Camera
from ingest.live.offer import demand_h264_offer
from kernel.errors import Fault, FaultKind, not_found

router = APIRouter(prefix="/whip", tags=["publishing"])

OWN = "own"


@router.get("/own", operation_id="get_publication")
async def get_publication(house: HouseDep, person: UnitPerson) -> PublicationView:
    """What the room has of this unit's camera just now."""
    view = await run_in_threadpool(_view, house, _unit(person))
    with_session = [one.subject for one in await house.media.sessions() if one.kind == "whip"]
    return view.model_copy(update={"is_published": _unit(person) in with_session})


@router.post("/{camera}", operation_id="open_whip", status_code=201, response_class=Response)
async def open_whip(
    camera: str, house: HouseDep, person: UnitPerson, signed: SignedInDep, request: Request
) -> Response:
    """Publish: an SDP offer in, an answer out, the session's address in `Location`. `camera` is `own`, or the id of
    the unit's own camera, which the first publication makes."""
    unit = _unit(person)
    await run_in_threadpool(_demand_own, house, unit, camera)
    offer = await offer_of(request)
    demand_h264_offer("whip", offer)
    made = await run_in_threadpool(house.publications.ready_camera, unit, house.callsign_of(unit) or unit, person.actor)
    session, answer = await house.media.open_whip(unit, offer, person.id, signed.login)
    headers = {"Location": f"/api/whip/{made.id}/{session}"}
    return Response(answer, 201, media_type=SDP, headers=headers)


@router.delete("/{camera}/{session_id}", operation_id="close_whip", status_code=204)
async def close_whip(camera: str, session_id: str, house: HouseDep, person: UnitPerson) -> None:
    """Stop publishing. (Any other method than DELETE is answered with 405: neither trickle ICE nor restarts.)"""
    await run_in_threadpool(_demand_own, house, _unit(person), camera)
    await house.media.close_session("whip", session_id, person.id)


def _view(house: House, unit: str) -> PublicationView:
    camera = house.publications.camera_of(unit)
    if camera is None:
        return PublicationView()
    status = house.cameras.status(camera.id)
    return PublicationView(
        camera_id=camera.id,
        name=camera.name,
        is_enabled=camera.is_enabled,
        is_live=status.state == "online",
        is_recorded=camera.is_recorded,
        width=status.width,
        height=status.height,
    )


def _demand_own(house: House, unit: str, named: str) -> None:
    own: Camera | None = house.publications.camera_of(unit)
    if named != OWN and (own is None or own.id != named):
        raise not_found("camera", named)


def _unit(person: Person) -> str:
    if person.unit_id is None:
        raise Fault(FaultKind.FORBIDDEN, f"{person.name} belongs to no unit; an administrator can name one")
    return person.unit_id
