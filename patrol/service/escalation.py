"""Escalation: every rung that an unsigned order has earned is journalled once, however late we come to it."""

from datetime import datetime

from sqlalchemy import select

from kernel.actor import system
from patrol.ladder import LadderAction, Rung, next_rung_at, rungs_due
from patrol.order import UNSIGNED, Escalation
from patrol.service.advice import next_best
from patrol.service.change import Change, Desk, change
from patrol.service.orders import say
from patrol.store import read
from patrol.store.tables import OrderEscalationRow, OrderRow

ACTOR = system("escalation")


def escalate(desk: Desk, now: datetime) -> list[Escalation]:
    """Climb every rung due by `now`, an order at a time; returns the rungs climbed."""
    with desk.database.read() as session:
        query = select(OrderRow.id).where(OrderRow.next_escalation_at <= now).order_by(OrderRow.next_escalation_at)
        order_ids = session.scalars(query).all()
    climbed: list[Escalation] = []
    for order_id in order_ids:
        with change(desk, ACTOR, now) as made:
            climbed += _climb(desk, made, read.order_row(made.session, order_id), now)
    return climbed


def _climb(desk: Desk, made: Change, row: OrderRow, now: datetime) -> list[Escalation]:
    # Looked at again inside the transaction: it may have been signed, or climbed by another process, since.
    if row.state not in UNSIGNED:
        return []
    query = select(OrderEscalationRow.level).where(OrderEscalationRow.order_id == row.id)
    levels = list(made.session.scalars(query))
    rungs = read.order_ladder(row)
    due = rungs_due(rungs, row.sent_at, now, levels)
    for rung in due:
        levels.append(rung.level)
        made.session.add(_climbed(desk, made, row, rung, now))
        row.next_escalation_at = next_rung_at(rungs, row.sent_at, levels)
        say(made, "order.escalated", row)
    if not due:
        row.next_escalation_at = next_rung_at(rungs, row.sent_at, levels)
    return [Escalation(rung.level, rung.action, now) for rung in due]


def _climbed(desk: Desk, made: Change, row: OrderRow, rung: Rung, now: datetime) -> OrderEscalationRow:
    climbed = OrderEscalationRow(order_id=row.id, level=rung.level, action=rung.action.value, at=now)
    climbed.phone_connected = read.unit_row(made.session, row.unit_id).phone_connected
    if rung.action is LadderAction.COMMAND:
        offer = next_best(desk, made.session, row.incident_id, now)
        if offer is not None:
            climbed.offered_unit_id, climbed.offered_callsign = offer.unit_id, offer.callsign
            climbed.offered_travel_s = offer.travel_s
    return climbed
