"""The process that makes exports. It works when others do not need the processor."""

import os

from console.evidence.worker import ExportWorker
from console.heartbeat import Heartbeat
from console.hosts.process import live_until_told, ready_database
from console.settings import Settings
from kernel.clock import SystemClock

_NICE = 10


def run(settings: Settings) -> None:
    """Make exports until told to stop."""
    os.nice(_NICE)
    clock, database = SystemClock(), ready_database(settings)
    worker = ExportWorker(database, clock, settings)
    beat = Heartbeat(database, clock, "export", "export", worker.sign)
    worker.start()
    try:
        live_until_told(beat)
    finally:
        worker.stop()
        database.close()
