"""The registry of rules: one pure file each, one line here."""

from analytics.rule import Look, RuleKind
from analytics.rules import (
    intrusion,
    line_crossing,
    loitering,
    occupancy,
    removed_object,
    running,
    speeding,
    stopped_vehicle,
    unattended_object,
    wrong_way,
)

LOOKS: dict[RuleKind, Look] = {
    RuleKind.INTRUSION: intrusion.look,
    RuleKind.LINE_CROSSING: line_crossing.look,
    RuleKind.LOITERING: loitering.look,
    RuleKind.OCCUPANCY: occupancy.look,
    RuleKind.WRONG_WAY: wrong_way.look,
    RuleKind.SPEEDING: speeding.look,
    RuleKind.STOPPED_VEHICLE: stopped_vehicle.look,
    RuleKind.UNATTENDED_OBJECT: unattended_object.look,
    RuleKind.REMOVED_OBJECT: removed_object.look,
    RuleKind.RUNNING: running.look,
}
