"""What talking needs of the house: the camera's address and login, and the journal."""

import asyncio

from console.audit import Spoken, TalkAudit
from ingest.live.talk import Loudspeaker, Talk
from ingest.settings import IngestSettings
from ingest.sources.back_channel import BackChannel
from ingest.store import CameraStore
from kernel.clock import Clock
from kernel.errors import conflict
from kernel.ids import CameraId
from kernel.sql.database import Database


class Talking:
    """Opens loudspeakers and journals who talks. The login is looked up here, so that it crosses no line."""

    def __init__(self, cameras: CameraStore, settings: IngestSettings, database: Database, clock: Clock) -> None:
        self._cameras = cameras
        self._settings = settings
        self._audit = TalkAudit(database, clock)
        self._audit.end_left_open()

    def open(self, camera_id: CameraId) -> Loudspeaker:
        """The camera's loudspeaker; blocks, raises a fault."""
        camera = self._cameras.get(camera_id)
        if not camera.is_enabled:
            raise conflict(f"camera {camera_id}: is switched off; switch it on in its settings")
        return BackChannel(camera.address, self._cameras.credentials(camera_id), self._settings)

    async def told(self, talk: Talk) -> None:
        """Journal that the talk began, or ended."""
        spoken = Spoken(talk.actor, talk.camera, talk.session)
        if talk.end is None:
            await asyncio.to_thread(self._audit.began, spoken)
        else:
            await asyncio.to_thread(self._audit.ended, spoken, talk.end.value, talk.why)
