"""What the analysis reported, and what people said of it; and each camera's scene."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from pydantic import AwareDatetime, Field

from analytics.learning.views import lesson_data
from analytics.scene import scene_data, scene_from_data
from analytics.store import EventQuery, event_data
from console.api.access import HouseDep, IncidentHandler, Judge, SceneManager, Viewer, ViewerOrUnit
from console.api.incidents import open_for
from console.api.schema.base import Draft
from console.api.schema.cameras import SceneView
from console.api.schema.events import Dismissal, EventPage, EventView
from console.api.schema.incidents import EventToIncident, IncidentView
from console.api.schema.lessons import DismissedView, LessonView
from console.audit import Look, View
from console.auth.permission import Permission
from console.auth.person import Person
from console.house import House
from kernel.errors import not_found
from kernel.event import Event, EventPhase, Severity, Verdict
from kernel.ids import CameraId, EventId
from patrol.incident import IncidentDraft
from patrol.views import incident_data

router = APIRouter(tags=["events"])


class EventFilter(Draft):
    """Which events; what is not given does not matter."""

    camera_id: list[str] | None = None
    kind: list[str] | None = None
    severity: list[Severity] | None = None
    verdict: list[Verdict] | None = None
    phase: EventPhase | None = None
    start: AwareDatetime | None = Field(None, description="opened at or after")
    end: AwareDatetime | None = Field(None, description="opened before")
    rule: str | None = Field(None, max_length=64, description="its id")
    is_quiet: bool | None = Field(None, description="kept quiet by what dismissals taught, or not")
    cursor: Annotated[str, Field(max_length=120)] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50


@router.get("/events", operation_id="list_events")
def list_events(house: HouseDep, person: Viewer, wanted: Annotated[EventFilter, Query()]) -> EventPage:
    """Events, newest first; of the cameras that this person may see."""
    query = EventQuery(
        cameras=_cameras(person, wanted.camera_id),
        with_house=wanted.camera_id is None and person.sees_event_of(None),
        kinds=wanted.kind,
        severities=wanted.severity,
        phase=wanted.phase,
        verdicts=wanted.verdict,
        start=wanted.start,
        end=wanted.end,
        is_quiet=wanted.is_quiet,
        rule=wanted.rule,
        limit=wanted.limit,
        cursor=wanted.cursor,
    )
    page = house.events.events(query)
    return EventPage(items=[_view(event) for event in page.items], next_cursor=page.next_cursor)


@router.get("/events/{event_id}", operation_id="get_event")
def get_event(event_id: EventId, house: HouseDep, person: Viewer) -> EventView:
    return _view(_visible(house, person, event_id))


@router.get("/events/{event_id}/snapshot.jpg", operation_id="get_snapshot", response_class=FileResponse)
def get_snapshot(event_id: EventId, house: HouseDep, person: ViewerOrUnit) -> FileResponse:
    """The picture of the event."""
    event = house.events.event(event_id)
    if not person.sees_event_of(event.camera) and not _is_of_own_incident(house, person, event_id):
        raise not_found("event", event_id)
    path = house.events.snapshot_path(event_id)
    if event.camera is not None:
        house.audit.viewed(View(person.actor, event.camera, Look.SNAPSHOT, event.opened_at, event.opened_at))
    return FileResponse(path, media_type="image/jpeg", headers={"Cache-Control": "private, no-cache"})


@router.post("/events/{event_id}/acknowledge", operation_id="acknowledge_event")
def acknowledge_event(event_id: EventId, house: HouseDep, person: Judge) -> EventView:
    """Somebody has seen it."""
    _visible(house, person, event_id)
    return _view(house.events.acknowledge(event_id, person.actor))


@router.post("/events/{event_id}/dismiss", operation_id="dismiss_event")
def dismiss_event(event_id: EventId, dismissal: Dismissal, house: HouseDep, person: Judge) -> DismissedView:
    """It was nothing, for this reason; with what that taught."""
    _visible(house, person, event_id)
    event = house.events.dismiss(event_id, dismissal.reason.value, dismissal.note, person.actor)
    shown = house.lessons.taught_by(event)
    lesson = LessonView.model_validate(lesson_data(shown)) if shown else None
    return DismissedView.model_validate({**event_data(event), "lesson": lesson})


@router.post("/events/{event_id}/reopen", operation_id="reopen_event")
def reopen_event(event_id: EventId, house: HouseDep, person: Judge) -> EventView:
    """Take the verdict back."""
    _visible(house, person, event_id)
    return _view(house.events.reopen(event_id, person.actor))


@router.post("/events/{event_id}/incident", operation_id="open_incident_of_event", status_code=201)
def open_incident_of_event(
    event_id: EventId, wanted: EventToIncident, house: HouseDep, person: IncidentHandler
) -> IncidentView:
    """Make work of it."""
    event = _visible(house, person, event_id)
    draft = IncidentDraft(
        title=wanted.title or event.title,
        kind=event.kind,
        severity=wanted.severity or event.severity,
        position=event.position,
        event_id=event.id,
        camera_id=event.camera,
        rule_id=event.rule,
    )
    return IncidentView.model_validate(incident_data(open_for(house, person, draft, event)))


@router.get("/cameras/{camera_id}/scene", operation_id="get_scene")
def get_scene(camera_id: CameraId, house: HouseDep, person: Viewer) -> SceneView:
    """What the analysis knows of the camera."""
    person.demand_camera(camera_id)
    house.cameras.get(camera_id)
    return SceneView.model_validate(scene_data(house.events.scene(camera_id)))


@router.put("/cameras/{camera_id}/scene", operation_id="replace_scene")
def replace_scene(camera_id: CameraId, scene: SceneView, house: HouseDep, person: SceneManager) -> SceneView:
    """Replace what the analysis knows of the camera."""
    person.demand_camera(camera_id)
    house.cameras.get(camera_id)
    wanted = scene_from_data(scene.model_dump(mode="json", exclude={"calibration_error_m"}))
    return SceneView.model_validate(scene_data(house.events.save_scene(camera_id, wanted, person.actor)))


def _visible(house: House, person: Person, event_id: EventId) -> Event:
    event = house.events.event(event_id)
    if not person.sees_event_of(event.camera, (seen.camera for seen in event.also_seen_by)):
        raise not_found("event", event_id)
    return event


def _is_of_own_incident(house: House, person: Person, event_id: EventId) -> bool:
    if not person.may(Permission.UNIT_ACT) or person.unit_id is None:
        return False
    incident = house.patrol.incidents.of_event(event_id)
    return incident is not None and house.works_on(person.unit_id, incident)


def _cameras(person: Person, asked: list[str] | None) -> list[CameraId] | None:
    if person.camera_ids is None:
        return None if asked is None else [CameraId(camera) for camera in asked]
    return [CameraId(camera) for camera in person.camera_ids if asked is None or camera in asked]


def _view(event: Event) -> EventView:
    return EventView.model_validate(event_data(event))
