"""The room as the tests use it: short words for what they do again and again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from kernel.actor import Actor, ActorKind, system
from kernel.clock import ManualClock
from kernel.event import Severity
from kernel.geo import LatLon
from kernel.journal import Entry, Json
from kernel.sql.database import Database
from kernel.sql.journal import append, read_after
from patrol.incident import Incident, IncidentDraft
from patrol.order import Order, OrderDraft, OrderState
from patrol.position import Fix
from patrol.service import PatrolService
from patrol.unit import Unit, UnitDraft, UnitKind, unit_actor

LIN = Actor(ActorKind.USER, "user_lin", "Lin")
WEI = Actor(ActorKind.USER, "user_wei", "Wei")
SQUARE = LatLon(39.9087, 116.3975)


@dataclass(frozen=True, slots=True)
class Room:
    """A patrol service and its surroundings."""

    database: Database
    clock: ManualClock
    service: PatrolService

    def unit(self, callsign: str = "P-12", kind: UnitKind = UnitKind.CAR) -> Unit:
        return self.service.units.add(UnitDraft(callsign, kind, ("Zhao", "Qian")), LIN)

    def incident(self, title: str = "Man over the fence", severity: Severity = Severity.HIGH) -> Incident:
        return self.service.incidents.open(IncidentDraft(title, "intrusion", severity, SQUARE), LIN)

    def order(self, incident: Incident, unit: Unit) -> Order:
        return self.service.orders.send(OrderDraft(incident.id, unit.id, "look at the fence"), LIN)

    def take_to(self, order: Order, state: OrderState) -> Order:
        """Walk the order along the pressed steps to `state`."""
        orders, crew = self.service.orders, unit_actor(self.service.units.get(order.unit_id))
        acts: dict[OrderState, Callable[[], Order]] = {
            OrderState.DELIVERED: lambda: orders.deliver(order.id, crew),
            OrderState.SIGNED: lambda: orders.sign(order.id, crew),
            OrderState.EN_ROUTE: lambda: orders.depart(order.id, crew),
            OrderState.ON_SCENE: lambda: orders.arrive(order.id, crew),
            OrderState.HANDLED: lambda: orders.handle(order.id, crew),
            OrderState.REPORTED: lambda: self.service.reports.report(order.id, "all quiet", [], crew),
        }
        if state is OrderState.DECLINED:
            return orders.decline(order.id, "flat tyre", crew)
        if state is OrderState.RECALLED:
            return orders.recall(order.id, "false alarm", LIN)
        for step, act in acts.items():
            if order.state is state:
                break
            order = act()
            assert order.state is step
        return order

    def fix(self, place: LatLon = SQUARE, age_s: float = 0.0, accuracy_m: float | None = None) -> Fix:
        now = self.clock.now()
        return Fix(place, now - timedelta(seconds=age_s), now, accuracy_m)

    def journal(self, after: int = 0) -> list[Entry]:
        with self.database.read() as session:
            return list(read_after(session, after, 10_000))

    def kinds(self, after: int = 0) -> list[str]:
        return [entry.kind for entry in self.journal(after)]

    def event_opened(self, event_id: str, as_kind: str = "event.opened", /, **changes: Json) -> None:
        """Journal what analytics would."""
        data: dict[str, Json] = {
            "id": event_id,
            "kind": "intrusion",
            "title": "Person in the yard",
            "severity": "high",
            "camera_id": "gate-3",
            "rule_id": "rule_1",
            "position": {"lat": SQUARE.lat, "lon": SQUARE.lon},
            **changes,
        }
        with self.database.write() as session:
            append(session, self.clock.now(), system("analytics"), as_kind, f"event:{event_id}", data)
