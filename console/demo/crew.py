"""What a unit's crew does with its orders, and when: people take their time, some are late. Pure but for chance."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from console.demo.door import object_of
from console.demo.town import metres_of
from kernel.geo import LatLon
from kernel.journal import Json

Act = Literal["deliver", "sign", "depart", "arrive", "handle", "report", "decline"]

_LATE_SHARE, _REFUSING_SHARE = 0.16, 0.05
_PACE: dict[str, tuple[float, float, Act]] = {
    "sent": (0.3, 1.5, "deliver"),
    "signed": (5, 18, "depart"),
    "en_route": (1, 4, "arrive"),
    "on_scene": (25, 60, "handle"),
    "handled": (8, 25, "report"),
}
_REPORTS = (
    "Spoke to one person, who left on being asked. Nothing damaged.",
    "Nobody there any more. Looked around for a while, all quiet.",
    "Person found and sent on their way. Fence and doors are sound.",
    "Checked on foot. Somebody had lost the way; walked them back to the street.",
    "All in order. Stayed a few minutes, nobody came back.",
    "Names were not needed: the person went at once when we came.",
)
_REFUSALS = ("Tyre is flat, we cannot leave.", "We are helping somebody here and cannot leave now.")


@dataclass(frozen=True, slots=True)
class Task:
    """An open order as the crew sees it; place in metres, None when nobody knows."""

    id: str
    state: str
    place: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Deed:
    """A step to press on the phone; `text` goes with a report or a refusal."""

    act: Act
    order: str
    text: str = ""


@dataclass(slots=True)
class Crew:
    """Decides from what the product says now; keeps only when each next step is due, so a restart loses nothing."""

    luck: random.Random
    _due: dict[tuple[str, str], tuple[float, Act]] = field(default_factory=dict)

    def decide(self, now_s: float, tasks: Sequence[Task], has_arrived: bool) -> list[Deed]:
        """The steps that are due. tasks: open orders in the order of work; now_s: seconds of any steady clock."""
        open_keys = {(task.id, task.state) for task in tasks}
        self._due = {key: due for key, due in self._due.items() if key in open_keys}
        deeds = []
        current = next((task for task in tasks if task.state != "handled"), None)
        for task in tasks:
            if task is not current and task.state not in ("sent", "handled"):
                continue  # one thing after the other; taking note and writing reports is done on the way
            if task.state == "en_route" and task.place is not None and not has_arrived:
                continue
            at, act = self._due.setdefault((task.id, task.state), self._plan(now_s, task.state))
            if now_s >= at:
                deeds.append(Deed(act, task.id, self._words(act)))
                self._due[task.id, task.state] = now_s + 5.0, act  # again, should it not have got through
        return deeds

    def destination(self, tasks: Sequence[Task]) -> tuple[float, float] | None:
        """Where to go, or to stay, for the first of the tasks; None: nowhere."""
        current = next((task for task in tasks if task.state != "handled"), None)
        return current.place if current is not None and current.state in ("en_route", "on_scene") else None

    def _plan(self, now_s: float, state: str) -> tuple[float, Act]:
        if state == "delivered":
            luck = self.luck.random()
            if luck < _REFUSING_SHARE:
                return now_s + self.luck.uniform(10, 20), "decline"
            is_late = luck < _REFUSING_SHARE + _LATE_SHARE
            return now_s + (self.luck.uniform(40, 95) if is_late else self.luck.uniform(4, 20)), "sign"
        low, high, act = _PACE.get(state, _PACE["handled"])
        return now_s + self.luck.uniform(low, high), act

    def _words(self, act: Act) -> str:
        if act == "report":
            return self.luck.choice(_REPORTS)
        return self.luck.choice(_REFUSALS) if act == "decline" else ""


def tasks_of(home: dict[str, Json]) -> list[Task]:
    """The open orders of a `UnitHome` in the order of work, then those whose report is still owed."""
    unit = object_of(home["unit"])
    order_ids = unit["order_ids"] if isinstance(unit["order_ids"], list) else []
    given = home["orders"] if isinstance(home["orders"], list) else []
    orders = {str(object_of(o)["id"]): object_of(o) for o in given}
    owed = [name for name, order in orders.items() if order["state"] == "handled" and name not in order_ids]
    return [_task(orders[name]) for name in (*map(str, order_ids), *owed) if name in orders]


def _task(order: dict[str, Json]) -> Task:
    position = order["position"]
    place = None
    if isinstance(position, dict):
        place = metres_of(LatLon(float(str(position["lat"])), float(str(position["lon"]))))
    return Task(str(order["id"]), str(order["state"]), place)
