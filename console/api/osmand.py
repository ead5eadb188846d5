"""Positions from phones over HTTP: OsmAnd and Traccar clients, and OwnTracks. A device token is the authorisation."""

import base64
import binascii
import hashlib
import json
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response

from console.api.access import HouseDep
from console.house import House
from kernel.errors import Fault, FaultKind
from patrol.avl import owntracks
from patrol.avl.osmand import Message, decode_json, decode_query
from patrol.position import Fix, FixVerdict
from patrol.service.positions import Claim

router = APIRouter(tags=["positions"])

_BODY_LIMIT = 65_536


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


def token_claim(token: str, protocol: str) -> Claim:
    """What a device with that token claims; raises an unauthenticated fault where there is none."""
    if not token:
        raise Fault(FaultKind.UNAUTHENTICATED, f"{protocol}: the device token is missing")
    return Claim(token_hash=hashlib.sha256(token.encode()).hexdigest())


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
