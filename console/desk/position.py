"""How positions are written: degrees on the earth, or metres where the calibration was in metres."""

from analytics.desk.lines import Place, degrees
from kernel.geo import LatLon, LocalPlane
from kernel.journal import Json


def position_in(metre: LocalPlane | None) -> Place:
    """`{lat, lon}`, or `{x_m, y_m}` on `metre`."""
    if metre is None:
        return degrees

    def metres(place: LatLon) -> Json:
        x, y = metre.metres(place)
        return {"x_m": round(x, 2), "y_m": round(y, 2)}

    return metres
