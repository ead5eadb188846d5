"""What happens to tours by itself: points become due and overdue, and a round on which nobody goes on is closed."""

from datetime import datetime, timedelta, tzinfo

from sqlalchemy import select

from kernel.actor import system
from patrol.service.change import Change, Desk, change
from patrol.service.tours import end_run, say_tour
from patrol.store import patrols_read as read
from patrol.store.patrols import TourPointRow, TourRow, TourRunRow
from patrol.tour import RunState, Tour, due_at, overdue_since

ACTOR = system("tours")
EVERY = timedelta(seconds=5)


class TourWatch:
    """Looks at all tours every few seconds. For one thread."""

    def __init__(self, desk: Desk, zone: tzinfo) -> None:
        self._desk = desk
        self._zone = zone
        self._next_at: datetime | None = None

    def step(self, now: datetime) -> None:
        """Do what is due by `now`."""
        if self._next_at is not None and now < self._next_at:
            return
        self._next_at = now + EVERY
        with self._desk.database.read() as session:
            tours = [read.tour(session, row) for row in session.scalars(select(TourRow))]
            running = select(TourRunRow).where(TourRunRow.state == RunState.RUNNING.value)
            runs = read.runs(session, session.scalars(running).all())
        quiet = {tour.id: timedelta(seconds=tour.draft.quiet_s) for tour in tours}
        for run in runs:
            # A tour that is not there any more closes its round at once.
            if run.moved_at + quiet.get(run.tour_id, timedelta()) <= now:
                self._abandon(run.id, now)
        for tour in tours:
            if self._changes(tour, now):
                self._follow(tour.id, now)

    def _abandon(self, run_id: str, now: datetime) -> None:
        with change(self._desk, ACTOR, now) as made:
            run = made.session.get(TourRunRow, run_id)
            if run is not None and run.state == RunState.RUNNING:
                end_run(made, run, RunState.ABANDONED)

    def _changes(self, tour: Tour, now: datetime) -> bool:
        return any(
            (point.due_at, point.overdue_since) != self._judge(tour, index, now)
            for index, point in enumerate(tour.points)
        )

    def _judge(self, tour: Tour, index: int, now: datetime) -> tuple[datetime | None, datetime | None]:
        point = tour.points[index]
        due = due_at(tour.draft, tour.created_at, point.last_at, now, self._zone)
        return due, overdue_since(tour.draft, due, point.overdue_since, now)

    def _follow(self, tour_id: str, now: datetime) -> None:
        """Write what became due or overdue; looked at again inside the transaction: somebody may have scanned since."""
        with change(self._desk, ACTOR, now) as made:
            row = made.session.get(TourRow, tour_id)
            if row is None:
                return
            tour = read.tour(made.session, row)
            is_new = False
            for index, point in enumerate(tour.points):
                due, overdue = self._judge(tour, index, now)
                is_new |= overdue is not None and point.overdue_since is None
                kept = _point_row(made, tour_id, point.checkpoint_id)
                kept.due_at, kept.overdue_since = due, overdue
            say_tour(made, "tour.overdue" if is_new else "tour.due", row)


def _point_row(made: Change, tour_id: str, checkpoint_id: str) -> TourPointRow:
    row = made.session.get(TourPointRow, (tour_id, checkpoint_id))
    if row is None:
        row = TourPointRow(tour_id=tour_id, checkpoint_id=checkpoint_id, last_at=None, last_callsign=None)
        made.session.add(row)
    return row
