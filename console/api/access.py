"""Who asks, and whether they may: every route goes through a `Gate`."""

import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection

from console.auth.permission import Permission
from console.auth.person import Person
from console.auth.sessions import SignedIn
from console.house import House
from ingest.camera import Camera
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId

SESSION_COOKIE = "watchroom_session"
CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def house_of(connection: HTTPConnection) -> House:
    """The house that the app serves."""
    house: House = connection.app.state.house
    return house


async def address_of(connection: HTTPConnection) -> str:
    """Where the request comes from."""
    return connection.client.host if connection.client else "unknown"


HouseDep = Annotated[House, Depends(house_of)]
Address = Annotated[str, Depends(address_of)]


def signed_in(connection: HTTPConnection) -> SignedIn:
    """Who asks, by cookie or device token; a change in a cookie session must show the session's CSRF token.

    Raises unauthenticated, or forbidden for a missing CSRF token or a foreign origin. Reads the database.
    """
    house: House = connection.app.state.house
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = house.sessions.by_device_token(token.strip())
    else:
        cookie = connection.cookies.get(SESSION_COOKIE)
        found = house.sessions.by_token(cookie, house.callsign_of) if cookie else None
    if found is None:
        raise Fault(FaultKind.UNAUTHENTICATED, "you are not signed in, or your session has ended; sign in")
    if connection.scope["type"] == "websocket":
        demand_own_origin(connection, house.settings.http.allowed_origins)
    elif found.token and connection.scope["method"] not in _SAFE:
        shown = connection.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(shown.encode(), found.csrf_token.encode()):
            raise Fault(FaultKind.FORBIDDEN, f"the header {CSRF_HEADER} is missing or stale; reload the page")
    return found


def demand_own_origin(connection: HTTPConnection, allowed: list[str]) -> None:
    """Refuse a WebSocket that another site's page opens: browsers send cookies along with it."""
    origin = connection.headers.get("origin")
    if origin is None or origin in allowed:
        return
    if urlsplit(origin).netloc != connection.headers.get("host"):
        raise Fault(FaultKind.FORBIDDEN, "this page's origin may not open live pictures")


def visible_camera(house: House, person: Person, camera_id: CameraId) -> Camera:
    """The camera; raises not-found when there is none, or none that this person may know of."""
    person.demand_camera(camera_id)
    return house.cameras.get(camera_id)


SignedInDep = Annotated[SignedIn, Depends(signed_in)]


class Gate:
    """Lets pass whoever holds any of `permissions`; gives the person."""

    def __init__(self, *permissions: Permission) -> None:
        self.permissions = permissions

    async def __call__(self, signed: SignedInDep) -> Person:
        if not any(signed.person.may(permission) for permission in self.permissions):
            signed.person.demand(self.permissions[0])
        return signed.person


Viewer = Annotated[Person, Depends(Gate(Permission.ROOM_VIEW))]
LiveViewer = Annotated[Person, Depends(Gate(Permission.FOOTAGE_LIVE))]
PlaybackViewer = Annotated[Person, Depends(Gate(Permission.FOOTAGE_PLAYBACK))]
FootageHolder = Annotated[Person, Depends(Gate(Permission.FOOTAGE_HOLD))]
Judge = Annotated[Person, Depends(Gate(Permission.EVENTS_JUDGE))]
IncidentHandler = Annotated[Person, Depends(Gate(Permission.INCIDENTS_HANDLE))]
Dispatcher = Annotated[Person, Depends(Gate(Permission.ORDERS_GIVE))]
StatusSetter = Annotated[Person, Depends(Gate(Permission.UNITS_STATUS))]
UnitManager = Annotated[Person, Depends(Gate(Permission.UNITS_MANAGE))]
CameraHand = Annotated[Person, Depends(Gate(Permission.CAMERAS_STEER))]
CameraTalker = Annotated[Person, Depends(Gate(Permission.CAMERAS_TALK))]
CameraManager = Annotated[Person, Depends(Gate(Permission.CAMERAS_MANAGE))]
SceneManager = Annotated[Person, Depends(Gate(Permission.SCENES_MANAGE))]
RosterViewer = Annotated[Person, Depends(Gate(Permission.ROSTER_VIEW))]
RosterManager = Annotated[Person, Depends(Gate(Permission.ROSTER_MANAGE))]
AlertPublisher = Annotated[Person, Depends(Gate(Permission.ALERTS_PUBLISH))]
OutwardManager = Annotated[Person, Depends(Gate(Permission.OUTWARD_MANAGE))]
PlanManager = Annotated[Person, Depends(Gate(Permission.PLANS_MANAGE))]
UserManager = Annotated[Person, Depends(Gate(Permission.USERS_MANAGE))]
ExportMaker = Annotated[Person, Depends(Gate(Permission.EXPORTS_MAKE))]
CaseManager = Annotated[Person, Depends(Gate(Permission.CASES_MANAGE))]
JournalReader = Annotated[Person, Depends(Gate(Permission.JOURNAL_READ))]
SystemViewer = Annotated[Person, Depends(Gate(Permission.SYSTEM_VIEW))]
UnitPerson = Annotated[Person, Depends(Gate(Permission.UNIT_ACT))]
ViewerOrUnit = Annotated[Person, Depends(Gate(Permission.ROOM_VIEW, Permission.UNIT_ACT))]
Anyone = Annotated[Person, Depends(Gate(*Permission))]
