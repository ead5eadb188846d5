"""The roads as dispatch uses them: closures that are drawn and lifted, ways, and what is within reach."""

from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.actor import Actor
from kernel.errors import Fault, conflict, invalid, not_found
from kernel.geo import LatLon
from kernel.ids import new_id
from patrol.roads.atlas import Atlas, RoadTimes
from patrol.roads.closure import MOST_POINTS, ClosedTo, Closure, ClosureDraft, ClosureId, Shape, closure_data
from patrol.roads.network import PROFILES, Profile
from patrol.roads.reach import Rings, reach
from patrol.roads.search import RoadGraph
from patrol.roads.way import Way, find_way
from patrol.service.change import Desk, change
from patrol.store import read
from patrol.store.closures import ClosureRow
from patrol.unit import UnitKind

log = structlog.get_logger()

_LEAST_POINTS = {Shape.LINE: 2, Shape.AREA: 3}


def road_times(desk: Desk, session: Session) -> RoadTimes | None:
    """Travel times under the closures of this moment; None where no map is imported, or it cannot be read."""
    closures = closures_in(session)
    try:
        is_there = desk.atlas.graph(Profile.CAR, closures) is not None
    except Fault as fault:
        # A damaged map must not keep anybody from sending a unit.
        log.error("travel times are straight lines", reason=fault.message)
        return None
    return RoadTimes(desk.atlas, closures) if is_there else None


class Roads:
    """Closures, ways and reach. Safe to call from any thread; each change is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def atlas(self) -> Atlas:
        return self._desk.atlas

    def closures(self) -> list[Closure]:
        """Those in force, oldest first."""
        with self._desk.database.read() as session:
            return closures_in(session)

    def draw(self, draft: ClosureDraft, actor: Actor) -> Closure:
        """Close roads from now on."""
        if not _LEAST_POINTS[draft.shape] <= len(draft.points) <= MOST_POINTS:
            wanted = f"{_LEAST_POINTS[draft.shape]} to {MOST_POINTS} points"
            raise invalid(f"a closed {draft.shape} needs {wanted}; {len(draft.points)} were drawn")
        if len(set(draft.points)) < _LEAST_POINTS[draft.shape]:
            raise invalid(f"the closed {draft.shape} has no extent; draw it across the road")
        with change(self._desk, actor) as made:
            row = ClosureRow(
                id=new_id("cls", made.at),
                shape=draft.shape.value,
                points=[[p.lat, p.lon] for p in draft.points],
                closed_to=draft.closed_to.value,
                reason=draft.reason.strip(),
                drawn_at=made.at,
                drawn_by=actor.name,
            )
            made.session.add(row)
            made.say("closure.drawn", f"closure:{row.id}", closure_data(_closure(row)))
            return _closure(row)

    def lift(self, closure_id: str, actor: Actor) -> None:
        """Open the roads again; raises a not-found fault."""
        with change(self._desk, actor) as made:
            row = made.session.get(ClosureRow, closure_id)
            if row is None:
                raise not_found("closure", closure_id)
            made.say("closure.lifted", f"closure:{closure_id}", closure_data(_closure(row)))
            made.session.delete(row)

    def way(self, unit_id: str, target: LatLon) -> Way | None:
        """The unit's way from its last fix; None without a fix, or where no road leads.

        Raises a not-found fault for the unit, a conflict where no map is imported.
        """
        with self._desk.database.read() as session:
            unit, closures = read.unit(session, unit_id), closures_in(session)
        graph = self._graph(unit.kind, closures)
        return find_way(graph, unit.fix.position, target) if unit.fix else None

    def reach(self, origin: LatLon, kind: UnitKind, limits_s: Sequence[float]) -> list[list[Rings]] | None:
        """Polygons per limit; None where no road is near. Raises a conflict where no map is imported."""
        return reach(self.graph(kind), origin, limits_s)

    def graph(self, kind: UnitKind) -> RoadGraph:
        """The roads as they are open now; raises a conflict where no map is imported."""
        return self._graph(kind, self.closures())

    def _graph(self, kind: UnitKind, closures: Sequence[Closure]) -> RoadGraph:
        graph = self._desk.atlas.graph(PROFILES[kind], closures)
        if graph is None:
            raise conflict("no map is imported; an administrator imports one with 'watchroom map import FILE.osm.pbf'")
        return graph


def closures_in(session: Session) -> list[Closure]:
    """Those in force, oldest first."""
    return [_closure(row) for row in session.scalars(select(ClosureRow).order_by(ClosureRow.drawn_at, ClosureRow.id))]


def _closure(row: ClosureRow) -> Closure:
    points = tuple(LatLon(*point) for point in row.points if isinstance(point, list))  # type: ignore[arg-type]
    draft = ClosureDraft(Shape(row.shape), points, ClosedTo(row.closed_to), row.reason)
    return Closure(ClosureId(row.id), draft, row.drawn_at, row.drawn_by)
