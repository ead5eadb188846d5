"""What people may say of an event, and in which order."""

from collections.abc import Mapping
from enum import StrEnum

from kernel.errors import conflict
from kernel.event import Event, Verdict


class DismissReason(StrEnum):
    """Why an event was nothing."""

    SHADOW = "shadow"
    RAIN = "rain"
    ANIMAL = "animal"
    HEADLIGHT = "headlight"
    KNOWN_ACTIVITY = "known_activity"
    OTHER = "other"


ALLOWED: Mapping[Verdict, frozenset[Verdict]] = {
    Verdict.NONE: frozenset({Verdict.ACKNOWLEDGED, Verdict.DISMISSED, Verdict.INCIDENT}),
    Verdict.ACKNOWLEDGED: frozenset({Verdict.NONE, Verdict.DISMISSED, Verdict.INCIDENT}),
    Verdict.DISMISSED: frozenset({Verdict.NONE}),
    Verdict.INCIDENT: frozenset(),
}


def advance(event: Event, to: Verdict) -> Verdict:
    """`to`, or a conflict fault that names both verdicts."""
    if to not in ALLOWED[event.verdict]:
        who = f" by {event.verdict_by}" if event.verdict_by else ""
        raise conflict(f"event {event.id}: is {event.verdict.value}{who}, so it cannot become {to.value}")
    return to
