import type { LadderRule } from './asks';

export const RUNGS = ['warn_s', 'realert_s', 'duty_officer_s', 'command_s'] as const;
export type RungName = (typeof RUNGS)[number];

/** What is wrong with one ladder's rung, or that two are for the same orders. */
export type Wrong = { at: number; rung: RungName; why: 'missing' | 'not_later' | 'too_long' } | { at: number; rung: null; why: 'twice' };

const LONGEST_S = 86_400;

/** The first thing that is wrong in the ladders; null when they can be saved. */
export function wrongIn(rules: readonly LadderRule[]): Wrong | null {
  for (const [at, rule] of rules.entries()) {
    const same = rules.findIndex((other) => other.severity === rule.severity && other.kind === rule.kind);
    if (same !== at) return { at, rung: null, why: 'twice' };
    if (rule.warn_s === null || !(rule.warn_s > 0)) return { at, rung: 'warn_s', why: 'missing' };
    let below = 0;
    for (const rung of RUNGS) {
      const after = rule[rung];
      if (after === null) continue;
      if (after <= below) return { at, rung, why: 'not_later' };
      if (after > LONGEST_S) return { at, rung, why: 'too_long' };
      below = after;
    }
  }
  return null;
}

/** The one for everything first, the others as they were saved. */
export function houseFirst(rules: readonly LadderRule[]): LadderRule[] {
  const isHouse = (rule: LadderRule) => rule.severity === null && rule.kind === null;
  return [...rules.filter(isHouse), ...rules.filter((rule) => !isHouse(rule))];
}

/** A ladder for some orders, with the times of the one for everything. */
export function newRule(rules: readonly LadderRule[]): LadderRule {
  const house = rules.find((rule) => rule.severity === null && rule.kind === null);
  return { warn_s: 30, realert_s: 60, duty_officer_s: 120, command_s: 180, ...house, severity: 'critical', kind: null };
}
