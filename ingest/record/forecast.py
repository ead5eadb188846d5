"""How long footage will be kept, from what was recorded of late and what the disks hold. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.ids import CameraId

_LEAST_DAYS = 1 / 24  # of recording before anything is foretold


@dataclass(frozen=True, slots=True)
class Usage:
    """One camera's footage now.

    second_bytes, held_second_bytes: of it in the second tier. recent_bytes: recorded in the last `recent_days`.
    wanted_days: how long it is to be kept, None: for ever.
    """

    camera: CameraId
    size_bytes: int
    second_bytes: int
    held_bytes: int
    held_second_bytes: int
    oldest: datetime | None
    recent_bytes: int
    recent_days: float
    wanted_days: int | None
    limit_bytes: int | None = None

    @property
    def daily_bytes(self) -> int | None:
        """What a day of this camera takes; None while too little was recorded to say."""
        if self.recent_days < _LEAST_DAYS:
            return None
        return round(self.recent_bytes / self.recent_days)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What will become of one camera's footage. needed_bytes: for all wanted days; days: how long it will be kept.

    Both None: nothing can be said yet, or there is no limit of the kind.
    """

    usage: Usage
    needed_bytes: int | None
    days: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """All cameras together. days: how far back the disks will reach, None: as far as is wanted."""

    cameras: tuple[Outlook, ...]
    daily_bytes: int
    needed_bytes: int | None
    capacity_bytes: int | None
    days: float | None


def forecast(usages: Sequence[Usage], capacity_bytes: int | None) -> Forecast:
    """capacity_bytes: all that footage may take, held footage included; None: no end to it."""
    room = None if capacity_bytes is None else max(0, capacity_bytes - sum(usage.held_bytes for usage in usages))
    days = None if room is None else _reach(usages, room)
    cameras = tuple(Outlook(usage, _needed(usage), _least(_own_days(usage), days)) for usage in usages)
    needs = [outlook.needed_bytes for outlook in cameras]
    return Forecast(
        cameras,
        sum(usage.daily_bytes or 0 for usage in usages),
        None if any(need is None for need in needs) else sum(need or 0 for need in needs),
        capacity_bytes,
        days,
    )


def _own_days(usage: Usage) -> float | None:
    """How long the camera's footage is kept if the disk is large enough; None: for ever."""
    limits = [] if usage.wanted_days is None else [float(usage.wanted_days)]
    if usage.limit_bytes is not None and usage.daily_bytes:
        limits.append(usage.limit_bytes / usage.daily_bytes)
    return min(limits, default=None)


def _needed(usage: Usage) -> int | None:
    days = _own_days(usage)
    return None if days is None or usage.daily_bytes is None else round(days * usage.daily_bytes)


def _reach(usages: Sequence[Usage], room: int) -> float | None:
    """How many days of all cameras fit, oldest going first whoever's it is; None when all that is wanted does.

    Cameras with fewer days of their own stop taking room once these are reached.
    """
    days, left = 0.0, float(room)
    wanted = sorted((_own_days(usage) or float("inf"), usage.daily_bytes or 0) for usage in usages)
    rate = float(sum(daily for _, daily in wanted))
    for own, daily in wanted:
        if rate <= 0:
            return None
        if (own - days) * rate > left:
            return days + left / rate
        left -= (own - days) * rate
        days, rate = own, rate - daily
    return None


def _least(*values: float | None) -> float | None:
    return min((value for value in values if value is not None), default=None)
