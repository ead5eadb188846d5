"""Is the house itself well: its processes, its disk, its packet feed? Pure."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from analytics.health.condition import Sign, graded, worst
from analytics.health.settings import StreamHealthSettings
from kernel.event import HealthKind

HOUSE_KINDS = (HealthKind.HOST_LOST, HealthKind.STORAGE_SHORT, HealthKind.FEED_DROPPING)
_OVER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class HouseLook:
    """The house at one moment.

    silent: processes that ought to give signs of life and do not, None: nobody can tell. free_share: free space of the
    footage's disk, of what ought to stay free; None while nobody says. is_short: the keeper of footage finds no more
    to delete. days_kept: how far back footage will reach, None: as far as is wanted. packets, lost: how many packets
    were handed out, and how many of them readers of ours missed, since they began.
    """

    at: datetime
    silent: frozenset[str] | None
    free_share: float | None
    is_short: bool
    days_kept: float | None
    packets: int
    lost: int


class HouseHealth:
    """Judges the looks at the house in their order. One thread."""

    def __init__(self, settings: StreamHealthSettings) -> None:
        self._settings = settings
        self._past: deque[HouseLook] = deque()

    def judge(self, look: HouseLook) -> dict[HealthKind, Sign]:
        """What this look says."""
        return {
            HealthKind.HOST_LOST: Sign.UNKNOWN if look.silent is None else Sign.BAD if look.silent else Sign.WELL,
            HealthKind.STORAGE_SHORT: self._storage(look),
            HealthKind.FEED_DROPPING: self._feed(look),
        }

    def _storage(self, look: HouseLook) -> Sign:
        if look.free_share is None:
            return Sign.UNKNOWN
        full = Sign.BAD if look.is_short else Sign.WELL
        reach = Sign.WELL if look.days_kept is None else graded(look.days_kept, *self._settings.days_kept)
        return worst(full, reach, graded(look.free_share, *self._settings.free_share))

    def _feed(self, look: HouseLook) -> Sign:
        if self._past and (look.packets < self._past[-1].packets or look.lost < self._past[-1].lost):
            self._past.clear()  # a process began anew
        self._past.append(look)
        while look.at - self._past[0].at > _OVER:
            self._past.popleft()
        first = self._past[0]
        return graded((look.lost - first.lost) / max(100, look.packets - first.packets), *self._settings.drop_share)
