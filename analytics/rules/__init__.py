"""The registry of rules: one pure file each, one line here."""

from analytics.rule import Look, RuleKind
from analytics.rules import intrusion, line_crossing, loitering

LOOKS: dict[RuleKind, Look] = {
    RuleKind.INTRUSION: intrusion.look,
    RuleKind.LINE_CROSSING: line_crossing.look,
    RuleKind.LOITERING: loitering.look,
}
