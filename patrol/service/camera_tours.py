"""Camera tours: operators look through cameras in turn; each look that they confirm counts as patrol."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from kernel.actor import Actor
from kernel.errors import invalid, not_found
from kernel.ids import new_id
from kernel.journal import JsonObject
from patrol.service.change import Change, Desk, change
from patrol.store.patrols_looked import CameraTourRow

LEAST_DWELL_S, MOST_DWELL_S = 3.0, 600.0
MOST_CAMERAS = 200


@dataclass(frozen=True, slots=True)
class CameraTour:
    """A tour through cameras, and who looked last."""

    id: str
    name: str
    camera_ids: tuple[str, ...]
    dwell_s: float
    last_looked_at: datetime | None
    last_looked_by: str | None


@dataclass(frozen=True, slots=True)
class CameraTourDraft:
    """A tour to keep. dwell_s: how long each camera stays in the stage."""

    name: str
    camera_ids: tuple[str, ...]
    dwell_s: float = 15.0


class CameraTours:
    """The tours. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> list[CameraTour]:
        """By name."""
        with self._desk.database.read() as session:
            return [_tour(row) for row in session.scalars(select(CameraTourRow).order_by(CameraTourRow.name))]

    def get(self, tour_id: str) -> CameraTour:
        """The tour; raises a not-found fault."""
        with self._desk.database.read() as session:
            row = session.get(CameraTourRow, tour_id)
            if row is None:
                raise not_found("camera tour", tour_id)
            return _tour(row)

    def keep(self, draft: CameraTourDraft, actor: Actor, tour_id: str | None = None) -> CameraTour:
        """A new tour, or another draft of one."""
        if not draft.name.strip():
            raise invalid("camera tour: give it a name")
        if not 1 <= len(draft.camera_ids) <= MOST_CAMERAS:
            raise invalid(f"camera tour {draft.name}: it needs 1 to {MOST_CAMERAS} cameras")
        if not LEAST_DWELL_S <= draft.dwell_s <= MOST_DWELL_S:
            raise invalid(f"camera tour {draft.name}: a camera stays {LEAST_DWELL_S:g} to {MOST_DWELL_S:g} s")
        with change(self._desk, actor) as made:
            row = CameraTourRow(id=new_id("ctour", made.at)) if tour_id is None else _row(made, tour_id)
            row.name, row.camera_ids, row.dwell_s = draft.name.strip(), list(draft.camera_ids), draft.dwell_s
            made.session.add(row)
            return _say(made, "camera_tour.kept", row)

    def remove(self, tour_id: str, actor: Actor) -> None:
        """Raises a not-found fault."""
        with change(self._desk, actor) as made:
            row = _row(made, tour_id)
            _say(made, "camera_tour.removed", row)
            made.session.delete(row)

    def looked(self, tour_id: str, camera_id: str, actor: Actor) -> CameraTour:
        """The actor confirms that he has looked through the camera on this tour."""
        with change(self._desk, actor) as made:
            row = _row(made, tour_id)
            row.last_looked_at, row.last_looked_by = made.at, actor.name
            tour = _tour(row)
            data: JsonObject = {**camera_tour_data(tour), "camera_id": camera_id}
            made.say("camera_tour.looked", f"camera:{camera_id}", data)
            return tour


def camera_tour_data(tour: CameraTour) -> JsonObject:
    """CameraTourView."""
    at = tour.last_looked_at
    return {
        "id": tour.id,
        "name": tour.name,
        "camera_ids": list(tour.camera_ids),
        "dwell_s": tour.dwell_s,
        "last_looked_at": None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "last_looked_by": tour.last_looked_by,
    }


def _row(made: Change, tour_id: str) -> CameraTourRow:
    row = made.session.get(CameraTourRow, tour_id)
    if row is None:
        raise not_found("camera tour", tour_id)
    return row


def _say(made: Change, kind: str, row: CameraTourRow) -> CameraTour:
    made.session.flush()
    tour = _tour(row)
    made.say(kind, f"camera_tour:{row.id}", camera_tour_data(tour))
    return tour


def _tour(row: CameraTourRow) -> CameraTour:
    cameras = tuple(str(camera) for camera in row.camera_ids)
    return CameraTour(row.id, row.name, cameras, row.dwell_s, row.last_looked_at, row.last_looked_by)
