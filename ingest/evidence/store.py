"""Exports in the database; every change goes into the journal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Float, Index, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ingest.evidence.job import OPEN, Export, ExportDraft, ExportState, Outcome, advance, export_data
from kernel.actor import Actor, ActorKind, system
from kernel.clock import Clock
from kernel.errors import not_found
from kernel.ids import CameraId, new_id
from kernel.journal import Json
from kernel.sql.database import Base, Database
from kernel.sql.journal import append

EXPORTER = system("export")
SETTLED = timedelta(seconds=3)  # what was recorded until now is on disk and in the catalogue
_ATTEMPTS = 3


class ExportRow(Base):
    """An export; rows stay when its bundle is gone."""

    __tablename__ = "export_job"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    cameras: Mapped[list[Json]]
    range_start: Mapped[datetime]
    range_end: Mapped[datetime]
    is_blurred: Mapped[bool]
    has_burn_in: Mapped[bool]
    has_sound: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    requested_at: Mapped[datetime]
    requested_by_kind: Mapped[str] = mapped_column(String(16))
    requested_by_id: Mapped[str] = mapped_column(String(64))
    requested_by_name: Mapped[str] = mapped_column(String(200))
    begun_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    progress: Mapped[float] = mapped_column(Float)
    eta_s: Mapped[int | None] = mapped_column(Integer)
    doing: Mapped[str | None] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(Integer)
    failure: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[dict[str, Json] | None]

    __table_args__ = (Index("export_job_state", "state", "requested_at"),)


class ExportStore:
    """The exports of the house. Any thread; each method is one short transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def queue(self, draft: ExportDraft, actor: Actor) -> Export:
        """A new export, to be taken up by the worker."""
        now = self._clock.now()
        export = Export(new_id("exp", now), draft, ExportState.QUEUED, now, actor)
        with self._database.write() as session:
            return self._tell(session, export, "export.queued", actor)

    def get(self, export_id: str) -> Export:
        """Raises a not-found fault for an unknown id."""
        with self._database.read() as session:
            return _export(_row(session, export_id))

    def list(self, limit: int = 200) -> Sequence[Export]:
        """The newest exports, newest first."""
        query = select(ExportRow).order_by(ExportRow.requested_at.desc(), ExportRow.id.desc()).limit(limit)
        with self._database.read() as session:
            return [_export(row) for row in session.scalars(query)]

    def cancel(self, export_id: str, actor: Actor) -> Export:
        """It is not wanted any more: at once when it waits, else as soon as the worker sees it."""
        with self._database.write() as session:
            export = _export(_row(session, export_id))
            if export.state is ExportState.RUNNING:
                return self._tell(session, advance(export, ExportState.CANCELLING), "export.cancelling", actor)
            return self._over(session, export, ExportState.CANCELLED, "export.cancelled", actor)

    def remove(self, export_id: str, actor: Actor) -> Export:
        """A person wants the bundle deleted before its time."""
        with self._database.write() as session:
            export = _export(_row(session, export_id))
            return self._tell(session, advance(export, ExportState.REMOVED), "export.removed", actor)

    def downloaded(self, export_id: str, actor: Actor) -> None:
        """Somebody takes the bundle out of the house."""
        with self._database.write() as session:
            export = _export(_row(session, export_id))
            append(session, self._clock.now(), actor, "export.downloaded", f"export:{export.id}", export_data(export))

    def recover(self) -> None:
        """What a worker that died left behind: queued again, or given up when that happened too often.

        For the one worker, while it makes nothing."""
        query = select(ExportRow).where(ExportRow.state.in_([ExportState.RUNNING.value, ExportState.CANCELLING.value]))
        with self._database.read() as session:
            if session.scalar(query.limit(1)) is None:
                return
        with self._database.write() as session:
            for row in session.scalars(query).all():
                export = _export(row)
                if export.state is ExportState.CANCELLING:
                    self._over(session, export, ExportState.CANCELLED, "export.cancelled", EXPORTER)
                elif export.attempts >= _ATTEMPTS:
                    why = f"the export process ended {export.attempts} times while it worked on this"
                    self._over(session, replace(export, failure=why), ExportState.FAILED, "export.failed", EXPORTER)
                else:
                    self._tell(session, _waiting(export), "export.queued", EXPORTER)

    def put_back(self, export_id: str) -> None:
        """The worker ends on purpose and will take it up again; that counts for no attempt."""
        with self._database.write() as session:
            export = _export(_row(session, export_id))
            if export.state is ExportState.CANCELLING:
                self._over(session, export, ExportState.CANCELLED, "export.cancelled", EXPORTER)
            else:
                again = replace(_waiting(export), attempts=export.attempts - 1)
                self._tell(session, again, "export.queued", EXPORTER)

    def claim(self) -> Export | None:
        """The export that waits longest, now running; None when none waits whose time has passed."""
        now = self._clock.now()
        query = (
            select(ExportRow)
            .where(ExportRow.state == ExportState.QUEUED.value, ExportRow.range_end <= now - SETTLED)
            .order_by(ExportRow.requested_at, ExportRow.id)
            .limit(1)
        )
        with self._database.read() as session:
            if session.scalar(query) is None:
                return None
        with self._database.write() as session:
            row = session.scalar(query)
            if row is None:
                return None
            export = advance(_export(row), ExportState.RUNNING)
            begun = replace(export, begun_at=now, attempts=export.attempts + 1)
            return self._tell(session, begun, "export.started", EXPORTER)

    def progressed(self, export_id: str, progress: float, eta_s: int | None, doing: CameraId | None) -> bool:
        """Note how far it is; returns whether it is still wanted."""
        with self._database.write() as session:
            export = _export(_row(session, export_id))
            if export.state is ExportState.RUNNING:
                now = replace(export, progress=min(1.0, progress), eta_s=eta_s, doing=doing)
                self._tell(session, now, "export.progressed", EXPORTER)
        return export.state is ExportState.RUNNING

    def is_wanted(self, export_id: str) -> bool:
        """Whether nobody has cancelled it."""
        return self.get(export_id).state is ExportState.RUNNING

    def finish(self, export_id: str, outcome: Outcome, keep: timedelta) -> Export:
        """It is done; the journal's entry carries the manifest's hash, so that its chain vouches for the bundle.

        Raises a conflict when somebody cancelled it meanwhile."""
        now = self._clock.now()
        with self._database.write() as session:
            export = _export(_row(session, export_id))
            done = replace(export, outcome=outcome, progress=1.0, eta_s=None, doing=None, expires_at=now + keep)
            return self._over(session, done, ExportState.FINISHED, "export.finished", EXPORTER)

    def fail(self, export_id: str, why: str) -> Export:
        """It cannot be done."""
        with self._database.write() as session:
            export = replace(_export(_row(session, export_id)), failure=why, eta_s=None, doing=None)
            if export.state is ExportState.CANCELLING:
                return self._over(session, export, ExportState.CANCELLED, "export.cancelled", EXPORTER)
            return self._over(session, export, ExportState.FAILED, "export.failed", EXPORTER)

    def cancelled(self, export_id: str) -> Export:
        """The worker has stopped and cleared away."""
        with self._database.write() as session:
            export = replace(_export(_row(session, export_id)), eta_s=None, doing=None)
            return self._over(session, export, ExportState.CANCELLED, "export.cancelled", EXPORTER)

    def expire(self) -> Sequence[Export]:
        """Journal the bundles whose days are over; returns them."""
        now = self._clock.now()
        due = select(ExportRow).where(ExportRow.state == ExportState.FINISHED.value, ExportRow.expires_at <= now)
        with self._database.read() as session:
            if session.scalar(due.limit(1)) is None:
                return []
        with self._database.write() as session:
            exports = [advance(_export(row), ExportState.EXPIRED) for row in session.scalars(due).all()]
            return [self._tell(session, export, "export.expired", EXPORTER) for export in exports]

    def with_files(self) -> set[str]:
        """The ids of exports that may have files: those not over, and the finished."""
        states = [state.value for state in (*OPEN, ExportState.FINISHED)]
        with self._database.read() as session:
            return set(session.scalars(select(ExportRow.id).where(ExportRow.state.in_(states))))

    def _over(self, session: Session, export: Export, to: ExportState, kind: str, actor: Actor) -> Export:
        return self._tell(session, replace(advance(export, to), over_at=self._clock.now()), kind, actor)

    def _tell(self, session: Session, export: Export, kind: str, actor: Actor) -> Export:
        session.merge(_fields(export))
        append(session, self._clock.now(), actor, kind, f"export:{export.id}", export_data(export))
        return export


def _waiting(export: Export) -> Export:
    return replace(advance(export, ExportState.QUEUED), progress=0.0, eta_s=None, doing=None)


def _row(session: Session, export_id: str) -> ExportRow:
    row = session.get(ExportRow, export_id)
    if row is None:
        raise not_found("export", export_id)
    return row


def _fields(export: Export) -> ExportRow:
    draft, outcome = export.draft, export.outcome
    return ExportRow(
        id=export.id,
        state=export.state.value,
        cameras=list(draft.cameras),
        range_start=draft.start,
        range_end=draft.end,
        is_blurred=draft.is_blurred,
        has_burn_in=draft.has_burn_in,
        has_sound=draft.has_sound,
        reason=draft.reason,
        requested_at=export.requested_at,
        requested_by_kind=export.requested_by.kind.value,
        requested_by_id=export.requested_by.id,
        requested_by_name=export.requested_by.name,
        begun_at=export.begun_at,
        over_at=export.over_at,
        expires_at=export.expires_at,
        progress=export.progress,
        eta_s=export.eta_s,
        doing=export.doing,
        attempts=export.attempts,
        failure=export.failure,
        outcome=None if outcome is None else {name: getattr(outcome, name) for name in Outcome.__slots__},
    )


def _export(row: ExportRow) -> Export:
    cameras = tuple(CameraId(str(camera)) for camera in row.cameras)
    draft = ExportDraft(
        cameras, row.range_start, row.range_end, row.is_blurred, row.has_burn_in, row.has_sound, row.reason
    )
    return Export(
        id=row.id,
        draft=draft,
        state=ExportState(row.state),
        requested_at=row.requested_at,
        requested_by=Actor(ActorKind(row.requested_by_kind), row.requested_by_id, row.requested_by_name),
        begun_at=row.begun_at,
        over_at=row.over_at,
        expires_at=row.expires_at,
        progress=row.progress,
        eta_s=row.eta_s,
        doing=CameraId(row.doing) if row.doing else None,
        attempts=row.attempts,
        failure=row.failure,
        outcome=_outcome(row.outcome) if row.outcome else None,
    )


def _outcome(data: dict[str, Json]) -> Outcome:
    return Outcome(
        size_bytes=int(str(data["size_bytes"])),
        files=int(str(data["files"])),
        gaps=int(str(data["gaps"])),
        manifest_sha256=str(data["manifest_sha256"]),
        source_mismatch=bool(data["source_mismatch"]),
    )
