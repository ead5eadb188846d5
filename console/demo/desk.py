"""The night desk: a dispatcher who takes what nobody takes, so that the room works also while nobody looks. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from console.demo.door import object_of
from kernel.journal import Json

_TAKE_AFTER_S, _SEEN_AFTER_S, _CLOSE_AFTER_S = 40.0, 150.0, 12.0
_SEEN_AT_ONCE = 8  # events a look: after a night of nobody the queue empties gently
_OVER = frozenset({"declined", "recalled"})


@dataclass(frozen=True, slots=True)
class Move:
    """Something the desk wants to do now. subject: an event or an incident. tried: units that refused already."""

    act: Literal["acknowledge", "accept", "order", "close"]
    subject: str
    tried: tuple[str, ...] = ()


@dataclass(slots=True)
class Desk:
    """Looks at the room's whole state from time to time. user_id: its own account's id."""

    user_id: str
    _waits: dict[str, datetime] = field(default_factory=dict)

    def moves(self, state: dict[str, Json], now: datetime) -> list[Move]:
        """What to do at `now`, by the `RoomState` of that moment."""
        orders = [object_of(o) for o in _items(state["orders"])]
        found = [Move("acknowledge", str(e["id"])) for e in self._old_events(_items(state["events"]), now)]
        for incident in (object_of(i) for i in _items(state["incidents"])):
            move = self._of_incident(incident, [o for o in orders if o["incident_id"] == incident["id"]], now)
            if move is not None:
                found.append(move)
        return found

    def _old_events(self, events: Iterable[Json], now: datetime) -> list[dict[str, Json]]:
        old = [
            event
            for event in map(object_of, events)
            if event["verdict"] == "none"
            and event["incident_id"] is None
            and event["phase"] == "closed"
            and _age_s(event["opened_at"], now) > _SEEN_AFTER_S
        ]
        return sorted(old, key=lambda e: str(e["opened_at"]))[:_SEEN_AT_ONCE]

    def _of_incident(self, incident: dict[str, Json], orders: list[dict[str, Json]], now: datetime) -> Move | None:
        name, taker = str(incident["id"]), incident["taken_by"]
        if incident["state"] == "new" and taker is None:
            return Move("accept", name) if _age_s(incident["opened_at"], now) > _TAKE_AFTER_S else None
        if not isinstance(taker, dict) or taker["id"] != self.user_id:
            return None  # a person has it
        live = [o for o in orders if o["state"] not in _OVER]
        if not live:
            tried = tuple(str(o["unit_id"]) for o in orders)
            return Move("order", name, tried) if incident["position"] is not None else Move("close", name)
        if all(o["state"] == "reported" for o in live):
            since = self._waits.setdefault(name, now)
            if (now - since).total_seconds() > _CLOSE_AFTER_S:
                self._waits.pop(name, None)
                return Move("close", name)
        return None


def best_unit(recommendation: dict[str, Json], tried: tuple[str, ...]) -> str | None:
    """The best ranked unit that was not tried, None when there is none."""
    ranked = [object_of(u) for u in _items(recommendation["units"])]
    usable = [u for u in ranked if isinstance(u["rank"], int) and u["unit_id"] not in tried]
    usable.sort(key=lambda u: int(str(u["rank"])))
    return str(usable[0]["unit_id"]) if usable else None


def _items(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _age_s(at: Json, now: datetime) -> float:
    return (now - datetime.fromisoformat(str(at))).total_seconds()
