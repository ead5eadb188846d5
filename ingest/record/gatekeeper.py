"""Keeps the gates of all cameras in step with the policies and with the events in the journal."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ingest.record.gate import LATE_S, Gate
from ingest.record.policies import RecordingPolicies
from ingest.record.policy import POST_ROLL_LIMIT_S, PRE_ROLL_LIMIT_S, Policy
from ingest.record.trigger import SILENT, Episode, Episodes
from kernel.clock import Clock
from kernel.ids import CameraId
from kernel.journal import Entry
from kernel.sql.database import Database
from kernel.sql.journal import JournalRow

_KEEP = timedelta(seconds=POST_ROLL_LIMIT_S + PRE_ROLL_LIMIT_S + LATE_S)
_LOOK = timedelta(seconds=1)


class Gatekeeper:
    """One thread may `start`, `take` and `go_blind`; another may `introduce` a gate meanwhile."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._policies = RecordingPolicies(database, clock)
        self._known: Mapping[CameraId, Policy] = {}
        self._episodes = Episodes(_KEEP)
        self._has_new_policies = False
        self._looked_at: datetime | None = None
        self._blind_since: datetime | None = None

    def start(self) -> None:
        """Learn the policies, and the events that were going on when this host started."""
        self._known = self._policies.all()
        since = self._clock.now() - SILENT - _KEEP
        query = select(JournalRow).where(JournalRow.at >= since, JournalRow.kind.like("event.%"))
        with self._database.read() as session:
            for row in session.scalars(query.order_by(JournalRow.sequence)):
                self._episodes.take(row.entry())

    def introduce(self, camera: CameraId, gate: Gate) -> None:
        """A gate that is new."""
        gate.follow(self._known.get(camera, Policy()))
        gate.tell(self._episodes.of(camera, self._clock.now()))

    def take(self, entries: Sequence[Entry], gates: Mapping[CameraId, Gate]) -> None:
        """What is new in the journal; call it often, also with nothing.

        Raises an unavailable fault when new policies cannot be read: they will be, with the next call.
        """
        now = self._clock.now()
        for entry in entries:
            self._episodes.take(entry)
            self._has_new_policies |= entry.kind == "recording.changed"
        if self._has_new_policies:
            self._known = self._policies.all()
            self._has_new_policies = False
            for camera, gate in gates.items():
                gate.follow(self._known.get(camera, Policy()))
        # Also without news: events that nobody closes end by their silence.
        is_due = self._looked_at is None or abs(now - self._looked_at) >= _LOOK
        if entries or is_due or self._blind_since is not None:
            self._looked_at, self._blind_since = now, None
            for camera, gate in gates.items():
                gate.tell(self._episodes.of(camera, now))

    def go_blind(self, gates: Mapping[CameraId, Gate]) -> None:
        """The journal cannot be read: whoever cannot know of events records everything."""
        now = self._clock.now()
        if self._blind_since is None:
            self._blind_since = now
        for camera, gate in gates.items():
            gate.tell((*self._episodes.of(camera, now), Episode(self._blind_since, None, now)))
