"""A write transaction of patrol: one at a time, its journal entries last."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from kernel.actor import Actor
from kernel.clock import Clock
from kernel.ids import UnitId
from kernel.journal import JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import append
from patrol.roads.atlas import Atlas
from patrol.service.whereabouts import Whereabouts
from patrol.settings import PatrolSettings

_PRICES_HOLD = timedelta(minutes=1)
_LOCK_KEY = 0x50415452  # "PATR"


class Prices:
    """What each free unit's leaving costs in coverage, as last computed; set and read as a whole, by any thread."""

    def __init__(self) -> None:
        self._held: tuple[datetime, Mapping[UnitId, float]] | None = None

    def put(self, at: datetime, losses: Mapping[UnitId, float]) -> None:
        self._held = at, losses

    def costs(self, now: datetime) -> Mapping[UnitId, float]:
        """None of any unit where nothing is protected, or nobody has looked for a while."""
        held = self._held
        return held[1] if held is not None and now - held[0] < _PRICES_HOLD else {}


@dataclass(frozen=True, slots=True)
class Desk:
    """What every part of the service works with."""

    database: Database
    clock: Clock
    settings: PatrolSettings
    atlas: Atlas
    whereabouts: Whereabouts = field(default_factory=Whereabouts)
    prices: Prices = field(default_factory=Prices)


@dataclass(slots=True)
class Change:
    """An open write transaction. at: its one moment; actor: who does it."""

    session: Session
    at: datetime
    actor: Actor
    _entries: list[tuple[str, str, JsonObject]] = field(default_factory=list)

    def say(self, kind: str, subject: str, data: JsonObject) -> None:
        """Journal `kind` when the transaction ends; `data` is the subject as it is now."""
        self._entries.append((kind, subject, data))

    @property
    def entries(self) -> list[tuple[str, str, JsonObject]]:
        return self._entries


@contextmanager
def change(desk: Desk, actor: Actor, at: datetime | None = None) -> Iterator[Change]:
    """A transaction that nobody else's patrol transaction overlaps; `at` defaults to now, once the turn has come.

    Dispatch acts are few and each looks at an incident, an order and a unit at once: taking turns makes every
    check-then-write safe on both databases without an order of row locks to get wrong. Positions do not come here.
    """
    with desk.database.write() as session:
        if not desk.database.is_sqlite:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        made = Change(session, desk.clock.now() if at is None else at, actor)
        yield made
        for kind, subject, data in made.entries:
            append(session, made.at, actor, kind, subject, data)


def differs(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Whether a view changed in anything but the position, which travels on its own."""
    return {k: v for k, v in before.items() if k != "fix"} != {k: v for k, v in after.items() if k != "fix"}
