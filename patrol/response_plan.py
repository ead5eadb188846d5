"""Response plans: which events become an incident without a hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from kernel.event import HEALTH_KINDS, Severity
from kernel.geo import LatLon
from kernel.ids import CameraId, EventId, RuleId
from kernel.journal import Json
from kernel.schedule import Stretch, in_force
from patrol.incident import PlanId

_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class ResponsePlan:
    """A plan. incident_severity: None takes the event's.

    Empty cameras and rules match any, an empty schedule any hour. Empty kinds match any but the health of cameras and
    the house, which a plan must name: a technician's trouble is not by itself work for a patrol.
    send_units: how many of the best free units are sent without a hand, 0: none; countdown_s: how long a dispatcher
    can stop that.
    """

    id: PlanId
    name: str
    is_enabled: bool
    event_kinds: tuple[str, ...]
    camera_ids: tuple[str, ...]
    min_severity: Severity
    incident_severity: Severity | None
    instruction: str
    rule_ids: tuple[str, ...] = ()
    schedule: tuple[Stretch, ...] = ()
    send_units: int = 0
    countdown_s: float = 0.0


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
    rule_ids: tuple[str, ...] = ()
    schedule: tuple[Stretch, ...] = ()
    send_units: int = 0
    countdown_s: float = 0.0


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
        and (not plan.rule_ids or event.rule_id in plan.rule_ids)
        and _RANK[event.severity] >= _RANK[plan.min_severity]
    )


def choose(
    plans: Iterable[ResponsePlan], event: EventFacts, at: datetime | None = None, zone: tzinfo | None = None
) -> ResponsePlan | None:
    """The plan that fits best at `at` by the wall clock of `zone`; without them every hour fits.

    One that names the rule, then the camera, then the kind, then the hour, then asks most, then the oldest.
    """
    fitting = [
        plan
        for plan in plans
        if matches(plan, event) and (at is None or zone is None or in_force(plan.schedule, at, zone))
    ]
    return min(fitting, key=_vagueness, default=None)


def _vagueness(plan: ResponsePlan) -> tuple[bool, bool, bool, bool, int, str]:
    named = (plan.rule_ids, plan.camera_ids, plan.event_kinds, plan.schedule)
    rule, camera, kind, hour = (not part for part in named)
    return rule, camera, kind, hour, -_RANK[plan.min_severity], plan.id


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
