"""Response plans: which events become an incident without a hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kernel.event import HEALTH_KINDS, Severity
from kernel.geo import LatLon
from kernel.ids import CameraId, EventId, RuleId
from kernel.journal import Json
from patrol.incident import PlanId

_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class ResponsePlan:
    """A plan. incident_severity: None takes the event's.

    Empty cameras match any; empty kinds match any but the health of cameras and the house, which a plan must name:
    a technician's trouble is not by itself work for a patrol.
    """

    id: PlanId
    name: str
    is_enabled: bool
    event_kinds: tuple[str, ...]
    camera_ids: tuple[str, ...]
    min_severity: Severity
    incident_severity: Severity | None
    instruction: str


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan to add, or to put in the place of another."""

    name: str
    is_enabled: bool = True
    event_kinds: tuple[str, ...] = ()
    camera_ids: tuple[str, ...] = ()
    min_severity: Severity = Severity.HIGH
    incident_severity: Severity | None = None
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What a plan needs to know of an event."""

    id: EventId
    kind: str
    title: str
    severity: Severity
    camera_id: CameraId | None
    rule_id: RuleId | None
    position: LatLon | None


def matches(plan: ResponsePlan, event: EventFacts) -> bool:
    """Whether the enabled plan covers the event."""
    return (
        plan.is_enabled
        and (event.kind in plan.event_kinds if plan.event_kinds else event.kind not in HEALTH_KINDS)
        and (not plan.camera_ids or event.camera_id in plan.camera_ids)
        and _RANK[event.severity] >= _RANK[plan.min_severity]
    )


def choose(plans: Iterable[ResponsePlan], event: EventFacts) -> ResponsePlan | None:
    """The plan that fits best: one that names the camera, then the kind, then asks most, then the oldest."""
    fitting = [plan for plan in plans if matches(plan, event)]
    return min(fitting, key=lambda p: (not p.camera_ids, not p.event_kinds, -_RANK[p.min_severity], p.id), default=None)


def event_facts(data: Mapping[str, Json]) -> EventFacts:
    """The facts in an `event.*` journal entry; raises KeyError, TypeError or ValueError when they are not there."""
    rule_id, camera_id = data.get("rule_id"), data["camera_id"]
    return EventFacts(
        EventId(_text(data["id"])),
        _text(data["kind"]),
        _text(data["title"]),
        Severity(_text(data["severity"])),
        None if camera_id is None else CameraId(_text(camera_id)),
        None if rule_id is None else RuleId(_text(rule_id)),
        _place(data.get("position")),
    )


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError(f"not a text: {value!r}")
    return value


def _place(value: Json) -> LatLon | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise TypeError(f"not a place: {value!r}")
    lat, lon = value["lat"], value["lon"]
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        raise TypeError(f"not a place: {value!r}")
    return LatLon(lat, lon)
