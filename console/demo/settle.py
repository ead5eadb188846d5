"""Makes the room know its town: cameras, scenes, units, plans and people; what is there already stays as it is."""

from collections.abc import Callable

from console.demo.accounts import Book, new_password
from console.demo.cameras import Site
from console.demo.door import Door, listed, object_of
from console.demo.roster import DESK, PEOPLE, PLANS, UNITS, UnitPlan
from console.demo.scenes import place_body, scene_body
from kernel.journal import Json

Say = Callable[[str], None]


async def settle(door: Door, book: Book, say: Say) -> None:
    """Bring units, plans and people up to date over `door`, an administrator's; completes `book`.

    Like `settle_camera`, it changes nothing the second time.
    """
    for unit in UNITS:
        await _unit(door, unit, book)
    await _plans(door)
    await _people(door, book, say)


async def settle_camera(door: Door, site: Site, port: int) -> None:
    """Add the camera, or point the one that is there to where it plays now."""
    ours = [c for c in listed(await door.get("/api/cameras")) if _is_ours(c)]
    known = next((c for c in ours if str(c["address"]).rsplit("/", 1)[-1] == site.key), None)
    await _camera(door, site, known, port)


def _is_ours(camera: dict[str, Json]) -> bool:
    return str(camera["address"]).startswith("rtsp://127.0.0.1:")


async def _camera(door: Door, site: Site, known: dict[str, Json] | None, port: int) -> None:
    url = f"rtsp://127.0.0.1:{port}/{site.key}"
    if known is not None:
        if known["address"] != url:
            await door.send("PATCH", f"/api/cameras/{known['id']}", {"url": url})
        return
    lens = site.lens
    camera = object_of(
        await door.send(
            "POST",
            "/api/cameras",
            {
                "name": site.name,
                "url": url,
                "position": place_body(lens.x, lens.y),
                "bearing_deg": round(lens.bearing_deg, 1),
                "view_angle_deg": lens.view_deg,
                "range_m": site.range_m,
                "retention_days": 2,
                "reports_intrusion": False,
            },
        )
    )
    await door.send("PUT", f"/api/cameras/{camera['id']}/scene", scene_body(site))


async def _unit(door: Door, wanted: UnitPlan, book: Book) -> None:
    known = {str(u["callsign"]): u for u in listed(await door.get("/api/units"))}
    unit = known.get(wanted.callsign)
    if unit is None:
        body: dict[str, Json] = {"callsign": wanted.callsign, "kind": wanted.kind, "crew": list(wanted.crew)}
        unit = object_of(await door.send("POST", "/api/units", body))
        await door.send("POST", f"/api/units/{unit['id']}/status", {"status": "available"})
    if book.units.get(wanted.callsign, ("", ""))[0] != unit["id"]:
        device = object_of(await door.send("POST", f"/api/units/{unit['id']}/device"))
        book.units[wanted.callsign] = str(unit["id"]), str(device["token"])


async def _plans(door: Door) -> None:
    known = {str(p["name"]) for p in listed(await door.get("/api/response-plans"))}
    for plan in PLANS:
        if plan.name not in known:
            body: dict[str, Json] = {
                "name": plan.name,
                "event_kinds": list(plan.event_kinds),
                "min_severity": "high",
                "instruction": plan.instruction,
            }
            await door.send("POST", "/api/response-plans", body)


async def _people(door: Door, book: Book, say: Say) -> None:
    known = {str(u["username"]): u for u in listed(await door.get("/api/users"))}
    made: list[str] = []
    try:
        for username, name, roles, callsign in PEOPLE:
            if username not in known:
                password = new_password()
                await _add(door, (username, name, roles), password, book.units[callsign][0] if callsign else None)
                made.append(f"  {username:<6} {password}   {name}, {', '.join(roles)} {callsign or ''}".rstrip())
    finally:
        if made:
            say("people of the demo town (their passwords are shown this once):\n" + "\n".join(made))
    username = DESK[0]
    if username not in known:
        book.desk_password = new_password()
        await _add(door, DESK, book.desk_password, None)
    elif not book.desk_password:
        book.desk_password = new_password()
        await door.send("PATCH", f"/api/users/{known[username]['id']}", {"password": book.desk_password})


async def _add(door: Door, who: tuple[str, str, tuple[str, ...]], password: str, unit: str | None) -> None:
    username, name, roles = who
    body: dict[str, Json] = {"username": username, "name": name, "roles": list(roles), "password": password}
    await door.send("POST", "/api/users", body | {"unit_id": unit})
