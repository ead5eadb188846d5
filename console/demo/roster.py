"""The town's units, its response plans and the people who may sign in; as they are before anybody changes them."""

from dataclasses import dataclass
from typing import Literal

UnitKind = Literal["foot", "bicycle", "motorcycle", "car"]


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit and the middle of its beat, on the planner's sheet."""

    callsign: str
    kind: UnitKind
    crew: tuple[str, ...]
    beat: tuple[float, float]
    beat_m: float


@dataclass(frozen=True, slots=True)
class ResponsePlan:
    name: str
    event_kinds: tuple[str, ...]
    instruction: str


UNITS = (
    UnitPlan("P-01", "car", ("Mara Lindqvist", "Jon Ferro"), (-200, 60), 420),
    UnitPlan("P-02", "car", ("Chen Wei", "Ida Brandt"), (390, 60), 420),
    UnitPlan("P-03", "foot", ("Tomas Reyes",), (-270, 0), 240),
    UnitPlan("P-04", "bicycle", ("Noor Haddad",), (-60, 260), 330),
    UnitPlan("P-05", "motorcycle", ("Liu Yang",), (390, -330), 430),
    UnitPlan("P-06", "car", ("Anna Kovač", "Ben Osei"), (-470, -260), 420),
    UnitPlan("P-07", "foot", ("Pia Sommer", "Li Na"), (-140, 430), 260),
    UnitPlan("P-08", "bicycle", ("Oskar Dahl",), (495, 215), 300),
)

PLANS = (
    ResponsePlan("Intruder", ("intrusion",), "Go there at once, keep sight of the person, report what you find."),
    ResponsePlan("Lingering", ("loitering",), "Have a look and speak to the person if need be."),
    ResponsePlan("Wrong way", ("line_crossing",), "Stop the vehicle where it is safe and see that the road is clear."),
)

# username, name, roles, callsign of the unit they speak for
PEOPLE: tuple[tuple[str, str, tuple[str, ...], str | None], ...] = (
    ("dana", "Dana Wolff", ("dispatcher",), None),
    ("omar", "Omar Linden", ("operator",), None),
    *((u.callsign.lower(), u.crew[0], ("unit",), u.callsign) for u in UNITS),
)
DESK = ("night-desk", "Night desk", ("dispatcher",))
