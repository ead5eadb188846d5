"""Journal entries to messages: what an entry means to another system, with all that belongs to it."""

from collections.abc import Iterable, Iterator

from analytics.store import AnalyticsStore
from console.outward.record import (
    FinishedRecord,
    Message,
    PublicAlert,
    RaisedAlarm,
    RecordEvent,
    RecordLink,
    ReportedOrder,
    event_part,
    incident_part,
    order_part,
)
from console.outward.topic import Topic
from console.settings import Settings
from kernel.errors import Fault, FaultKind
from kernel.event import Event
from kernel.ids import EventId
from kernel.journal import Entry
from patrol.incident import Incident
from patrol.order import Order
from patrol.service import PatrolService

Data = FinishedRecord | ReportedOrder | RecordEvent | RaisedAlarm | PublicAlert


class Records:
    """Makes the messages. Reads the database; safe to call from any thread."""

    def __init__(self, settings: Settings, patrol: PatrolService, events: AnalyticsStore) -> None:
        self._house = settings.room
        self._base = (settings.outward.public_url or "").rstrip("/")
        self._patrol = patrol
        self._events = events

    def message(self, entry: Entry, topic: Topic, message_id: str) -> str | None:
        """The message as JSON text; None where the thing is no longer there."""
        try:
            data = self._data(entry, topic)
        except Fault as fault:
            if fault.kind is FaultKind.NOT_FOUND:
                return None
            raise
        message = Message(
            id=message_id, type=topic.value, timestamp=entry.at, house=self._house, sequence=entry.sequence, data=data
        )
        return message.model_dump_json()

    def finished(self, incident_id: str) -> FinishedRecord:
        """The whole record of an incident as it is now; raises a not-found fault."""
        incident = self._patrol.incidents.get(incident_id)
        orders = self._patrol.orders.of_incidents([incident_id])
        events = [event for event_id in incident.event_ids if (event := self._event(event_id))]
        return FinishedRecord(
            incident=incident_part(incident),
            events=[event_part(event) for event in events],
            orders=[order_part(order) for order in orders],
            links=list(self._links(incident, orders)),
        )

    def _data(self, entry: Entry, topic: Topic) -> Data:
        which = entry.subject.partition(":")[2]
        match topic:
            case Topic.INCIDENT_CLOSED:
                return self.finished(which)
            case Topic.ORDER_REPORTED:
                order = self._patrol.orders.get(which)
                incident = self._patrol.incidents.get(order.incident_id)
                return ReportedOrder(order=order_part(order), incident=incident_part(incident))
            case Topic.EVENT_JUDGED:
                return event_part(self._events.event(EventId(which)))
            case Topic.ALARM_RAISED:
                return self._alarm(entry, which)
            case Topic.ALERT_PUBLISHED:
                return PublicAlert.model_validate(dict(entry.data))

    def _alarm(self, entry: Entry, which: str) -> RaisedAlarm:
        order = self._patrol.orders.get(which) if entry.subject.startswith("order:") else None
        incident_id = order.incident_id if order else which if entry.subject.startswith("incident:") else None
        incident = self._patrol.incidents.get(incident_id) if incident_id else None
        return RaisedAlarm(
            cause=entry.kind,
            order=order_part(order) if order else None,
            incident=incident_part(incident) if incident else None,
            details=None if order or incident else dict(entry.data),
        )

    def _event(self, event_id: EventId) -> Event | None:
        try:
            return self._events.event(event_id)
        except Fault as fault:
            if fault.kind is FaultKind.NOT_FOUND:
                return None
            raise

    def _links(self, incident: Incident, orders: Iterable[Order]) -> Iterator[RecordLink]:
        """Where this room hands out what the record names, to who may see it."""
        yield RecordLink(rel="incident", href=f"{self._base}/api/incidents/{incident.id}")
        yield RecordLink(rel="journal", href=f"{self._base}/api/incidents/{incident.id}/journal")
        for event_id in incident.event_ids:
            yield RecordLink(rel="event", href=f"{self._base}/api/events/{event_id}")
        for order in orders:
            for photo in order.report.photos if order.report else ():
                yield RecordLink(rel="photo", href=f"{self._base}/api/photos/{photo.id}")
