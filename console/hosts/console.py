"""The process that serves people: page, API, stream, live pictures; and the reactions to the journal."""

import signal
import threading
from collections.abc import Callable
from types import FrameType

import structlog
import uvicorn

from console.api.app import create_app
from console.api.osmand import QuickFixes
from console.compose import build_house
from console.health import HealthWatch
from console.heartbeat import Heartbeat, Sign
from console.hosts.process import ready_database
from console.hosts.tls import HttpDoors
from console.house import House
from console.positions.doors import PositionDoors
from console.settings import Settings
from kernel.ids import EventId, IncidentId
from kernel.supervise import Supervised
from patrol.reactions import ACTOR, Reactions

log = structlog.get_logger()

GRACEFUL_S = 2
_FLUSH_S = 20.0
_FROM_VIEWER_BYTES = 65_536  # viewers have nothing to say


def run(settings: Settings) -> None:
    """Serve the page, the API and the stream, and run the reactions, until told to stop."""
    database = ready_database(settings)
    house = build_house(settings, database=database)
    doors = PositionDoors(house)
    house.patrol.units.disconnect_all()
    reactions = Reactions(house.database, house.clock, house.patrol, _linker(house), settings.zone)
    watch = HealthWatch(house.database, house.clock, settings, house.events, house.cameras)
    loops = [
        Supervised("reactions", reactions.run_once, house.clock),
        Supervised("coverage", house.patrol.coverage.run_once, house.clock),
        Supervised("publications", house.publications.run_once, house.clock),
        Supervised("health", watch.run_once, house.clock),
        Supervised("webhooks", house.outward.deliverer.run_once, house.clock),
        Supervised("audit", lambda stop: _flush(house, stop), house.clock),
    ]
    beat = Heartbeat(database, house.clock, "console", "console", lambda: _console_sign(house, loops, doors))
    house.feed.start(settings.tracks_endpoint, house.positions_since)
    for loop in loops:
        loop.start()
    house.onvif.start()
    doors.start()
    beat.start()
    try:
        _serve(house)
    finally:
        beat.stop()
        doors.stop()
        house.onvif.stop()
        for loop in loops:
            loop.stop()
        house.feed.stop()
        house.fixes.close()
        house.audit.flush(everything=True)
        database.close()


class _Server(uvicorn.Server):
    """A server that first ends the streams, which would otherwise hold up its end."""

    def __init__(self, config: uvicorn.Config, before_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_exit = before_exit

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._before_exit()
        super().handle_exit(sig, frame)


def _serve(house: House) -> None:
    http = house.settings.http
    doors = HttpDoors(house)
    config = uvicorn.Config(
        QuickFixes(create_app(house), house),
        host=http.host,
        port=http.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,  # video does not shrink; compressing it costs eighteen times the work
        ws_max_size=_FROM_VIEWER_BYTES,
        timeout_graceful_shutdown=GRACEFUL_S,
        access_log=False,
        log_level="warning",
        server_header=False,
        lifespan="on",
    )
    # uvicorn raises the signal again when it has ended; our own ending comes after that.
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.signal(signal.SIGINT, lambda *_: None)
    log.info("console listens", address=f"{doors.scheme}://{http.host}:{http.port}")
    with doors.open(config):
        _Server(config, house.feed.close).run()


def _linker(house: House) -> Callable[[EventId, IncidentId], None]:
    def link(event: EventId, incident: IncidentId) -> None:
        house.events.link_incident(event, incident, ACTOR)

    return link


def _flush(house: House, stop: threading.Event) -> None:
    house.clock.wait(_FLUSH_S, stop)
    house.audit.flush()


def _console_sign(house: House, loops: list[Supervised], doors: PositionDoors) -> Sign:
    figures = {"readers": float(house.feed.journal.subscribers)}
    figures |= house.relay.figures()
    figures |= house.onvif.figures()
    figures |= house.fixes.figures()
    figures |= doors.figures()
    faults = [f"{loop.name}: {loop.last_fault}" for loop in loops if loop.last_fault]
    if house.onvif.fault:
        faults.append(house.onvif.fault)
    return Sign(figures, (*faults, *house.feed.faults, *doors.faults, *house.outward.deliverer.faults))
