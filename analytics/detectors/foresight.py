"""Where known people should be now, and how large: their way of late and their own build. Dies with the track."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analytics.detection import ObjectClass
from analytics.detectors.crowd import WIDE, Figure
from analytics.detectors.scale import Scale
from analytics.track import Track
from kernel.geometry import Box, Point

_PACE_S = 0.4
_LEARNS = 0.1  # share of one more view in what is known of the build
_LEAST, _MOST = 0.86, 1.18  # of the usual height: somebody's own
_NARROW, _WIDE = 0.22, 0.62  # width to height
_PERSON_LIKE = (0.45, 1.6)  # of the usual height: what may be a person, cut or badly seen
_TOO_WIDE = 1.3
_BROAD = 0.9  # of a person's height: narrower than this no vehicle is


@dataclass(frozen=True, slots=True)
class _Build:
    """height: against the usual one at its place. width: against its height. foot, pace: normalised; per second."""

    height: float
    width: float
    foot: Point
    pace: tuple[float, float]


class Foresight:
    """The people tracked by one camera. One thread."""

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        self._builds: dict[int, _Build] = {}

    def foreseen(self, tracks: Sequence[Track], dt_s: float, size: tuple[int, int]) -> list[Figure]:
        """The figures of those tracks that may be people, `dt_s` on; size: of the picture, pixels."""
        width, height = size
        before, self._builds, found = self._builds, {}, []
        for track in tracks:
            tall = self._scale.tall(track.foot)
            if tall is None or not _may_be_person(track, tall, width / height):
                continue
            build = _gone_on(before.get(track.id), track, dt_s)
            self._builds[track.id] = build
            x, y = track.foot.x + build.pace[0] * dt_s, track.foot.y + build.pace[1] * dt_s
            own = (self._scale.tall(Point(x, y)) or tall) * build.height * height
            found.append(Figure(x * width, y * height, own, build.width * own, track.id))
        return found

    def saw_alone(self, track: int, box: Box, aspect: float) -> None:
        """The person was seen whole and alone in `box`."""
        build, tall = self._builds.get(track), self._scale.tall(box.foot)
        if build is None or tall is None:
            return
        height = min(_MOST, max(_LEAST, box.height / tall))
        width = min(_WIDE, max(_NARROW, box.width * aspect / max(box.height, 1e-6)))
        self._builds[track] = replace(
            build,
            height=build.height + _LEARNS * (height - build.height),
            width=build.width + _LEARNS * (width - build.width),
        )


def _may_be_person(track: Track, tall: float, aspect: float) -> bool:
    """By its class; what is not known to be one may be, where it is narrower than any vehicle."""
    if track.object_class not in (ObjectClass.PERSON, ObjectClass.UNKNOWN, ObjectClass.VEHICLE):
        return False
    low, high = _PERSON_LIKE
    broad = _TOO_WIDE if track.object_class is ObjectClass.PERSON else _BROAD
    return low * tall <= track.box.height <= high * tall and track.box.width * aspect <= broad * tall


def _gone_on(before: _Build | None, track: Track, dt_s: float) -> _Build:
    if before is None or dt_s <= 0:
        return _Build(1.0, WIDE, track.foot, (0.0, 0.0))
    share = 1 - math.exp(-dt_s / _PACE_S)
    steps = ((track.foot.x - before.foot.x) / dt_s, (track.foot.y - before.foot.y) / dt_s)
    pace = (
        before.pace[0] + share * (steps[0] - before.pace[0]),
        before.pace[1] + share * (steps[1] - before.pace[1]),
    )
    return replace(before, foot=track.foot, pace=pace)
