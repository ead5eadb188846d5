"""Public alerts that this house publishes: of an incident or by hand, updated, cancelled, past when they expire."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.outward.cap import (
    Alert,
    AlertSeverity,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    MessageType,
    Reference,
    Status,
    Urgency,
    write,
)
from console.outward.tables import AlertRow
from kernel.actor import Actor
from kernel.clock import Clock
from kernel.errors import conflict, invalid, not_found
from kernel.geo import LatLon
from kernel.ids import new_id
from kernel.journal import Json, JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import append

LONGEST = timedelta(days=7)
LANGUAGES = {"en": "en-US", "zh": "zh-CN"}


class AlertState(StrEnum):
    """Whether a message counts. replaced: by an update; cancelled: taken back, or itself what takes one back."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in one language, a key of `LANGUAGES`."""

    language: str
    event: str
    headline: str
    description: str = ""
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class AlertDraft:
    """An alert to publish, or what an alert shall say from now on. area: its name; where it is, one or both say."""

    incident_id: str | None
    category: Category
    urgency: Urgency
    severity: AlertSeverity
    certainty: Certainty
    words: tuple[Words, ...]
    area: str
    circle: Circle | None
    polygon: tuple[LatLon, ...]
    expires: datetime
    is_exercise: bool = False


@dataclass(frozen=True, slots=True)
class PublishedAlert:
    """A message as it was published. draft: what it was made of; cap: the document."""

    id: str
    identifier: str
    message_type: MessageType
    state: AlertState
    sent: datetime
    expires: datetime
    incident_id: str | None
    published_by: str
    said: JsonObject
    cap: str


class Alerts:
    """Publishes alerts. Safe to call from any thread; each change is one transaction, journalled last.

    sender: who publishes, worldwide unique; with the identifier and the time it names a message to everybody.
    """

    def __init__(self, database: Database, clock: Clock, sender: str) -> None:
        self._database = database
        self._clock = clock
        self._sender = sender

    def list(self, limit: int = 100) -> Sequence[PublishedAlert]:
        """The newest messages first."""
        with self._database.read() as session:
            rows = session.scalars(select(AlertRow).order_by(AlertRow.sent.desc(), AlertRow.id.desc()).limit(limit))
            return [_published(row) for row in rows]

    def current(self) -> Sequence[PublishedAlert]:
        """What the public shall know now: what is in force, and what was taken back before it would have expired."""
        now = self._clock.now()
        return [
            alert
            for alert in self.list()
            if alert.expires > now and (alert.state is AlertState.IN_FORCE or alert.message_type is MessageType.CANCEL)
        ]

    def get(self, alert_id: str) -> PublishedAlert:
        """The message; raises a not-found fault."""
        with self._database.read() as session:
            return _published(_row(session, alert_id))

    def publish(self, draft: AlertDraft, actor: Actor) -> PublishedAlert:
        """A new alert; raises an invalid fault for one that says nothing, nowhere or at no time."""
        self._check(draft)
        with self._database.write() as session:
            return self._say(session, draft, MessageType.ALERT, None, actor)

    def update(self, alert_id: str, draft: AlertDraft, actor: Actor) -> PublishedAlert:
        """What holds instead from now on; raises a conflict fault for an alert that is no longer in force."""
        self._check(draft)
        with self._database.write() as session:
            row = self._in_force(session, alert_id)
            row.state = AlertState.REPLACED.value
            return self._say(session, draft, MessageType.UPDATE, row, actor)

    def cancel(self, alert_id: str, reason: str, actor: Actor) -> PublishedAlert:
        """Take it back and say why."""
        with self._database.write() as session:
            row = self._in_force(session, alert_id)
            row.state = AlertState.CANCELLED.value
            draft = draft_of(row.said)
            words = tuple(replace(one, description=reason, instruction="") for one in draft.words)
            return self._say(session, replace(draft, words=words), MessageType.CANCEL, row, actor)

    def _in_force(self, session: Session, alert_id: str) -> AlertRow:
        row = _row(session, alert_id)
        if row.state != AlertState.IN_FORCE or row.message_type == MessageType.CANCEL:
            raise conflict(f"alert {alert_id}: it is {row.state}; only an alert in force can be changed")
        if row.expires <= self._clock.now():
            raise conflict(f"alert {alert_id}: it has expired; publish a new one")
        return row

    def _check(self, draft: AlertDraft) -> None:
        now = self._clock.now()
        if not draft.words:
            raise invalid("alert: say it in at least one language")
        if draft.circle is None and len(set(draft.polygon)) < 3:
            raise invalid("alert: give an area: a circle, or a polygon of at least three corners")
        if not now < draft.expires <= now + LONGEST:
            raise invalid("alert: must expire later than now and within 7 days; publish it anew if it lasts longer")

    def _say(
        self, session: Session, draft: AlertDraft, kind: MessageType, before: AlertRow | None, actor: Actor
    ) -> PublishedAlert:
        now = self._clock.now()
        # CAP counts in whole seconds: of two messages in one second the later must not seem the earlier.
        sent = now.replace(microsecond=0)
        alert_id = new_id("alr", now)
        references = _references(before) if before is not None else ()
        alert = Alert(
            alert_id,
            self._sender,
            sent,
            Status.EXERCISE if draft.is_exercise else Status.ACTUAL,
            kind,
            tuple(_info(draft, one) for one in draft.words),
            references,
        )
        row = AlertRow(
            id=alert_id,
            identifier=alert_id,
            sender=self._sender,
            message_type=kind.value,
            state=(AlertState.CANCELLED if kind is MessageType.CANCEL else AlertState.IN_FORCE).value,
            sent=sent,
            expires=draft.expires,
            incident_id=draft.incident_id,
            published_by=actor.name,
            before_id=before.id if before is not None else None,
            earlier=[[r.sender, r.identifier, r.sent.isoformat()] for r in references],
            said=dict(draft_data(draft)),
            cap=write(alert),
        )
        session.add(row)
        session.flush()
        published = _published(row)
        verb = {MessageType.ALERT: "published", MessageType.UPDATE: "updated", MessageType.CANCEL: "cancelled"}[kind]
        if before is not None:
            append(session, now, actor, "alert.ended", f"alert:{before.id}", alert_data(_published(before)))
        append(session, now, actor, f"alert.{verb}", f"alert:{alert_id}", alert_data(published))
        return published


def alert_data(alert: PublishedAlert) -> JsonObject:
    """AlertView."""
    return {
        "id": alert.id,
        "identifier": alert.identifier,
        "message_type": alert.message_type.value,
        "state": alert.state.value,
        "sent": _time(alert.sent),
        "expires": _time(alert.expires),
        "incident_id": alert.incident_id,
        "published_by": alert.published_by,
        "said": dict(alert.said),
        "cap": alert.cap,
    }


def draft_data(draft: AlertDraft) -> JsonObject:
    """AlertDraft of the API."""
    return {
        "incident_id": draft.incident_id,
        "category": draft.category.value,
        "urgency": draft.urgency.value,
        "severity": draft.severity.value,
        "certainty": draft.certainty.value,
        "words": [
            {name: getattr(one, name) for name in ("language", "event", "headline", "description", "instruction")}
            for one in draft.words
        ],
        "area": draft.area,
        "circle": None
        if draft.circle is None
        else {"centre": _place(draft.circle.centre), "radius_m": draft.circle.radius_m},
        "polygon": [_place(p) for p in draft.polygon],
        "expires": _time(draft.expires),
        "is_exercise": draft.is_exercise,
    }


def draft_of(data: JsonObject) -> AlertDraft:
    """The inverse of `draft_data`."""
    said: Any = data
    circle = said["circle"]
    return AlertDraft(
        said["incident_id"],
        Category(said["category"]),
        Urgency(said["urgency"]),
        AlertSeverity(said["severity"]),
        Certainty(said["certainty"]),
        tuple(Words(**one) for one in said["words"]),
        said["area"],
        None if circle is None else Circle(LatLon(**circle["centre"]), circle["radius_m"]),
        tuple(LatLon(**p) for p in said["polygon"]),
        datetime.fromisoformat(said["expires"]),
        said["is_exercise"],
    )


def _info(draft: AlertDraft, words: Words) -> Info:
    return Info(
        LANGUAGES[words.language],
        draft.category,
        words.event,
        draft.urgency,
        draft.severity,
        draft.certainty,
        draft.expires,
        words.headline,
        words.description,
        words.instruction,
        (Area(draft.area, (draft.polygon,) if draft.polygon else (), (draft.circle,) if draft.circle else ()),),
    )


def _references(row: AlertRow) -> tuple[Reference, ...]:
    """The message and all that it referred to: who missed one of them still knows what this is about."""
    earlier = cast(list[list[str]], row.earlier)
    before = tuple(Reference(sender, identifier, datetime.fromisoformat(at)) for sender, identifier, at in earlier)
    return (*before, Reference(row.sender, row.identifier, row.sent))


def _row(session: Session, alert_id: str) -> AlertRow:
    row = session.get(AlertRow, alert_id)
    if row is None:
        raise not_found("alert", alert_id)
    return row


def _published(row: AlertRow) -> PublishedAlert:
    return PublishedAlert(
        row.id,
        row.identifier,
        MessageType(row.message_type),
        AlertState(row.state),
        row.sent,
        row.expires,
        row.incident_id,
        row.published_by,
        row.said,
        row.cap,
    )


def _place(place: LatLon) -> dict[str, Json]:
    return {"lat": place.lat, "lon": place.lon}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
