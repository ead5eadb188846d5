"""Units kept for later: by a dispatcher, for an incident or for something else, until a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from kernel.actor import Actor, system
from kernel.errors import conflict, invalid
from kernel.ids import IncidentId
from patrol.incident import IncidentState
from patrol.service.change import Change, Desk, change
from patrol.service.units import tell
from patrol.store import read
from patrol.store.tables import ReservationRow, UnitRow
from patrol.unit import Unit

LONGEST_RESERVATION = timedelta(hours=24)
_ACTOR = system("reservations")


@dataclass(frozen=True, slots=True)
class ReservationDraft:
    """For what to keep a unit. start: None: from now on."""

    until: datetime
    incident_id: IncidentId | None = None
    note: str = ""
    start: datetime | None = None


class Reservations:
    """The reservations. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def reserve(self, unit_id: str, draft: ReservationDraft, actor: Actor) -> Unit:
        """Keep the unit for later: it ranks after all the others for anything else.

        Raises a conflict fault that names who keeps it already, an invalid fault for times that cannot be.
        """
        with change(self._desk, actor) as made:
            row = read.unit_row(made.session, unit_id)
            start = max(draft.start or made.at, made.at)
            if not start < draft.until <= made.at + LONGEST_RESERVATION:
                raise invalid(
                    f"unit {row.callsign}: reserved until a time after its start and within 24 hours from now"
                )
            note = draft.note.strip()
            if draft.incident_id is not None:
                incident = read.incident_row(made.session, draft.incident_id)
                if incident.state == IncidentState.CLOSED:
                    raise conflict(f"incident {incident.number}: is closed; nothing to keep a unit for")
            elif not note:
                raise invalid(f"unit {row.callsign}: say for what it is reserved")
            held = made.session.get(ReservationRow, unit_id)
            if held is not None and held.until > made.at:
                raise conflict(f"unit {row.callsign}: is reserved by {held.by} already; release it first")
            kept = held or ReservationRow(unit_id=unit_id)
            kept.incident_id, kept.note, kept.start, kept.until, kept.by = (
                draft.incident_id,
                note,
                start,
                draft.until,
                actor.name,
            )
            made.session.add(kept)
            return tell(made, "unit.reserved", row)

    def release(self, unit_id: str, actor: Actor) -> Unit:
        """The unit is no longer kept for anything; again changes nothing."""
        with change(self._desk, actor) as made:
            row = read.unit_row(made.session, unit_id)
            return (
                _release(made, row) if made.session.get(ReservationRow, unit_id) else read.unit(made.session, unit_id)
            )


def release_due(desk: Desk, now: datetime) -> int:
    """End every reservation whose time is over; returns how many."""
    with desk.database.read() as session:
        over = session.scalars(select(ReservationRow.unit_id).where(ReservationRow.until <= now)).all()
    for unit_id in over:
        with change(desk, _ACTOR, now) as made:
            row = made.session.get(ReservationRow, unit_id)
            # Looked at again inside the transaction: it may have been renewed since.
            if row is not None and row.until <= now:
                _release(made, read.unit_row(made.session, unit_id))
    return len(over)


def release_all_for(made: Change, incident_id: str) -> None:
    """Nobody is kept for the incident any more, within the transaction."""
    for unit_id in made.session.scalars(
        select(ReservationRow.unit_id).where(ReservationRow.incident_id == incident_id)
    ).all():
        _release(made, read.unit_row(made.session, unit_id))


def _release(made: Change, row: UnitRow) -> Unit:
    made.session.execute(delete(ReservationRow).where(ReservationRow.unit_id == row.id))
    return tell(made, "unit.released", row)
