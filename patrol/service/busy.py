"""How likely a unit that is free now is busy when the next call comes, from what units did in the last days."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from patrol.coverage import busy_share
from patrol.order import OrderState
from patrol.store.patrols_shifts import ShiftRow
from patrol.store.tables import IncidentRow, OrderRow, OrderStepRow, UnitRow
from patrol.unit import UnitStatus

WINDOW = timedelta(days=14)
_FREES = [OrderState.HANDLED.value, OrderState.DECLINED.value, OrderState.RECALLED.value]

Span = tuple[datetime, datetime]


def busy_fraction(session: Session, now: datetime, prior: float, free_kind: str) -> float:
    """The share of their time on duty in which units were bound to orders, drawn to `prior` while little is known.

    free_kind: incidents of this kind bind nobody.
    """
    duty, bound = _duty(session, now), _bound(session, now, free_kind)
    duty_s = sum(seconds(spans) for spans in duty.values())
    # |A ∩ B| = |A| + |B| − |A ∪ B|
    bound_s = sum(seconds(duty[u]) + seconds(b) - seconds(duty[u] + b) for u, b in bound.items() if u in duty)
    return busy_share(bound_s, duty_s, prior)


def seconds(spans: Iterable[Span]) -> float:
    """How long the spans last together; what overlaps counts once."""
    total, until = 0.0, None
    for start, end in sorted(spans):
        begin = start if until is None else max(start, until)
        total += max(0.0, (end - begin).total_seconds())
        until = end if until is None else max(until, end)
    return total


def _duty(session: Session, now: datetime) -> dict[str, list[Span]]:
    since, spans = now - WINDOW, defaultdict[str, list[Span]](list)
    on = ShiftRow.signed_on_at, ShiftRow.signed_off_at
    query = select(ShiftRow.unit_id, *on).where(or_(on[1].is_(None), on[1] > since))
    for unit, start, end in session.execute(query):
        if start is not None and end is not None:  # who is on now is told by the unit
            spans[unit].append((max(start, since), end))
    now_on = select(UnitRow.id, UnitRow.on_duty_since).where(UnitRow.status != UnitStatus.OFF_DUTY.value)
    for unit, start in session.execute(now_on):
        spans[unit].append((max(start, since), max(now, start)))
    return spans


def _bound(session: Session, now: datetime, free_kind: str) -> dict[str, list[Span]]:
    since, spans = now - WINDOW, defaultdict[str, list[Span]](list)
    ended = (OrderStepRow.order_id == OrderRow.id) & OrderStepRow.state.in_(_FREES) & OrderStepRow.at.is_not(None)
    query = (
        select(OrderRow.unit_id, OrderRow.sent_at, OrderStepRow.at)
        .join(IncidentRow, IncidentRow.id == OrderRow.incident_id)
        .outerjoin(OrderStepRow, ended)
        .where(IncidentRow.kind != free_kind, OrderRow.sent_at > since - WINDOW)
        .where(or_(OrderStepRow.at.is_(None), OrderStepRow.at > since))
    )
    for unit, start, end in session.execute(query):
        spans[unit].append((max(start, since), now if end is None else end))
    return spans
