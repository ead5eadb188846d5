"""GPX 1.0 and 1.1: the track points of a file as fixes, marked as read from a file, so that they never move a unit.

`<trkpt lat lon><ele/><time/><speed/><course/><hdop/></trkpt>`; points without a time are no fixes.
https://www.topografix.com/GPX/1/1/
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from kernel.errors import invalid
from patrol.avl.reading import Reader
from patrol.avl.safexml import Element, SafeXml
from patrol.position import Fix

SOURCE = "gpx"
POINT_LIMIT = 50_000
_POINT = "gpx/trk/trkseg/trkpt"
_ERROR_PER_DILUTION_M = 5.0
_read = Reader(SOURCE)


@dataclass(frozen=True, slots=True)
class Track:
    """The fixes of a file by time, and how many points had none."""

    fixes: tuple[Fix, ...]
    untimed: int


def decode(body: bytes, received_at: datetime) -> Track:
    """The track of a file; raises an invalid fault that says what is wrong with it."""
    reader = _Reader(received_at)
    xml = SafeXml(SOURCE, reader.element)
    xml.feed(body, is_last=True)
    if not reader.is_gpx:
        raise invalid("gpx: the file is XML but no GPX")
    return Track(tuple(sorted(reader.fixes, key=lambda fix: fix.at)), reader.untimed)


class _Reader:
    def __init__(self, received_at: datetime) -> None:
        self.fixes: list[Fix] = []
        self.untimed = 0
        self.is_gpx = False
        self._received_at = received_at
        self._texts: dict[str, str] = {}

    def element(self, element: Element) -> None:
        if element.path == "gpx":
            self.is_gpx = True
        elif element.path == _POINT:
            self._point(element.attributes)
            self._texts.clear()
        elif element.path.startswith(_POINT + "/"):
            name = element.path.rpartition("/")[2]
            if len(self._texts) < 50:
                self._texts.setdefault(name, element.text)

    def _point(self, attributes: dict[str, str]) -> None:
        texts = self._texts
        if not texts.get("time"):
            self.untimed += 1
            return
        if len(self.fixes) >= POINT_LIMIT:
            raise invalid(f"gpx: more than {POINT_LIMIT} points; import the file in parts")
        place = _read.place(_read.required(attributes.get("lat"), "lat"), _read.required(attributes.get("lon"), "lon"))
        self.fixes.append(
            Fix(
                position=place,
                at=_time(texts["time"]),
                received_at=self._received_at,
                accuracy_m=_read.measure(texts.get("hdop"), "hdop", _ERROR_PER_DILUTION_M),
                speed_mps=_read.measure(texts.get("speed"), "speed"),
                course_deg=_read.course(texts.get("course"), "course"),
                source=SOURCE,
                altitude_m=_read.number(texts.get("ele"), "ele"),
                is_live=False,
            )
        )


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise invalid("gpx: a time is not ISO 8601") from error
