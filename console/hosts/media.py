"""The process that speaks WebRTC: live views, what units publish, what is said through cameras, and transcodes."""

from console.heartbeat import Heartbeat
from console.hosts.process import live_until_told, ready_database
from console.media.host import MediaHost
from console.media.talking import Talking
from console.settings import Settings
from ingest.store import CameraStore
from ingest.vault import Vault
from kernel.clock import SystemClock


def run(settings: Settings) -> None:
    """Serve viewers and publishers until told to stop."""
    clock, database = SystemClock(), ready_database(settings)
    cameras = CameraStore(database, clock, Vault(settings.key_path))
    host = MediaHost(settings, clock, Talking(cameras, settings.ingest, database, clock))
    beat = Heartbeat(database, clock, "media", "media", host.sign)
    host.start()
    try:
        live_until_told(beat)
    finally:
        host.stop()
        database.close()
