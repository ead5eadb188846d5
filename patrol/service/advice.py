"""Advice: which units to send to an incident."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.event import Severity
from kernel.ids import IncidentId, OrderId
from patrol.order import OPEN, Offer, OrderState
from patrol.recommend import Candidate, Reason, Recommendation, priced, rank
from patrol.service.change import Desk
from patrol.service.roads import road_times
from patrol.shift import ShiftState
from patrol.store import panics, read
from patrol.store.patrols_shifts import ShiftRow
from patrol.store.tables import OrderRow, UnitRow
from patrol.unit import Reservation

DECLINED, RESERVED = "declined", "reserved"
SOON = timedelta(minutes=30)
"""Before its end a shift takes nothing on by itself that another can do."""
ASIDE = frozenset({DECLINED, RESERVED})
"""Reasons for which a unit ranks after all the others, and is sent by a person only."""


class Advice:
    """Ranks the units as they are now. Safe to call from any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def recommendation(self, incident_id: str) -> Recommendation:
        """All units for the incident, best first, then those left out; raises a not-found fault."""
        with self._desk.database.read() as session:
            return recommend(self._desk, session, incident_id, self._desk.clock.now())


def recommend(desk: Desk, session: Session, incident_id: str, now: datetime) -> Recommendation:
    """The same within the caller's transaction."""
    incident = read.incident(session, incident_id)
    roads = road_times(desk, session)
    units = read.units(session, session.scalars(select(UnitRow)).all())
    ordered = {
        unit_id: (OrderId(order_id), OrderState(state))
        for unit_id, order_id, state in session.execute(
            select(OrderRow.unit_id, OrderRow.id, OrderRow.state).where(
                OrderRow.incident_id == incident_id, OrderRow.state.in_([state.value for state in OPEN])
            )
        )
    }
    declined = set(
        session.scalars(
            select(OrderRow.unit_id).where(
                OrderRow.incident_id == incident_id, OrderRow.state == OrderState.DECLINED.value
            )
        )
    )
    in_danger = {panic.unit_id for panic in panics.standing(session)}
    ending = _shifts_ending(session, now)
    candidates = []
    for u in units:
        remarks = _kept_for(u.reservation, incident_id, now)
        if u.id in declined:
            remarks = (*remarks, Reason(DECLINED))
        if u.id in ending:
            remarks = (*remarks, Reason("shift_ends", {"left_s": ending[u.id]}))
        is_aside = any(remark.code in ASIDE for remark in remarks)
        known = Candidate(u.id, u.callsign, u.kind, u.status, u.fix, len(u.order_ids), ordered.get(u.id))
        candidates.append(replace(known, remarks=remarks, is_aside=is_aside, in_danger=u.id in in_danger))
    ranked = rank(candidates, incident.position, now, desk.settings.assumptions, roads)
    on_time = desk.settings.on_time_s
    on_time_s = on_time.get(incident.severity, min(on_time.values(), default=0.0))
    priced_units, choice = priced(ranked, desk.prices.costs(now), on_time_s, incident.severity is Severity.CRITICAL)
    return Recommendation(IncidentId(incident_id), now, priced_units, choice)


def next_best(desk: Desk, session: Session, incident_id: str, now: datetime) -> Offer | None:
    """The unit that the ranking puts first; none that has an order for the incident already or declined it."""
    for unit in recommend(desk, session, incident_id, now).units:
        if unit.rank is not None and all(reason.code != DECLINED for reason in unit.reasons):
            return Offer(unit.unit_id, unit.callsign, None if unit.travel is None else unit.travel.likely_s)
    return None


def _shifts_ending(session: Session, now: datetime) -> dict[str, float]:
    """Seconds left, negative when over time, of the units whose shift ends soon."""
    query = select(ShiftRow.unit_id, ShiftRow.ends_at).where(
        ShiftRow.state == ShiftState.ON.value, ShiftRow.ends_at < now + SOON
    )
    return {unit: round((ends_at - now).total_seconds()) for unit, ends_at in session.execute(query)}


def _kept_for(reservation: Reservation | None, incident_id: str, now: datetime) -> tuple[Reason, ...]:
    if reservation is None or not reservation.holds(now):
        return ()
    left_s = round((reservation.until - now).total_seconds())
    if reservation.incident_id == incident_id:
        return (Reason("reserved_here", {"left_s": left_s}),)
    return (Reason(RESERVED, {"left_s": left_s, "note": reservation.note}),)
