"""Every look at footage and every word through a camera leaves a trace: who, which camera, from when to when."""

import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from kernel.actor import Actor
from kernel.clock import Clock
from kernel.journal import JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import JournalRow, append


class Look(StrEnum):
    """How footage was looked at."""

    LIVE = "live"
    PLAYBACK = "playback"
    PICTURE = "picture"
    SNAPSHOT = "snapshot"


# Pictures refresh by themselves in lists and on the map: one entry per person and camera in this time says enough.
QUIET = {
    Look.LIVE: timedelta(minutes=1),
    Look.PLAYBACK: timedelta(minutes=1),
    Look.PICTURE: timedelta(minutes=15),
    Look.SNAPSHOT: timedelta(minutes=15),
}


@dataclass(frozen=True, slots=True)
class View:
    """What was looked at; `start` and `end` are times of the footage."""

    actor: Actor
    camera: str
    look: Look
    start: datetime
    end: datetime


@dataclass(slots=True)
class _Recent:
    journalled_at: datetime
    pending: View | None


_Key = tuple[str, str, Look]


class FootageAudit:
    """Journals views, joined so that a minute of watching is one entry. Thread-safe.

    The first view is written at once; what follows within the quiet time is joined and written by the next view
    after it or by `flush`.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._recent: dict[_Key, _Recent] = {}
        self._lock = threading.Lock()

    def viewed(self, view: View) -> None:
        """Note one look."""
        now, key = self._clock.now(), (view.actor.id, view.camera, view.look)
        with self._lock:
            recent = self._recent.get(key)
            if recent is not None:
                view = _joined(recent.pending, view)
            if recent is not None and now - recent.journalled_at < QUIET[view.look]:
                recent.pending = view
                return
            self._recent[key] = _Recent(now, None)
        self._write([view], now)

    def flush(self, everything: bool = False) -> None:
        """Write what waits and is due; `everything`: at shutdown, also what is not due."""
        now = self._clock.now()
        with self._lock:
            due = {k: r for k, r in self._recent.items() if everything or now - r.journalled_at >= QUIET[k[2]]}
            for key, recent in due.items():
                if recent.pending is None:
                    del self._recent[key]
                else:
                    self._recent[key] = _Recent(now, None)
        self._write([recent.pending for recent in due.values() if recent.pending is not None], now)

    def _write(self, views: list[View], now: datetime) -> None:
        for view in views:
            with self._database.write() as session:
                data = {
                    "camera_id": view.camera,
                    "look": view.look.value,
                    "start": view.start.isoformat(),
                    "end": view.end.isoformat(),
                }
                append(session, now, view.actor, "footage.viewed", f"camera:{view.camera}", data)


def _joined(pending: View | None, view: View) -> View:
    if pending is None:
        return view
    return replace(view, start=min(pending.start, view.start), end=max(pending.end, view.end))


_TALK_BEGAN, _TALK_ENDED = "camera.talk_began", "camera.talk_ended"
_LONGEST_TALK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody talks through a camera. session: the connection's name."""

    actor: Actor
    camera: str
    session: str


class TalkAudit:
    """Journals who talked through which camera from when to when. Any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._began: dict[str, datetime] = {}

    def began(self, spoken: Spoken) -> None:
        """The first sound has gone out."""
        self._began[spoken.session] = self._clock.now()
        self._append(_TALK_BEGAN, spoken, {})

    def ended(self, spoken: Spoken, reason: str, detail: str | None) -> None:
        """Nothing more goes out. detail: what the camera said."""
        began_at = self._began.pop(spoken.session, None) or self._clock.now()
        self._append(_TALK_ENDED, spoken, {"began_at": began_at.isoformat(), "reason": reason, "detail": detail})

    def end_left_open(self) -> None:
        """End what a host that was killed has left open; for the next one's start."""
        query = (
            select(JournalRow)
            .where(JournalRow.at > self._clock.now() - _LONGEST_TALK)
            .where(JournalRow.kind.in_((_TALK_BEGAN, _TALK_ENDED)))
            .order_by(JournalRow.sequence)
        )
        with self._database.read() as session:
            entries = [row.entry() for row in session.scalars(query)]
        for entry in entries:
            spoken = Spoken(entry.actor, str(entry.data["camera_id"]), str(entry.data["session"]))
            if not any(other.kind == _TALK_ENDED and other.data["session"] == spoken.session for other in entries):
                self._began[spoken.session] = entry.at
                self.ended(spoken, "lost", None)

    def _append(self, kind: str, spoken: Spoken, data: JsonObject) -> None:
        facts = {"camera_id": spoken.camera, "session": spoken.session, "by_id": spoken.actor.id}
        with self._database.write() as session:
            whole = {**facts, "by": spoken.actor.name, **data}
            append(session, self._clock.now(), spoken.actor, kind, f"camera:{spoken.camera}", whole)
