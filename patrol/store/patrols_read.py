"""Rows of patrols as values."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.errors import not_found
from kernel.geo import LatLon
from kernel.ids import UnitId
from kernel.journal import Json
from kernel.schedule import Stretch
from patrol.beat import Beat, BeatId
from patrol.checkpoint import Checkpoint, CheckpointId, Flag, Scan, Via
from patrol.store.patrols import BeatRow, CheckpointRow, ScanRow, TourPointRow, TourRow, TourRunRow
from patrol.tour import Point, Run, RunId, RunState, Tour, TourDraft, TourId
from patrol.unit import UnitKind


def beat(row: BeatRow) -> Beat:
    """The beat of a row."""
    return Beat(BeatId(row.id), row.name, tuple(LatLon(*point) for point in row.points if isinstance(point, list)))  # type: ignore[arg-type]


def checkpoint(row: CheckpointRow) -> Checkpoint:
    """The checkpoint of a row."""
    beat_id = None if row.beat_id is None else BeatId(row.beat_id)
    place = LatLon(row.lat, row.lon)
    return Checkpoint(CheckpointId(row.id), row.name, place, row.radius_m, beat_id, row.code, row.code_made_at)


def checkpoint_row(session: Session, checkpoint_id: str) -> CheckpointRow:
    """The row; raises a not-found fault."""
    row = session.get(CheckpointRow, checkpoint_id)
    if row is None:
        raise not_found("checkpoint", checkpoint_id)
    return row


def checkpoints(session: Session, ids: Iterable[str] | None = None) -> list[Checkpoint]:
    """All, by name; ids: only these."""
    query = select(CheckpointRow).order_by(CheckpointRow.name, CheckpointRow.id)
    if ids is not None:
        query = query.where(CheckpointRow.id.in_(set(ids)))
    return [checkpoint(row) for row in session.scalars(query)]


def tour_row(session: Session, tour_id: str) -> TourRow:
    """The row; raises a not-found fault."""
    row = session.get(TourRow, tour_id)
    if row is None:
        raise not_found("tour", tour_id)
    return row


def draft(row: TourRow) -> TourDraft:
    """What is kept of a tour."""
    return TourDraft(
        name=row.name,
        checkpoint_ids=tuple(CheckpointId(str(point)) for point in row.checkpoint_ids),
        kind=UnitKind(row.kind),
        every_s=row.every_s,
        hours=tuple(_stretch(stretch) for stretch in row.hours),
        is_varied=row.is_varied,
        quiet_s=row.quiet_s,
        grace_s=row.grace_s,
    )


def tour(session: Session, row: TourRow) -> Tour:
    """The tour with its points and its newest round."""
    newest = select(TourRunRow).where(TourRunRow.tour_id == row.id).order_by(TourRunRow.started_at.desc()).limit(1)
    runs_of = runs(session, session.scalars(newest).all())
    held = {p.checkpoint_id: p for p in session.scalars(select(TourPointRow).where(TourPointRow.tour_id == row.id))}
    kept = draft(row)
    points = tuple(_point(held.get(point), point) for point in kept.checkpoint_ids)
    return Tour(TourId(row.id), kept, row.created_at, points, next(iter(runs_of), None))


def runs(session: Session, rows: Sequence[TourRunRow]) -> list[Run]:
    """The rounds of the rows, with their proofs, oldest proof first."""
    ids = [row.id for row in rows]
    proofs: dict[str, list[Scan]] = {run_id: [] for run_id in ids}
    for row in session.scalars(select(ScanRow).where(ScanRow.run_id.in_(ids)).order_by(ScanRow.at, ScanRow.id)):
        proofs[str(row.run_id)].append(scan(row))
    return [_run(row, tuple(proofs[row.id])) for row in rows]


def scan(row: ScanRow) -> Scan:
    """The proof of a row."""
    return Scan(
        id=row.id,
        checkpoint_id=CheckpointId(row.checkpoint_id),
        via=Via(row.via),
        at=row.at,
        device_at=row.device_at,
        received_at=row.received_at,
        distance_m=row.distance_m,
        accuracy_m=row.accuracy_m,
        flags=tuple(Flag(str(flag)) for flag in row.flags),
    )


def _run(row: TourRunRow, scans: tuple[Scan, ...]) -> Run:
    return Run(
        id=RunId(row.id),
        tour_id=TourId(row.tour_id),
        unit_id=UnitId(row.unit_id),
        callsign=row.callsign,
        state=RunState(row.state),
        order=tuple(CheckpointId(str(point)) for point in row.plan),
        started_at=row.started_at,
        started_by=row.started_by,
        ended_at=row.ended_at,
        ended_reason=row.ended_reason,
        scans=scans,
    )


def _point(row: TourPointRow | None, checkpoint_id: CheckpointId) -> Point:
    if row is None:
        return Point(checkpoint_id, None, None, None, None)
    return Point(checkpoint_id, row.last_at, row.last_callsign, row.due_at, row.overdue_since)


def _stretch(stored: Json) -> Stretch:
    if not isinstance(stored, dict):
        raise TypeError(f"not a stretch: {stored!r}")
    days = stored["days"]
    assert isinstance(days, list)
    start, end = stored["start_minute"], stored["end_minute"]
    return Stretch(tuple(int(str(day)) for day in days), int(str(start)), int(str(end)))
