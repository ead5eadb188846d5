"""Proofs of having been at a checkpoint: taken once, flagged where they are odd, laid to their round."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.actor import Actor
from kernel.errors import invalid, not_found
from kernel.geo import distance_m
from kernel.ids import UnitId, new_id
from patrol.checkpoint import (
    Checkpoint,
    Flag,
    Proof,
    Scan,
    Via,
    counted_at,
    is_too_fast,
    place_flags,
    read_code,
)
from patrol.service.change import Change, Desk, change
from patrol.service.tours import end_run, say_tour
from patrol.store import patrols_read as read
from patrol.store.patrols import CheckpointRow, ScanRow, TourPointRow, TourRow, TourRunRow
from patrol.store.read import unit_row
from patrol.tour import FASTEST_MPS, RunState
from patrol.unit import UnitKind

_KEY_LONGEST = 64


class Scans:
    """The proofs of all units. Safe to call from any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def take(self, unit_id: str, proof: Proof, actor: Actor) -> Scan:
        """Keep a proof; the same key again gives the one that is kept.

        Raises a not-found fault for a code that is unknown or revoked, an invalid one where nothing is proven.
        """
        if not 1 <= len(proof.key) <= _KEY_LONGEST:
            raise invalid(f"scan: its key has 1 to {_KEY_LONGEST} characters")
        key = f"{unit_id}:{proof.key}"
        with change(self._desk, actor) as made:
            known = made.session.scalar(select(ScanRow).where(ScanRow.phone_key == key))
            if known is not None:
                return read.scan(known)
            checkpoint = _proven(made.session, proof)
            unit = unit_row(made.session, unit_id)
            at, is_believed = counted_at(proof.device_at, made.at)
            run = _run_at(made.session, unit_id, checkpoint, at)
            flags = [*place_flags(checkpoint, proof)]
            flags += [] if is_believed else [Flag.CLOCK]
            if is_too_fast(checkpoint, at, _around(made.session, run, at), FASTEST_MPS[UnitKind(unit.kind)]):
                flags.append(Flag.TOO_FAST)
            if run is not None and run.state != RunState.RUNNING:
                flags.append(Flag.LATE)
            row = _row(key, checkpoint, proof, at, made.at)
            row.unit_id, row.run_id = UnitId(unit_id), None if run is None else run.id
            row.flags = [flag.value for flag in flags]
            made.session.add(row)
            made.session.flush()
            scan = read.scan(row)
            _note(made, checkpoint, scan, unit.callsign, run)
            return scan


def _proven(session: Session, proof: Proof) -> Checkpoint:
    if proof.via is Via.POSITION:
        if proof.checkpoint_id is None or proof.position is None:
            raise invalid("scan: a position proves a checkpoint only with both of them")
        return read.checkpoint(read.checkpoint_row(session, proof.checkpoint_id))
    code = read_code(proof.code or "")
    row = session.scalar(select(CheckpointRow).where(CheckpointRow.code == code)) if code else None
    if row is None:
        raise not_found("checkpoint code", f"{code or '(empty)'} is unknown or was revoked; tell the room")
    return read.checkpoint(row)


def _run_at(session: Session, unit_id: str, checkpoint: Checkpoint, at: datetime) -> TourRunRow | None:
    """The unit's round at that time, should it be closed by now, that leads to the checkpoint."""
    query = select(TourRunRow).where(TourRunRow.unit_id == unit_id, TourRunRow.started_at <= at + timedelta(minutes=1))
    for run in session.scalars(query.order_by(TourRunRow.started_at.desc()).limit(5)):
        is_open = run.ended_at is None or at <= run.ended_at
        if is_open and checkpoint.id in run.plan:
            return run
    return None


def _around(session: Session, run: TourRunRow | None, at: datetime) -> list[tuple[Checkpoint, datetime]]:
    """The proofs of the round just before and just after `at`."""
    if run is None:
        return []
    query = select(ScanRow).where(ScanRow.run_id == run.id)
    before = session.scalar(query.where(ScanRow.at <= at).order_by(ScanRow.at.desc()).limit(1))
    after = session.scalar(query.where(ScanRow.at > at).order_by(ScanRow.at).limit(1))
    found = [row for row in (before, after) if row is not None]
    points = {str(point.id): point for point in read.checkpoints(session, [row.checkpoint_id for row in found])}
    return [(points[row.checkpoint_id], row.at) for row in found if row.checkpoint_id in points]


def _row(key: str, checkpoint: Checkpoint, proof: Proof, at: datetime, now: datetime) -> ScanRow:
    place = proof.position
    return ScanRow(
        id=new_id("scan", now),
        phone_key=key,
        checkpoint_id=checkpoint.id,
        via=proof.via.value,
        at=at,
        device_at=proof.device_at,
        received_at=now,
        lat=None if place is None else place.lat,
        lon=None if place is None else place.lon,
        accuracy_m=proof.accuracy_m,
        distance_m=None if place is None else distance_m(place, checkpoint.position),
    )


def _note(made: Change, checkpoint: Checkpoint, scan: Scan, callsign: str, run: TourRunRow | None) -> None:
    """What the proof changes: the round it belongs to, and every tour that leads to the checkpoint."""
    for row in made.session.scalars(select(TourRow)).all():
        if checkpoint.id not in row.checkpoint_ids:
            continue
        point = made.session.get(TourPointRow, (row.id, checkpoint.id))
        if point is None:
            point = TourPointRow(tour_id=row.id, checkpoint_id=checkpoint.id)
            point.last_at = point.last_callsign = point.due_at = point.overdue_since = None
            made.session.add(point)
        if scan.counts and (point.last_at is None or scan.at > point.last_at):
            point.last_at, point.last_callsign, point.overdue_since = scan.at, callsign, None
            if point.due_at is not None and row.every_s is not None:
                point.due_at = max(point.due_at, scan.at + timedelta(seconds=row.every_s))
        if run is None or run.tour_id != row.id:
            say_tour(made, "tour.scanned", row)
    if run is not None:
        _note_run(made, run)


def _note_run(made: Change, run: TourRunRow) -> None:
    made.session.flush()
    (now,) = read.runs(made.session, [run])
    if not now.missed and now.state in {RunState.RUNNING, RunState.ABANDONED}:
        # One that closed itself because nothing was heard from a dead spot was gone round after all.
        end_run(made, run, RunState.DONE, ended_at=now.moved_at)
        return
    row = made.session.get(TourRow, run.tour_id)
    if row is not None:
        say_tour(made, "tour.scanned", row)
