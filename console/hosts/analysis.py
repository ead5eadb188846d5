"""The process that looks at what the cameras send."""

from console.analysis import AnalysisHost
from console.heartbeat import Heartbeat
from console.hosts.process import live_until_told, ready_database
from console.settings import Settings
from kernel.clock import SystemClock


def run(settings: Settings, shard: int, shards: int) -> None:
    """Decode and analyse this shard's cameras until told to stop."""
    clock, database = SystemClock(), ready_database(settings)
    host = AnalysisHost(database, clock, settings, shard, shards)
    beat = Heartbeat(database, clock, f"analysis-{shard}", "analysis", host.sign)
    host.start()
    try:
        live_until_told(beat)
    finally:
        host.stop()
        database.close()
