"""Cursor on Target over a stream, as TAK phones speak it: one XML document after another, declarations in between.

`<event uid type how time start stale><point lat lon hae ce le/><detail>…</detail></event>`; 9999999 says "not known".
A phone that signs in sends `<auth><cot username password uid/></auth>` first. A ping is `t-x-c-t`, the answer to it
`t-x-c-t-r`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import quoteattr

from kernel.errors import invalid
from kernel.geo import LatLon
from patrol.avl.reading import Reader
from patrol.avl.safexml import Element, SafeXml
from patrol.position import Fix

SOURCE = "cot"
PING, PONG, GONE = "t-x-c-t", "t-x-c-t-r", "t-x-d-d"
UNIT_TYPES = {"foot": "a-f-G-U-C-I", "bicycle": "a-f-G-U-C", "motorcycle": "a-f-G-E-V", "car": "a-f-G-E-V-C"}
INCIDENT_TYPE, CAMERA_TYPE = "b-m-p-s-m", "b-m-p-s-p-loc"
_UNKNOWN = 9_999_999.0
_DOCUMENT_LIMIT = 64_000
_ELEMENT_LIMIT = 400
_ID_LIMIT = 150
_BLANKS = b" \t\r\n\0"
_PIECES = re.compile(rb"[^>]*>|[^>]+")
_read = Reader(SOURCE)


@dataclass(frozen=True, slots=True)
class Document:
    """One event or sign-on: the attributes of each element by its path, the first where there are several."""

    attributes: dict[str, dict[str, str]]

    @property
    def kind(self) -> str:
        """The event's type; `auth` for a sign-on; empty for what is neither."""
        if "auth" in self.attributes:
            return "auth"
        return self.of("event").get("type", "")

    @property
    def uid(self) -> str:
        """Whom it is about, or who signs on."""
        return (self.of("event").get("uid") or self.of("auth/cot").get("uid", ""))[:_ID_LIMIT]

    @property
    def password(self) -> str:
        """Of a sign-on: where the device token stands; never to be logged."""
        return self.of("auth/cot").get("password", "")

    @property
    def callsign(self) -> str:
        return self.of("event/detail/contact").get("callsign", "")[:_ID_LIMIT]

    @property
    def program(self) -> str:
        """What the phone runs, and on what."""
        takv = self.of("event/detail/takv")
        return " ".join(takv[name] for name in ("platform", "version", "device") if takv.get(name))[:_ID_LIMIT]

    def of(self, path: str) -> dict[str, str]:
        return self.attributes.get(path, {})


@dataclass(slots=True)
class _Open:
    """A document that has begun."""

    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    size: int = 0
    elements: int = 0


class Decoder:
    """Bytes of one connection to documents; holds at most one unfinished document of bounded size.

    A fault is final: in a stream of XML there is no place from which to go on.
    """

    def __init__(self) -> None:
        self._begin()

    def feed(self, data: bytes) -> Iterator[Document]:
        """The documents that `data` completes; raises an invalid fault behind the last that is right."""
        # A document ends with a `>`; the parser is asked after each whether that was it.
        for piece in _PIECES.findall(data):
            if not self._open.size:
                piece = piece.lstrip(_BLANKS)  # noqa: PLW2901
            if not piece:
                continue
            self._open.size += len(piece)
            if self._open.size > _DOCUMENT_LIMIT:
                raise invalid(f"cot: a message of more than {_DOCUMENT_LIMIT} bytes")
            self._xml.feed(piece)
            if self._xml.is_whole:
                document = Document(self._open.attributes)
                self._begin()
                yield document

    def _begin(self) -> None:
        self._open = _Open()
        self._xml = SafeXml(SOURCE, self._element)

    def _element(self, element: Element) -> None:
        self._open.elements += 1
        if self._open.elements > _ELEMENT_LIMIT:
            raise invalid(f"cot: a message of more than {_ELEMENT_LIMIT} elements")
        self._open.attributes.setdefault(element.path, element.attributes)


def fix(document: Document, received_at: datetime) -> Fix | None:
    """Where the phone says that it is; None when the event is about something else. Raises an invalid fault."""
    if not document.kind.startswith("a-") or "event/point" not in document.attributes:
        return None
    point, track = document.of("event/point"), document.of("event/detail/track")
    lat, lon = _read.required(point.get("lat"), "lat"), _read.required(point.get("lon"), "lon")
    accuracy_m = _known(point.get("ce"), "ce")
    return Fix(
        position=_read.place(lat, lon),
        at=_time(document.of("event").get("time", "")),
        received_at=received_at,
        accuracy_m=accuracy_m,
        speed_mps=_read.measure(track.get("speed"), "speed"),
        course_deg=_read.course(track.get("course"), "course"),
        source=SOURCE,
        battery_percent=_read.percent(document.of("event/detail/status").get("battery"), "battery"),
        altitude_m=_known(point.get("hae"), "hae"),
        # A phone that has no position yet stands at 0, 0 and knows nothing of how exact that is.
        is_valid=bool(lat or lon or accuracy_m is not None),
        # h-…: a person put it there.
        is_mock=document.of("event").get("how", "").startswith("h-"),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that shall appear on the phones. remark: a line of text; course, speed: where known."""

    uid: str
    kind: str
    name: str
    position: LatLon
    at: datetime
    stale_s: float
    remark: str = ""
    accuracy_m: float | None = None
    speed_mps: float | None = None
    course_deg: float | None = None


def show(shown: Shown) -> bytes:
    """The event that makes it appear."""
    track = ""
    if shown.course_deg is not None or shown.speed_mps is not None:
        track = f'<track course="{shown.course_deg or 0:.1f}" speed="{shown.speed_mps or 0:.2f}"/>'
    detail = f"<contact callsign={_quoted(shown.name)}/>{track}<remarks>{_escaped(shown.remark)}</remarks>"
    point = shown.position.lat, shown.position.lon, shown.accuracy_m
    return _event(shown.uid, shown.kind, (shown.at, shown.stale_s), point, detail)


def pong(at: datetime) -> bytes:
    """The answer to a ping."""
    return _event("takPong", PONG, (at, 20.0), (0.0, 0.0, None), "")


def gone(uid: str, at: datetime) -> bytes:
    """The event that makes `uid` vanish."""
    detail = f'<link uid={_quoted(uid)} relation="p-p" type="none"/><__forcedelete/>'
    return _event(f"{uid}-gone", GONE, (at, 20.0), (0.0, 0.0, None), detail)


def _event(
    uid: str, kind: str, lasts: tuple[datetime, float], point: tuple[float, float, float | None], detail: str
) -> bytes:
    begins, stale_s = lasts
    time, stale = _stamp(begins), _stamp(begins + timedelta(seconds=stale_s))
    lat, lon, ce = point
    return (
        f'<event version="2.0" uid={_quoted(uid)} type="{kind}" how="m-g" time="{time}" start="{time}" stale="{stale}">'
        f'<point lat="{lat:.7f}" lon="{lon:.7f}" hae="9999999.0" ce="{_UNKNOWN if ce is None else ce:.1f}" '
        f'le="9999999.0"/><detail>{detail}</detail></event>\n'
    ).encode()


def _known(value: str | None, name: str) -> float | None:
    number = _read.number(value, name)
    return None if number is None or abs(number) >= _UNKNOWN else number


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise invalid("cot: time is not ISO 8601") from error


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _quoted(text: str) -> str:
    return quoteattr(_printable(text))


def _escaped(text: str) -> str:
    return _printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
