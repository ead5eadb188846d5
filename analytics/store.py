"""Scenes and events in the database, snapshots on disk. Every change is journalled in its own transaction."""

import os
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Select, Text, and_, cast, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from analytics.ground import DEFAULT_ASPECT
from analytics.learning.store import Lessons
from analytics.scene import Scene, check, scene_data, scene_from_data, settled
from analytics.tables import EventRow, SceneRow
from analytics.verdict import advance
from analytics.views import event_data
from kernel.actor import Actor, system
from kernel.clock import Clock, from_us, to_us
from kernel.errors import invalid, not_found
from kernel.event import Event, EventPhase, Severity, Verdict
from kernel.geo import LatLon
from kernel.ids import CameraId, EventId, IncidentId
from kernel.sql.database import Database
from kernel.sql.journal import append

__all__ = ["AnalyticsStore", "EventPage", "EventQuery", "EventRow", "SceneRow", "event_data", "scene_data"]

_ANALYTICS = system("analytics")
_MOST = 500
_IS_QUIET = cast(EventRow.suppressed_by, Text) != "[]"


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events, newest first. None: any; `start` and `end` bound `opened_at`, half-open.

    with_house: with `cameras` given, the events of no camera, too.
    """

    cameras: Collection[CameraId] | None = None
    with_house: bool = False
    kinds: Collection[str] | None = None
    severities: Collection[Severity] | None = None
    phase: EventPhase | None = None
    verdicts: Collection[Verdict] | None = None
    start: datetime | None = None
    end: datetime | None = None
    is_quiet: bool | None = None
    rule: str | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some events and where the next ones begin; no cursor: that was all."""

    items: list[Event]
    next_cursor: str | None


class AnalyticsStore:
    """Scenes, events and their pictures. Any thread; each method is one short transaction."""

    def __init__(self, database: Database, clock: Clock, snapshot_dir: Path, lessons: Lessons | None = None) -> None:
        self._lessons = lessons
        self._database = database
        self._clock = clock
        self._snapshot_dir = snapshot_dir

    def scene(self, camera: CameraId) -> Scene:
        """The camera's scene; an empty one where nobody has set one up."""
        with self._database.read() as session:
            row = session.get(SceneRow, camera)
            return scene_from_data(row.data) if row else Scene()

    def save_scene(self, camera: CameraId, scene: Scene, actor: Actor) -> Scene:
        """Replace the scene; what is drawn on the map is brought into the picture. Raises an invalid fault when it
        cannot be right.
        """
        scene = settled(scene)
        check(scene)
        now, data = self._clock.now(), scene_data(scene)
        with self._database.write() as session:
            session.merge(SceneRow(camera_id=camera, data=data, changed_at=now))
            append(session, now, actor, "scene.changed", f"camera:{camera}", data)
        return scene

    def ground_view(self, camera: CameraId, aspect: float = DEFAULT_ASPECT) -> list[LatLon]:
        """The ground the camera sees, from its calibration; empty without one."""
        return self.scene(camera).ground_view(aspect)

    def open(self, event: Event, picture: bytes | None) -> Event:
        """Write a new event; its picture (JPEG) is on disk before the row says so."""
        event = replace(event, has_snapshot=picture is not None)
        if picture is not None:
            self._write_picture(event, picture)
        with self._database.write() as session:
            row = EventRow()
            row.write(event, with_verdict=True)
            session.add(row)
            self._tell(session, event, "event.opened", _ANALYTICS)
        return event

    def update(self, event: Event, picture: bytes | None = None) -> Event:
        """Write what the machine has seen since; people's verdict stays. A new picture replaces the old one."""
        return self._machine_change(event, picture, "event.updated")

    def close(self, event: Event, picture: bytes | None = None) -> Event:
        """Write the end of the episode."""
        return self._machine_change(event, picture, "event.closed")

    def close_orphans(self) -> list[Event]:
        """Close what the rules of a killed analysis left open; for the start of its host, before the first frame.

        What no rule reported goes on: whoever watches over health, or listens to cameras, takes it up again.
        """
        with self._database.read() as session:
            is_left = and_(EventRow.phase == EventPhase.OPEN.value, EventRow.rule.is_not(None))
            left = [row.event() for row in session.scalars(select(EventRow).where(is_left))]
        now = self._clock.now()
        return [self.close(replace(event, phase=EventPhase.CLOSED, closed_at=now, updated_at=now)) for event in left]

    def event(self, event_id: EventId) -> Event:
        """One event; raises a not-found fault."""
        with self._database.read() as session:
            return _row(session, event_id).event()

    def events(self, query: EventQuery) -> EventPage:
        """One page of events, newest first. Raises an invalid fault on a cursor that is none of ours."""
        limit = min(max(query.limit, 1), _MOST)
        statement = _select(query).limit(limit + 1)
        with self._database.read() as session:
            items = [row.event() for row in session.scalars(statement)]
        is_more = len(items) > limit
        return EventPage(items[:limit], _cursor(items[limit - 1]) if is_more else None)

    def next_event(self, camera: CameraId, after: datetime) -> Event | None:
        """The camera's first event that opened after a time."""
        statement = select(EventRow).where(EventRow.camera == camera, EventRow.opened_at > after)
        with self._database.read() as session:
            row = session.scalar(statement.order_by(EventRow.opened_at, EventRow.id).limit(1))
            return row.event() if row else None

    def recent_events(self, limit: int = _MOST) -> list[Event]:
        """Events that are open or without a verdict, newest first; of what was kept quiet only what is open."""
        is_open = EventRow.phase == EventPhase.OPEN.value
        pending = or_(is_open, and_(EventRow.verdict == Verdict.NONE.value, ~_IS_QUIET))
        # Open ones first: a camera that has been dark for a month must not fall behind many that wait for a verdict.
        order = (is_open.desc(), EventRow.opened_at.desc(), EventRow.id.desc())
        with self._database.read() as session:
            found = [
                row.event() for row in session.scalars(select(EventRow).where(pending).order_by(*order).limit(limit))
            ]
        return sorted(found, key=lambda event: (event.opened_at, event.id), reverse=True)

    def acknowledge(self, event_id: EventId, actor: Actor) -> Event:
        """A person has seen it. Raises a conflict fault when it already has another verdict."""
        return self._judge(event_id, Verdict.ACKNOWLEDGED, "event.acknowledged", actor, None)

    def dismiss(self, event_id: EventId, reason: str, note: str, actor: Actor) -> Event:
        """It was nothing. `verdict_reason` becomes the reason's code, followed by the note where there is one."""
        text = f"{reason}: {note.strip()}" if note.strip() else reason
        return self._judge(event_id, Verdict.DISMISSED, "event.dismissed", actor, text)

    def reopen(self, event_id: EventId, actor: Actor) -> Event:
        """Take an acknowledgement or a dismissal back."""
        return self._judge(event_id, Verdict.NONE, "event.reopened", actor, None)

    def link_incident(self, event_id: EventId, incident_id: IncidentId, actor: Actor) -> Event:
        """It became an incident. Linking it to the same one again changes nothing."""
        now = self._clock.now()
        with self._database.write() as session:
            row = _row(session, event_id)
            before = row.event()
            if before.incident_id == incident_id:
                return before
            verdict = advance(replace(before, verdict=_linkable(before)), Verdict.INCIDENT)
            event = replace(before, incident_id=incident_id, verdict=verdict, verdict_by=actor.name, verdict_at=now)
            row.write(event, with_verdict=True)
            self._tell(session, event, "event.linked", actor)
            self._learn(session, event, actor)
        return event

    def snapshot_path(self, event_id: EventId) -> Path:
        """Where the event's picture lies; raises a not-found fault when it has none."""
        event = self.event(event_id)
        path = self._picture_path(event)
        if not event.has_snapshot or not path.is_file():
            raise not_found("snapshot of event", event_id)
        return path

    def _machine_change(self, event: Event, picture: bytes | None, kind: str) -> Event:
        if picture is not None:
            self._write_picture(event, picture)
        with self._database.write() as session:
            row = _row(session, event.id)
            is_roused = bool(row.suppressed_by) and not event.suppressed_by
            row.write(replace(event, has_snapshot=row.has_snapshot or picture is not None), with_verdict=False)
            after = row.event()
            self._tell(session, after, "event.roused" if is_roused else kind, _ANALYTICS)
        return after

    def _judge(self, event_id: EventId, to: Verdict, kind: str, actor: Actor, reason: str | None) -> Event:
        now = self._clock.now()
        with self._database.write() as session:
            row = _row(session, event_id)
            event = row.event()
            by, at = (None, None) if to is Verdict.NONE else (actor.name, now)
            event = replace(event, verdict=advance(event, to), verdict_reason=reason, verdict_by=by, verdict_at=at)
            row.write(event, with_verdict=True)
            self._tell(session, event, kind, actor)
            self._learn(session, event, actor)
        return event

    def _learn(self, session: Session, event: Event, actor: Actor) -> None:
        if self._lessons is not None:
            self._lessons.judged(session, event, actor)

    def _tell(self, session: Session, event: Event, kind: str, actor: Actor) -> None:
        append(session, self._clock.now(), actor, kind, f"event:{event.id}", event_data(event))

    def _picture_path(self, event: Event) -> Path:
        return self._snapshot_dir / (event.camera or "house") / f"{event.id}.jpg"

    def _write_picture(self, event: Event, picture: bytes) -> None:
        """Whole or not at all: a reader never sees half a picture."""
        path = self._picture_path(event)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.part")
        draft.write_bytes(picture)
        draft.replace(path)


def _linkable(event: Event) -> Verdict:
    """A response plan may link an event that a person dismissed a moment before: the incident weighs more."""
    return Verdict.NONE if event.verdict is Verdict.DISMISSED else event.verdict


def _row(session: Session, event_id: EventId) -> EventRow:
    row = session.get(EventRow, event_id)
    if row is None:
        raise not_found("event", event_id)
    return row


def _select(query: EventQuery) -> Select[EventRow]:
    statement = select(EventRow)
    choices: list[tuple[InstrumentedAttribute[str], Collection[str] | None]] = [
        (EventRow.kind, query.kinds),
        (EventRow.severity, query.severities),
        (EventRow.phase, None if query.phase is None else [query.phase]),
        (EventRow.verdict, query.verdicts),
    ]
    for column, wanted in choices:
        if wanted is not None:
            statement = statement.where(column.in_([str(value) for value in wanted]))
    if query.cameras is not None:
        is_theirs = _is_of(query.cameras)
        statement = statement.where(or_(is_theirs, EventRow.camera.is_(None)) if query.with_house else is_theirs)
    if query.is_quiet is not None:
        statement = statement.where(_IS_QUIET if query.is_quiet else ~_IS_QUIET)
    if query.rule is not None:
        statement = statement.where(EventRow.rule == query.rule)
    if query.start is not None:
        statement = statement.where(EventRow.opened_at >= query.start)
    if query.end is not None:
        statement = statement.where(EventRow.opened_at < query.end)
    if query.cursor is not None:
        at, id_ = _from_cursor(query.cursor)
        older = or_(EventRow.opened_at < at, and_(EventRow.opened_at == at, EventRow.id < id_))
        statement = statement.where(older)
    return statement.order_by(EventRow.opened_at.desc(), EventRow.id.desc())


def _is_of(cameras: Collection[CameraId]) -> ColumnElement[bool]:
    """Events of the cameras, and those that one of them saw too."""
    also = cast(EventRow.also_seen_by, Text)
    sightings = or_(false(), *(also.contains(f'"{camera}"', autoescape=True) for camera in cameras))
    return or_(EventRow.camera.in_([str(camera) for camera in cameras]), and_(also != "[]", sightings))


def _cursor(event: Event) -> str:
    return f"{to_us(event.opened_at)}-{event.id}"


def _from_cursor(cursor: str) -> tuple[datetime, str]:
    at_us, dash, id_ = cursor.partition("-")
    if not dash or not at_us.isdigit() or len(at_us) > 17:
        raise invalid("cursor: not one that a page of events gave")
    return from_us(int(at_us)), id_
