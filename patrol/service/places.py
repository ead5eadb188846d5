"""Protected places: entered, changed and removed by people."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kernel.actor import Actor
from kernel.errors import conflict, invalid, not_found
from kernel.geo import LatLon
from kernel.ids import new_id
from kernel.journal import JsonObject
from patrol.coverage import PlaceDraft, PlaceId, ProtectedPlace
from patrol.service.change import Desk, change
from patrol.store.coverage import CoverageVoidRow, ProtectedPlaceRow
from patrol.unit import UnitKind

MOST_PLACES = 200


class Places:
    """The protected places. Safe to call from any thread; each change is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def list(self) -> Sequence[ProtectedPlace]:
        """All of them, by name."""
        with self._desk.database.read() as session:
            return places(session)

    def add(self, draft: PlaceDraft, actor: Actor) -> ProtectedPlace:
        """Raises an invalid fault without a name, a conflict where there are too many or the name is taken."""
        with change(self._desk, actor) as made:
            count = made.session.scalar(select(func.count()).select_from(ProtectedPlaceRow)) or 0
            if count >= MOST_PLACES:
                raise conflict(f"there are {MOST_PLACES} protected places, which is the most; remove one first")
            row = ProtectedPlaceRow(id=new_id("plc", made.at), added_at=made.at)
            _fill(made.session, row, draft)
            made.session.add(row)
            made.say("protected_place.added", f"protected_place:{row.id}", place_data(_place(row)))
            return _place(row)

    def change(self, place_id: str, draft: PlaceDraft, actor: Actor) -> ProtectedPlace:
        """Raises a not-found fault, and those of `add`."""
        with change(self._desk, actor) as made:
            row = _row(made.session, place_id)
            if _place(row).draft != draft:
                _fill(made.session, row, draft)
                made.say("protected_place.changed", f"protected_place:{row.id}", place_data(_place(row)))
            return _place(row)

    def remove(self, place_id: str, actor: Actor) -> None:
        """Raises a not-found fault."""
        with change(self._desk, actor) as made:
            row = _row(made.session, place_id)
            made.session.execute(delete(CoverageVoidRow).where(CoverageVoidRow.place_id == place_id))
            made.say("protected_place.removed", f"protected_place:{row.id}", place_data(_place(row)))
            made.session.delete(row)


def places(session: Session) -> Sequence[ProtectedPlace]:
    """All protected places, by name."""
    query = select(ProtectedPlaceRow).order_by(ProtectedPlaceRow.name, ProtectedPlaceRow.id)
    return [_place(row) for row in session.scalars(query)]


def place_data(place: ProtectedPlace) -> JsonObject:
    """ProtectedPlaceView."""
    draft = place.draft
    return {
        "id": place.id,
        "name": draft.name,
        "position": {"lat": draft.position.lat, "lon": draft.position.lon},
        "weight": draft.weight,
        "within_s": draft.within_s,
        "kind": None if draft.kind is None else draft.kind.value,
    }


def _fill(session: Session, row: ProtectedPlaceRow, draft: PlaceDraft) -> None:
    name = draft.name.strip()
    if not name:
        raise invalid("a protected place needs a name")
    taken = select(ProtectedPlaceRow.id).where(ProtectedPlaceRow.name == name, ProtectedPlaceRow.id != row.id)
    with session.no_autoflush:
        if session.scalar(taken) is not None:
            raise conflict(f"there is a protected place '{name}' already; choose another name")
    row.name, row.lat, row.lon = name, draft.position.lat, draft.position.lon
    row.weight, row.within_s = draft.weight, draft.within_s
    row.unit_kind = None if draft.kind is None else draft.kind.value


def _row(session: Session, place_id: str) -> ProtectedPlaceRow:
    row = session.get(ProtectedPlaceRow, place_id)
    if row is None:
        raise not_found("protected place", place_id)
    return row


def _place(row: ProtectedPlaceRow) -> ProtectedPlace:
    kind = None if row.unit_kind is None else UnitKind(row.unit_kind)
    return ProtectedPlace(
        PlaceId(row.id), PlaceDraft(row.name, LatLon(row.lat, row.lon), row.weight, row.within_s, kind)
    )
