"""OGC API Features (Part 1, core and GeoJSON): the house as layers for QGIS and other maps.

Read with a token of its own, as bearer or as the password of basic authentication, or by who is signed in.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from console.api.access import Gate, HouseDep, signed_in
from console.auth.permission import Permission
from console.house import House
from console.outward.features import BBox, FeatureDesk, Sight, Span
from console.outward.tokens import PREFIX, FeatureKind
from kernel.errors import Fault, FaultKind, not_found
from kernel.journal import Json

router = APIRouter(prefix="/features", tags=["features"])

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONFORMS_TO = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
]
_GEOJSON = "application/geo+json"
_OPENAPI = "application/vnd.oai.openapi+json;version=3.1"
_MOST_ITEMS = 10_000
_USUAL_ITEMS = 100
_TIME: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)
_OF_ITEMS = frozenset({"limit", "offset", "bbox", "datetime"})
_TITLES = {
    FeatureKind.CAMERAS: "Cameras",
    FeatureKind.INCIDENTS: "Incidents",
    FeatureKind.EVENTS: "Events",
    FeatureKind.UNITS: "Units on duty",
    FeatureKind.CLOSURES: "Closed roads",
    FeatureKind.ALERTS: "Public alerts in force",
}


class FeatureGate(Gate):
    """Lets pass a read token, or whoever may see the room; gives what they may read."""

    def __call__(self, connection: HTTPConnection) -> Sight:  # type: ignore[override]  # what it gives is not a person
        house: House = connection.app.state.house
        secret = _secret(connection.headers.get("authorization", ""))
        if secret.startswith(PREFIX):
            token = house.outward.tokens.of_secret(secret)
            if token is None:
                raise Fault(FaultKind.UNAUTHENTICATED, "this read token is not valid; have a new one made")
            return Sight(frozenset(token.collections), lambda _camera: True, house=False)
        person = signed_in(connection).person
        person.demand(self.permissions[0])
        return Sight(frozenset(FeatureKind), person.sees_camera, person.may(Permission.SYSTEM_VIEW))


Reader = Annotated[Sight, Depends(FeatureGate(Permission.ROOM_VIEW))]


@router.get("", operation_id="get_features_landing", response_class=JSONResponse)
def get_features_landing(request: Request, house: HouseDep, _sight: Reader) -> JSONResponse:
    """Where everything is."""
    base = _base(request, house)
    links: list[Json] = [
        _link("self", base, "application/json", house.settings.room),
        _link("service-desc", f"{base}/api", _OPENAPI, "The definition of this API"),
        _link("conformance", f"{base}/conformance", "application/json", "What it conforms to"),
        _link("data", f"{base}/collections", "application/json", "The collections"),
    ]
    return JSONResponse({"title": house.settings.room, "links": links})


@router.get("/conformance", operation_id="get_features_conformance", response_class=JSONResponse)
def get_features_conformance(_sight: Reader) -> JSONResponse:
    return JSONResponse({"conformsTo": CONFORMS_TO})


@router.get("/api", operation_id="get_features_api", response_class=JSONResponse)
def get_features_api(request: Request, _sight: Reader) -> JSONResponse:
    """The part of the API's definition that concerns features."""
    whole = request.app.openapi()
    paths = {path: item for path, item in whole["paths"].items() if path.startswith("/api/features")}
    return JSONResponse({**whole, "paths": paths}, media_type=_OPENAPI)


@router.get("/collections", operation_id="list_collections", response_class=JSONResponse)
def list_collections(request: Request, house: HouseDep, sight: Reader) -> JSONResponse:
    """Those that this reader may read."""
    base = _base(request, house)
    links: list[Json] = [_link("self", f"{base}/collections", "application/json", "The collections")]
    collections = [_collection(base, kind) for kind in FeatureKind if kind in sight.kinds]
    return JSONResponse({"links": links, "collections": collections})


@router.get("/collections/{collection_id}", operation_id="get_collection", response_class=JSONResponse)
def get_collection(collection_id: str, request: Request, house: HouseDep, sight: Reader) -> JSONResponse:
    return JSONResponse(_collection(_base(request, house), _kind(collection_id, sight)))


@router.get("/collections/{collection_id}/items", operation_id="list_features", response_class=JSONResponse)
def list_features(collection_id: str, request: Request, house: HouseDep, sight: Reader) -> JSONResponse:
    """Features by `bbox`, `datetime`, `limit` and `offset`; an event's and an incident's time is when it opened."""
    kind, asked = _kind(collection_id, sight), _asked(request)
    limit, offset = _number(asked, "limit", _USUAL_ITEMS, least=1), _number(asked, "offset", 0, least=0)
    limit = min(limit, _MOST_ITEMS)  # the standard: more than the most is the most
    found = _desk(house).features(kind, sight, _span(asked.get("datetime")), _bbox(asked.get("bbox")))
    shown = found[offset : offset + limit]
    here = f"{_base(request, house)}/collections/{kind}"
    kept = {name: asked[name] for name in ("bbox", "datetime") if name in asked} | {"limit": str(limit)}
    links: list[Json] = [
        _link("self", f"{here}/items?{urlencode(kept | {'offset': str(offset)})}", _GEOJSON, "This page"),
        _link("collection", here, "application/json", _TITLES[kind]),
    ]
    if offset + limit < len(found):
        following = urlencode(kept | {"offset": str(offset + limit)})
        links.append(_link("next", f"{here}/items?{following}", _GEOJSON, "The next page"))
    body: dict[str, Json] = {
        "type": "FeatureCollection",
        "features": [feature.geojson for feature in shown],
        "links": links,
        "timeStamp": house.clock.now().isoformat().replace("+00:00", "Z"),
        "numberMatched": len(found),
        "numberReturned": len(shown),
    }
    return JSONResponse(body, media_type=_GEOJSON)


@router.get("/collections/{collection_id}/items/{feature_id}", operation_id="get_feature", response_class=JSONResponse)
def get_feature(collection_id: str, feature_id: str, request: Request, house: HouseDep, sight: Reader) -> JSONResponse:
    kind = _kind(collection_id, sight)
    feature = _desk(house).feature(kind, sight, feature_id)
    if feature is None:
        raise not_found(f"feature of {kind}", feature_id)
    here = f"{_base(request, house)}/collections/{kind}"
    links: list[Json] = [
        _link("self", f"{here}/items/{feature_id}", _GEOJSON, feature_id),
        _link("collection", here, "application/json", _TITLES[kind]),
    ]
    return JSONResponse({**feature.geojson, "links": links}, media_type=_GEOJSON)


def _desk(house: House) -> FeatureDesk:
    return FeatureDesk(house.cameras, house.events, house.patrol, house.outward.alerts)


def _kind(collection_id: str, sight: Sight) -> FeatureKind:
    kind = next((kind for kind in sight.kinds if kind == collection_id), None)
    if kind is None:
        raise not_found("collection", collection_id)
    return kind


def _collection(base: str, kind: FeatureKind) -> dict[str, Json]:
    here = f"{base}/collections/{kind}"
    return {
        "id": kind.value,
        "title": _TITLES[kind],
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            _link("self", here, "application/json", _TITLES[kind]),
            _link("items", f"{here}/items", _GEOJSON, _TITLES[kind]),
        ],
    }


def _base(request: Request, house: House) -> str:
    root = house.settings.outward.public_url or str(request.base_url)
    return f"{root.rstrip('/')}/api/features"


def _link(rel: str, href: str, media_type: str, title: str) -> dict[str, Json]:
    return {"rel": rel, "href": href, "type": media_type, "title": title}


def _asked(request: Request) -> Mapping[str, str]:
    unknown = sorted(set(request.query_params) - _OF_ITEMS)
    if unknown:
        raise HTTPException(400, f"{', '.join(unknown)}: no such parameter; known are {', '.join(sorted(_OF_ITEMS))}")
    return request.query_params


def _number(asked: Mapping[str, str], name: str, usual: int, least: int) -> int:
    text = asked.get(name, str(usual))
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or int(text) < least:
        raise HTTPException(400, f"{name}: must be a whole number of at least {least}")
    return int(text)


def _bbox(text: str | None) -> BBox | None:
    if text is None:
        return None
    try:
        numbers = [float(one) for one in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:  # with heights, which nothing here has
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(-360 <= n <= 360 for n in numbers) or numbers[1] > numbers[3]:
        raise HTTPException(400, "bbox: must be west,south,east,north in degrees")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _span(text: str | None) -> Span:
    if text is None:
        return Span()
    parts = text.split("/")
    try:
        if len(parts) == 1:
            at = _TIME.validate_python(parts[0])
            return Span(at, at)
        if len(parts) > 2:
            raise ValueError
        start, end = (None if part in {"", ".."} else _TIME.validate_python(part) for part in parts)
    except (ValidationError, ValueError):
        raise HTTPException(400, "datetime: must be a time (RFC 3339), or start/end with .. for an open one") from None
    if start and end and start > end:
        raise HTTPException(400, "datetime: the start is after the end")
    return Span(start, end)


def _secret(header: str) -> str:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        name, _, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return password or name
