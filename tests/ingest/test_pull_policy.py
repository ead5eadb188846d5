"""A pull host that records around events: the journal opens the gate, and the ledger says why it was shut."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

from ingest.camera import CameraDraft, parse_address
from ingest.pull import PullHost
from ingest.record.catalog import Catalog
from ingest.record.policies import RecordingPolicies
from ingest.record.policy import Policy, RecordMode
from ingest.record.segment import NO_EVENT
from ingest.settings import IngestSettings
from ingest.store import CameraStore
from ingest.vault import Vault
from kernel.actor import system
from kernel.clock import SystemClock
from kernel.sql.database import Database
from kernel.sql.journal import append
from tests.e2e.room import eventually

CLOCK = SystemClock()
PATTERN = "pattern:street?width=320&height=180&gop_s=1"


def test_event_is_recorded_with_what_led_to_it_and_nothing_else(tmp_path: Path, database: Database) -> None:
    settings = IngestSettings(
        footage_dir=tmp_path / "footage", feed_endpoint=f"ipc://{tmp_path}/feed", free_floor_bytes=0
    )
    vault, catalog = Vault(tmp_path / "key"), Catalog(database, CLOCK)
    camera = CameraStore(database, CLOCK, vault).add(CameraDraft("Gate", parse_address(PATTERN)[0]), system("test")).id
    policies = RecordingPolicies(database, CLOCK)
    policies.save(camera, Policy(RecordMode.EVENTS, pre_roll_s=2, post_roll_s=1), system("test"))
    host = PullHost(database, CLOCK, settings, vault)

    def ledger() -> list[tuple[str, str | None]]:
        now = CLOCK.now()
        return [(s.state.value, s.reason) for s in catalog.spans(camera, now - timedelta(hours=1), now)]

    def tell(verb: str, opened_at: datetime, closed_at: datetime | None) -> None:
        closed = closed_at.isoformat() if closed_at else None
        data = {"camera_id": camera, "kind": "intrusion", "opened_at": opened_at.isoformat(), "closed_at": closed}
        with database.write() as session:
            append(session, CLOCK.now(), system("analytics"), verb, "event:evt_1", data)

    host.start()
    try:
        eventually("nothing happens", lambda: ledger()[-1:] == [("policy", NO_EVENT)], within_s=60)
        threading.Event().wait(4)
        opened_at = CLOCK.now()
        tell("event.opened", opened_at, None)
        eventually("it is recorded", lambda: ledger()[-1][0] == "recorded", within_s=30)
        closed_at = CLOCK.now()
        tell("event.closed", opened_at, closed_at)
        eventually("it is over", lambda: ledger()[-1] == ("policy", NO_EVENT), within_s=60)
    finally:
        host.stop()
    (segment,) = catalog.segments(camera, opened_at - timedelta(hours=1), CLOCK.now())

    assert opened_at - timedelta(seconds=4) < segment.started_at <= opened_at - timedelta(seconds=1.9)
    assert closed_at + timedelta(seconds=0.9) <= segment.ended_at < closed_at + timedelta(seconds=3)
    assert [state for state, _ in ledger()].count("recorded") == 1
