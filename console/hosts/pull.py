"""The process that brings packets in: pull, record, feed. It never decodes."""

from console.heartbeat import Heartbeat, Sign
from console.hosts.process import live_until_told, ready_database
from console.settings import Settings
from ingest.pull import PullHost
from ingest.vault import Vault
from kernel.clock import SystemClock


def run(settings: Settings) -> None:
    """Pull, record and feed until told to stop."""
    clock, database = SystemClock(), ready_database(settings)
    host = PullHost(database, clock, settings.ingest, Vault(settings.key_path), settings.zone)
    beat = Heartbeat(database, clock, "pull", "pull", lambda: Sign(host.figures(), tuple(host.faults())))
    host.start()
    try:
        live_until_told(beat)
    finally:
        host.stop()
        database.close()
