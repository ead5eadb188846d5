"""Incidents that belong together: linked, told apart, merged by a person and taken apart again."""

from sqlalchemy import select

from kernel.actor import Actor
from kernel.errors import conflict
from patrol.duplicate import Likeness, propose
from patrol.incident import Incident, IncidentState, LinkKind, farthest
from patrol.order import OPEN, OrderState
from patrol.service import incidents, orders, units
from patrol.service.change import Change, Desk, change
from patrol.store import read
from patrol.store.incident_parts import IncidentLinkRow, IncidentMergeRow
from patrol.store.tables import IncidentRow, OrderRow, ReservationRow

DUPLICATE = "duplicate"
"""The disposition of an incident that goes on in another."""

_CAME = frozenset({OrderState.ON_SCENE, OrderState.HANDLED, OrderState.REPORTED})


class Merging:
    """How incidents are connected. Safe to call from any thread; each change is one transaction, of both incidents."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def proposals(self, incident_id: str) -> tuple[Likeness, ...]:
        """The open incidents that may be the same as this one, likeliest first; raises a not-found fault."""
        with self._desk.database.read() as session:
            incident = read.incident(session, incident_id)
            is_open = select(IncidentRow).where(IncidentRow.state != IncidentState.CLOSED.value)
            return propose(incident, read.incidents(session, session.scalars(is_open).all()))

    def link(self, incident_id: str, other_id: str, kind: LinkKind, actor: Actor) -> Incident:
        """Say that two incidents are related, or distinct; the later word counts, the same again changes nothing."""
        with change(self._desk, actor) as made:
            return link(made, incident_id, other_id, kind)

    def unlink(self, incident_id: str, other_id: str, actor: Actor) -> Incident:
        """Take back what was said of the two; again changes nothing."""
        with change(self._desk, actor) as made:
            row, other = _two(made, incident_id, other_id)
            first, second = sorted((row.id, other.id))
            link = made.session.get(IncidentLinkRow, (first, second))
            if link is None:
                return read.incident(made.session, incident_id)
            made.session.delete(link)
            return _say_both(made, "incident.unlinked", row, other)

    def merge(self, incident_id: str, into_id: str, actor: Actor) -> Incident:
        """The incident goes on in another, which gets its open orders and is the answer; events and notes stay.

        Raises a conflict fault when one of them is closed, or a unit has orders for both.
        """
        with change(self._desk, actor) as made:
            child, parent = _two(made, incident_id, into_id)
            merged = made.session.get(IncidentMergeRow, child.id)
            if merged is not None and merged.parent_id == parent.id:
                return read.incident(made.session, parent.id)
            for row in (child, parent):
                if row.state == IncidentState.CLOSED:
                    raise conflict(f"incident {row.number}: is closed; only open incidents are merged")
            moving = _open_orders(made, child.id)
            _refuse_twice(made, child, parent, moving)
            _merge(made, child, parent, moving)
            return read.incident(made.session, parent.id)

    def unmerge(self, incident_id: str, actor: Actor) -> Incident:
        """Take the incident out of the other again: it is as it was, with its orders as they are now."""
        with change(self._desk, actor) as made:
            child = read.incident_row(made.session, incident_id)
            merged = made.session.get(IncidentMergeRow, child.id)
            if merged is None:
                raise conflict(f"incident {child.number}: is not merged with another")
            parent = read.incident_row(made.session, merged.parent_id)
            back = [read.order_row(made.session, str(order_id)) for order_id in merged.order_ids]
            _move(made, [order for order in back if order.incident_id == parent.id], child)
            has_come = any(OrderState(order.state) in _CAME for order in back)
            before = IncidentState(merged.state_before)
            child.state = (farthest(before, IncidentState.ON_SCENE) if has_come else before).value
            child.disposition = child.closed_at = None
            made.session.delete(merged)
            made.session.flush()
            if back:
                orders.stand_down(made, child)
                orders.stand_down(made, parent)
            return _say_both(made, "incident.unmerged", child, parent)


def link(made: Change, incident_id: str, other_id: str, kind: LinkKind) -> Incident:
    """See `Merging.link`, within the transaction."""
    row, other = _two(made, incident_id, other_id)
    first, second = sorted((row.id, other.id))
    held = made.session.get(IncidentLinkRow, (first, second))
    if held is not None and held.kind == kind:
        return read.incident(made.session, incident_id)
    held = held or IncidentLinkRow(first_id=first, second_id=second)
    held.kind, held.at, held.by = kind.value, made.at, made.actor.name
    made.session.add(held)
    return _say_both(made, "incident.linked", row, other)


def open_one(made: Change, row: IncidentRow) -> IncidentRow | None:
    """The incident itself, or the open one in which it goes on; None where the work is over."""
    seen = set[str]()
    while row.state == IncidentState.CLOSED and row.id not in seen:
        seen.add(row.id)
        merged = made.session.get(IncidentMergeRow, row.id)
        if merged is None:
            return None
        row = read.incident_row(made.session, merged.parent_id)
    return None if row.state == IncidentState.CLOSED else row


def _merge(made: Change, child: IncidentRow, parent: IncidentRow, moving: list[OrderRow]) -> None:
    made.session.add(
        IncidentMergeRow(
            child_id=child.id,
            parent_id=parent.id,
            at=made.at,
            by=made.actor.name,
            state_before=child.state,
            order_ids=[order.id for order in moving],
        )
    )
    if parent.state == IncidentState.NEW:
        incidents.take(made, parent)
    _move(made, moving, parent)
    if moving:
        parent.state = farthest(IncidentState(parent.state), IncidentState(child.state)).value
    for kept in made.session.scalars(select(ReservationRow).where(ReservationRow.incident_id == child.id)).all():
        kept.incident_id = parent.id
        units.tell(made, "unit.reserved", read.unit_row(made.session, kept.unit_id))
    child.state, child.disposition, child.closed_at = IncidentState.CLOSED.value, DUPLICATE, made.at
    _say_both(made, "incident.merged", child, parent)


def _move(made: Change, moving: list[OrderRow], to: IncidentRow) -> None:
    for order in moving:
        order.incident_id = to.id
        orders.say(made, "order.moved", order)


def _two(made: Change, incident_id: str, other_id: str) -> tuple[IncidentRow, IncidentRow]:
    row, other = read.incident_row(made.session, incident_id), read.incident_row(made.session, other_id)
    if row.id == other.id:
        raise conflict(f"incident {row.number}: is the same as itself; choose another")
    return row, other


def _open_orders(made: Change, incident_id: str) -> list[OrderRow]:
    states = [state.value for state in OPEN]
    query = select(OrderRow).where(OrderRow.incident_id == incident_id, OrderRow.state.in_(states))
    return list(made.session.scalars(query.order_by(OrderRow.sent_at, OrderRow.id)))


def _refuse_twice(made: Change, child: IncidentRow, parent: IncidentRow, moving: list[OrderRow]) -> None:
    there = {order.unit_id for order in _open_orders(made, parent.id)}
    twice = [order.callsign for order in moving if order.unit_id in there]
    if twice:
        who = ", ".join(twice)
        raise conflict(f"incidents {child.number} and {parent.number}: {who} has orders for both; recall one first")


def _say_both(made: Change, kind: str, row: IncidentRow, other: IncidentRow) -> Incident:
    incidents.say(made, kind, other)
    return incidents.say(made, kind, row)
