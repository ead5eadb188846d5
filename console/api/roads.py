"""The imported map: tiles and addresses, ways and reach on its roads, and the closures drawn on it."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import JsonValue

from console.api.access import Dispatcher, HouseDep, Viewer, ViewerOrUnit
from console.api.schema.base import Place
from console.api.schema.roads import (
    ClosureDraft,
    ClosureView,
    FoundKind,
    FoundPlace,
    MapStatus,
    MapView,
    ReachView,
    UnitWay,
    WayView,
)
from console.api.schema.units import UnitKind
from console.maps.drawn import ATTRIBUTION
from console.maps.library import PLACES, MapLibrary
from console.maps.places import find_places
from kernel.errors import invalid, not_found
from kernel.geo import LatLon
from patrol import unit as patrol
from patrol.roads import closure as roads
from patrol.roads.reach import Rings

router = APIRouter(tags=["roads"])

Lat = Annotated[float, Query(ge=-90, le=90)]
Lon = Annotated[float, Query(ge=-180, le=180)]
Minutes = Annotated[list[Annotated[float, Query(gt=0, le=30)]], Query(max_length=5)]
_KEPT = "private, max-age=31536000, immutable"  # the address names the import


@router.get("/roads/map", operation_id="get_road_map")
def get_road_map(house: HouseDep, _person: ViewerOrUnit) -> MapStatus:
    """Which map is imported."""
    facts = MapLibrary(house.settings.patrol.map_dir).facts()
    if facts is None:
        return MapStatus(map=None)
    names = ("generation", "source", "imported_at", "bounds", "roads_m", "places")
    return MapStatus(map=MapView.model_validate({n: getattr(facts, n) for n in names} | {"attribution": ATTRIBUTION}))


@router.get("/roads/tiles/{generation}/{zoom}/{x}/{y}", operation_id="get_map_tile", response_class=Response)
def get_map_tile(generation: str, zoom: int, x: int, y: int, house: HouseDep, _person: ViewerOrUnit) -> Response:
    """A vector tile of the imported map; no content where nothing is drawn."""
    content = house.tiles.tile(generation, zoom, x, y)
    if content is None:
        raise not_found("map", generation)
    headers = {"Cache-Control": _KEPT}
    if not content:
        return Response(status_code=204, headers=headers)
    return Response(content, media_type="application/x-protobuf", headers=headers | {"Content-Encoding": "gzip"})


@router.get("/places", operation_id="find_places")
def search_places(
    house: HouseDep,
    _person: Viewer,
    q: Annotated[str, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
) -> list[FoundPlace]:
    """Streets, addresses, settlements and named places whose words begin with those of `q`; none without a map."""
    path = MapLibrary(house.settings.patrol.map_dir).path(PLACES)
    found = find_places(path, q, limit) if path else []
    return [
        FoundPlace(kind=FoundKind(p.kind.value), name=p.name, detail=p.detail, position=_place(p.position))
        for p in found
    ]


@router.get("/roads/way", operation_id="get_unit_way")
def get_unit_way(unit_id: str, lat: Lat, lon: Lon, house: HouseDep, _person: Viewer) -> UnitWay:
    """The unit's fastest way on the roads to a place, from its last position."""
    way = house.patrol.roads.way(unit_id, LatLon(lat, lon))
    if way is None:
        return UnitWay(way=None)
    return UnitWay(way=WayView(line=[_place(p) for p in way.line], travel_s=way.seconds, length_m=way.length_m))


@router.get("/roads/reach", operation_id="get_reach")
def get_reach(  # a unit, or a place and how one moves
    house: HouseDep,
    _person: Viewer,
    unit_id: str | None = None,
    lat: Lat | None = None,
    lon: Lon | None = None,
    kind: UnitKind = UnitKind.CAR,
    minutes: Minutes = [1.0, 3.0, 5.0],  # noqa: B006  # FastAPI copies it
) -> ReachView:
    """What a unit, or somebody at a place, reaches within so many minutes; empty where no road is near."""
    moves = patrol.UnitKind(kind.value)
    if unit_id is not None:
        unit = house.patrol.units.get(unit_id)
        origin, moves = unit.fix.position if unit.fix else None, unit.kind
    elif lat is not None and lon is not None:
        origin = LatLon(lat, lon)
    else:
        raise invalid("reach: say from where, by unit_id or by lat and lon")
    found = house.patrol.roads.reach(origin, moves, [m * 60 for m in minutes]) if origin else None
    pairs = zip(minutes, found or [], strict=False)
    return ReachView(features=[_feature(m, polygons) for m, polygons in pairs])


@router.get("/roads/closures", operation_id="list_closures")
def list_closures(house: HouseDep, _person: Viewer) -> list[ClosureView]:
    return [_closure(closure) for closure in house.patrol.roads.closures()]


@router.post("/roads/closures", operation_id="draw_closure", status_code=201)
def draw_closure(draft: ClosureDraft, house: HouseDep, person: Dispatcher) -> ClosureView:
    """Close the roads under a line or an area from now on."""
    points = tuple(LatLon(p.lat, p.lon) for p in draft.points)
    shape, closed_to = roads.Shape(draft.shape.value), roads.ClosedTo(draft.closed_to.value)
    wanted = roads.ClosureDraft(shape, points, closed_to, draft.reason)
    return _closure(house.patrol.roads.draw(wanted, person.actor))


@router.delete("/roads/closures/{closure_id}", operation_id="lift_closure", status_code=204)
def lift_closure(closure_id: str, house: HouseDep, person: Dispatcher) -> None:
    """Open the roads again."""
    house.patrol.roads.lift(closure_id, person.actor)


def _closure(closure: roads.Closure) -> ClosureView:
    return ClosureView.model_validate(roads.closure_data(closure))


def _place(place: LatLon) -> Place:
    return Place(lat=round(place.lat, 6), lon=round(place.lon, 6))


def _feature(minutes: float, polygons: list[Rings]) -> dict[str, JsonValue]:
    shapes: list[JsonValue] = [
        [[[round(p.lon, 6), round(p.lat, 6)] for p in ring] for ring in polygon] for polygon in polygons
    ]
    geometry: JsonValue = {"type": "MultiPolygon", "coordinates": shapes}
    return {"type": "Feature", "properties": {"minutes": minutes}, "geometry": geometry}
