"""Positions from phones over HTTP: OsmAnd and Traccar clients, and OwnTracks. A device token is the authorisation."""

import base64
import binascii
import json
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from console.api.access import HouseDep
from console.api.headers import HEADERS, SecurityHeaders
from console.api.problems import problem
from console.house import House
from kernel.errors import Fault, FaultKind
from patrol.avl import owntracks
from patrol.avl.osmand import Message, decode_json, decode_query
from patrol.position import Fix, FixVerdict
from patrol.service.positions import Claim
from patrol.service.units import hash_of

router = APIRouter(tags=["positions"])

_BODY_LIMIT = 65_536
_OK = {"type": "http.response.body", "body": b"OK"}
_HEADERS = {**HEADERS, "content-type": "text/plain; charset=utf-8", "content-length": "2"}
_TAKEN = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()],
}


async def body_of(request: Request) -> bytes:
    """The body, unless it is longer than any position."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_LIMIT:
            raise Fault(FaultKind.LIMITED, "the message is longer than any position")
    return body


Body = Annotated[bytes, Depends(body_of)]


@router.get("/osmand", operation_id="send_osmand_query", response_class=PlainTextResponse)
async def send_osmand_query(request: Request, house: HouseDep) -> PlainTextResponse:
    """A position as a query string."""
    return await _record(house, decode_query(dict(request.query_params), house.clock.now()))


@router.post("/osmand", operation_id="send_osmand", response_class=PlainTextResponse)
async def send_osmand(request: Request, house: HouseDep, body: Body) -> PlainTextResponse:
    """A position as a query string, a form or JSON."""
    now = house.clock.now()
    if body.lstrip().startswith(b"{"):
        return await _record(house, decode_json(body, now))
    fields = dict(request.query_params) | dict(parse_qsl(body.decode("utf-8", "replace")))
    return await _record(house, decode_query(fields, now))


@router.post("/owntracks", operation_id="send_owntracks")
async def send_owntracks(request: Request, house: HouseDep, body: Body) -> Response:
    """A message of an OwnTracks phone in HTTP mode; its password is the device token. Answers an empty list."""
    claim = token_claim(_password(request.headers.get("authorization", "")), "owntracks")
    fix = owntracks.decode(body, house.clock.now())
    # What is no position is acknowledged all the same, or the phone keeps it and sends it again for ever.
    await keep(house, claim, [] if fix is None else [fix], "owntracks")
    return Response(json.dumps([]), media_type="application/json")


class QuickFixes:
    """Around the whole application: answers `GET /osmand` as `send_osmand_query` does, before all else.

    Thousands of devices ask nothing else; finding the route costs many times what taking the position does.
    """

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app = app
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/osmand" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        try:
            message = decode_query(_fields(scope["query_string"]), self._house.clock.now())
            await keep(self._house, token_claim(message.device, "osmand"), [message.fix], "osmand")
        except Fault as fault:
            await SecurityHeaders(problem(fault.kind, fault.message))(scope, receive, send)
            return
        await send(_TAKEN)
        await send(_OK)


def _fields(query: bytes) -> dict[str, str]:
    text = query.decode("latin-1")
    if "%" in text or "+" in text:
        return dict(parse_qsl(text, keep_blank_values=True))
    return {name: value for name, _, value in (pair.partition("=") for pair in text.split("&"))}


def token_claim(token: str, protocol: str) -> Claim:
    """What a device with that token claims; raises an unauthenticated fault where there is none."""
    if not token:
        raise Fault(FaultKind.UNAUTHENTICATED, f"{protocol}: the device token is missing")
    return Claim(token_hash=hash_of(token))


async def keep(house: House, claim: Claim, fixes: list[Fix], protocol: str) -> list[FixVerdict | None]:
    """Store the fixes; raises an unauthenticated fault when the device speaks for no unit."""
    verdicts = await house.fixes.record([(claim, fix) for fix in fixes])
    if any(verdict is None for verdict in verdicts):
        raise Fault(FaultKind.UNAUTHENTICATED, f"{protocol}: this device token is not valid")
    return verdicts


async def _record(house: House, message: Message) -> PlainTextResponse:
    await keep(house, token_claim(message.device, "osmand"), [message.fix], "osmand")
    return PlainTextResponse("OK")


def _password(header: str) -> str:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2] if scheme.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""
