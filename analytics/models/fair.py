"""Whose turn it is: one waiting question for each camera, the newest; those served least of late come first. Pure."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Who = TypeVar("Who", bound=Hashable)
What = TypeVar("What")


@dataclass(frozen=True, slots=True)
class Waiting(Generic[Who, What]):
    """A question that waits since `since_s`."""

    who: Who
    what: What
    since_s: float


class FairQueue(Generic[Who, What]):
    """Never longer than there are cameras. Not thread-safe. Times on a clock that never goes back.

    Who comes anew begins at the share of the one served least, so that it neither waits nor floods.
    """

    def __init__(self, gather_s: float) -> None:
        self.replaced = 0
        self._gather_s = gather_s
        self._waiting: dict[Who, Waiting[Who, What]] = {}
        self._served: dict[Who, int] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def offer(self, who: Who, what: What, now_s: float) -> None:
        """The newest question wins; it keeps the place of the one that it replaces."""
        before = self._waiting.get(who)
        if before is not None:
            self.replaced += 1
        if who not in self._served:
            self._served[who] = min(self._served.values(), default=0)
        self._waiting[who] = Waiting(who, what, now_s if before is None else before.since_s)

    def ready_in(self, now_s: float, limit: int) -> float | None:
        """Seconds until a batch is to be taken: 0 when `limit` wait or one has waited long enough; None: none waits."""
        if not self._waiting:
            return None
        if len(self._waiting) >= limit:
            return 0.0
        oldest = min(each.since_s for each in self._waiting.values())
        return max(0.0, oldest + self._gather_s - now_s)

    def take(self, limit: int) -> list[Waiting[Who, What]]:
        """Up to `limit` questions: of those served least, and of these the ones that wait longest."""
        order = sorted(self._waiting.values(), key=lambda each: (self._served[each.who], each.since_s))[:limit]
        for each in order:
            del self._waiting[each.who]
            self._served[each.who] += 1
        return order

    def forget(self, who: Who) -> None:
        """It asks no more."""
        self._waiting.pop(who, None)
        self._served.pop(who, None)
