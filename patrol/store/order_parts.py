"""The parts of an order that lie in its own row: how it ended, whom it took over from, what its arrival rests on."""

from kernel.ids import OrderId, UnitId
from patrol.arrival import ArrivalGrade, ArrivalProof
from patrol.order import Awaited, Ending, Offer, OrderLink, OrderState
from patrol.store.tables import OrderRow


def arrival(row: OrderRow) -> ArrivalProof | None:
    """What the arrival rests on; None before it."""
    if row.arrival_grade is None:
        return None
    grade = ArrivalGrade(row.arrival_grade)
    return ArrivalProof(grade, row.arrival_distance_m, row.arrival_accuracy_m, row.arrival_fixes or 0)


def ending(row: OrderRow) -> Ending | None:
    """How the order ended before its work was done; None where it did not."""
    if row.state not in {OrderState.DECLINED, OrderState.RECALLED}:
        return None
    offer = None
    if row.offered_unit_id is not None:
        offer = Offer(UnitId(row.offered_unit_id), row.offered_callsign or "", row.offered_travel_s)
    return Ending(
        row.ended_code,
        None if row.awaits is None else Awaited(row.awaits),
        row.end_seen_at,
        row.end_seen_by,
        offer,
        link_of(row.handed_to_id, row.handed_to_callsign),
    )


def link_of(order_id: str | None, callsign: str | None) -> OrderLink | None:
    """The order of two columns."""
    return None if order_id is None else OrderLink(OrderId(order_id), callsign or "")
