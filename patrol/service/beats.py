"""Beats and checkpoints: kept by those who keep the plans."""

from collections.abc import Sequence

from sqlalchemy import select

from kernel.actor import Actor
from kernel.errors import conflict, not_found
from kernel.geo import LatLon
from kernel.ids import new_id
from patrol.beat import Beat, beat_data, check_beat
from patrol.checkpoint import Checkpoint, CheckpointDraft, check_checkpoint, checkpoint_data, new_code
from patrol.service.change import Change, Desk, change
from patrol.store import patrols_read as read
from patrol.store.patrols import BeatRow, CheckpointRow, TourRow


class Beats:
    """Beats. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> list[Beat]:
        """By name."""
        with self._desk.database.read() as session:
            return [read.beat(row) for row in session.scalars(select(BeatRow).order_by(BeatRow.name, BeatRow.id))]

    def draw(self, name: str, points: Sequence[LatLon], actor: Actor, beat_id: str | None = None) -> Beat:
        """A new beat, or other borders for one; raises a not-found fault."""
        check_beat(name, tuple(points))
        with change(self._desk, actor) as made:
            row = BeatRow(id=new_id("beat", made.at)) if beat_id is None else _beat_row(made, beat_id)
            row.name, row.points = name.strip(), [[p.lat, p.lon] for p in points]
            made.session.add(row)
            beat = read.beat(row)
            made.say("beat.drawn", f"beat:{row.id}", beat_data(beat))
            return beat

    def remove(self, beat_id: str, actor: Actor) -> None:
        """The beat goes, its checkpoints stay."""
        with change(self._desk, actor) as made:
            row = _beat_row(made, beat_id)
            for point in made.session.scalars(select(CheckpointRow).where(CheckpointRow.beat_id == beat_id)):
                point.beat_id = None
                _say(made, "checkpoint.changed", point)
            made.say("beat.removed", f"beat:{beat_id}", beat_data(read.beat(row)))
            made.session.delete(row)


class Checkpoints:
    """Checkpoints and their codes. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> list[Checkpoint]:
        """By name."""
        with self._desk.database.read() as session:
            return read.checkpoints(session)

    def keep(self, draft: CheckpointDraft, actor: Actor, checkpoint_id: str | None = None) -> Checkpoint:
        """A new checkpoint with a code of its own, or a changed one, which keeps its code."""
        check_checkpoint(draft)
        with change(self._desk, actor) as made:
            if draft.beat_id is not None:
                _beat_row(made, draft.beat_id)
            if checkpoint_id is None:
                row = CheckpointRow(id=new_id("chk", made.at), code=new_code(), code_made_at=made.at)
            else:
                row = read.checkpoint_row(made.session, checkpoint_id)
            row.name, row.radius_m, row.beat_id = draft.name.strip(), draft.radius_m, draft.beat_id
            row.lat, row.lon = draft.position.lat, draft.position.lon
            made.session.add(row)
            return _say(made, "checkpoint.added" if checkpoint_id is None else "checkpoint.changed", row)

    def renew_code(self, checkpoint_id: str, actor: Actor) -> Checkpoint:
        """Another code: sheets and tags with the one before prove nothing any more."""
        with change(self._desk, actor) as made:
            row = read.checkpoint_row(made.session, checkpoint_id)
            row.code, row.code_made_at = new_code(), made.at
            return _say(made, "checkpoint.code_renewed", row)

    def remove(self, checkpoint_id: str, actor: Actor) -> None:
        """Raises a conflict fault that names the tours which still lead there."""
        with change(self._desk, actor) as made:
            row = read.checkpoint_row(made.session, checkpoint_id)
            tours = [t.name for t in made.session.scalars(select(TourRow)) if checkpoint_id in t.checkpoint_ids]
            if tours:
                raise conflict(f"checkpoint {row.name}: {', '.join(tours)} still leads there; take it out first")
            _say(made, "checkpoint.removed", row)
            made.session.delete(row)


def _beat_row(made: Change, beat_id: str) -> BeatRow:
    row = made.session.get(BeatRow, beat_id)
    if row is None:
        raise not_found("beat", beat_id)
    return row


def _say(made: Change, kind: str, row: CheckpointRow) -> Checkpoint:
    made.session.flush()
    checkpoint = read.checkpoint(row)
    made.say(kind, f"checkpoint:{row.id}", checkpoint_data(checkpoint))
    return checkpoint
