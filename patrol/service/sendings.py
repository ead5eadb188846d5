"""What a response plan sends by itself: counted down, stopped or hurried by a dispatcher, done exactly once.

The due time is stored with the incident, so a restart in the middle changes nothing; whoever comes first, the
countdown's end or a person, decides in one transaction.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from kernel.actor import Actor, ActorKind
from kernel.errors import conflict
from kernel.ids import IncidentId, UnitId
from patrol.incident import Incident, IncidentState, SendingState
from patrol.order import OPEN, OrderDraft
from patrol.response_plan import ResponsePlan
from patrol.service import incidents
from patrol.service.advice import ASIDE, recommend
from patrol.service.change import Change, Desk, change
from patrol.service.orders import send
from patrol.store import read
from patrol.store.tables import OrderRow, PlanSendingRow
from patrol.unit import UnitStatus


class Sendings:
    """What people do about a plan's own sending. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def stop(self, incident_id: str, actor: Actor) -> Incident:
        """Nobody is sent by the plan. Raises a conflict fault when that is decided already."""
        with change(self._desk, actor) as made:
            row = _row(made, incident_id)
            if row.state == SendingState.STOPPED and row.decided_by == actor.name:
                return read.incident(made.session, incident_id)
            _demand_counting(row)
            _decide(made, row, SendingState.STOPPED, actor.name)
            return _say(made, row, "incident.sending_stopped")

    def send_now(self, incident_id: str, actor: Actor) -> Incident:
        """Do not wait for the countdown; the orders are the actor's. Raises a conflict fault as `stop` does."""
        with change(self._desk, actor) as made:
            row = _row(made, incident_id)
            _demand_counting(row)
            return _send(self._desk, made, row, actor.name)

    def take(self, incident_id: str, actor: Actor) -> Incident:
        """Answer the alarm that units were short; again by another is a conflict fault that names who was first."""
        with change(self._desk, actor) as made:
            row = _row(made, incident_id)
            if row.state != SendingState.SHORT:
                raise conflict(f"plan {row.plan_name}: is {row.state}; there is no alarm to take")
            if row.taken_by is not None and row.taken_by != actor.name:
                raise conflict(f"plan {row.plan_name}: the alarm was taken by {row.taken_by} already")
            if row.taken_by is None:
                row.taken_at, row.taken_by = made.at, actor.name
                return _say(made, row, "incident.sending_taken")
            return read.incident(made.session, incident_id)


def begin_sending(made: Change, incident: Incident, plan: ResponsePlan) -> None:
    """Start the countdown of the plan that opened the incident, where it sends units."""
    if plan.send_units == 0:
        return
    row = PlanSendingRow(
        incident_id=incident.id,
        plan_id=plan.id,
        plan_name=plan.name,
        instruction=plan.instruction,
        units=plan.send_units,
        due_at=made.at + timedelta(seconds=plan.countdown_s),
        state=SendingState.COUNTING.value,
        sent=0,
    )
    made.session.add(row)
    _say(made, row, "incident.sending_begun")


def send_due(desk: Desk, now: datetime) -> int:
    """Send for every plan whose countdown has ended by `now`; returns for how many."""
    query = select(PlanSendingRow).where(
        PlanSendingRow.state == SendingState.COUNTING.value, PlanSendingRow.due_at <= now
    )
    with desk.database.read() as session:
        due = [(row.incident_id, row.plan_id, row.plan_name) for row in session.scalars(query)]
    done = 0
    for incident_id, plan_id, plan_name in due:
        with change(desk, Actor(ActorKind.SYSTEM, plan_id, plan_name), now) as made:
            row = _row(made, incident_id)
            # Looked at again inside the transaction: it may have been stopped or sent since.
            if row.state == SendingState.COUNTING:
                _send(desk, made, row, None)
                done += 1
    return done


def _send(desk: Desk, made: Change, row: PlanSendingRow, by: str | None) -> Incident:
    """Send the best free units, fewer by those that a person sent meanwhile; a closed incident gets none."""
    incident = read.incident_row(made.session, row.incident_id)
    if incident.state == IncidentState.CLOSED:
        _decide(made, row, SendingState.STOPPED, by)
        return _say(made, row, "incident.sending_stopped")
    open_orders = select(func.count()).where(
        OrderRow.incident_id == row.incident_id, OrderRow.state.in_([state.value for state in OPEN])
    )
    wanted = row.units - (made.session.scalar(open_orders) or 0)
    for unit_id in _free_units(desk, made, row.incident_id)[: max(0, wanted)]:
        send(desk, made, OrderDraft(IncidentId(row.incident_id), unit_id, row.instruction))
        row.sent += 1
    is_short = row.sent < wanted
    _decide(made, row, SendingState.SHORT if is_short else SendingState.SENT, by)
    return _say(made, row, "incident.sending_short" if is_short else "incident.sending_done")


def _free_units(desk: Desk, made: Change, incident_id: str) -> list[UnitId]:
    """Units with nothing in hand, best first: a plan takes nobody away from other work or from what they wait for."""
    ranked = [
        u.unit_id
        for u in recommend(desk, made.session, incident_id, made.at).units
        if u.rank is not None and all(reason.code not in ASIDE for reason in u.reasons)
    ]
    units = {unit_id: read.unit(made.session, unit_id) for unit_id in ranked}
    return [i for i in ranked if units[i].status is UnitStatus.AVAILABLE and not units[i].order_ids]


def _row(made: Change, incident_id: str) -> PlanSendingRow:
    number = read.incident_row(made.session, incident_id).number
    row = made.session.get(PlanSendingRow, incident_id)
    if row is None:
        raise conflict(f"incident {number}: no plan sends units to it")
    return row


def _demand_counting(row: PlanSendingRow) -> None:
    if row.state != SendingState.COUNTING:
        raise conflict(f"plan {row.plan_name}: is {row.state} already, by {row.decided_by or 'itself'}")


def _decide(made: Change, row: PlanSendingRow, state: SendingState, by: str | None) -> None:
    row.state, row.decided_at, row.decided_by = state.value, made.at, by


def _say(made: Change, row: PlanSendingRow, kind: str) -> Incident:
    return incidents.say(made, kind, read.incident_row(made.session, row.incident_id))
