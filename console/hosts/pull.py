"""The process that brings packets in: pull, record, feed. It never decodes."""

import gc
import os
import signal

from console.heartbeat import Heartbeat, Sign
from console.hosts.process import live_until_told, ready_database
from console.settings import Settings
from ingest.pull import PullHost
from ingest.vault import Vault
from kernel.clock import SystemClock

_LOOK_FOR_GARBAGE = 20_000  # objects more than before


def run(settings: Settings) -> None:
    """Pull, record and feed until told to stop."""
    clock, database = SystemClock(), ready_database(settings)
    vault = Vault(settings.key_path)
    host = PullHost(database, clock, settings.ingest, vault, settings.zone, give_up=_end)
    beat = Heartbeat(database, clock, "pull", "pull", lambda: Sign(host.figures(), tuple(host.faults())))
    host.start()
    # What is there by now stays: looking through it for every few hundred packets costs more than they do.
    gc.freeze()
    gc.set_threshold(_LOOK_FOR_GARBAGE)
    try:
        live_until_told(beat)
    finally:
        host.stop()
        database.close()


def _end() -> None:
    """As if told to: this process is started again, and then waits for its turn."""
    os.kill(os.getpid(), signal.SIGTERM)
