"""The town's beat and checkpoints, a tour of each night, a tour through cameras, and a shift of the foot patrol."""

from datetime import timedelta

from console.demo.accounts import Book
from console.demo.door import Door, listed, object_of
from console.demo.roster import UNITS
from console.demo.scenes import place_body
from kernel.clock import Clock
from kernel.journal import Json

_WALKER = "P-03"
_SHIFT = timedelta(hours=8)
_POINTS = (
    ("Market hall", -200.0, 60.0),
    ("Harbour stairs", -60.0, -150.0),
    ("School gate", -270.0, 220.0),
    ("Station door", 40.0, 60.0),
    ("Depot fence", -420.0, -60.0),
    ("Park bridge", -60.0, 260.0),
)
_BEAT = ((-480.0, -200.0), (120.0, -200.0), (120.0, 320.0), (-480.0, 320.0))
_NIGHT: dict[str, Json] = {"days": [0, 1, 2, 3, 4, 5, 6], "start_minute": 22 * 60, "end_minute": 6 * 60}


async def settle_patrols(door: Door, book: Book, clock: Clock) -> None:
    """Draw the beat and its tour and plan a shift; where a tour is there already nothing is touched."""
    if object_of(await door.get("/api/patrols"))["tours"]:
        return
    corners: list[Json] = [place_body(x, y) for x, y in _BEAT]
    beat = object_of(await door.send("POST", "/api/beats", {"name": "Old town", "points": corners}))
    ids: list[Json] = []
    for name, x, y in _POINTS:
        body: dict[str, Json] = {"name": name, "position": place_body(x, y), "radius_m": 30, "beat_id": beat["id"]}
        ids.append(object_of(await door.send("POST", "/api/checkpoints", body))["id"])
    tour: dict[str, Json] = {"name": "Old town at night", "checkpoint_ids": ids, "every_s": 7200, "hours": [_NIGHT]}
    await door.send("POST", "/api/tours", tour)
    await _shift(door, book, clock)


async def settle_camera_tour(door: Door) -> None:
    """A tour through all cameras, once they are there."""
    cameras: list[Json] = [camera["id"] for camera in listed(await door.get("/api/cameras"))]
    if cameras and not listed(await door.get("/api/camera-tours")):
        await door.send("POST", "/api/camera-tours", {"name": "All cameras", "camera_ids": cameras, "dwell_s": 15})


async def _shift(door: Door, book: Book, clock: Clock) -> None:
    crew = next(unit.crew for unit in UNITS if unit.callsign == _WALKER)
    now = clock.now()
    body: dict[str, Json] = {
        "unit_id": book.units[_WALKER][0],
        "crew": list(crew),
        "starts_at": now.isoformat(),
        "ends_at": (now + _SHIFT).isoformat(),
        "note": "Old town on foot; the school gate was found open last night.",
    }
    await door.send("POST", "/api/shifts", body)
