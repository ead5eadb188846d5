"""Plays the night desk over HTTP."""

import structlog

from console.demo.desk import Desk, Move, best_unit
from console.demo.door import Door, object_of
from console.demo.roster import DESK
from kernel.clock import Clock
from kernel.errors import Fault
from kernel.journal import Json

log = structlog.get_logger()

_LOOK_S = 6.0
_INSTRUCTION = "Go and have a look; report when it is dealt with."


async def play_desk(door: Door, password: str, clock: Clock) -> None:
    """Sit at the desk for ever; what fails is tried again."""
    desk: Desk | None = None
    while True:
        try:
            if desk is None:
                await door.sign_in(DESK[0], password)
                session = object_of(await door.get("/api/session"))
                desk = Desk(str(object_of(session["user"])["id"]))
            state = object_of(await door.get("/api/state"))
            for move in desk.moves(state, clock.now()):
                await _make(door, move)
        except Fault as fault:
            log.warning("desk waits", reason=fault.message)
        await clock.sleep(_LOOK_S)


async def _make(door: Door, move: Move) -> None:
    try:
        match move.act:
            case "acknowledge":
                await door.send("POST", f"/api/events/{move.subject}/acknowledge")
            case "accept":
                await door.send("POST", f"/api/incidents/{move.subject}/accept")
            case "order":
                await _order(door, move)
            case "close":
                body: dict[str, Json] = {"disposition": "resolved"}
                await door.send("POST", f"/api/incidents/{move.subject}/close", body)
    except Fault as fault:
        log.info("move refused", act=move.act, subject=move.subject, reason=fault.message)


async def _order(door: Door, move: Move) -> None:
    advice = object_of(await door.get(f"/api/incidents/{move.subject}/recommendation"))
    unit = best_unit(advice, move.tried)
    if unit is None:
        return  # everybody is out; look again later
    body: dict[str, Json] = {"incident_id": move.subject, "unit_id": unit, "instruction": _INSTRUCTION}
    await door.send("POST", "/api/orders", body)
