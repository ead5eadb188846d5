"""Signing in and out."""

from contextlib import suppress

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from console.api.access import SESSION_COOKIE, Address, HouseDep, SignedInDep
from console.api.schema.people import DeviceLogin, Login, Role, SessionView, UserView
from console.auth.person import Person
from console.auth.sessions import SignedIn
from console.auth.users import user_data
from console.house import House
from kernel.errors import Fault, FaultKind

router = APIRouter(prefix="/session", tags=["session"])


@router.post("", operation_id="sign_in")
def sign_in(login: Login, house: HouseDep, address: Address, response: Response) -> SessionView:
    """Sign in with username and password; sets the session's cookie."""
    signed = house.sessions.sign_in(login.username, login.password, address)
    _set_cookie(house, response, signed.token, house.settings.session.absolute_h)
    return _view(house, signed)


@router.post("/device", operation_id="sign_in_device")
def sign_in_device(login: DeviceLogin, house: HouseDep, address: Address, response: Response) -> SessionView:
    """Sign a unit's phone in with its device token; sets the session's cookie."""
    signed = house.sessions.sign_in_device(login.token, address)
    _set_cookie(house, response, signed.token, house.settings.session.device_absolute_h)
    return _view(house, signed)


@router.get("", operation_id="get_session")
def get_session(signed: SignedInDep, house: HouseDep) -> SessionView:
    """Who is signed in."""
    return _view(house, signed)


@router.delete("", operation_id="sign_out", status_code=204)
async def sign_out(signed: SignedInDep, house: HouseDep, response: Response) -> None:
    """End this session, and what is watched or published in it."""
    if not signed.token:
        raise Fault(FaultKind.INVALID, "session: a device token is no session; have it replaced instead")
    await run_in_threadpool(house.sessions.sign_out, signed.token)
    with suppress(Fault):  # a media host that is away holds nothing open
        await house.media.close_login(signed.login)
    response.delete_cookie(SESSION_COOKIE, path="/")


def _set_cookie(house: House, response: Response, token: str, hours: float) -> None:
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(hours * 3600),
        path="/",
        httponly=True,
        samesite="lax",
        secure=house.settings.http.is_secure,
    )


def _view(house: House, signed: SignedIn) -> SessionView:
    return SessionView(
        user=_user_view(house, signed.person),
        csrf_token=signed.csrf_token,
        permissions=sorted(permission.value for permission in signed.person.permissions),
        room=house.settings.room,
        time_zone=house.settings.time_zone,
    )


def _user_view(house: House, person: Person) -> UserView:
    if person.user is not None:
        return UserView.model_validate(user_data(person.user))
    return UserView(
        id=person.id,
        username=person.id,
        name=person.name,
        roles=[Role.UNIT],
        unit_id=person.unit_id,
        camera_ids=[],
        is_active=True,
        created_at=house.clock.now(),
    )
