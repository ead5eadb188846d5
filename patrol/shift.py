"""Shifts: who is on with which unit, from when to when, and whether everybody rests long enough in between. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NewType

from kernel.errors import invalid
from kernel.ids import UnitId
from kernel.journal import Json, JsonObject

ShiftId = NewType("ShiftId", str)


class ShiftState(StrEnum):
    """Planned, then on from the crew's sign-on to its sign-off."""

    PLANNED = "planned"
    ON = "on"
    ENDED = "ended"


class BreachKind(StrEnum):
    """What is wrong with a plan."""

    REST = "rest"  # too little time between two shifts
    OVERLAP = "overlap"  # one person in two places
    LENGTH = "length"  # a shift that is too long


@dataclass(frozen=True, slots=True)
class RestRules:
    """How long everybody rests between two shifts at least, and works at most.

    The defaults are those of Directive 2003/88/EC (eleven hours in a day).
    """

    least_rest_s: float = 11 * 3600.0
    longest_s: float = 13 * 3600.0


@dataclass(frozen=True, slots=True)
class ShiftDraft:
    """A shift to plan. force_reason: why it stands although it breaks the rules."""

    unit_id: UnitId
    crew: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    note: str = ""
    force_reason: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift as it is now. hand_over: what this crew left for the next one."""

    id: ShiftId
    unit_id: UnitId
    callsign: str
    crew: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    note: str
    state: ShiftState
    is_planned: bool
    signed_on_at: datetime | None
    signed_off_at: datetime | None
    hand_over: str
    forced_reason: str
    planned_by: str

    @property
    def worked(self) -> tuple[datetime, datetime]:
        """From when to when its crew works, or did."""
        return self.signed_on_at or self.starts_at, self.signed_off_at or self.ends_at


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a plan breaks. other: the shift that is too near, None for one that is too long.

    seconds: the rest or the length that it comes to; limit_s: what the rule asks for.
    """

    kind: BreachKind
    name: str
    other: Shift | None
    seconds: float
    limit_s: float


def check_draft(draft: ShiftDraft) -> None:
    """Raise an invalid fault for a shift that cannot be."""
    if draft.ends_at <= draft.starts_at:
        raise invalid("shift: it ends before it begins; put the end after the start")
    if not draft.crew or any(not name.strip() for name in draft.crew):
        raise invalid("shift: name everybody who is on")
    if len({_same(name) for name in draft.crew}) < len(draft.crew):
        raise invalid("shift: somebody is named twice")


def breaches(draft: ShiftDraft, others: Iterable[Shift], rules: RestRules) -> list[Breach]:
    """What `draft` breaks, beside the `others` of the same days; the nearest first within each person."""
    length_s = (draft.ends_at - draft.starts_at).total_seconds()
    found = [
        Breach(BreachKind.LENGTH, name, None, length_s, rules.longest_s)
        for name in draft.crew
        if length_s > rules.longest_s
    ]
    for other in others:
        start, end = other.worked
        rest_s = max((start - draft.ends_at).total_seconds(), (draft.starts_at - end).total_seconds())
        if rest_s >= rules.least_rest_s:
            continue
        kind = BreachKind.OVERLAP if rest_s < 0 else BreachKind.REST
        theirs = {_same(name) for name in other.crew}
        named = [name for name in draft.crew if _same(name) in theirs]
        found += [Breach(kind, name, other, max(0.0, rest_s), rules.least_rest_s) for name in named]
    return sorted(found, key=lambda breach: (breach.name, breach.seconds))


def told(found: Sequence[Breach]) -> str:
    """The breaches as a sentence."""
    words = []
    for breach in found:
        match breach.kind:
            case BreachKind.LENGTH:
                words.append(f"{breach.name} would work {_hours(breach.seconds)}, {_hours(breach.limit_s)} at most")
            case BreachKind.OVERLAP:
                assert breach.other is not None
                words.append(f"{breach.name} is on with {breach.other.callsign} at that time")
            case BreachKind.REST:
                words.append(f"{breach.name} would rest {_hours(breach.seconds)}, {_hours(breach.limit_s)} at least")
    return "; ".join(words)


def rest_window(rules: RestRules) -> timedelta:
    """How far from a shift others may lie that matter to it."""
    return timedelta(seconds=rules.least_rest_s + rules.longest_s)


def shift_data(shift: Shift) -> JsonObject:
    """ShiftView."""
    return {
        "id": shift.id,
        "unit_id": shift.unit_id,
        "callsign": shift.callsign,
        "crew": list(shift.crew),
        "starts_at": _time(shift.starts_at),
        "ends_at": _time(shift.ends_at),
        "note": shift.note,
        "state": shift.state.value,
        "is_planned": shift.is_planned,
        "signed_on_at": None if shift.signed_on_at is None else _time(shift.signed_on_at),
        "signed_off_at": None if shift.signed_off_at is None else _time(shift.signed_off_at),
        "hand_over": shift.hand_over,
        "forced_reason": shift.forced_reason,
        "planned_by": shift.planned_by,
    }


def breach_data(breach: Breach) -> dict[str, Json]:
    """BreachView."""
    other = breach.other
    return {
        "kind": breach.kind.value,
        "name": breach.name,
        "other_callsign": None if other is None else other.callsign,
        "other_starts_at": None if other is None else _time(other.worked[0]),
        "other_ends_at": None if other is None else _time(other.worked[1]),
        "seconds": breach.seconds,
        "limit_s": breach.limit_s,
    }


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h".replace(".0 h", " h")


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
