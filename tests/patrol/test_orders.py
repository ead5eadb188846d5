"""Orders and all that follows from them, on both databases."""

from console.api.schema.base import View
from console.api.schema.incidents import IncidentView
from console.api.schema.orders import OrderView, UnitHome
from console.api.schema.units import UnitView
from patrol.incident import IncidentState
from patrol.order import OrderState
from patrol.unit import UnitStatus
from patrol.views import home_data
from tests.patrol.room import LIN, Room


def test_order_from_sent_to_reported_moves_unit_and_incident_along(any_room: Room) -> None:
    room = any_room
    unit, incident = room.unit(), room.incident()
    sequence = len(room.journal())

    order = room.take_to(room.order(incident, unit), OrderState.REPORTED)

    assert room.kinds(sequence) == [
        "order.sent",
        "incident.accepted",
        "incident.dispatched",
        "unit.changed",
        "order.delivered",
        "order.signed",
        "unit.status",
        "order.en_route",
        "order.on_scene",
        "incident.on_scene",
        "order.handled",
        "unit.status",
        "order.reported",
    ]
    assert order.report is not None
    assert order.report.text == "all quiet"
    assert room.service.units.get(unit.id).status is UnitStatus.AVAILABLE
    assert room.service.incidents.get(incident.id).state is IncidentState.ON_SCENE
    closed = room.service.incidents.close(incident.id, "handled", "", LIN)
    assert closed.state is IncidentState.CLOSED


def test_every_journalled_view_has_the_shape_of_http(room: Room) -> None:
    unit, incident = room.unit(), room.incident()
    room.service.record_fix(unit.id, room.fix(accuracy_m=8.0))
    room.take_to(room.order(incident, unit), OrderState.HANDLED)
    shapes: dict[str, type[View]] = {
        "unit": UnitView,
        "incident": IncidentView,
        "order": OrderView,
    }
    for entry in room.journal():
        if entry.kind == "roster.changed":
            assert entry.data.keys() == {"unit_id", "crew"}
            continue
        shape = shapes[entry.subject.partition(":")[0]]
        shape.model_validate(dict(entry.data))
        assert set(entry.data) == set(shape.model_fields)
    UnitHome.model_validate(home_data(room.service.home(unit.id)))
