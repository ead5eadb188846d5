"""What patrol does by itself: an event becomes an incident by a response plan; an unsigned order climbs its ladder.

It follows the journal with a cursor that moves in the transaction of the effect, so an event has its effect exactly
once, whenever the process dies. Telling the event about its incident happens after that commit and may happen twice.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import structlog
from sqlalchemy import select

from kernel.actor import system
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind
from kernel.ids import EventId, IncidentId
from kernel.journal import Entry
from kernel.sql.database import Database
from kernel.sql.journal import move_cursor, read_after, read_cursor
from patrol.incident import IncidentDraft
from patrol.response_plan import EventFacts, ResponsePlan, choose, event_facts
from patrol.service import PatrolService
from patrol.service.arrivals import prove_due
from patrol.service.change import Change, change
from patrol.service.escalation import escalate
from patrol.service.incidents import attach, open_incident
from patrol.service.merging import open_one
from patrol.service.reservations import release_due
from patrol.service.sendings import begin_sending, send_due
from patrol.service.tour_watch import TourWatch
from patrol.store import read
from patrol.store.tables import IncidentEventRow, IncidentRow

log = structlog.get_logger()

CONSUMER = "patrol.reactions"
ACTOR = system("reactions")
LinkEvent = Callable[[EventId, IncidentId], None]

_PAUSE_S = 0.25
_BATCH = 500
_LINK_PAUSE = timedelta(seconds=5)
_PROVE_PAUSE = timedelta(seconds=2)


class Reactions:
    """The reactions. One thread; several processes may run it, the cursor keeps them from doubling.

    link_event: told (event id, incident id) after the incident is committed, again after a crash; must bear that.
    zone: whose wall clock the hours of plans follow.
    A not-found or conflict fault from it means that there is nothing to link; any other is tried again.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        service: PatrolService,
        link_event: LinkEvent,
        zone: tzinfo = UTC,
    ) -> None:
        self._database = database
        self._clock = clock
        self._desk = service.desk
        self._link_event = link_event
        self._zone = zone
        self._tours = TourWatch(self._desk, zone)
        self._looked = service.looked
        self._seen = 0
        self._link_again_at: datetime | None = None
        self._prove_at: datetime | None = None

    def run_once(self, stop: threading.Event) -> None:
        """Work until `stop` is set."""
        while not stop.is_set():
            self.step(self._clock.now())
            self._clock.wait(_PAUSE_S, stop)

    def step(self, now: datetime) -> None:
        """Deal with everything that is in the journal and due by `now`."""
        # Escalation first: a long backlog of events must not hold back an order that nobody signs.
        escalate(self._desk, now)
        while self._read_batch(now) == _BATCH:
            escalate(self._desk, now)
        send_due(self._desk, now)
        release_due(self._desk, now)
        if self._prove_at is None or now >= self._prove_at:
            self._prove_at = now + _PROVE_PAUSE
            prove_due(self._desk, now)
        self._tours.step(now)
        self._looked.follow(now)
        self._link(now)

    def _read_batch(self, now: datetime) -> int:
        with self._database.read() as session:
            cursor = max(self._seen, read_cursor(session, CONSUMER) or 0)
            entries = read_after(session, cursor, _BATCH)
        for entry in entries:
            if _calls(entry):
                self._react(entry, now)
        if entries:
            self._seen = entries[-1].sequence
        if len(entries) == _BATCH:
            # Only a place to start from after a restart: what lies before it needs nothing done.
            with change(self._desk, ACTOR, now) as made:
                if (read_cursor(made.session, CONSUMER) or 0) < self._seen:
                    move_cursor(made.session, CONSUMER, self._seen)
        return len(entries)

    def _react(self, entry: Entry, now: datetime) -> None:
        try:
            event = event_facts(entry.data)
        except (KeyError, TypeError, ValueError) as error:
            log.warning("event not understood", sequence=entry.sequence, subject=entry.subject, reason=str(error))
            return
        with change(self._desk, ACTOR, now) as made:
            if (read_cursor(made.session, CONSUMER) or 0) >= entry.sequence:
                return
            _respond(made, event, self._zone)
            move_cursor(made.session, CONSUMER, entry.sequence)

    def _link(self, now: datetime) -> None:
        if self._link_again_at is not None and now < self._link_again_at:
            return
        self._link_again_at = None
        query = select(IncidentEventRow).where(IncidentEventRow.is_linked.is_(False)).order_by(IncidentEventRow.at)
        with self._database.read() as session:
            waiting = [(EventId(row.event_id), IncidentId(row.incident_id)) for row in session.scalars(query)]
        for event_id, incident_id in waiting:
            try:
                self._link_event(event_id, incident_id)
            except Fault as fault:
                log.warning("event not linked", event_id=event_id, incident_id=incident_id, reason=fault.message)
                if fault.kind not in {FaultKind.NOT_FOUND, FaultKind.CONFLICT}:
                    self._link_again_at = now + _LINK_PAUSE
                    return
            with self._database.write() as session:
                row = session.get(IncidentEventRow, event_id)
                if row is not None:
                    row.is_linked = True


def _calls(entry: Entry) -> bool:
    """Whether an event asks for somebody now: it opened, or nothing keeps it quiet any more and nobody judged it."""
    if entry.kind == "event.roused":
        return entry.data.get("verdict", "none") == "none"
    return entry.kind == "event.opened" and not entry.data.get("suppressed_by")


def _respond(made: Change, event: EventFacts, zone: tzinfo) -> None:
    if made.session.get(IncidentEventRow, event.id) is not None:
        return  # a person was quicker
    plan = choose(read.plans(made.session), event, made.at, zone)
    if plan is None:
        return
    open_row = _open_incident_of(made, plan, event)
    if open_row is not None:
        attach(made, open_row, event.id)
        return
    draft = IncidentDraft(
        title=event.title,
        kind=event.kind,
        severity=plan.incident_severity or event.severity,
        position=event.position,
        event_id=event.id,
        camera_id=event.camera_id,
        rule_id=event.rule_id,
        plan_id=plan.id,
        note=plan.instruction,
        opened_by=plan.name,
    )
    begin_sending(made, open_incident(made, draft), plan)


def _open_incident_of(made: Change, plan: ResponsePlan, event: EventFacts) -> IncidentRow | None:
    query = (
        select(IncidentRow)
        .where(
            IncidentRow.plan_id == plan.id,
            IncidentRow.camera_id == event.camera_id,
            IncidentRow.rule_id == event.rule_id,
        )
        .order_by(IncidentRow.number.desc())
        .limit(1)
    )
    newest = made.session.scalar(query)
    return None if newest is None else open_one(made, newest)
