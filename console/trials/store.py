"""Trials in the database. They are kept for a day; what is looked at in them is journalled, and that they were made."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Float, Index, Integer, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from analytics.scene import scene_data, scene_from_data
from console.trials.trial import OPEN, Extent, Finding, Trial, TrialDraft, TrialState, advance, trial_data
from kernel.actor import Actor, ActorKind, system
from kernel.clock import Clock
from kernel.errors import not_found
from kernel.ids import CameraId, new_id
from kernel.journal import Json
from kernel.sql.database import Base, Database
from kernel.sql.journal import append

KEPT = timedelta(days=1)
TRIER = system("trial")
_ATTEMPTS = 3
_SETTLED = timedelta(seconds=3)  # what was recorded until then is on disk and in the catalogue
_FINDINGS, _EXTENT = TypeAdapter(tuple[Finding, ...]), TypeAdapter(Extent)


class TrialRow(Base):
    """A trial; it goes after a day, with its pictures."""

    __tablename__ = "trial"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    camera_id: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    scene: Mapped[dict[str, Json]]
    scene_now: Mapped[dict[str, Json]]
    range_start: Mapped[datetime]
    range_end: Mapped[datetime]
    requested_at: Mapped[datetime]
    requested_by_kind: Mapped[str] = mapped_column(String(16))
    requested_by_id: Mapped[str] = mapped_column(String(64))
    requested_by_name: Mapped[str] = mapped_column(String(200))
    over_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    progress: Mapped[float] = mapped_column(Float)
    eta_s: Mapped[int | None] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer)
    failure: Mapped[str | None] = mapped_column(Text)
    extent: Mapped[dict[str, Json]]
    findings: Mapped[list[Json]]

    __table_args__ = (
        Index("trial_state", "state", "requested_at"),
        Index("trial_camera", "camera_id", "requested_at"),
    )


class TrialStore:
    """The trials of the house. Any thread; each method is one short transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def queue(self, draft: TrialDraft, actor: Actor) -> Trial:
        """A new trial, to be taken up by the worker."""
        now = self._clock.now()
        trial = Trial(new_id("trl", now), draft, TrialState.QUEUED, now, actor)
        with self._database.write() as session:
            return self._tell(session, trial, "trial.queued", actor)

    def get(self, trial_id: str) -> Trial:
        """Raises a not-found fault for an unknown id."""
        with self._database.read() as session:
            return _trial(_row(session, trial_id))

    def of(self, camera: CameraId, limit: int = 20) -> Sequence[Trial]:
        """The camera's newest trials, newest first."""
        query = select(TrialRow).where(TrialRow.camera_id == camera).order_by(TrialRow.requested_at.desc())
        with self._database.read() as session:
            return [_trial(row) for row in session.scalars(query.limit(limit))]

    def open_of(self, actor: Actor) -> int:
        """How many of this person's trials wait or run."""
        states = [state.value for state in OPEN]
        query = select(TrialRow.id).where(TrialRow.state.in_(states), TrialRow.requested_by_id == actor.id)
        with self._database.read() as session:
            return len(session.scalars(query).all())

    def remove(self, trial_id: str, actor: Actor) -> None:
        """Nobody wants it any more; a worker that is at it stops by itself."""
        with self._database.write() as session:
            row = _row(session, trial_id)
            data = trial_data(_trial(row))
            session.delete(row)
            append(session, self._clock.now(), actor, "trial.removed", f"trial:{trial_id}", data)

    def recover(self) -> None:
        """What a worker that died left behind: queued again, or given up when that happened too often.

        For the one worker, while it tries nothing."""
        query = select(TrialRow).where(TrialRow.state == TrialState.RUNNING.value)
        with self._database.read() as session:
            if session.scalar(query.limit(1)) is None:
                return
        with self._database.write() as session:
            for row in session.scalars(query).all():
                trial = _trial(row)
                if trial.attempts >= _ATTEMPTS:
                    why = f"the process ended {trial.attempts} times while it worked on this; try a shorter range"
                    self._over(session, replace(trial, failure=why), TrialState.FAILED, "trial.failed")
                else:
                    self._tell(session, _again(trial), "trial.queued", TRIER)

    def put_back(self, trial_id: str) -> None:
        """The worker ends on purpose and will take it up again; that counts for no attempt."""
        with self._database.write() as session:
            trial = _trial(_row(session, trial_id))
            self._tell(session, replace(_again(trial), attempts=trial.attempts - 1), "trial.queued", TRIER)

    def claim(self) -> Trial | None:
        """The trial that waits longest, now running; None when none waits whose time has passed."""
        now = self._clock.now()
        query = (
            select(TrialRow)
            .where(TrialRow.state == TrialState.QUEUED.value, TrialRow.range_end <= now - _SETTLED)
            .order_by(TrialRow.requested_at, TrialRow.id)
            .limit(1)
        )
        with self._database.read() as session:
            if session.scalar(query) is None:
                return None
        with self._database.write() as session:
            row = session.scalar(query)
            if row is None:
                return None
            trial = advance(_trial(row), TrialState.RUNNING)
            return self._tell(session, replace(trial, attempts=trial.attempts + 1), "trial.started", TRIER)

    def progressed(self, trial: Trial) -> bool:
        """Note how far it is and what was found; returns whether it is still wanted. No entry in the journal: the
        page that waits for it asks."""
        with self._database.write() as session:
            row = session.get(TrialRow, trial.id)
            if row is None:
                return False
            session.merge(_fields(trial))
        return True

    def is_wanted(self, trial_id: str) -> bool:
        """Whether nobody has removed it."""
        with self._database.read() as session:
            return session.get(TrialRow, trial_id) is not None

    def finish(self, trial: Trial) -> Trial:
        """It is done."""
        with self._database.write() as session:
            _row(session, trial.id)
            done = replace(trial, progress=1.0, eta_s=None)
            return self._over(session, done, TrialState.FINISHED, "trial.finished")

    def fail(self, trial_id: str, why: str) -> None:
        """It cannot be done."""
        with self._database.write() as session:
            trial = replace(_trial(_row(session, trial_id)), failure=why, eta_s=None)
            self._over(session, trial, TrialState.FAILED, "trial.failed")

    def expire(self) -> set[str]:
        """Forget those whose day is over; returns the ids that are left."""
        now = self._clock.now()
        with self._database.write() as session:
            session.execute(delete(TrialRow).where(TrialRow.expires_at <= now))
            return set(session.scalars(select(TrialRow.id)))

    def _over(self, session: Session, trial: Trial, to: TrialState, kind: str) -> Trial:
        now = self._clock.now()
        return self._tell(session, replace(advance(trial, to), over_at=now, expires_at=now + KEPT), kind, TRIER)

    def _tell(self, session: Session, trial: Trial, kind: str, actor: Actor) -> Trial:
        session.merge(_fields(trial))
        append(session, self._clock.now(), actor, kind, f"trial:{trial.id}", trial_data(trial))
        return trial


def _again(trial: Trial) -> Trial:
    waiting = advance(trial, TrialState.QUEUED)
    return replace(waiting, progress=0.0, eta_s=None, findings=(), extent=Extent())


def _row(session: Session, trial_id: str) -> TrialRow:
    row = session.get(TrialRow, trial_id)
    if row is None:
        raise not_found("trial", trial_id)
    return row


def _fields(trial: Trial) -> TrialRow:
    draft = trial.draft
    return TrialRow(
        id=trial.id,
        camera_id=draft.camera,
        state=trial.state.value,
        scene=scene_data(draft.draft),
        scene_now=scene_data(draft.now),
        range_start=draft.start,
        range_end=draft.end,
        requested_at=trial.requested_at,
        requested_by_kind=trial.requested_by.kind.value,
        requested_by_id=trial.requested_by.id,
        requested_by_name=trial.requested_by.name,
        over_at=trial.over_at,
        expires_at=trial.expires_at,
        progress=trial.progress,
        eta_s=trial.eta_s,
        attempts=trial.attempts,
        failure=trial.failure,
        extent=_EXTENT.dump_python(trial.extent, mode="json"),
        findings=_FINDINGS.dump_python(trial.findings, mode="json"),
    )


def _trial(row: TrialRow) -> Trial:
    draft = TrialDraft(
        CameraId(row.camera_id),
        scene_from_data(row.scene),
        scene_from_data(row.scene_now),
        row.range_start,
        row.range_end,
    )
    return Trial(
        id=row.id,
        draft=draft,
        state=TrialState(row.state),
        requested_at=row.requested_at,
        requested_by=Actor(ActorKind(row.requested_by_kind), row.requested_by_id, row.requested_by_name),
        over_at=row.over_at,
        expires_at=row.expires_at,
        progress=row.progress,
        eta_s=row.eta_s,
        attempts=row.attempts,
        failure=row.failure,
        extent=_EXTENT.validate_python(row.extent),
        findings=_FINDINGS.validate_python(row.findings),
    )
