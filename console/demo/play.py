"""`watchroom demo play`: the town's map and cameras, its people in the product, its units and its night desk."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import structlog

from console.auth.users import NewUser, Users
from console.compose import build_house
from console.demo.accounts import Book, new_password, read_book, write_book
from console.demo.basemap import write_basemap
from console.demo.cameras import site, sites
from console.demo.dispatching import play_desk
from console.demo.door import Door
from console.demo.patrolling import play_units
from console.demo.patrols import settle_camera_tour, settle_patrols
from console.demo.render import render_all
from console.demo.settle import settle, settle_camera
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
    playing: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def ready(key: str, path: Path) -> None:
        server.mount(key, path)
        loop.call_soon_threadsafe(playing.put_nowait, key)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(asyncio.to_thread(render_all, folder, ready, _say)),
                group.create_task(_live(settings, book, clock, playing)),
            ]
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


async def _live(settings: Settings, book: Book, clock: Clock, playing: asyncio.Queue[str]) -> None:
    """Settle the town in the room, then let its cameras, units and desk live."""
    base_url = _base_url(settings)
    path = settings.data_dir / "demo" / "tokens.json"
    async with Door(base_url) as door, Door(base_url) as desk, asyncio.TaskGroup() as group:
        while not await door.is_open():
            await clock.sleep(1.0)
        async with _administrator(settings, door):
            try:
                await settle(door, book, _say)
                await settle_patrols(door, book, clock)
            finally:
                write_book(path, book)
            group.create_task(play_units(base_url, book.units, clock))
            group.create_task(play_desk(desk, book.desk_password, clock))
            for _ in sites():
                await settle_camera(door, site(await playing.get()), book.rtsp_port)
            await settle_camera_tour(door)


@contextlib.asynccontextmanager
async def _administrator(settings: Settings, door: Door) -> AsyncIterator[None]:
    """Sign `door` in with an administrator's account that is switched on for this time only."""
    users = build_house(settings).users
    password = new_password()
    account = _settler(users, password)
    try:
        await door.sign_in(_SETTLER, password)
        yield
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
