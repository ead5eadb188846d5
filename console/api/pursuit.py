"""Pursuit of somebody on foot or in a car: computed when asked, kept nowhere; blocks are ordinary orders."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, JsonValue

from console.api.access import Dispatcher, HouseDep, Viewer
from console.api.schema.base import Place
from console.api.schema.orders import OrderView
from console.api.schema.pursuit import PursuitBlock, PursuitBlockDraft, PursuitCamera, PursuitTaken, PursuitView
from kernel.geo import LatLon
from patrol.roads.reach import Rings
from patrol.service.pursuits import Pursuit, Sought
from patrol.unit import UnitKind
from patrol.views import order_data

router = APIRouter(tags=["pursuit"])

Lat = Annotated[float, Query(ge=-90, le=90)]
Lon = Annotated[float, Query(ge=-180, le=180)]


class Flees(StrEnum):
    """How he moves."""

    FOOT = "foot"
    CAR = "car"


@router.get("/pursuit", operation_id="get_pursuit")
def get_pursuit(  # FastAPI takes each part of the query as a parameter
    lat: Lat, lon: Lon, since: AwareDatetime, house: HouseDep, person: Viewer, kind: Flees = Flees.FOOT
) -> PursuitView:
    """How far he can have come since, the cameras that he comes past, and the crossings that free units reach first."""
    seen = [
        (c.id, c.position) for c in house.cameras.list() if c.position and c.is_enabled and person.sees_camera(c.id)
    ]
    sought = Sought(LatLon(lat, lon), since, UnitKind(kind.value))
    return _view(house.patrol.pursuits.look(sought, [position for _, position in seen]), seen)


@router.post("/pursuit/block", operation_id="block_crossing", status_code=201)
def block_crossing(draft: PursuitBlockDraft, house: HouseDep, person: Dispatcher) -> OrderView:
    """Send a free unit to a crossing."""
    crossing = LatLon(draft.position.lat, draft.position.lon)
    order = house.patrol.pursuits.block(draft.unit_id, crossing, draft.incident_id, person.actor)
    return OrderView.model_validate(order_data(order))


def _view(pursuit: Pursuit, cameras: Sequence[tuple[str, LatLon]]) -> PursuitView:
    edges = zip(("now", "soon"), pursuit.edges or (), strict=False)
    passing = [(*cameras[number], in_s) for number, in_s in pursuit.cameras]
    return PursuitView(
        at=pursuit.at,
        elapsed_s=round(pursuit.elapsed_s, 1),
        has_road=pursuit.edges is not None,
        is_over=pursuit.is_over,
        features=[_feature(name, rings) for name, rings in edges],
        cameras=[PursuitCamera(camera_id=i, position=_place(p), in_s=round(s, 1)) for i, p, s in passing],
        blocks=[
            PursuitBlock(
                position=_place(block.position),
                fugitive_s=round(block.fugitive_s, 1),
                unit_id=block.unit_id,
                callsign=block.callsign,
                unit_s=round(block.unit_s, 1),
                share=round(block.share, 4),
            )
            for block in pursuit.blocks
        ],
        taken=[
            PursuitTaken(incident_id=one.incident_id, position=_place(one.position), callsign=one.callsign)
            for one in pursuit.taken
        ],
    )


def _place(place: LatLon) -> Place:
    return Place(lat=round(place.lat, 6), lon=round(place.lon, 6))


def _feature(edge: str, polygons: list[Rings]) -> dict[str, JsonValue]:
    shapes: list[JsonValue] = [
        [[[round(p.lon, 6), round(p.lat, 6)] for p in ring] for ring in polygon] for polygon in polygons
    ]
    geometry: JsonValue = {"type": "MultiPolygon", "coordinates": shapes}
    return {"type": "Feature", "properties": {"edge": edge}, "geometry": geometry}
