"""A pull host whose wall clock can be stepped: `stepping_pull.py DATA_DIR OFFSET_FILE`.

The file holds seconds; they are added to the machine's wall clock from the moment they are written. All else, the
monotonic clock too, is the machine's own.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path

from console.heartbeat import Heartbeat, Sign
from console.hosts.process import live_until_told, ready_database
from console.settings import load
from ingest.pull import PullHost
from ingest.vault import Vault
from kernel.clock import SystemClock


class SteppedClock(SystemClock):
    """The machine's clock and what stands in a file."""

    def __init__(self, offset: Path) -> None:
        self._offset = offset

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=float(self._offset.read_text() or 0))


def main(data_dir: Path, offset: Path) -> None:
    settings, clock = load(data_dir=data_dir), SteppedClock(offset)
    database = ready_database(settings)
    host = PullHost(database, clock, settings.ingest, Vault(settings.key_path), settings.zone)
    beat = Heartbeat(database, clock, "pull", "pull", lambda: Sign(host.figures(), tuple(host.faults())))
    host.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    try:
        live_until_told(beat)
    finally:
        host.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
