"""Incidents: opened by a person or a plan, taken on, noted in, controlled, closed and reopened."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from kernel.actor import Actor
from kernel.errors import conflict, invalid, not_found
from kernel.ids import IncidentId, new_id
from patrol.incident import Incident, IncidentAct, IncidentDraft, IncidentState, advance, check_by_hand
from patrol.order import OPEN
from patrol.service.change import Change, Desk, change
from patrol.service.guides import lay_out
from patrol.service.reservations import release_all_for
from patrol.store import read
from patrol.store.incident_parts import IncidentMergeRow
from patrol.store.tables import IncidentEventRow, IncidentNoteRow, IncidentRow, OrderRow
from patrol.views import incident_data


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """Some incidents, newest first. next_before: give it back as `before` for the next page; None at the end."""

    items: list[Incident]
    next_before: int | None


class Incidents:
    """The incidents. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get(self, incident_id: str) -> Incident:
        """The incident; raises a not-found fault."""
        with self._desk.database.read() as session:
            return read.incident(session, incident_id)

    def open_ones(self) -> list[Incident]:
        """All that are not closed, newest first."""
        return self.page(frozenset(IncidentState) - {IncidentState.CLOSED}, limit=10_000).items

    def page(
        self, states: Collection[IncidentState] = frozenset(IncidentState), before: int | None = None, limit: int = 50
    ) -> IncidentPage:
        """Incidents in `states` with a number below `before`, newest first."""
        query = select(IncidentRow).where(IncidentRow.state.in_([state.value for state in states]))
        if before is not None:
            query = query.where(IncidentRow.number < before)
        with self._desk.database.read() as session:
            rows = session.scalars(query.order_by(IncidentRow.number.desc()).limit(limit + 1)).all()
            items = read.incidents(session, rows[:limit])
        return IncidentPage(items, items[-1].number if len(rows) > limit else None)

    def of_event(self, event_id: str) -> IncidentId | None:
        """The incident to which the event belongs."""
        with self._desk.database.read() as session:
            row = session.get(IncidentEventRow, event_id)
            return None if row is None else IncidentId(row.incident_id)

    def open(self, draft: IncidentDraft, actor: Actor) -> Incident:
        """A new incident. Raises a conflict fault when its event belongs to one already."""
        with change(self._desk, actor) as made:
            return open_incident(made, draft)

    def attach_event(self, incident_id: str, event_id: str, actor: Actor) -> Incident:
        """Let the event belong to the incident too; doing it again changes nothing."""
        with change(self._desk, actor) as made:
            known = made.session.get(IncidentEventRow, event_id)
            if known is not None and known.incident_id == incident_id:
                return read.incident(made.session, incident_id)
            return attach(made, read.incident_row(made.session, incident_id), event_id)

    def accept(self, incident_id: str, actor: Actor) -> Incident:
        """Take the incident on, also from the plan that sent units to it.

        Again by the same person changes nothing; by another is a conflict that names who.
        """
        with change(self._desk, actor) as made:
            row = read.incident_row(made.session, incident_id)
            if row.state not in {IncidentState.NEW, IncidentState.CLOSED}:
                if row.taken_by_id == actor.id:
                    return read.incident(made.session, incident_id)
                if row.state != IncidentState.CLOSED and row.plan_id is not None and row.taken_by_id == row.plan_id:
                    row.taken_by_id, row.taken_by_name = actor.id, actor.name
                    return say(made, "incident.accepted", row)
                raise conflict(f"incident {row.number}: already {row.state}, taken by {row.taken_by_name}")
            return take(made, row)

    def control(self, incident_id: str, actor: Actor) -> Incident:
        """Say that the danger is over."""
        with change(self._desk, actor) as made:
            row = read.incident_row(made.session, incident_id)
            return move(made, row, IncidentAct.CONTROL, "incident.controlled")

    def close(self, incident_id: str, disposition: str, note: str, actor: Actor) -> Incident:
        """End the incident. Raises a conflict fault that names the orders while any is open."""
        if not disposition.strip():
            raise invalid("an incident is closed with a disposition; say how it ended")
        with change(self._desk, actor) as made:
            row = read.incident_row(made.session, incident_id)
            advance(IncidentState(row.state), IncidentAct.CLOSE, str(row.number))
            _refuse_open_orders(made, row)
            if note.strip():
                write_note(made, row, note, actor.name)
            row.disposition, row.closed_at = disposition, made.at
            release_all_for(made, row.id)
            return move(made, row, IncidentAct.CLOSE, "incident.closed")

    def reopen(self, incident_id: str, reason: str, actor: Actor) -> Incident:
        """Take a closed incident up again; it is then the actor's. Raises a conflict fault for one that was merged."""
        if not reason.strip():
            raise invalid("an incident is reopened with a reason; say why")
        with change(self._desk, actor) as made:
            row = read.incident_row(made.session, incident_id)
            advance(IncidentState(row.state), IncidentAct.REOPEN, str(row.number))
            merged = made.session.get(IncidentMergeRow, incident_id)
            if merged is not None:
                into = read.incident_row(made.session, merged.parent_id).number
                raise conflict(f"incident {row.number}: goes on in {into}; take the two apart first")
            write_note(made, row, reason, made.actor.name)
            row.disposition = row.closed_at = None
            row.taken_by_id, row.taken_by_name = actor.id, actor.name
            row.accepted_at = row.accepted_at or made.at
            return move(made, row, IncidentAct.REOPEN, "incident.reopened")

    def set_state(
        self, incident_id: str, asked: IncidentState, seen: IncidentState, actor: Actor, reason: str = ""
    ) -> Incident:
        """Say by hand how far the work has come; `seen`: the state that was changed.

        Raises a conflict fault when it has changed meanwhile or lies outside the work, an invalid fault when it would
        go back without a reason.
        """
        with change(self._desk, actor) as made:
            row = read.incident_row(made.session, incident_id)
            if row.state == asked:
                return read.incident(made.session, incident_id)
            if row.state != seen:
                raise conflict(f"incident {row.number}: is {row.state} meanwhile, not {seen}; look again")
            check_by_hand(seen, asked, reason, str(row.number))
            if reason.strip():
                write_note(made, row, reason, actor.name)
            row.state = asked.value
            return say(made, "incident.set", row)

    def note(self, incident_id: str, text: str, actor: Actor) -> Incident:
        """Write something down, in any state."""
        if not text.strip():
            raise invalid("a note needs words")
        with change(self._desk, actor) as made:
            row = read.incident_row(made.session, incident_id)
            write_note(made, row, text, actor.name)
            return say(made, "incident.noted", row)


def open_incident(made: Change, draft: IncidentDraft) -> Incident:
    """Open an incident within the transaction."""
    opened_by = draft.opened_by or made.actor.name
    last = made.session.scalar(select(func.max(IncidentRow.number))) or 0
    row = IncidentRow(
        id=new_id("inc", made.at),
        number=last + 1,
        title=draft.title,
        kind=draft.kind,
        severity=draft.severity.value,
        state=IncidentState.NEW.value,
        lat=None if draft.position is None else draft.position.lat,
        lon=None if draft.position is None else draft.position.lon,
        camera_id=draft.camera_id,
        rule_id=draft.rule_id,
        plan_id=draft.plan_id,
        opened_at=made.at,
        opened_by=opened_by,
    )
    made.session.add(row)
    lay_out(made, row)
    if draft.event_id is not None:
        _own_event(made, row, draft.event_id)
    if draft.note.strip():
        write_note(made, row, draft.note, opened_by)
    return say(made, "incident.opened", row)


def attach(made: Change, row: IncidentRow, event_id: str) -> Incident:
    """Let the event belong to the incident too, within the transaction."""
    _own_event(made, row, event_id)
    return say(made, "incident.changed", row)


def take(made: Change, row: IncidentRow) -> Incident:
    """Accept the incident for the actor, within the transaction."""
    advance(IncidentState(row.state), IncidentAct.ACCEPT, str(row.number))
    row.taken_by_id, row.taken_by_name, row.accepted_at = made.actor.id, made.actor.name, made.at
    return move(made, row, IncidentAct.ACCEPT, "incident.accepted")


def move(made: Change, row: IncidentRow, act: IncidentAct, kind: str) -> Incident:
    """Advance the incident by `act` and journal it as `kind`."""
    row.state = advance(IncidentState(row.state), act, str(row.number)).value
    return say(made, kind, row)


def write_note(made: Change, row: IncidentRow, text: str, by: str) -> None:
    """Add a note within the transaction."""
    made.session.add(IncidentNoteRow(incident_id=row.id, at=made.at, by=by, text=text))


def say(made: Change, kind: str, row: IncidentRow) -> Incident:
    """Journal the incident as it is now."""
    made.session.flush()
    incident = read.incidents(made.session, [row])[0]
    made.say(kind, f"incident:{row.id}", incident_data(incident))
    return incident


def _own_event(made: Change, row: IncidentRow, event_id: str) -> None:
    known = made.session.get(IncidentEventRow, event_id)
    if known is not None:
        number = read.incident_row(made.session, known.incident_id).number
        raise conflict(f"event {event_id}: belongs to incident {number} already")
    if not event_id:
        raise not_found("event", event_id)
    made.session.add(IncidentEventRow(event_id=event_id, incident_id=row.id, at=made.at, is_linked=False))


def _refuse_open_orders(made: Change, row: IncidentRow) -> None:
    query = select(OrderRow.id, OrderRow.callsign, OrderRow.state).where(
        OrderRow.incident_id == row.id, OrderRow.state.in_([state.value for state in OPEN])
    )
    open_orders = [f"{order_id} ({callsign}, {state})" for order_id, callsign, state in made.session.execute(query)]
    if open_orders:
        listed = ", ".join(open_orders)
        raise conflict(f"incident {row.number}: cannot close with open orders {listed}; handle or recall them first")
