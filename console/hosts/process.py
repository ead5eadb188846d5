"""What every process of the house does: wait for a ready database, give signs of life, end when told."""

import signal
import threading

from console.heartbeat import Heartbeat
from console.migrate import newest_revision, present_revision
from console.settings import Settings
from kernel.errors import unavailable
from kernel.sql.database import Database


def ready_database(settings: Settings) -> Database:
    """The house's database; raises an unavailable fault when its schema is not this program's."""
    database = Database(settings.database)
    present = present_revision(database)
    if present != newest_revision():
        raise unavailable(f"database: its schema is at {present or 'nothing'}; run `watchroom migrate` first")
    return database


def live_until_told(beat: Heartbeat) -> None:
    """Give signs of life until SIGTERM or Ctrl-C."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    beat.start()
    told.wait()
    beat.stop()
