"""What the gate does at present, and when it cannot tell and everything is looked at. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.gate.audit import MissRate
from ingest.gate.settings import DecodeMode, GateSettings

_LEAST_MISSES = 3


class State(StrEnum):
    """all: everything is decoded, for a reason. open: something moves, or did a moment ago. shut: keyframes only.
    audit: an idle group is being decoded to check.
    """

    ALL = "all"
    OPEN = "open"
    SHUT = "shut"
    AUDIT = "audit"


class Reason(StrEnum):
    """Why everything is looked at."""

    WANTED = "wanted"
    LEARNING = "learning"
    LONG_GOP = "long_gop"
    NOISE = "noise"
    SMALL_PICTURE = "small_picture"
    UNDECODABLE = "undecodable"
    MISSES = "misses"


class Cause(StrEnum):
    """What opened the gate. blind: it could not look."""

    PICTURE = "picture"
    SIZES = "sizes"
    AUDIT = "audit"
    BLIND = "blind"


class Between(StrEnum):
    """How what happens between two keyframes is noticed, while the gate is shut. nothing: it is not; what begins and
    ends there passes unseen.
    """

    PICTURES = "pictures"
    SIZES = "sizes"
    NOTHING = "nothing"


MOVES: dict[State, frozenset[State]] = {
    State.ALL: frozenset({State.OPEN}),
    State.OPEN: frozenset({State.ALL, State.SHUT}),
    State.SHUT: frozenset({State.ALL, State.OPEN, State.AUDIT}),
    State.AUDIT: frozenset({State.ALL, State.OPEN, State.SHUT}),
}


def advance(state: State, to: State) -> State:
    """The next state; raises a value error for a move that cannot be."""
    if to not in MOVES[state]:
        raise ValueError(f"the gate cannot go from {state} to {to}")
    return to


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known of a camera when its mode is judged.

    seen_s: for how long it has been looked at. gop_s: the longest group of late, None while none is known. width_px: 0
    while no picture was seen. faults: keyframes in a row that could not be decoded. checks: the audits that count.
    """

    is_wanted: bool
    seen_s: float
    gop_s: float | None
    noise: float
    width_px: int
    faults: int
    checks: MissRate


def reason_for_all(grounds: Grounds, settings: GateSettings) -> Reason | None:
    """Why everything must be looked at, the weightiest; None where the gate may decide."""
    gop_s, checks = grounds.gop_s, grounds.checks
    is_missing = checks.misses >= _LEAST_MISSES and checks.interval()[0] > settings.most_missed
    found = {
        Reason.WANTED: grounds.is_wanted or settings.decode is DecodeMode.FULL,
        Reason.UNDECODABLE: grounds.faults >= 2,
        Reason.LONG_GOP: gop_s is not None and gop_s > settings.longest_gop_s,
        Reason.SMALL_PICTURE: 0 < grounds.width_px < settings.least_width_px,
        Reason.NOISE: grounds.noise > settings.most_noise,
        Reason.MISSES: is_missing,
        Reason.LEARNING: grounds.seen_s < settings.learn_s or gop_s is None or not grounds.width_px,
    }
    return next((reason for reason, holds in found.items() if holds), None)
