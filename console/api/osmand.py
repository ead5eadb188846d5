"""Positions from OsmAnd and Traccar clients; the device token in `id` is the authorisation."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse

from console.api.access import HouseDep
from console.house import House
from kernel.errors import Fault, FaultKind
from patrol.avl.osmand import Message, decode_json, decode_query

router = APIRouter(tags=["positions"])

_BODY_LIMIT = 65_536


async def body_of(request: Request) -> bytes:
    """The body, unless it is longer than any position."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_LIMIT:
            raise Fault(FaultKind.LIMITED, "osmand: the message is too long")
    return body


Body = Annotated[bytes, Depends(body_of)]


@router.get("/osmand", operation_id="send_osmand_query", response_class=PlainTextResponse)
def send_osmand_query(request: Request, house: HouseDep) -> PlainTextResponse:
    """A position as a query string."""
    return _record(house, decode_query(dict(request.query_params), house.clock.now()))


@router.post("/osmand", operation_id="send_osmand", response_class=PlainTextResponse)
def send_osmand(request: Request, house: HouseDep, body: Body) -> PlainTextResponse:
    """A position as a query string, a form or JSON."""
    now = house.clock.now()
    if body.lstrip().startswith(b"{"):
        return _record(house, decode_json(body, now))
    fields = dict(request.query_params) | dict(parse_qsl(body.decode("utf-8", "replace")))
    return _record(house, decode_query(fields, now))


def _record(house: House, message: Message) -> PlainTextResponse:
    unit = house.patrol.units.of_token(message.device)
    if unit is None:
        raise Fault(FaultKind.UNAUTHENTICATED, "osmand: this device token is not valid")
    house.patrol.record_fix(unit.id, message.fix)
    return PlainTextResponse("OK")
