"""The composed services: what every route and every host works with."""

from dataclasses import dataclass

from analytics.activity.index import ActivityIndex
from analytics.learning.store import Lessons
from analytics.models.choice import ModelDesk
from analytics.store import AnalyticsStore
from console.audit import FootageAudit
from console.auth.sessions import Sessions
from console.auth.users import Users
from console.feed import RoomFeed
from console.fixes import FixWriter
from console.loudspeakers import Loudspeakers
from console.maps.serving import TileDesk
from console.media.client import MediaClient
from console.onvif.fleet import OnvifFleet
from console.onvif.steering import Steering
from console.outward.desk import Outward
from console.presence import Presence
from console.publications import Publications
from console.settings import Settings
from console.trials.store import TrialStore
from ingest.evidence.key import EvidenceKey
from ingest.evidence.store import ExportStore
from ingest.live.choice import LiveStreams
from ingest.live.relay import LiveRelay
from ingest.playback.frames import FrameDesk
from ingest.playback.moment import Recordings
from ingest.record.catalog import Catalog
from ingest.record.footage import FootageStore
from ingest.record.hold import Holds
from ingest.record.policies import RecordingPolicies
from ingest.record.storage import StorageDesk
from ingest.review.bookmarks import Bookmarks
from ingest.review.cases import Cases
from ingest.store import CameraStore
from ingest.vault import Vault
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind
from kernel.journal import JsonObject
from kernel.sql.database import Database
from patrol.order import OrderState
from patrol.service import PatrolService
from patrol.views import fix_data

_OVER = frozenset({OrderState.DECLINED, OrderState.RECALLED})


@dataclass(frozen=True, slots=True)
class House:
    """One room's services on one database. What is live belongs to the console's event loop."""

    settings: Settings
    clock: Clock
    database: Database
    vault: Vault
    cameras: CameraStore
    catalog: Catalog
    store: FootageStore
    holds: Holds
    policies: RecordingPolicies
    storage: StorageDesk
    exports: ExportStore
    trials: TrialStore
    models: ModelDesk
    recordings: Recordings
    frames: FrameDesk
    activity: ActivityIndex
    bookmarks: Bookmarks
    cases: Cases
    evidence_key: EvidenceKey
    events: AnalyticsStore
    lessons: Lessons
    patrol: PatrolService
    tiles: TileDesk
    users: Users
    sessions: Sessions
    audit: FootageAudit
    feed: RoomFeed
    presence: Presence
    steering: Steering
    onvif: OnvifFleet
    relay: LiveRelay
    transcoded: LiveRelay
    live: LiveStreams
    media: MediaClient
    publications: Publications
    loudspeakers: Loudspeakers
    fixes: FixWriter
    outward: Outward

    def callsign_of(self, unit: str) -> str | None:
        """The unit's callsign, None when there is no such unit."""
        try:
            return self.patrol.units.get(unit).callsign
        except Fault as fault:
            if fault.kind is FaultKind.NOT_FOUND:
                return None
            raise

    def incidents_of_unit(self, unit: str) -> set[str]:
        """The incidents that the unit works on, or whose report it still owes."""
        return {order.incident_id for order in self.patrol.orders.of_unit(unit)}

    def positions_since(self, after: int) -> tuple[dict[str, JsonObject], int]:
        """The fixes told after `after` in the shape of `FixView`, by unit, and the number to ask with next."""
        changes = self.patrol.positions.moved_since(after)
        return {unit: fix_data(fix) for unit, fix in changes.fixes.items()}, changes.upto

    def works_on(self, unit: str, incident: str) -> bool:
        """Whether the unit has or had an order for the incident that was neither declined nor recalled."""
        orders = self.patrol.orders.of_incidents([incident])
        return any(order.unit_id == unit and order.state not in _OVER for order in orders)
