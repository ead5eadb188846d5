"""Cameras as pages see them: what ingest knows of a camera, with the ground it sees, which analytics knows."""

from functools import lru_cache

from analytics.ground import PlacePair, fit
from analytics.store import AnalyticsStore
from ingest.store import CameraStore
from kernel.errors import Fault
from kernel.ids import CameraId
from kernel.journal import Entry, Json, JsonObject


def camera_view(cameras: CameraStore, events: AnalyticsStore, camera: CameraId) -> JsonObject:
    """One camera in the shape of `CameraView`; raises a not-found fault."""
    return _with_ground(events, cameras.data(camera))


def camera_views(cameras: CameraStore, events: AnalyticsStore) -> list[JsonObject]:
    """All cameras in the shape of `CameraView`, by name."""
    return [_with_ground(events, data) for data in cameras.all_data()]


def entry_view(events: AnalyticsStore, entry: Entry) -> JsonObject:
    """An entry's data as pages shall see it: a camera's with its ground view, any other as it was written."""
    if entry.kind.startswith("camera.") and "ground_view" in entry.data:
        return _with_ground(events, entry.data)
    return entry.data


def _with_ground(events: AnalyticsStore, data: JsonObject) -> JsonObject:
    status = data["status"]
    aspect = 16 / 9
    if isinstance(status, dict):
        width, height = status.get("width"), status.get("height")
        if isinstance(width, int) and isinstance(height, int) and height > 0:
            aspect = width / height
    scene = events.scene(CameraId(str(data["id"])))
    view = _ground_view(scene.calibration, aspect, scene.lens_k1)
    return {**data, "ground_view": [dict(place) for place in view]}


@lru_cache(maxsize=1024)
def _ground_view(
    calibration: tuple[PlacePair, ...], aspect: float, lens_k1: float | None
) -> tuple[dict[str, Json], ...]:
    if not calibration:
        return ()
    try:
        places = fit(calibration, aspect, lens_k1).ground_view()
    except Fault:
        return ()  # a calibration from before its rules were as strict: no ground rather than no camera
    return tuple({"lat": place.lat, "lon": place.lon} for place in places)
