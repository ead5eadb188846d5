"""The house as a map sees it: cameras, incidents, events, units, closures and alerts as GeoJSON features (CRS84).

No names of people, no addresses of cameras; units only while on duty, as their positions are kept only then.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import shapely

from analytics.store import AnalyticsStore, EventQuery
from console.outward.alerts import Alerts, PublishedAlert, draft_of
from console.outward.cap import MessageType
from console.outward.tokens import FeatureKind
from ingest.camera import Camera, CameraStatus
from ingest.store import CameraStore
from kernel.event import Event
from kernel.geo import LatLon, destination
from kernel.ids import CameraId
from kernel.journal import Json, JsonObject
from patrol.incident import Incident
from patrol.roads.closure import Closure, Shape
from patrol.service import PatrolService
from patrol.unit import Unit, UnitStatus

MOST = 10_000
_PAGE = 500
_CORNERS = 48  # of a circle, to be drawn
BBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, both included; None: open."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, at: datetime | None) -> bool:
        """Whether `at` lies in it; what has no time always does."""
        if at is None:
            return True
        return (self.start is None or at >= self.start) and (self.end is None or at <= self.end)


@dataclass(frozen=True, slots=True)
class Feature:
    """A thing with a place. geometry: GeoJSON, None where its place is not known. at: its time, None: always."""

    id: str
    geometry: JsonObject | None
    at: datetime | None
    properties: JsonObject

    @property
    def geojson(self) -> dict[str, Json]:
        geometry = None if self.geometry is None else dict(self.geometry)
        return {"type": "Feature", "id": self.id, "geometry": geometry, "properties": dict(self.properties)}


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may read. camera: whether a camera is there for them; house: events of no camera."""

    kinds: frozenset[FeatureKind]
    camera: Callable[[str], bool]
    house: bool


class FeatureDesk:
    """Reads the features. Safe to call from any thread."""

    def __init__(self, cameras: CameraStore, events: AnalyticsStore, patrol: PatrolService, alerts: Alerts) -> None:
        self._cameras = cameras
        self._events = events
        self._patrol = patrol
        self._alerts = alerts

    def features(self, kind: FeatureKind, sight: Sight, span: Span, bbox: BBox | None) -> list[Feature]:
        """Those in time and box; events and incidents newest first, at most the 10,000 newest."""
        found = (feature for feature in self._all(kind, sight, span) if span.holds(feature.at))
        return list(found if bbox is None else _inside(found, bbox))

    def feature(self, kind: FeatureKind, sight: Sight, feature_id: str) -> Feature | None:
        """The feature with that id, None when there is none for this reader."""
        return next((one for one in self._all(kind, sight, Span()) if one.id == feature_id), None)

    def _all(self, kind: FeatureKind, sight: Sight, span: Span) -> Iterable[Feature]:
        match kind:
            case FeatureKind.CAMERAS:
                watched = self._cameras.watched()
                return [_camera(camera, status) for camera, status in watched if sight.camera(camera.id)]
            case FeatureKind.INCIDENTS:
                return map(_incident, self._patrol.incidents.page(limit=MOST).items)
            case FeatureKind.EVENTS:
                return map(_event, self._seen_events(sight, span))
            case FeatureKind.UNITS:
                return (_unit(unit) for unit in self._patrol.units.list() if unit.status is not UnitStatus.OFF_DUTY)
            case FeatureKind.CLOSURES:
                return map(_closure, self._patrol.roads.closures())
            case FeatureKind.ALERTS:
                return [_alert(one) for one in self._alerts.current() if one.message_type is not MessageType.CANCEL]

    def _seen_events(self, sight: Sight, span: Span) -> Iterator[Event]:
        cameras = [CameraId(c.id) for c in self._cameras.list() if sight.camera(c.id)]
        cursor, count = None, 0
        while count < MOST:
            query = EventQuery(cameras=cameras, with_house=sight.house, start=span.start, limit=_PAGE, cursor=cursor)
            page = self._events.events(query)
            yield from page.items
            count, cursor = count + len(page.items), page.next_cursor
            if cursor is None:
                return


def _inside(features: Iterable[Feature], bbox: BBox) -> Iterator[Feature]:
    west, south, east, north = bbox
    # A box over the date line is two.
    boxes = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    area = shapely.union_all([shapely.box(left, south, right, north) for left, right in boxes])
    for feature in features:
        if feature.geometry is not None and area.intersects(shapely.geometry.shape(feature.geometry)):
            yield feature


def _camera(camera: Camera, status: CameraStatus) -> Feature:
    return Feature(
        camera.id,
        _point(camera.position),
        None,
        {
            "name": camera.name,
            "state": status.state.value,
            "bearing_deg": camera.bearing_deg,
            "view_angle_deg": camera.view_angle_deg,
            "range_m": camera.range_m,
        },
    )


def _incident(incident: Incident) -> Feature:
    return Feature(
        incident.id,
        _point(incident.position),
        incident.opened_at,
        {
            "number": incident.number,
            "title": incident.title,
            "kind": incident.kind,
            "severity": incident.severity.value,
            "state": incident.state.value,
            "opened_at": _time(incident.opened_at),
            "closed_at": _time(incident.closed_at),
            "disposition": incident.disposition,
        },
    )


def _event(event: Event) -> Feature:
    return Feature(
        event.id,
        _point(event.position),
        event.opened_at,
        {
            "title": event.title,
            "kind": event.kind,
            "severity": event.severity.value,
            "phase": event.phase.value,
            "camera_id": event.camera,
            "opened_at": _time(event.opened_at),
            "closed_at": _time(event.closed_at),
            "verdict": event.verdict.value,
            "incident_id": event.incident_id,
        },
    )


def _unit(unit: Unit) -> Feature:
    fix = unit.fix
    return Feature(
        unit.id,
        _point(fix.position if fix else None),
        fix.at if fix else None,
        {
            "callsign": unit.callsign,
            "kind": unit.kind.value,
            "status": unit.status.value,
            "fix_at": _time(fix.at if fix else None),
            "accuracy_m": fix.accuracy_m if fix else None,
            "speed_mps": fix.speed_mps if fix else None,
            "course_deg": fix.course_deg if fix else None,
        },
    )


def _closure(closure: Closure) -> Feature:
    draft = closure.draft
    line: list[Json] = [[p.lon, p.lat] for p in draft.points]
    geometry: JsonObject = {"type": "LineString", "coordinates": line}
    if draft.shape is Shape.AREA:
        geometry = {"type": "Polygon", "coordinates": [[*line, line[0]]]}
    properties: JsonObject = {
        "closed_to": draft.closed_to.value,
        "reason": draft.reason,
        "drawn_at": _time(closure.drawn_at),
    }
    return Feature(closure.id, geometry, closure.drawn_at, properties)


def _alert(alert: PublishedAlert) -> Feature:
    said = draft_of(alert.said)
    circle, rings = said.circle, [said.polygon] if said.polygon else []
    if circle is not None:
        rings.append(
            tuple(destination(circle.centre, turn * 360 / _CORNERS, circle.radius_m) for turn in range(_CORNERS))
        )
    shapes: list[Json] = [[[[p.lon, p.lat] for p in (*ring, ring[0])]] for ring in rings]
    properties: JsonObject = {
        "headline": said.words[0].headline,
        "event": said.words[0].event,
        "severity": said.severity.value,
        "urgency": said.urgency.value,
        "certainty": said.certainty.value,
        "area": said.area,
        "sent": _time(alert.sent),
        "expires": _time(alert.expires),
    }
    return Feature(alert.id, {"type": "MultiPolygon", "coordinates": shapes}, alert.sent, properties)


def _point(place: LatLon | None) -> JsonObject | None:
    return None if place is None else {"type": "Point", "coordinates": [place.lon, place.lat]}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
