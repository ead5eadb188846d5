"""The house's processes by role: `pull` brings packets in, `analysis` looks at them, `console` serves people."""

import signal
import threading
from collections.abc import Callable
from types import FrameType

import structlog
import uvicorn

from console.analysis import AnalysisHost
from console.api.app import create_app
from console.compose import build_house, open_database
from console.heartbeat import Heartbeat, Sign
from console.house import House
from console.migrate import newest_revision, present_revision
from console.settings import Settings
from ingest.pull import PullHost
from ingest.vault import Vault
from kernel.clock import SystemClock
from kernel.errors import unavailable
from kernel.ids import EventId, IncidentId
from kernel.sql.database import Database
from kernel.supervise import Supervised
from patrol.reactions import ACTOR, Reactions

log = structlog.get_logger()

GRACEFUL_S = 2
_FLUSH_S = 20.0


def run_pull(settings: Settings) -> None:
    """Pull, record and feed until told to stop."""
    clock, database = SystemClock(), _ready(settings)
    host = PullHost(database, clock, settings.ingest, Vault(settings.data_dir / "secret.key"))
    beat = Heartbeat(database, clock, "pull", "pull", lambda: Sign(host.figures(), tuple(host.faults())))
    host.start()
    try:
        _until_told(beat)
    finally:
        host.stop()
        database.close()


def run_analysis(settings: Settings, shard: int, shards: int) -> None:
    """Decode and analyse this shard's cameras until told to stop."""
    clock, database = SystemClock(), _ready(settings)
    host = AnalysisHost(database, clock, settings, shard, shards)
    beat = Heartbeat(database, clock, f"analysis-{shard}", "analysis", host.sign)
    host.start()
    try:
        _until_told(beat)
    finally:
        host.stop()
        database.close()


def run_console(settings: Settings) -> None:
    """Serve the page, the API and the stream, and run the reactions, until told to stop."""
    database = _ready(settings)
    house = build_house(settings, database=database)
    house.patrol.units.disconnect_all()
    reactions = Reactions(house.database, house.clock, house.patrol, _linker(house))
    loops = [
        Supervised("reactions", reactions.run_once, house.clock),
        Supervised("audit", lambda stop: _flush(house, stop), house.clock),
    ]
    beat = Heartbeat(database, house.clock, "console", "console", lambda: _console_sign(house, loops))
    house.feed.start(settings.tracks_endpoint, house.positions_since)
    for loop in loops:
        loop.start()
    beat.start()
    try:
        _serve(house)
    finally:
        beat.stop()
        for loop in loops:
            loop.stop()
        house.feed.stop()
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
    config = uvicorn.Config(
        create_app(house),
        host=http.host,
        port=http.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,  # video does not shrink; compressing it costs eighteen times the work
        timeout_graceful_shutdown=GRACEFUL_S,
        access_log=False,
        log_level="warning",
        server_header=False,
        lifespan="on",
    )
    # uvicorn raises the signal again when it has ended; our own ending comes after that.
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.signal(signal.SIGINT, lambda *_: None)
    log.info("console listens", address=f"http://{http.host}:{http.port}")
    _Server(config, house.feed.close).run()


def _linker(house: House) -> Callable[[EventId, IncidentId], None]:
    def link(event: EventId, incident: IncidentId) -> None:
        house.events.link_incident(event, incident, ACTOR)

    return link


def _flush(house: House, stop: threading.Event) -> None:
    house.clock.wait(_FLUSH_S, stop)
    house.audit.flush()


def _console_sign(house: House, loops: list[Supervised]) -> Sign:
    figures = {"readers": float(house.feed.journal.subscribers), "whep_sessions": float(house.whep.sessions)}
    figures |= house.relay.figures()
    faults = [f"{loop.name}: {loop.last_fault}" for loop in loops if loop.last_fault]
    return Sign(figures, (*faults, *house.feed.faults))


def _ready(settings: Settings) -> Database:
    database = open_database(settings)
    present = present_revision(database)
    if present != newest_revision():
        raise unavailable(f"database: its schema is at {present or 'nothing'}; run `watchroom migrate` first")
    return database


def _until_told(beat: Heartbeat) -> None:
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    beat.start()
    told.wait()
    beat.stop()
