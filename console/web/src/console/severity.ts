import type { Severity } from '../api/shapes';

const RANK: Record<Severity, number> = { low: 0, medium: 1, high: 2, critical: 3 };

/** Higher means it matters more. */
export function severityRank(severity: Severity): number {
  return RANK[severity];
}

export function worst(severities: readonly Severity[]): Severity {
  return severities.reduce<Severity>((held, next) => (RANK[next] > RANK[held] ? next : held), 'low');
}
