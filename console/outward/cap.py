"""CAP 1.2 (OASIS Common Alerting Protocol): a public alert as a value, and as XML in the schema's order. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from xml.sax.saxutils import escape

from kernel.geo import LatLon

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class MessageType(StrEnum):
    """What the message does to those it refers to."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


class Status(StrEnum):
    """How seriously it is meant."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


class Category(StrEnum):
    """The field that the event belongs to."""

    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    MET = "Met"
    GEO = "Geo"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class Urgency(StrEnum):
    """When to act."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class AlertSeverity(StrEnum):
    """The threat to life and property."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How sure it is."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Circle:
    """All within `radius_m` of `centre`."""

    centre: LatLon
    radius_m: float


@dataclass(frozen=True, slots=True)
class Area:
    """Whom it concerns. polygons: rings, the first point not repeated at the end."""

    description: str
    polygons: tuple[tuple[LatLon, ...], ...] = ()
    circles: tuple[Circle, ...] = ()


@dataclass(frozen=True, slots=True)
class Info:
    """What is said in one language."""

    language: str
    category: Category
    event: str
    urgency: Urgency
    severity: AlertSeverity
    certainty: Certainty
    expires: datetime | None
    headline: str
    description: str
    instruction: str
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Another message: the three together name one in all the world."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """A message."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    message_type: MessageType
    infos: tuple[Info, ...]
    references: tuple[Reference, ...] = ()

    @property
    def reference(self) -> Reference:
        """What later messages call this one."""
        return Reference(self.sender, self.identifier, self.sent)


def write(alert: Alert) -> str:
    """The alert as XML in the order that the schema wants. Line ends and spaces inside texts stay as they are."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<alert xmlns="{NAMESPACE}">']
    lines += [_tag("identifier", alert.identifier), _tag("sender", alert.sender), _tag("sent", _time(alert.sent))]
    lines += [_tag("status", alert.status), _tag("msgType", alert.message_type)]
    lines.append(_tag("scope", "Public"))
    if alert.references:
        lines.append(_tag("references", " ".join(_reference(one) for one in alert.references)))
    for info in alert.infos:
        lines += ["<info>", *_info(info), "</info>"]
    return "\n".join([*lines, "</alert>"]) + "\n"


def _info(info: Info) -> Iterator[str]:
    yield _tag("language", info.language)
    yield _tag("category", info.category)
    yield _tag("event", info.event)
    yield _tag("urgency", info.urgency)
    yield _tag("severity", info.severity)
    yield _tag("certainty", info.certainty)
    if info.expires:
        yield _tag("expires", _time(info.expires))
    for name in ("headline", "description", "instruction"):
        text: str = getattr(info, name)
        if text:
            yield _tag(name, text)
    for area in info.areas:
        yield "<area>"
        yield _tag("areaDesc", area.description)
        for ring in area.polygons:
            closed = [*ring, ring[0]]
            yield _tag("polygon", " ".join(f"{p.lat:.6f},{p.lon:.6f}" for p in closed))
        for circle in area.circles:
            place = circle.centre
            yield _tag("circle", f"{place.lat:.6f},{place.lon:.6f} {circle.radius_m / 1000:.3f}")
        yield "</area>"


def _tag(name: str, text: str) -> str:
    # What XML cannot hold at all, whatever it is written as.
    clean = _UNWRITABLE.sub("", text)
    return f"<{name}>{escape(clean)}</{name}>"


def _time(at: datetime) -> str:
    # CAP 1.2 §3.3.2: an offset always, and never Z.
    return at.replace(microsecond=0).isoformat()


def _reference(reference: Reference) -> str:
    return f"{reference.sender},{reference.identifier},{_time(reference.sent)}"
