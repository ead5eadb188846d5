"""`watchroom demo play`: the town's map and cameras, its people in the product, its units and its night desk."""

import asyncio
import contextlib
import threading
from pathlib import Path

import structlog

from console.auth.users import NewUser, Users
from console.compose import build_house
from console.demo.accounts import Book, new_password, read_book, write_book
from console.demo.basemap import write_basemap
from console.demo.dispatching import play_desk
from console.demo.door import Door
from console.demo.patrolling import play_units
from console.demo.render import render_all
from console.demo.settle import settle
from console.demo.town import build_town
from console.settings import Settings
from ingest.rtsp_server import RtspServer
from kernel.actor import system
from kernel.clock import Clock, SystemClock
from kernel.errors import Fault, FaultKind

log = structlog.get_logger()

_ACTOR = system("demo")
_SETTLER = "demo-setup"


def main(settings: Settings, stop: threading.Event | None = None) -> None:
    """Play the town until `stop` is set, or for ever."""
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_play(settings, stop or threading.Event(), SystemClock()))


async def _play(settings: Settings, stop: threading.Event, clock: Clock) -> None:
    folder = settings.data_dir / "demo"
    book = read_book(folder / "tokens.json")
    if not settings.map_path.exists():
        write_basemap(build_town(), settings.map_path)
    server = await _serve(book, clock)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.TaskGroup() as group:
            films = group.create_task(asyncio.to_thread(_films, folder, server, loop))
            tasks = [films, group.create_task(_people(settings, book, clock))]
            await _until(stop)
            for task in tasks:
                task.cancel()
    finally:
        await server.stop()


async def _until(stop: threading.Event) -> None:
    while not stop.is_set():
        await asyncio.sleep(0.5)


async def _serve(book: Book, clock: Clock) -> RtspServer:
    """The cameras' server, on the port of last time where that is free."""
    server = RtspServer(port=book.rtsp_port, clock=clock)
    try:
        await server.start()
    except Fault:
        server = RtspServer(port=0, clock=clock)
        await server.start()
    book.rtsp_port = server.port
    return server


def _films(folder: Path, server: RtspServer, loop: asyncio.AbstractEventLoop) -> None:
    def ready(key: str, path: Path) -> None:
        loop.call_soon_threadsafe(server.mount, key, path)

    render_all(folder, ready, _say)
    _say("the demo town is complete")


async def _people(settings: Settings, book: Book, clock: Clock) -> None:
    """Settle the town in the room, then let its units and its desk live."""
    base_url = _base_url(settings)
    async with Door(base_url) as door:
        while not await door.is_open():
            await clock.sleep(1.0)
        await _settle(settings, door, book)
    write_book(settings.data_dir / "demo" / "tokens.json", book)
    async with Door(base_url) as door, asyncio.TaskGroup() as group:
        group.create_task(play_units(base_url, book.units, clock))
        group.create_task(play_desk(door, book.desk_password, clock))


async def _settle(settings: Settings, door: Door, book: Book) -> None:
    """Set the town up with an administrator's account that exists for this moment only."""
    users = build_house(settings).users
    password = new_password()
    account = _settler(users, password)
    try:
        await door.sign_in(_SETTLER, password)
        await settle(door, book, _say)
    finally:
        users.change(account, {"is_active": False}, _ACTOR)


def _settler(users: Users, password: str) -> str:
    """The id of the setting-up account, switched on with a new password."""
    try:
        known = users.by_username(_SETTLER)
    except Fault as fault:
        if fault.kind is not FaultKind.NOT_FOUND:
            raise
        return users.add(NewUser(_SETTLER, "Demo set-up", password, ("administrator",)), _ACTOR).id
    return users.change(known.id, {"is_active": True, "password": password}, _ACTOR).id


def _base_url(settings: Settings) -> str:
    host = settings.http.host
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{settings.http.port}"  # noqa: S104  # to call, not to bind


def _say(text: str) -> None:
    """To the person at the terminal: passwords shown once do not belong in a log."""
    print(text, flush=True)  # noqa: T201
