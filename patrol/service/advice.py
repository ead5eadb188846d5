"""Advice: which units to send to an incident."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.ids import IncidentId, OrderId
from patrol.order import OPEN, OrderState
from patrol.recommend import Candidate, Recommendation, rank
from patrol.service.change import Desk
from patrol.service.roads import road_times
from patrol.store import read
from patrol.store.tables import OrderRow, UnitRow


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
    candidates = [
        Candidate(u.id, u.callsign, u.kind, u.status, u.fix, len(u.order_ids), ordered.get(u.id)) for u in units
    ]
    ranked = rank(candidates, incident.position, now, desk.settings.assumptions, roads)
    return Recommendation(IncidentId(incident_id), now, ranked)
