"""Rows to values. Every function reads within the caller's transaction and asks a fixed number of times."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kernel.errors import not_found
from kernel.event import Severity
from kernel.geo import LatLon
from kernel.ids import CameraId, EventId, IncidentId, OrderId, UnitId
from kernel.journal import Json
from kernel.schedule import Stretch
from patrol.incident import Incident, IncidentState, Note, PlanId, Sending, SendingState, Taker
from patrol.ladder import DEFAULT_LADDER, Ladder, LadderAction, ladder
from patrol.order import (
    OPEN,
    UNSIGNED,
    Escalation,
    Offer,
    Order,
    OrderState,
    Photo,
    PhotoId,
    Report,
    Step,
    Task,
    work_order,
)
from patrol.position import Fix
from patrol.response_plan import ResponsePlan
from patrol.store import order_parts
from patrol.store.incident_parts import parts_of
from patrol.store.tables import (
    FixRow,
    IncidentEventRow,
    IncidentNoteRow,
    IncidentRow,
    LatestFixRow,
    OrderEscalationRow,
    OrderRow,
    OrderStepRow,
    PhotoRow,
    PlanSendingRow,
    ReservationRow,
    ResponsePlanRow,
    UnitRow,
)
from patrol.unit import Reservation, Unit, UnitKind, UnitStatus, Work

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_STEP_RANK = {state: rank for rank, state in enumerate(OrderState)}


def unit(session: Session, unit_id: str) -> Unit:
    """The unit; raises a not-found fault."""
    return units(session, [unit_row(session, unit_id)])[0]


def unit_row(session: Session, unit_id: str) -> UnitRow:
    """The row of the unit; raises a not-found fault."""
    row = session.get(UnitRow, unit_id)
    if row is None:
        raise not_found("unit", unit_id)
    return row


def units(session: Session, rows: Sequence[UnitRow]) -> list[Unit]:
    """The units of `rows`, in their order."""
    ids = [row.id for row in rows]
    fixes = {r.unit_id: fix(r) for r in session.scalars(select(LatestFixRow).where(LatestFixRow.unit_id.in_(ids)))}
    orders = _open_orders(session, ids)
    kept = {r.unit_id: _reservation(r) for r in session.scalars(_reservations_of(ids))}
    return [
        Unit(
            UnitId(row.id),
            row.callsign,
            UnitKind(row.kind),
            tuple(str(name) for name in row.crew),
            UnitStatus(row.status),
            row.status_since,
            fixes.get(row.id),
            work_order(orders[row.id]),
            row.phone_connected,
            row.created_at,
            kept.get(row.id),
        )
        for row in rows
    ]


def work(session: Session, unit_id: str) -> Work:
    """What the unit has in hand."""
    orders = _open_orders(session, [unit_id])[unit_id]
    return Work(work_order(orders), any(task.state not in UNSIGNED for task in orders))


def fix(row: FixRow | LatestFixRow) -> Fix:
    """The fix of a row."""
    return Fix(
        LatLon(row.lat, row.lon),
        row.at,
        row.received_at,
        row.accuracy_m,
        row.speed_mps,
        row.course_deg,
        row.source,
        row.battery_percent,
        row.altitude_m,
        row.is_valid,
        row.is_mock,
    )


def incident_row(session: Session, incident_id: str) -> IncidentRow:
    """The row of the incident; raises a not-found fault."""
    row = session.get(IncidentRow, incident_id)
    if row is None:
        raise not_found("incident", incident_id)
    return row


def incident(session: Session, incident_id: str) -> Incident:
    """The incident; raises a not-found fault."""
    return incidents(session, [incident_row(session, incident_id)])[0]


def incidents(session: Session, rows: Sequence[IncidentRow]) -> list[Incident]:
    """The incidents of `rows`, in their order."""
    ids = [row.id for row in rows]
    events = _grouped(
        session.scalars(
            select(IncidentEventRow)
            .where(IncidentEventRow.incident_id.in_(ids))
            .order_by(IncidentEventRow.at, IncidentEventRow.event_id)
        ),
        lambda r: r.incident_id,
    )
    notes = _grouped(
        session.scalars(
            select(IncidentNoteRow).where(IncidentNoteRow.incident_id.in_(ids)).order_by(IncidentNoteRow.id)
        ),
        lambda r: r.incident_id,
    )
    orders: dict[str, list[OrderId]] = defaultdict(list)
    for order_id, incident_id in session.execute(
        select(OrderRow.id, OrderRow.incident_id)
        .where(OrderRow.incident_id.in_(ids))
        .order_by(OrderRow.sent_at, OrderRow.id)
    ):
        orders[incident_id].append(OrderId(order_id))
    sendings = {r.incident_id: r for r in session.scalars(_sendings_of(ids))}
    parts = parts_of(session, ids)
    found = (
        _incident(
            row,
            tuple(EventId(r.event_id) for r in events[row.id]),
            tuple(orders[row.id]),
            tuple(Note(r.at, r.by, r.text) for r in notes[row.id]),
            sendings.get(row.id),
        )
        for row in rows
    )
    return [replace(i, links=tuple(parts[i.id].links), checks=tuple(parts[i.id].checks)) for i in found]


def order_row(session: Session, order_id: str) -> OrderRow:
    """The row of the order; raises a not-found fault."""
    row = session.get(OrderRow, order_id)
    if row is None:
        raise not_found("order", order_id)
    return row


def order(session: Session, order_id: str) -> Order:
    """The order; raises a not-found fault."""
    return orders(session, [order_row(session, order_id)])[0]


def orders(session: Session, rows: Sequence[OrderRow]) -> list[Order]:
    """The orders of `rows`, in their order."""
    ids = [row.id for row in rows]
    steps = _grouped(session.scalars(select(OrderStepRow).where(OrderStepRow.order_id.in_(ids))), lambda r: r.order_id)
    rungs = _grouped(
        session.scalars(
            select(OrderEscalationRow).where(OrderEscalationRow.order_id.in_(ids)).order_by(OrderEscalationRow.level)
        ),
        lambda r: r.order_id,
    )
    photos = _grouped(
        session.scalars(select(PhotoRow).where(PhotoRow.order_id.in_(ids)).order_by(PhotoRow.number)),
        lambda r: r.order_id,
    )
    return [_order(row, steps[row.id], rungs[row.id], photos[row.id]) for row in rows]


def severity(row: OrderRow | IncidentRow) -> Severity:
    """How much the work of the row matters."""
    return Severity(row.severity)


def photo(row: PhotoRow) -> Photo:
    """The photo of a row."""
    return Photo(PhotoId(row.id), OrderId(row.order_id), row.content_type, row.size_bytes, row.path)


def plan(row: ResponsePlanRow) -> ResponsePlan:
    """The plan of a row."""
    return ResponsePlan(
        PlanId(row.id),
        row.name,
        row.is_enabled,
        tuple(str(kind) for kind in row.event_kinds),
        tuple(str(camera) for camera in row.camera_ids),
        Severity(row.min_severity),
        None if row.incident_severity is None else Severity(row.incident_severity),
        row.instruction,
        tuple(str(rule) for rule in row.rule_ids),
        tuple(_stretch(stretch) for stretch in row.schedule),
        row.send_units,
        row.countdown_s,
    )


def _stretch(stored: Json) -> Stretch:
    if not isinstance(stored, dict) or not isinstance(stored["days"], list):
        raise TypeError(f"not a stretch: {stored!r}")
    days = tuple(int(str(day)) for day in stored["days"])
    return Stretch(days, int(str(stored["start_minute"])), int(str(stored["end_minute"])))


def plans(session: Session) -> list[ResponsePlan]:
    """All plans, oldest first."""
    return [plan(row) for row in session.scalars(select(ResponsePlanRow).order_by(ResponsePlanRow.id))]


def place(lat: float | None, lon: float | None) -> LatLon | None:
    """The place of two columns."""
    return None if lat is None or lon is None else LatLon(lat, lon)


def _open_orders(session: Session, unit_ids: Sequence[str]) -> defaultdict[str, list[Task]]:
    found: defaultdict[str, list[Task]] = defaultdict(list)
    columns = OrderRow.unit_id, OrderRow.id, OrderRow.state, OrderRow.severity, OrderRow.sent_at, OrderRow.work_place
    query = select(*columns).where(OrderRow.unit_id.in_(unit_ids), OrderRow.state.in_([state.value for state in OPEN]))
    for unit_id, order_id, state, severity_name, sent_at, place_no in session.execute(query):
        task = Task(OrderId(order_id), OrderState(state), Severity(severity_name), sent_at, place_no)
        found[unit_id].append(task)
    return found


def _reservations_of(unit_ids: Sequence[str]) -> Select[ReservationRow]:
    return select(ReservationRow).where(ReservationRow.unit_id.in_(unit_ids))


def _reservation(row: ReservationRow) -> Reservation:
    incident_id = None if row.incident_id is None else IncidentId(row.incident_id)
    return Reservation(incident_id, row.note, row.start, row.until, row.by)


def _incident(
    row: IncidentRow,
    events: tuple[EventId, ...],
    order_ids: tuple[OrderId, ...],
    notes: tuple[Note, ...],
    sending: PlanSendingRow | None,
) -> Incident:
    return Incident(
        id=IncidentId(row.id),
        number=row.number,
        title=row.title,
        kind=row.kind,
        severity=Severity(row.severity),
        state=IncidentState(row.state),
        position=place(row.lat, row.lon),
        camera_id=None if row.camera_id is None else CameraId(row.camera_id),
        event_ids=events,
        order_ids=order_ids,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        taken_by=None if row.taken_by_id is None else Taker(row.taken_by_id, row.taken_by_name or ""),
        accepted_at=row.accepted_at,
        closed_at=row.closed_at,
        disposition=row.disposition,
        notes=notes,
        plan_id=None if row.plan_id is None else PlanId(row.plan_id),
        sending=None if sending is None else _sending(sending),
    )


def _sendings_of(ids: Sequence[str]) -> Select[PlanSendingRow]:
    return select(PlanSendingRow).where(PlanSendingRow.incident_id.in_(ids))


def _sending(row: PlanSendingRow) -> Sending:
    return Sending(
        row.plan_name,
        row.units,
        row.due_at,
        SendingState(row.state),
        row.sent,
        row.decided_at,
        row.decided_by,
        row.taken_at,
        row.taken_by,
    )


def _order(
    row: OrderRow,
    steps: Sequence[OrderStepRow],
    rungs: Sequence[OrderEscalationRow],
    photos: Sequence[PhotoRow],
) -> Order:
    values = sorted((_step(step) for step in steps), key=lambda step: _STEP_RANK[step.state])
    reported_at = next((step.at for step in values if step.state is OrderState.REPORTED), None)
    report = None
    if reported_at is not None:
        report = Report(reported_at, row.report_text or "", tuple(photo(r) for r in photos))
    return Order(
        id=OrderId(row.id),
        incident_id=IncidentId(row.incident_id),
        unit_id=UnitId(row.unit_id),
        callsign=row.callsign,
        state=OrderState(row.state),
        severity=Severity(row.severity),
        instruction=row.instruction,
        position=place(row.lat, row.lon),
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        travel_s=row.travel_s,
        steps=tuple(values),
        escalations=tuple(_escalation(rung) for rung in rungs),
        next_escalation_at=row.next_escalation_at,
        ended_reason=row.ended_reason,
        report=report,
        ladder=order_ladder(row),
        ending=order_parts.ending(row),
        handed_from=order_parts.link_of(row.handed_from_id, row.handed_from_callsign),
        arrival=order_parts.arrival(row),
    )


def order_ladder(row: OrderRow) -> Ladder:
    """The ladder under which the order of the row was sent."""
    if row.ladder_s is None:
        return DEFAULT_LADDER
    return ladder(*(None if s is None else float(str(s)) for s in row.ladder_s))


def _escalation(row: OrderEscalationRow) -> Escalation:
    offer = None
    if row.offered_unit_id is not None:
        offer = Offer(UnitId(row.offered_unit_id), row.offered_callsign or "", row.offered_travel_s)
    return Escalation(
        row.level, LadderAction(row.action), row.at, row.phone_connected, offer, row.taken_at, row.taken_by
    )


def _step(row: OrderStepRow) -> Step:
    return Step(OrderState(row.state), row.at, row.due_at, row.device_at, row.received_at, row.is_implied)


def _grouped(rows: Iterable[V], key: Callable[[V], K]) -> defaultdict[K, list[V]]:
    groups: defaultdict[K, list[V]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
