"""Escalation: every rung that an unsigned order has earned is journalled once, however late we come to it."""

from datetime import datetime

from sqlalchemy import select

from kernel.actor import system
from patrol.ladder import next_rung_at, rungs_due
from patrol.order import UNSIGNED, Escalation
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
    rungs = desk.settings.ladder(read.severity(row))
    due = rungs_due(rungs, row.sent_at, now, levels)
    for rung in due:
        levels.append(rung.level)
        made.session.add(OrderEscalationRow(order_id=row.id, level=rung.level, action=rung.action.value, at=now))
        row.next_escalation_at = next_rung_at(rungs, row.sent_at, levels)
        say(made, "order.escalated", row)
    if not due:
        row.next_escalation_at = next_rung_at(rungs, row.sent_at, levels)
    return [Escalation(rung.level, rung.action, now) for rung in due]
