"""Arrivals: pressed at first, proven as the unit's positions come in, also when they come late."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.actor import system
from patrol.arrival import ArrivalGrade, ArrivalLimits, ArrivalProof, prove
from patrol.order import OrderState
from patrol.position import FixVerdict
from patrol.service.change import Change, Desk, change
from patrol.store import read
from patrol.store.tables import FixRow, OrderRow, OrderStepRow
from patrol.views import order_data

LIMITS = ArrivalLimits()
_ACTOR = system("arrivals")
_BELIEVED = [FixVerdict.CURRENT.value, FixVerdict.CLOCK_AHEAD.value, FixVerdict.LATE.value]


def begin(made: Change, row: OrderRow) -> None:
    """The unit says that it is there, within the transaction: what its positions show so far, and until when more
    may come. An order without a place stays pressed."""
    made.session.flush()
    row.arrival_grade = ArrivalGrade.PRESSED.value
    if row.lat is not None:
        row.arrival_check_until = made.at + timedelta(seconds=LIMITS.after_s)
        _look(made.session, row, made.at)


def prove_due(desk: Desk, now: datetime) -> int:
    """Look again at every arrival that fixes may still prove; returns for how many that is decided."""
    with desk.database.read() as session:
        query = select(OrderRow.id).where(OrderRow.arrival_check_until.is_not(None))
        waiting = session.scalars(query).all()
        ready = [order_id for order_id in waiting if _is_news(session, read.order_row(session, order_id), now)]
    for order_id in ready:
        with change(desk, _ACTOR, now) as made:
            row = read.order_row(made.session, order_id)
            # Looked at again inside the transaction: another process may have decided it since.
            if row.arrival_check_until is not None:
                _look(made.session, row, now)
                made.session.flush()
                made.say("order.arrival", f"order:{row.id}", order_data(read.orders(made.session, [row])[0]))
    return len(ready)


def _is_news(session: Session, row: OrderRow, now: datetime) -> bool:
    is_over = row.arrival_check_until is not None and now >= row.arrival_check_until
    return is_over or _proof(session, row).grade is ArrivalGrade.POSITION


def _look(session: Session, row: OrderRow, now: datetime) -> None:
    proof = _proof(session, row)
    row.arrival_grade, row.arrival_fixes = proof.grade.value, proof.fixes
    row.arrival_distance_m, row.arrival_accuracy_m = proof.distance_m, proof.accuracy_m
    is_over = row.arrival_check_until is not None and now >= row.arrival_check_until
    if is_over or proof.grade is ArrivalGrade.POSITION:
        row.arrival_check_until = None


def _proof(session: Session, row: OrderRow) -> ArrivalProof:
    step = session.get(OrderStepRow, (row.id, OrderState.ON_SCENE.value))
    place = read.place(row.lat, row.lon)
    if step is None or step.at is None or place is None:
        return ArrivalProof(ArrivalGrade.PRESSED)
    start, end = LIMITS.window(step.at)
    query = select(FixRow).where(
        FixRow.unit_id == row.unit_id, FixRow.at >= start, FixRow.at <= end, FixRow.verdict.in_(_BELIEVED)
    )
    return prove(place, step.at, [read.fix(fix) for fix in session.scalars(query)], LIMITS)
