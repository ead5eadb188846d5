"""Incidents: opened, taken on, noted in and closed by people."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from console.api.access import Dispatcher, HouseDep, IncidentHandler, Viewer, ViewerOrUnit
from console.api.schema.incidents import (
    Closing,
    IncidentDraft,
    IncidentPage,
    IncidentState,
    IncidentView,
    ItemDraft,
    LikenessView,
    LinkDraft,
    MergeDraft,
    NoteDraft,
    OtherIncident,
    Reopening,
    StateDraft,
)
from console.api.schema.room import JournalPage, StreamEntry
from console.api.schema.units import Recommendation
from console.audience import Audience, facts_of
from console.auth.permission import Permission
from console.auth.person import Person
from console.feed import entry_data
from console.house import House
from kernel.errors import not_found
from kernel.event import Event
from kernel.geo import LatLon
from kernel.ids import EventId
from kernel.journal import Entry
from kernel.sql.journal import read_subject
from patrol import incident as patrol
from patrol.views import incident_data, likeness_data, recommendation_data

router = APIRouter(prefix="/incidents", tags=["incidents"])


@router.get("", operation_id="list_incidents")
def list_incidents(
    house: HouseDep,
    _person: Viewer,
    state: Annotated[list[IncidentState] | None, Query(description="none: any")] = None,
    cursor: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> IncidentPage:
    """Incidents, newest first."""
    states = frozenset(patrol.IncidentState(one.value) for one in state or IncidentState)
    page = house.patrol.incidents.page(states, cursor, limit)
    following = None if page.next_before is None else str(page.next_before)
    return IncidentPage(items=[_view(incident) for incident in page.items], next_cursor=following)


@router.post("", operation_id="open_incident", status_code=201)
def open_incident(draft: IncidentDraft, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """An incident by hand; with an event it takes the event's place and camera where none is given."""
    event = None
    if draft.event_id is not None:
        event = house.events.event(EventId(draft.event_id))
        if not person.sees_event_of(event.camera):
            raise not_found("event", event.id)
    place = draft.position
    wanted = patrol.IncidentDraft(
        title=draft.title,
        kind=draft.kind,
        severity=draft.severity,
        position=LatLon(place.lat, place.lon) if place else event.position if event else None,
        event_id=event.id if event else None,
        camera_id=event.camera if event else None,
        rule_id=event.rule if event else None,
    )
    return _view(open_for(house, person, wanted, event))


def open_for(house: House, person: Person, draft: patrol.IncidentDraft, event: Event | None) -> patrol.Incident:
    """Open the incident for the person and tell its event."""
    incident = house.patrol.incidents.open(draft, person.actor)
    if event is not None:
        house.events.link_incident(event.id, incident.id, person.actor)
    return incident


@router.get("/{incident_id}", operation_id="get_incident")
def get_incident(incident_id: str, house: HouseDep, person: ViewerOrUnit) -> IncidentView:
    return _view(visible_incident(house, person, incident_id))


@router.post("/{incident_id}/accept", operation_id="accept_incident")
def accept_incident(incident_id: str, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """Take the incident on."""
    return _view(house.patrol.incidents.accept(incident_id, person.actor))


@router.post("/{incident_id}/control", operation_id="control_incident")
def control_incident(incident_id: str, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """Say that the danger is over."""
    return _view(house.patrol.incidents.control(incident_id, person.actor))


@router.post("/{incident_id}/close", operation_id="close_incident")
def close_incident(incident_id: str, closing: Closing, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """End the incident."""
    return _view(house.patrol.incidents.close(incident_id, closing.disposition, closing.note, person.actor))


@router.post("/{incident_id}/reopen", operation_id="reopen_incident")
def reopen_incident(incident_id: str, why: Reopening, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """Take a closed incident up again."""
    return _view(house.patrol.incidents.reopen(incident_id, why.reason, person.actor))


@router.post("/{incident_id}/state", operation_id="set_incident_state")
def set_incident_state(incident_id: str, draft: StateDraft, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """Say by hand how far the work has come."""
    asked, seen = patrol.IncidentState(draft.state.value), patrol.IncidentState(draft.seen.value)
    return _view(house.patrol.incidents.set_state(incident_id, asked, seen, person.actor, draft.reason))


@router.post("/{incident_id}/links", operation_id="link_incident")
def link_incident(incident_id: str, draft: LinkDraft, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """Say that another incident is related to this one, or that it is not the same."""
    kind = patrol.LinkKind(draft.kind)
    return _view(house.patrol.merging.link(incident_id, draft.incident_id, kind, person.actor))


@router.post("/{incident_id}/unlink", operation_id="unlink_incident")
def unlink_incident(incident_id: str, other: OtherIncident, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """Take back what was said of the two."""
    return _view(house.patrol.merging.unlink(incident_id, other.incident_id, person.actor))


@router.post("/{incident_id}/merge", operation_id="merge_incident")
def merge_incident(incident_id: str, draft: MergeDraft, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """The incident goes on in another, which is the answer."""
    return _view(house.patrol.merging.merge(incident_id, draft.into, person.actor))


@router.post("/{incident_id}/unmerge", operation_id="unmerge_incident")
def unmerge_incident(incident_id: str, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """Take the incident out of the other again."""
    return _view(house.patrol.merging.unmerge(incident_id, person.actor))


@router.get("/{incident_id}/duplicates", operation_id="propose_duplicates")
def propose_duplicates(incident_id: str, house: HouseDep, _person: Viewer) -> list[LikenessView]:
    """The open incidents that may be the same as this one, likeliest first."""
    return [LikenessView.model_validate(likeness_data(one)) for one in house.patrol.merging.proposals(incident_id)]


@router.post("/{incident_id}/checks", operation_id="add_check")
def add_check(incident_id: str, item: ItemDraft, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """One more item for the checklist of this incident."""
    return _view(house.patrol.checklists.add(incident_id, item.text, person.actor))


@router.post("/{incident_id}/checks/{number}/tick", operation_id="tick_check")
def tick_check(incident_id: str, number: int, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """The item is done."""
    return _view(house.patrol.checklists.tick(incident_id, number, person.actor))


@router.post("/{incident_id}/checks/{number}/untick", operation_id="untick_check")
def untick_check(incident_id: str, number: int, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """The item is not done after all."""
    return _view(house.patrol.checklists.untick(incident_id, number, person.actor))


@router.post("/{incident_id}/notes", operation_id="note_incident")
def note_incident(incident_id: str, note: NoteDraft, house: HouseDep, person: IncidentHandler) -> IncidentView:
    """Write something down."""
    return _view(house.patrol.incidents.note(incident_id, note.text, person.actor))


@router.post("/{incident_id}/sending/stop", operation_id="stop_sending")
def stop_sending(incident_id: str, house: HouseDep, person: Dispatcher) -> IncidentView:
    """Nobody is sent by the plan."""
    return _view(house.patrol.sendings.stop(incident_id, person.actor))


@router.post("/{incident_id}/sending/now", operation_id="send_now")
def send_now(incident_id: str, house: HouseDep, person: Dispatcher) -> IncidentView:
    """Do not wait for the end of the countdown."""
    return _view(house.patrol.sendings.send_now(incident_id, person.actor))


@router.post("/{incident_id}/sending/take", operation_id="take_sending_alarm")
def take_sending_alarm(incident_id: str, house: HouseDep, person: Dispatcher) -> IncidentView:
    """Answer the alarm that units were short."""
    return _view(house.patrol.sendings.take(incident_id, person.actor))


@router.get("/{incident_id}/recommendation", operation_id="recommend_units")
def recommend_units(incident_id: str, house: HouseDep, _person: Viewer) -> Recommendation:
    """All units, best first, each with its reasons."""
    return Recommendation.model_validate(recommendation_data(house.patrol.recommendation(incident_id)))


@router.get("/{incident_id}/journal", operation_id="read_incident_journal")
def read_incident_journal(incident_id: str, house: HouseDep, person: Viewer) -> JournalPage:
    """What happened to the incident, its orders and its events, oldest first."""
    incident = house.patrol.incidents.get(incident_id)
    subjects = [
        f"incident:{incident_id}",
        *(f"order:{order}" for order in incident.order_ids),
        *(f"event:{event}" for event in incident.event_ids),
    ]
    audience, entries = Audience(person), list[Entry]()
    with house.database.read() as session:
        for subject in subjects:
            entries += read_subject(session, subject)
    seen = [entry for entry in entries if audience.admits(facts_of(entry.kind, entry.subject, entry.data))]
    return JournalPage(items=_entries(sorted(seen, key=lambda entry: entry.sequence)), next_cursor=None)


def visible_incident(house: House, person: Person, incident_id: str) -> patrol.Incident:
    """The incident; raises not-found for a bare unit that does not work on it."""
    incident = house.patrol.incidents.get(incident_id)
    if not person.may(Permission.ROOM_VIEW) and not house.works_on(person.unit_id or "", incident_id):
        raise not_found("incident", incident_id)
    return incident


def _entries(entries: Sequence[Entry]) -> list[StreamEntry]:
    return [StreamEntry.model_validate(entry_data(entry, entry.data)) for entry in entries]


def _view(incident: patrol.Incident) -> IncidentView:
    return IncidentView.model_validate(incident_data(incident))
