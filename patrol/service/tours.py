"""Tours: kept by those who keep the plans; rounds begun on the phone or in the room, ended by whoever comes first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from kernel.actor import Actor
from kernel.errors import conflict, invalid, not_found
from kernel.ids import new_id
from patrol.checkpoint import Checkpoint
from patrol.service.change import Change, Desk, change
from patrol.store import patrols_read as read
from patrol.store.patrols import TourPointRow, TourRow, TourRunRow
from patrol.store.read import unit_row
from patrol.tour import Run, RunState, Tour, TourDraft, check_tour, tour_data
from patrol.unit import NOT_SENDABLE, UnitStatus

_HISTORY = 50


class Tours:
    """Tours and rounds. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> list[Tour]:
        """By name."""
        with self._desk.database.read() as session:
            return [read.tour(session, row) for row in session.scalars(select(TourRow).order_by(TourRow.name))]

    def get(self, tour_id: str) -> Tour:
        """The tour; raises a not-found fault."""
        with self._desk.database.read() as session:
            return read.tour(session, read.tour_row(session, tour_id))

    def points(self, tour_id: str) -> list[Checkpoint]:
        """Its checkpoints, in the order in which they are kept."""
        with self._desk.database.read() as session:
            ids = read.draft(read.tour_row(session, tour_id)).checkpoint_ids
            found = {point.id: point for point in read.checkpoints(session, ids)}
        return [found[point] for point in ids]

    def keep(self, draft: TourDraft, actor: Actor, tour_id: str | None = None) -> Tour:
        """A new tour, or another draft of one; rounds under way keep their plan."""
        check_tour(draft)
        with change(self._desk, actor) as made:
            for point in draft.checkpoint_ids:
                read.checkpoint_row(made.session, point)
            is_new = tour_id is None
            row = TourRow(id=new_id("tour", made.at), created_at=made.at) if is_new else _row(made, str(tour_id))
            row.name, row.checkpoint_ids, row.kind = draft.name.strip(), list(draft.checkpoint_ids), draft.kind.value
            row.every_s, row.quiet_s, row.grace_s = draft.every_s, draft.quiet_s, draft.grace_s
            row.hours = [
                {"days": list(s.days), "start_minute": s.start_minute, "end_minute": s.end_minute} for s in draft.hours
            ]
            row.is_varied = draft.is_varied
            made.session.add(row)
            made.session.flush()
            gone = (TourPointRow.tour_id == row.id) & TourPointRow.checkpoint_id.not_in(draft.checkpoint_ids)
            made.session.execute(delete(TourPointRow).where(gone))
            return say_tour(made, "tour.added" if is_new else "tour.changed", row)

    def remove(self, tour_id: str, actor: Actor) -> None:
        """The tour goes; a round under way is a conflict fault. What was gone stays in the journal."""
        with change(self._desk, actor) as made:
            row = _row(made, tour_id)
            running = TourRunRow.tour_id == tour_id, TourRunRow.state == RunState.RUNNING.value
            if made.session.scalar(select(TourRunRow.callsign).where(*running)):
                raise conflict(f"tour {row.name}: somebody is on it; stop the round first")
            say_tour(made, "tour.removed", row)
            made.session.execute(delete(TourPointRow).where(TourPointRow.tour_id == tour_id))
            made.session.delete(row)

    def start(self, tour_id: str, unit_id: str, order: Sequence[str], actor: Actor) -> Run:
        """The unit goes round in that order. Begun again by the same unit it changes nothing.

        Raises a conflict fault while the unit is on another round or not on duty, or another unit goes this one.
        """
        with change(self._desk, actor) as made:
            row, unit = _row(made, tour_id), unit_row(made.session, unit_id)
            if sorted(order) != sorted(str(point) for point in row.checkpoint_ids):
                raise invalid(f"tour {row.name}: the order must name each of its checkpoints once; load it again")
            if UnitStatus(unit.status) in NOT_SENDABLE:
                raise conflict(f"unit {unit.callsign}: it is {unit.status}; it signs on first")
            running = select(TourRunRow).where(TourRunRow.state == RunState.RUNNING.value)
            for other in made.session.scalars(running):
                if other.unit_id == unit_id and other.tour_id == tour_id:
                    return read.runs(made.session, [other])[0]
                if other.unit_id == unit_id:
                    raise conflict(f"unit {unit.callsign}: it is on another tour; end that one first")
                if other.tour_id == tour_id:
                    raise conflict(f"tour {row.name}: {other.callsign} is on it already")
            run = TourRunRow(
                id=new_id("run", made.at),
                tour_id=tour_id,
                unit_id=unit_id,
                callsign=unit.callsign,
                state=RunState.RUNNING.value,
                plan=list(order),
                started_at=made.at,
                started_by=actor.name,
                ended_at=None,
                ended_reason="",
            )
            made.session.add(run)
            say_tour(made, "tour.started", row)
            return read.runs(made.session, [run])[0]

    def stop(self, run_id: str, reason: str, actor: Actor) -> Run:
        """End a round with what was missed; one that has ended stays as it is. Raises a not-found fault."""
        with change(self._desk, actor) as made:
            run = made.session.get(TourRunRow, run_id)
            if run is None:
                raise not_found("round", run_id)
            if run.state == RunState.RUNNING:
                end_run(made, run, RunState.STOPPED, reason.strip())
            return read.runs(made.session, [run])[0]

    def run(self, run_id: str) -> Run:
        """The round; raises a not-found fault."""
        with self._desk.database.read() as session:
            row = session.get(TourRunRow, run_id)
            if row is None:
                raise not_found("round", run_id)
            return read.runs(session, [row])[0]

    def running_of(self, unit_id: str) -> Run | None:
        """The round that the unit is on."""
        where = TourRunRow.unit_id == unit_id, TourRunRow.state == RunState.RUNNING.value
        with self._desk.database.read() as session:
            return next(iter(read.runs(session, session.scalars(select(TourRunRow).where(*where)).all())), None)

    def history(self, tour_id: str) -> list[Run]:
        """The last fifty rounds, newest first; raises a not-found fault."""
        with self._desk.database.read() as session:
            read.tour_row(session, tour_id)
            query = select(TourRunRow).where(TourRunRow.tour_id == tour_id).order_by(TourRunRow.started_at.desc())
            return read.runs(session, session.scalars(query.limit(_HISTORY)).all())


def end_run(made: Change, run: TourRunRow, state: RunState, reason: str = "", ended_at: datetime | None = None) -> None:
    """Close a round, and journal it with its tour. ended_at: now by default."""
    run.state, run.ended_at, run.ended_reason = state.value, ended_at or made.at, reason
    row = made.session.get(TourRow, run.tour_id)
    if row is not None:
        say_tour(made, f"tour.{state.value}", row)


def say_tour(made: Change, kind: str, row: TourRow) -> Tour:
    """Journal the tour as it stands now."""
    made.session.flush()
    tour = read.tour(made.session, row)
    made.say(kind, f"tour:{row.id}", tour_data(tour))
    return tour


def _row(made: Change, tour_id: str) -> TourRow:
    return read.tour_row(made.session, tour_id)
