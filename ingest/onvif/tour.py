"""A tour: presets to look at in turn, again and again. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.errors import invalid


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of a tour. dwell_s: how long to look, from the order to go there."""

    preset: str
    dwell_s: float


@dataclass(frozen=True, slots=True)
class Tour:
    """What a camera does by itself. resume_after_s: how long it leaves the camera to a hand that moved it."""

    stops: tuple[Stop, ...] = ()
    resume_after_s: float = 60.0
    is_on: bool = False


def check(stops: Sequence[Stop]) -> None:
    """Raise an invalid fault for a tour that would not go anywhere."""
    if len(stops) < 2:
        raise invalid(f"tour: needs at least two presets, has {len(stops)}; save presets first, then add them")
    if len({stop.preset for stop in stops}) < 2:
        raise invalid("tour: all its stops are the same preset; choose another one")
