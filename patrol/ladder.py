"""The ladder: who is told, and when, that an order is not signed for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kernel.event import Severity


class LadderAction(StrEnum):
    """What a rung does."""

    WARN = "warn"
    REALERT = "realert"
    DUTY_OFFICER = "duty_officer"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step up, `after_s` seconds after the order was sent. level: from 1."""

    level: int
    action: LadderAction
    after_s: float


Ladder = tuple[Rung, ...]


def ladder(warn_s: float, realert_s: float, duty_officer_s: float, command_s: float) -> Ladder:
    """The four rungs; the times must rise."""
    times = (warn_s, realert_s, duty_officer_s, command_s)
    if list(times) != sorted(set(times)) or warn_s <= 0:
        raise ValueError(f"a ladder's times must rise from above 0: {times}")
    return tuple(Rung(i, action, s) for i, (action, s) in enumerate(zip(LadderAction, times, strict=True), start=1))


DEFAULT_LADDER = ladder(30, 60, 120, 180)
DEFAULT_LADDERS: Mapping[Severity, Ladder] = dict.fromkeys(Severity, DEFAULT_LADDER)


def rungs_due(rungs: Ladder, sent_at: datetime, now: datetime, climbed: Iterable[int]) -> tuple[Rung, ...]:
    """The rungs whose time has come and that were not climbed yet, lowest first."""
    done = frozenset(climbed)
    return tuple(r for r in rungs if r.level not in done and rung_at(r, sent_at) <= now)


def next_rung_at(rungs: Ladder, sent_at: datetime, climbed: Iterable[int]) -> datetime | None:
    """When the next rung is due, None after the last."""
    done = frozenset(climbed)
    return next((rung_at(r, sent_at) for r in rungs if r.level not in done), None)


def rung_at(rung: Rung, sent_at: datetime) -> datetime:
    """When `rung` is due."""
    return sent_at + timedelta(seconds=rung.after_s)
