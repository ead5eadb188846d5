"""An incident's checklist: its items ticked off, and added where the guide did not think of them."""

from sqlalchemy import func, select

from kernel.actor import Actor
from kernel.errors import conflict, invalid, not_found
from patrol.guide import ITEM_LENGTH, ITEM_LIMIT
from patrol.incident import Incident, IncidentState
from patrol.service.change import Change, Desk, change
from patrol.service.incidents import say
from patrol.store import read
from patrol.store.incident_parts import IncidentCheckRow


class Checklists:
    """The checklists of incidents. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def tick(self, incident_id: str, number: int, actor: Actor) -> Incident:
        """The item is done. Again changes nothing: who was first stays."""
        with change(self._desk, actor) as made:
            check = _check(made, incident_id, number)
            if check.done_at is not None:
                return read.incident(made.session, incident_id)
            check.done_at, check.done_by = made.at, actor.name
            return say(made, "incident.ticked", read.incident_row(made.session, incident_id))

    def untick(self, incident_id: str, number: int, actor: Actor) -> Incident:
        """The item is not done after all; again changes nothing."""
        with change(self._desk, actor) as made:
            check = _check(made, incident_id, number)
            if check.done_at is None:
                return read.incident(made.session, incident_id)
            check.done_at = check.done_by = None
            return say(made, "incident.unticked", read.incident_row(made.session, incident_id))

    def add(self, incident_id: str, text: str, actor: Actor) -> Incident:
        """One more item for this incident alone; one with the same words changes nothing."""
        words = text.strip()
        if not 1 <= len(words) <= ITEM_LENGTH:
            raise invalid(f"an item of a checklist needs 1 to {ITEM_LENGTH} letters")
        with change(self._desk, actor) as made:
            row = read.incident_row(made.session, incident_id)
            _refuse_closed(row.state, row.number)
            items = select(IncidentCheckRow.text).where(IncidentCheckRow.incident_id == incident_id)
            known = made.session.scalars(items).all()
            if words in known:
                return read.incident(made.session, incident_id)
            if len(known) >= ITEM_LIMIT:
                raise conflict(f"incident {row.number}: has {ITEM_LIMIT} items already; write a note instead")
            last = made.session.scalar(
                select(func.max(IncidentCheckRow.number)).where(IncidentCheckRow.incident_id == incident_id)
            )
            made.session.add(IncidentCheckRow(incident_id=incident_id, number=(last or 0) + 1, text=words))
            return say(made, "incident.item_added", row)


def _check(made: Change, incident_id: str, number: int) -> IncidentCheckRow:
    row = read.incident_row(made.session, incident_id)
    check = made.session.get(IncidentCheckRow, (incident_id, number))
    if check is None:
        raise not_found(f"incident {row.number}: item", str(number))
    _refuse_closed(row.state, row.number)
    return check


def _refuse_closed(state: str, number: int) -> None:
    if state == IncidentState.CLOSED:
        raise conflict(f"incident {number}: is closed; its checklist stays as it is")
