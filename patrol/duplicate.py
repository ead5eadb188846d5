"""Two incidents that may be one: alike in place, time and kind. Proposed to people, never joined without them."""

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.geo import distance_m
from kernel.ids import IncidentId
from patrol.incident import Incident, IncidentState

NEAR_M = 150.0
SOON_S = 900.0
_ANY_KIND = "other"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How another incident is like this one. distance_m: None where the camera is the same and a place is missing."""

    incident_id: IncidentId
    number: int
    distance_m: float | None
    apart_s: float
    is_same_kind: bool
    is_same_camera: bool


def propose(incident: Incident, others: Iterable[Incident]) -> tuple[Likeness, ...]:
    """The open incidents that may be the same as this open one, likeliest first.

    Near: within NEAR_M, or at the same camera; soon: opened within SOON_S of each other; alike: of one kind, or one of
    them of none in particular. What a person has linked or told apart is not proposed again.
    """
    if incident.state is IncidentState.CLOSED:
        return ()
    known = {link.incident_id for link in incident.links} | {incident.id}
    found = [_likeness(incident, other) for other in others if other.id not in known]
    alike = [one for one in found if one is not None]
    return tuple(sorted(alike, key=lambda one: (not one.is_same_kind, one.distance_m or 0.0, one.apart_s)))


def _likeness(incident: Incident, other: Incident) -> Likeness | None:
    if other.state is IncidentState.CLOSED:
        return None
    is_same_kind = incident.kind == other.kind
    apart_s = abs((incident.opened_at - other.opened_at).total_seconds())
    if apart_s > SOON_S or not (is_same_kind or _ANY_KIND in {incident.kind, other.kind}):
        return None
    is_same_camera = incident.camera_id is not None and incident.camera_id == other.camera_id
    away_m = None
    if incident.position is not None and other.position is not None:
        away_m = distance_m(incident.position, other.position)
    is_near = is_same_camera or (away_m is not None and away_m <= NEAR_M)
    return Likeness(other.id, other.number, away_m, apart_s, is_same_kind, is_same_camera) if is_near else None
