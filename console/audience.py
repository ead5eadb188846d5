"""Who may see which message of the stream. Pure."""

from dataclasses import dataclass, field

from console.auth.permission import Permission
from console.auth.person import Person
from kernel.journal import Json, JsonObject

_NEEDED = {
    "user": Permission.USERS_MANAGE,
    "device": Permission.UNITS_MANAGE,
    "shift": Permission.ROSTER_VIEW,
    "roster": Permission.ROSTER_VIEW,
    "alert": Permission.ROOM_VIEW,
    "webhook": Permission.OUTWARD_MANAGE,
    "read_token": Permission.OUTWARD_MANAGE,
    "host": Permission.SYSTEM_VIEW,
    "case": Permission.CASES_MANAGE,
    "export": Permission.EXPORTS_MAKE,
    "trial": Permission.SCENES_MANAGE,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides over a message: its noun (`camera`, `event`, …), the id after it and what its data points to."""

    noun: str
    id: str
    camera: str | None = None
    unit: str | None = None
    incident: str | None = None
    cameras: tuple[str, ...] = ()


def facts_of(kind: str, subject: str, data: JsonObject) -> Facts:
    """The facts of a journal entry."""
    noun = kind.partition(".")[0]
    subject_noun, _, subject_id = subject.partition(":")
    camera = subject_id if subject_noun == "camera" else _text(data.get("camera_id"))
    unit = subject_id if subject_noun == "unit" else _text(data.get("unit_id"))
    incident = subject_id if subject_noun == "incident" else _text(data.get("incident_id"))
    cameras = data.get("camera_ids")
    several = tuple(str(camera) for camera in cameras) if isinstance(cameras, list) else _also_seen_by(data)
    return Facts(noun, subject_id, camera, unit, incident, several)


@dataclass(slots=True)
class Audience:
    """One person's eyes on the stream; not thread-safe.

    incidents: the incidents of a unit's own orders; grows as orders to it pass by. Incidents, orders and units are
    everybody's in the room; cameras and their events only where the person may see the camera, events of the house
    itself where the person may see how it is doing.
    """

    person: Person
    incidents: set[str] = field(default_factory=set)

    def admits(self, facts: Facts) -> bool:
        """Whether the person may see the message."""
        if not self.person.may(Permission.ROOM_VIEW):
            return self._unit_admits(facts)
        match facts.noun:
            case "event":
                return self.person.sees_event_of(facts.camera, facts.cameras)
            case "camera" | "scene" | "gap" | "hold" | "recording" | "bookmark" | "health" | "boxes" | "lesson":
                return facts.camera is not None and self.person.sees_camera(facts.camera)
            case (
                "incident"
                | "order"
                | "unit"
                | "panic"
                | "message"
                | "plan"
                | "ladders"
                | "guides"
                | "positions"
                | "closure"
                | "coverage"
                | "protected_place"
                | "map"
                | "beat"
                | "checkpoint"
                | "tour"
            ):
                return True
            case _:
                cameras = (*facts.cameras, facts.camera) if facts.camera else facts.cameras
                is_hidden = any(not self.person.sees_camera(camera) for camera in cameras)
                return not is_hidden and self.person.may(_NEEDED.get(facts.noun, Permission.JOURNAL_READ))

    def _unit_admits(self, facts: Facts) -> bool:
        own = self.person.unit_id
        if facts.noun == "order" and facts.unit == own and facts.incident is not None:
            self.incidents.add(facts.incident)
            return True
        if facts.noun == "incident":
            return facts.id in self.incidents
        return facts.noun in {"unit", "shift", "panic", "message", "tour"} and facts.unit == own


def _also_seen_by(data: JsonObject) -> tuple[str, ...]:
    """The other cameras that an event names."""
    seen = data.get("also_seen_by")
    return tuple(str(one["camera_id"]) for one in seen if isinstance(one, dict)) if isinstance(seen, list) else ()


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
