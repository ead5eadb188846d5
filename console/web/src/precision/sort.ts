/** The table of precision in an order that somebody asked for. */
import type { RulePrecision } from '../lessons/shapes';

export type Column = 'camera' | 'rule' | 'precision' | 'confirmed' | 'dismissed' | 'quiet' | 'undecided';

export interface Order {
  by: Column;
  isDown: boolean;
}

type Names = (cameraId: string) => string;

/** Sorted; rules without a figure come last either way, ties by camera and rule. */
export function sorted(rules: readonly RulePrecision[], { by, isDown }: Order, cameraName: Names): RulePrecision[] {
  const name = (rule: RulePrecision) => `${cameraName(rule.camera_id)} ${ruleName(rule)}`;
  const side = isDown ? -1 : 1;
  const compare = (a: RulePrecision, b: RulePrecision): number => {
    if (by === 'camera') return side * name(a).localeCompare(name(b));
    if (by === 'rule') return side * ruleName(a).localeCompare(ruleName(b));
    if (by !== 'precision') return side * (a[by] - b[by]);
    if (a.precision === null || b.precision === null) return Number(a.precision === null) - Number(b.precision === null);
    return side * (a.precision - b.precision);
  };
  return [...rules].sort((a, b) => compare(a, b) || name(a).localeCompare(name(b)));
}

export function ruleName(rule: RulePrecision): string {
  return rule.rule_name ?? rule.rule_id;
}

/** A second press on a column turns it round; figures begin with the largest, names and precision with the least. */
export function next(held: Order, by: Column): Order {
  if (held.by === by) return { by, isDown: !held.isDown };
  return { by, isDown: !['camera', 'rule', 'precision'].includes(by) };
}

/** The reasons, the most frequent first. */
export function reasonsOf(rule: RulePrecision): [string, number][] {
  return Object.entries(rule.reasons).sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
}
