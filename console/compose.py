"""Builds the house's services from its settings: the one place that knows how they fit together."""

from datetime import timedelta
from functools import partial

from analytics.activity.index import ActivityIndex
from analytics.learning.store import Lessons
from analytics.models.choice import ModelDesk
from analytics.models.library import ModelLibrary
from analytics.store import AnalyticsStore
from console.audit import FootageAudit
from console.auth.password import Argon2Hasher, Hasher
from console.auth.sessions import Sessions
from console.auth.users import Users
from console.feed import RoomFeed
from console.fixes import FixWriter
from console.house import House
from console.loudspeakers import Loudspeakers
from console.maps.library import MapLibrary
from console.maps.serving import TileDesk
from console.media.client import MediaClient
from console.onvif.devices import Devices
from console.onvif.fleet import OnvifFleet
from console.onvif.steering import Steering
from console.outward.alerts import Alerts
from console.outward.deliverer import Deliverer
from console.outward.desk import Outward
from console.outward.outbox import Outbox
from console.outward.records import Records
from console.outward.sender import Sender
from console.outward.tokens import ReadTokens
from console.outward.webhooks import Webhooks
from console.presence import Presence
from console.publications import Publications
from console.scenes import entry_view
from console.settings import Settings
from console.trials.store import TrialStore
from ingest.evidence.key import EvidenceKey
from ingest.evidence.store import ExportStore
from ingest.live.choice import LiveStreams
from ingest.live.relay import LiveRelay
from ingest.onvif.store import OnvifStore
from ingest.playback.fragments import FragmentIndex
from ingest.playback.frames import FrameDesk
from ingest.playback.moment import Recordings
from ingest.record.catalog import Catalog
from ingest.record.footage import footage_store
from ingest.record.hold import Holds
from ingest.record.policies import RecordingPolicies
from ingest.record.storage import StorageDesk
from ingest.review.bookmarks import Bookmarks
from ingest.review.cases import Cases
from ingest.store import CameraStore
from ingest.vault import Vault
from kernel.clock import Clock, SystemClock
from kernel.sql.database import Database
from patrol.reactions import ACTOR as REACTIONS
from patrol.service import PatrolService


def build_house(
    settings: Settings, clock: Clock | None = None, database: Database | None = None, hasher: Hasher | None = None
) -> House:
    """All services, nothing started."""
    clock = clock or SystemClock()
    database = database or Database(settings.database)
    hasher = hasher or Argon2Hasher()
    vault = Vault(settings.key_path)
    lessons = Lessons(database, clock, settings.analytics.learning, settings.time_zone, frozenset({REACTIONS.name}))
    events = AnalyticsStore(database, clock, settings.snapshot_dir, lessons)
    patrol = PatrolService(database, clock, settings.patrol)
    cameras = CameraStore(database, clock, vault)
    catalog, holds = Catalog(database, clock), Holds(database, clock)
    store = footage_store(settings.ingest)
    devices = Devices(cameras, OnvifStore(database, clock), settings.ingest)
    steering = Steering(devices, database, clock)
    media = MediaClient(settings.media_endpoint)
    relay, transcoded = LiveRelay(settings.ingest.feed_endpoint), LiveRelay(settings.transcoded_endpoint)

    def unit_of_token_hash(token_hash: str) -> tuple[str, str] | None:
        unit = patrol.units.of_token_hash(token_hash)
        return (unit.id, unit.callsign) if unit else None

    return House(
        settings=settings,
        clock=clock,
        database=database,
        vault=vault,
        cameras=cameras,
        catalog=catalog,
        store=store,
        holds=holds,
        policies=RecordingPolicies(database, clock),
        storage=StorageDesk(database, clock, store, settings.ingest),
        exports=ExportStore(database, clock),
        trials=TrialStore(database, clock),
        models=ModelDesk(ModelLibrary(settings.models_dir), database, clock),
        recordings=Recordings(catalog, store, FragmentIndex()),
        frames=FrameDesk(),
        activity=ActivityIndex(settings.activity_dir),
        bookmarks=Bookmarks(database, clock),
        cases=Cases(database, clock, holds, settings.cases_dir),
        evidence_key=EvidenceKey(settings.evidence_key_path),
        events=events,
        lessons=lessons,
        patrol=patrol,
        tiles=TileDesk(MapLibrary(settings.patrol.map_dir)),
        users=Users(database, clock, hasher),
        sessions=Sessions(database, clock, hasher, settings.session, unit_of_token_hash),
        audit=FootageAudit(database, clock),
        feed=RoomFeed(database, clock, settings.stream, partial(entry_view, events)),
        presence=Presence(patrol),
        steering=steering,
        onvif=OnvifFleet(cameras, devices, steering, events, clock),
        relay=relay,
        transcoded=transcoded,
        live=LiveStreams(relay, transcoded, media.transcode),
        media=media,
        publications=Publications(cameras, patrol, clock),
        loudspeakers=Loudspeakers(cameras, settings.ingest, clock),
        fixes=FixWriter(patrol.positions),
        outward=_outward(settings, clock, database, vault, Records(settings, patrol, events)),
    )


def _outward(settings: Settings, clock: Clock, database: Database, vault: Vault, records: Records) -> Outward:
    webhooks = Webhooks(database, clock, vault)
    outbox = Outbox(database, clock, records, timedelta(days=settings.outward.keep_days))
    deliverer = Deliverer(database, clock, webhooks, outbox, Sender(settings.outward))
    alerts = Alerts(database, clock, settings.outward.alert_sender)
    return Outward(webhooks, deliverer, ReadTokens(database, clock), alerts)
