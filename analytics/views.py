"""Events as the journal and HTTP show them (the scene's view is in `scene`)."""

from datetime import datetime

from analytics.topics import onvif_topic
from kernel.event import Event, SeenBy
from kernel.geo import LatLon
from kernel.geometry import Box, Point
from kernel.journal import Json


def event_data(event: Event) -> dict[str, Json]:
    """The event in the shape of EventView."""
    return {
        "id": event.id,
        "camera_id": event.camera,
        "rule_id": event.rule,
        "kind": event.kind,
        "title": event.title,
        "severity": event.severity.value,
        "phase": event.phase.value,
        "opened_at": _time(event.opened_at),
        "updated_at": _time(event.updated_at),
        "closed_at": _time(event.closed_at),
        "object_class": event.object_class,
        "direction": event.direction,
        "confidence": event.confidence,
        "box": box_data(event.box),
        "path": path_data(event.path),
        "position": place_data(event.position),
        "position_is_measured": event.position_is_measured,
        "clip_start": _time(event.clip_start),
        "clip_end": _time(event.clip_end),
        "has_snapshot": event.has_snapshot,
        "count": event.count,
        "verdict": event.verdict.value,
        "verdict_reason": event.verdict_reason,
        "verdict_by": event.verdict_by,
        "verdict_at": _time(event.verdict_at),
        "incident_id": event.incident_id,
        "track": event.track,
        "also_seen_by": seen_by_data(event.also_seen_by),
        "suppressed_by": [*event.suppressed_by],
        "onvif_topic": onvif_topic(event.kind),
    }


def seen_by_data(sightings: tuple[SeenBy, ...]) -> list[Json]:
    """The sightings, each in the shape of SeenByView."""
    return [{"camera_id": s.camera, "track": s.track, "from": _time(s.start), "to": _time(s.end)} for s in sightings]


def box_data(box: Box | None) -> dict[str, Json] | None:
    """The box in the shape of PictureBox; four decimals are a tenth of a pixel."""
    if box is None:
        return None
    return {
        "left": round(box.left, 4),
        "top": round(box.top, 4),
        "right": round(box.right, 4),
        "bottom": round(box.bottom, 4),
    }


def path_data(path: tuple[Point, ...]) -> list[Json]:
    """The points, each in the shape of PicturePoint."""
    return [{"x": round(point.x, 4), "y": round(point.y, 4)} for point in path]


def place_data(place: LatLon | None) -> dict[str, Json] | None:
    """The place in the shape of Place."""
    return None if place is None else {"lat": place.lat, "lon": place.lon}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
