"""Who works on what next: orders handed on and put in line, units added to an incident, ends answered."""

from collections.abc import Sequence

from sqlalchemy import select

from kernel.actor import Actor, ActorKind
from kernel.errors import conflict, invalid
from kernel.ids import IncidentId, OrderId, UnitId
from patrol.order import OPEN, Awaited, Order, OrderDraft, OrderLink, OrderState, advance
from patrol.service.advice import ASIDE, recommend
from patrol.service.change import Change, Desk, change
from patrol.service.orders import End, reach, see, send
from patrol.service.units import tell
from patrol.store import read
from patrol.store.tables import OrderRow
from patrol.unit import Unit


class Assignments:
    """What dispatchers decide about units and their orders. Safe to call from any thread; each method is one
    transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def hand_over(self, order_id: str, unit_id: str, reason: str, actor: Actor) -> Order:
        """Another unit takes the order over, with the same instruction; the first is relieved. Returns the new order.

        Raises a conflict fault when the order can no longer be taken back, and those of `Orders.send`.
        """
        if not reason.strip():
            raise invalid(f"order {order_id}: say why it is handed over")
        with change(self._desk, actor) as made:
            row = read.order_row(made.session, order_id)
            if OrderState(row.state) not in OPEN:
                advance(OrderState(row.state), OrderState.RECALLED, order_id)
                raise conflict(f"order {order_id}: is {row.state} already; send the unit an order of its own")
            given_by = OrderLink(OrderId(row.id), row.callsign)
            draft = OrderDraft(IncidentId(row.incident_id), UnitId(unit_id), row.instruction)
            sent = send(self._desk, made, draft, handed_from=given_by)
            reach(
                self._desk, made, row, OrderState.RECALLED, None, End(reason, None, OrderLink(sent.id, sent.callsign))
            )
            return sent

    def reinforce(self, incident_id: str, unit_id: str | None, actor: Actor) -> Order:
        """One more unit for an incident, told the same as the last; None: the one that ranks first.

        Raises a conflict fault when there is nobody to send without a person choosing, and those of `Orders.send`.
        """
        with change(self._desk, actor) as made:
            incident = read.incident(made.session, incident_id)
            latest = (
                select(OrderRow.instruction)
                .where(OrderRow.incident_id == incident_id)
                .order_by(OrderRow.sent_at.desc(), OrderRow.id.desc())
            )
            chosen = UnitId(unit_id) if unit_id is not None else self._first(made, incident_id, incident.number)
            instruction = made.session.scalar(latest.limit(1)) or ""
            return send(self._desk, made, OrderDraft(incident.id, chosen, instruction))

    def _first(self, made: Change, incident_id: str, number: int) -> UnitId:
        for unit in recommend(self._desk, made.session, incident_id, made.at).units:
            if unit.rank is not None and all(reason.code not in ASIDE for reason in unit.reasons):
                return unit.unit_id
        raise conflict(f"incident {number}: no unit is left to send; choose one that declined or is reserved")

    def see_end(self, order_id: str, actor: Actor) -> Order:
        """The crew has seen that its order was taken back, or the room answers a refusal.

        Again changes nothing. Raises a conflict fault when the order goes on, and for a crew that answers itself.
        """
        with change(self._desk, actor) as made:
            row = read.order_row(made.session, order_id)
            if row.state not in {OrderState.RECALLED, OrderState.DECLINED}:
                raise conflict(f"order {order_id}: is {row.state}; there is no end of it to answer")
            if row.awaits is None:
                return read.order(made.session, order_id)
            if row.awaits == Awaited.ROOM and actor.kind is ActorKind.UNIT:
                raise conflict(f"order {order_id}: was declined by the crew; the room answers that")
            return see(made, row)

    def arrange(self, unit_id: str, wanted: Sequence[str], seen: Sequence[str], actor: Actor) -> Unit:
        """Put the unit's open orders in the order `wanted`; `seen`: the order that the dispatcher changed.

        Raises a conflict fault when the unit's orders have changed since, an invalid fault when `wanted` is not the
        same orders.
        """
        if len(wanted) != len(set(wanted)) or set(wanted) != set(seen):
            raise invalid(f"unit {unit_id}: name each of its open orders once")
        with change(self._desk, actor) as made:
            unit = read.unit(made.session, unit_id)
            if list(unit.order_ids) == list(wanted):
                return unit
            if list(unit.order_ids) != list(seen):
                raise conflict(f"unit {unit.callsign}: its orders changed meanwhile; look again")
            for place, order_id in enumerate(wanted):
                read.order_row(made.session, order_id).work_place = place
            return tell(made, "unit.rearranged", read.unit_row(made.session, unit_id))
