"""What a rule needs before it can report. Pure."""

from collections.abc import Collection

from analytics.rule import Rule, RuleKind
from kernel.errors import Fault, invalid
from kernel.schedule import check_schedule

_NEEDS_DWELL = frozenset({RuleKind.STOPPED_VEHICLE, RuleKind.UNATTENDED_OBJECT})


def check_rule(rule: Rule, zones: Collection[str], tripwires: Collection[str], *, is_calibrated: bool) -> None:
    """Raise an invalid fault where the rule names what is not there, or is switched on without what it needs."""
    if rule.kind is RuleKind.LINE_CROSSING:
        if rule.tripwire_id not in tripwires:
            raise _wrong(rule, f"tripwire {rule.tripwire_id}: not in this scene")
    elif rule.zone_id is not None and rule.zone_id not in zones:
        raise _wrong(rule, f"zone {rule.zone_id}: not in this scene")
    check_schedule(rule.schedule, f"rule {rule.id}: schedule")
    _check_size(rule)
    if rule.is_enabled:
        _check_needs(rule)
        if not is_calibrated:
            _check_metres(rule)


def _check_needs(rule: Rule) -> None:
    if rule.kind in _NEEDS_DWELL and rule.dwell_s <= 0:
        raise _wrong(rule, "needs a time: for how long before it is reported")
    match rule.kind:
        case RuleKind.OCCUPANCY:
            if not rule.count and not rule.density_per_m2:
                raise _wrong(rule, "needs a count: how many objects at least, or how many to a square metre")
            if rule.density_per_m2 and rule.zone_id is None:
                raise _wrong(rule, "objects to a square metre need a zone; choose one")
        case RuleKind.WRONG_WAY:
            if rule.arrow is None and rule.heading_deg is None:
                raise _wrong(rule, "needs the way that is allowed: an arrow in the picture, or degrees on the map")
            if rule.arrow is not None and rule.arrow.start == rule.arrow.end:
                raise _wrong(rule, "the arrow's start and end are the same point")
        case RuleKind.SPEEDING:
            if not rule.limit_kmh:
                raise _wrong(rule, "needs a limit in km/h")
        case _:
            pass


def _check_metres(rule: Rule) -> None:
    """What only a calibrated camera can tell."""
    wish = None
    if rule.kind is RuleKind.SPEEDING:
        wish = "speed in km/h"
    elif rule.kind is RuleKind.WRONG_WAY and rule.arrow is None:
        wish = "a way on the map"
    elif rule.kind is RuleKind.OCCUPANCY and rule.density_per_m2:
        wish = "objects to a square metre"
    elif rule.size.is_set:
        wish = "a size in metres"
    if wish is not None:
        raise _wrong(rule, f"{wish} needs a calibrated camera; calibrate it, or switch the rule off")


def _check_size(rule: Rule) -> None:
    size = rule.size
    for what, least, most in (
        ("height", size.min_height_m, size.max_height_m),
        ("width", size.min_width_m, size.max_width_m),
    ):
        if least is not None and most is not None and least > most:
            raise _wrong(rule, f"no object has a {what} of at least {least:g} m and at most {most:g} m")


def _wrong(rule: Rule, why: str) -> Fault:
    return invalid(f"rule {rule.id}: {why}")
