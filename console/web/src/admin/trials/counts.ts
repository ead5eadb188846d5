import type { Trial, TrialFinding } from './shapes';

export interface Totals {
  draft: number;
  now: number;
  /** Whether anything is switched on now to compare with. */
  hasNow: boolean;
}

/** How often the whole draft would report, and what is switched on now does. */
export function totals(trial: Trial): Totals {
  const sum = (counts: (number | null)[]) => counts.reduce<number>((whole, count) => whole + (count ?? 0), 0);
  return {
    draft: sum(trial.rules.map((rule) => rule.draft)),
    now: sum(trial.rules.map((rule) => rule.now)),
    hasNow: trial.rules.some((rule) => rule.now !== null),
  };
}

/** What the draft would report, of one rule or of all, in order of time. */
export function shown(trial: Trial, ruleId: string | null): TrialFinding[] {
  return trial.findings.filter((one) => one.side === 'draft' && (ruleId === null || one.rule_id === ruleId));
}

/** The tallest bar's count; at least one, so that empty hours have no height. */
export function tallest(trial: Trial): number {
  return Math.max(1, ...trial.hours.map((hour) => Math.max(hour.draft, hour.now)));
}
