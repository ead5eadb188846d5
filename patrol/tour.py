"""Tours: checkpoints that somebody goes round, how often each must be looked at, and how far a round has come. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NewType

from kernel.errors import invalid
from kernel.ids import UnitId
from kernel.journal import Json, JsonObject
from kernel.schedule import Stretch, check_schedule, week_minute
from patrol.checkpoint import CheckpointId, Scan
from patrol.unit import UnitKind

TourId = NewType("TourId", str)
RunId = NewType("RunId", str)

MOST_POINTS = 60
# Faster than this nobody goes round: a hurried run, a fast rider, a car in a hurry.
FASTEST_MPS: Mapping[UnitKind, float] = {
    UnitKind.FOOT: 3.0,
    UnitKind.BICYCLE: 9.0,
    UnitKind.MOTORCYCLE: 28.0,
    UnitKind.CAR: 28.0,
}


class RunState(StrEnum):
    """A round: under way, gone round, ended by a person, or closed by itself because nobody went on."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class TourDraft:
    """A tour to keep.

    every_s: within `hours` each checkpoint is looked at that often; None: nothing is required. is_varied: in another
    order each time. quiet_s: a round on which nothing happens for so long is closed. grace_s: a point is called
    overdue only so long after it was due.
    """

    name: str
    checkpoint_ids: tuple[CheckpointId, ...]
    kind: UnitKind = UnitKind.FOOT
    every_s: float | None = None
    hours: tuple[Stretch, ...] = ()
    is_varied: bool = True
    quiet_s: float = 2700.0
    grace_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Point:
    """A checkpoint of a tour. due_at: by when it must be looked at again; None: nothing is required now."""

    checkpoint_id: CheckpointId
    last_at: datetime | None
    last_callsign: str | None
    due_at: datetime | None
    overdue_since: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """One round of a unit. order: the checkpoints in the order of its plan."""

    id: RunId
    tour_id: TourId
    unit_id: UnitId
    callsign: str
    state: RunState
    order: tuple[CheckpointId, ...]
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    ended_reason: str
    scans: tuple[Scan, ...]

    @property
    def missed(self) -> tuple[CheckpointId, ...]:
        """Those of its checkpoints that were not proven."""
        proven = {scan.checkpoint_id for scan in self.scans}
        return tuple(point for point in self.order if point not in proven)

    @property
    def moved_at(self) -> datetime:
        """When something happened on it last."""
        return max((scan.at for scan in self.scans), default=self.started_at)


@dataclass(frozen=True, slots=True)
class Tour:
    """A tour as it stands. run: the round under way, else the last one."""

    id: TourId
    draft: TourDraft
    created_at: datetime
    points: tuple[Point, ...]
    run: Run | None


def check_tour(draft: TourDraft) -> None:
    """Raise an invalid fault for what cannot be a tour."""
    if not draft.name.strip():
        raise invalid("tour: give it a name")
    if not 1 <= len(draft.checkpoint_ids) <= MOST_POINTS:
        raise invalid(f"tour {draft.name}: it needs 1 to {MOST_POINTS} checkpoints")
    if len(set(draft.checkpoint_ids)) < len(draft.checkpoint_ids):
        raise invalid(f"tour {draft.name}: a checkpoint is named twice")
    check_schedule(draft.hours, f"tour {draft.name}")


def opened_at(hours: Sequence[Stretch], now: datetime, zone: tzinfo) -> datetime | None:
    """When the stretch began in which `now` lies; None outside of all."""
    day, minute = week_minute(now, zone)
    local = now.astimezone(zone)
    begun = []
    for stretch in hours:
        if stretch.holds(day, minute):
            is_today = minute >= stretch.start_minute and day in stretch.days
            date = local.date() if is_today else local.date() - timedelta(days=1)
            clock = divmod(stretch.start_minute, 60)
            begun.append(datetime(date.year, date.month, date.day, *clock, tzinfo=zone).astimezone(UTC))
    return min(begun, default=None)


def due_at(
    tour: TourDraft, created_at: datetime, last_at: datetime | None, now: datetime, zone: tzinfo
) -> datetime | None:
    """By when a checkpoint must be looked at again; None while nothing is required.

    In the tour's hours the first time is due one interval after they begin, so that nobody is late at 22:00.
    """
    if tour.every_s is None:
        return None
    begun = opened_at(tour.hours, now, zone) if tour.hours else created_at
    if begun is None:
        return None
    since = begun if last_at is None else max(begun, last_at)
    return since + timedelta(seconds=tour.every_s)


def overdue_since(tour: TourDraft, due: datetime | None, was: datetime | None, now: datetime) -> datetime | None:
    """Since when a point is overdue; called so after the grace, and until it is not due any more."""
    if due is None or now < due:
        return None
    if was is not None:
        return was
    return now if now >= due + timedelta(seconds=tour.grace_s) else None


def tour_data(tour: Tour) -> JsonObject:
    """TourView."""
    draft = tour.draft
    return {
        "id": tour.id,
        "name": draft.name,
        "checkpoint_ids": list(draft.checkpoint_ids),
        "kind": draft.kind.value,
        "every_s": draft.every_s,
        "hours": [
            {"days": list(s.days), "start_minute": s.start_minute, "end_minute": s.end_minute} for s in draft.hours
        ],
        "is_varied": draft.is_varied,
        "quiet_s": draft.quiet_s,
        "grace_s": draft.grace_s,
        "points": [_point(point) for point in tour.points],
        "run": None if tour.run is None else run_data(tour.run),
        "unit_id": None if tour.run is None else tour.run.unit_id,
    }


def run_data(run: Run) -> dict[str, Json]:
    """RunView."""
    return {
        "id": run.id,
        "tour_id": run.tour_id,
        "unit_id": run.unit_id,
        "callsign": run.callsign,
        "state": run.state.value,
        "order": list(run.order),
        "started_at": _time(run.started_at),
        "started_by": run.started_by,
        "ended_at": _time_or_none(run.ended_at),
        "ended_reason": run.ended_reason,
        "missed": list(run.missed),
        "scans": [scan_data(scan) for scan in run.scans],
    }


def scan_data(scan: Scan) -> dict[str, Json]:
    """ScanView."""
    return {
        "id": scan.id,
        "checkpoint_id": scan.checkpoint_id,
        "via": scan.via.value,
        "at": _time(scan.at),
        "device_at": _time(scan.device_at),
        "received_at": _time(scan.received_at),
        "distance_m": None if scan.distance_m is None else round(scan.distance_m, 1),
        "flags": [flag.value for flag in scan.flags],
    }


def _point(point: Point) -> Json:
    return {
        "checkpoint_id": point.checkpoint_id,
        "last_at": _time_or_none(point.last_at),
        "last_callsign": point.last_callsign,
        "due_at": _time_or_none(point.due_at),
        "overdue_since": _time_or_none(point.overdue_since),
    }


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _time_or_none(at: datetime | None) -> str | None:
    return None if at is None else _time(at)
