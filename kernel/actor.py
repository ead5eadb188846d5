"""Who does things: every change in the journal names one actor."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What sort of hand acted."""

    USER = "user"
    UNIT = "unit"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A hand that acted: `id` is a user id, a unit id or the name of a part of the system."""

    kind: ActorKind
    id: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def system(part: str) -> Actor:
    """The system itself, acting through `part` (`"ingest"`, `"analytics"`, `"reactions"`, …)."""
    return Actor(ActorKind.SYSTEM, part, part)
