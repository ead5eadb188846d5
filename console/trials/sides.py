"""Both sides of a trial in as few analyses as their calibrations allow: the same tracks serve both. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from analytics.scene import Scene
from console.trials.trial import Side
from kernel.ids import RuleId

_MARK = "."


def joined(draft: Scene, now: Scene) -> Sequence[Scene]:
    """One scene with the rules of both where all else is the same, else one of each. All rules of the draft count,
    also those that are off: they are being tried. Rules are named by `side_of`."""
    mine = _marked(_switched_on(draft), Side.DRAFT)
    theirs = _marked(now, Side.NOW)
    if not theirs.rules:
        return [mine]
    if _ground(draft) != _ground(now):
        return [mine, theirs]
    return [
        replace(
            mine,
            zones=mine.zones + theirs.zones,
            tripwires=mine.tripwires + theirs.tripwires,
            rules=mine.rules + theirs.rules,
        )
    ]


def side_of(rule_id: str) -> tuple[Side, str]:
    """Whose rule it is, and its own id."""
    side, _, own = rule_id.partition(_MARK)
    return Side(side), own


def _switched_on(scene: Scene) -> Scene:
    return replace(scene, rules=tuple(replace(rule, is_enabled=True) for rule in scene.rules))


def _ground(scene: Scene) -> Scene:
    return replace(scene, zones=(), tripwires=(), rules=())


def _marked(scene: Scene, side: Side) -> Scene:
    def mark(id_: str) -> str:
        return f"{side.value}{_MARK}{id_}"

    return replace(
        scene,
        zones=tuple(replace(zone, id=mark(zone.id)) for zone in scene.zones),
        tripwires=tuple(replace(wire, id=mark(wire.id)) for wire in scene.tripwires),
        rules=tuple(
            replace(
                rule,
                id=RuleId(mark(rule.id)),
                zone_id=mark(rule.zone_id) if rule.zone_id else rule.zone_id,
                tripwire_id=mark(rule.tripwire_id) if rule.tripwire_id else rule.tripwire_id,
            )
            for rule in scene.rules
            if rule.is_enabled
        ),
    )
