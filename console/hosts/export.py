"""The process that makes exports and tries rules on recordings. It works when others do not need the processor."""

import os

from console.evidence.worker import ExportWorker
from console.heartbeat import Heartbeat
from console.hosts.process import live_until_told, ready_database
from console.settings import Settings
from console.trials.worker import TrialWorker
from kernel.clock import SystemClock

_NICE = 10


def run(settings: Settings) -> None:
    """Make exports and try rules until told to stop."""
    os.nice(_NICE)
    clock, database = SystemClock(), ready_database(settings)
    worker = ExportWorker(database, clock, settings)
    beat = Heartbeat(database, clock, "export", "export", worker.sign)
    trials = TrialWorker(database, clock, settings)
    worker.start()
    trials.start()
    try:
        live_until_told(beat)
    finally:
        trials.stop()
        worker.stop()
        database.close()
