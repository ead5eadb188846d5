"""The whole picture at one moment, and the map under it."""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from analytics.store import AnalyticsStore, event_data
from console.api.access import HouseDep, Viewer, ViewerOrUnit
from console.api.schema.cameras import CameraView
from console.api.schema.events import EventView
from console.api.schema.incidents import IncidentView
from console.api.schema.messages import MessageView
from console.api.schema.orders import OrderView
from console.api.schema.panics import PanicView
from console.api.schema.roads import ClosureView
from console.api.schema.room import RoomState
from console.api.schema.units import UnitView
from console.scenes import camera_views
from console.snapshot import snapshot
from ingest.store import CameraStore
from kernel.errors import not_found
from kernel.sql.journal import last_sequence
from patrol.message import message_data
from patrol.panic import panic_data
from patrol.roads.closure import closure_data
from patrol.service import PatrolService
from patrol.views import incident_data, order_data, unit_data

router = APIRouter(tags=["room"])


@router.get("/state", operation_id="get_state")
def get_state(house: HouseDep, person: Viewer) -> RoomState:
    """Everything that the room shows, as of journal sequence `sequence`: then follow the stream from there."""
    settings = house.settings
    with snapshot(house.database) as database:
        with database.read() as session:
            sequence = last_sequence(session)
        events = AnalyticsStore(database, house.clock, settings.snapshot_dir)
        patrol = PatrolService(database, house.clock, settings.patrol)
        cameras = camera_views(CameraStore(database, house.clock, house.vault), events)
        recent = events.recent_events()
        incidents = patrol.incidents.open_ones()
        units = patrol.units.list()
        closures = patrol.roads.closures()
        panics = patrol.panics.standing()
        messages = patrol.messages.recent()
        orders = patrol.orders.of_incidents([incident.id for incident in incidents])
    return RoomState(
        sequence=sequence,
        at=house.clock.now(),
        cameras=[CameraView.model_validate(data) for data in cameras if person.sees_camera(str(data["id"]))],
        events=[
            EventView.model_validate(event_data(event))
            for event in recent
            if person.sees_event_of(event.camera, (seen.camera for seen in event.also_seen_by))
        ],
        incidents=[IncidentView.model_validate(incident_data(incident)) for incident in incidents],
        units=[UnitView.model_validate(unit_data(unit)) for unit in units],
        orders=[OrderView.model_validate(order_data(order)) for order in orders],
        closures=[ClosureView.model_validate(closure_data(closure)) for closure in closures],
        messages=[MessageView.model_validate(message_data(message)) for message in messages],
        panics=[PanicView.model_validate(panic_data(panic)) for panic in panics],
    )


@router.get("/map", operation_id="get_map", response_class=FileResponse)
def get_map(house: HouseDep, _person: ViewerOrUnit) -> FileResponse:
    """The base map as GeoJSON; not found where the house has none."""
    path = house.settings.map_path
    if not path.is_file():
        raise not_found("map", str(path.name))
    return FileResponse(path, media_type="application/geo+json", headers={"Cache-Control": "private, no-cache"})
