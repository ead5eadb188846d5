import type { Incident, Severity, WatchEvent } from '../../api/shapes';
import { isHealth } from '../../health/troubles';
import { isQuiet } from '../../lessons/quiet';
import { severityRank, worst } from '../severity';

/** Repeats of one thing at one camera, waiting for one decision. */
export interface QueueItem {
  key: string;
  /** The newest of the repeats: the one shown. */
  head: WatchEvent;
  events: WatchEvent[];
  severity: Severity;
  /** Since when somebody has been waiting, in ms. */
  sinceMs: number;
  /** How many times it happened, repeats inside one episode included. */
  count: number;
  isOngoing: boolean;
}

export type Age = 'fresh' | 'waiting' | 'late';

/** Seconds until an undecided event is `waiting`, then `late`. */
const PATIENCE_S: Record<Severity, readonly [number, number]> = {
  critical: [15, 45],
  high: [30, 90],
  medium: [90, 300],
  low: [300, 900],
};

/** An event that calls: nobody has judged it, no incident has taken it up, no lesson keeps it quiet. */
export function needsPerson(event: WatchEvent): boolean {
  return event.verdict === 'none' && event.incident_id === null && !isQuiet(event);
}

/** What needs a person, repeats grouped; the worst first, what rules report before health, then who has waited longest. */
export function queueOf(events: Iterable<WatchEvent>): QueueItem[] {
  const groups = new Map<string, WatchEvent[]>();
  for (const event of events) {
    if (!needsPerson(event)) continue;
    const key = [event.camera_id, event.kind, event.rule_id ?? ''].join('|');
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return [...groups].map(([key, group]) => itemOf(key, group)).sort(comesFirst);
}

function itemOf(key: string, group: WatchEvent[]): QueueItem {
  const events = [...group].sort((a, b) => Date.parse(b.opened_at) - Date.parse(a.opened_at));
  const head = events[0] as WatchEvent;
  const oldest = events[events.length - 1] as WatchEvent;
  return {
    key,
    head,
    events,
    severity: worst(events.map((event) => event.severity)),
    sinceMs: Date.parse(oldest.opened_at),
    count: events.reduce((sum, event) => sum + Math.max(1, event.count), 0),
    isOngoing: events.some((event) => event.phase === 'open'),
  };
}

function comesFirst(a: QueueItem, b: QueueItem): number {
  return (
    severityRank(b.severity) - severityRank(a.severity) ||
    Number(isHealth(a.head.kind)) - Number(isHealth(b.head.kind)) ||
    a.sinceMs - b.sinceMs ||
    a.key.localeCompare(b.key)
  );
}

/** How a wait of `waitedS` seconds weighs at this severity. */
export function ageOf(severity: Severity, waitedS: number): Age {
  const [waiting, late] = PATIENCE_S[severity];
  if (waitedS >= late) return 'late';
  return waitedS >= waiting ? 'waiting' : 'fresh';
}

/** Open incidents: nobody's first, then the worst, then the oldest. */
export function incidentsInOrder(incidents: Iterable<Incident>): Incident[] {
  return [...incidents]
    .filter((incident) => incident.state !== 'closed')
    .sort(
      (a, b) =>
        Number(a.state !== 'new') - Number(b.state !== 'new') ||
        severityRank(b.severity) - severityRank(a.severity) ||
        Date.parse(a.opened_at) - Date.parse(b.opened_at),
    );
}

/** The neighbour of `key` in a list, staying inside it; the first when nothing is selected. */
export function stepTo(keys: readonly string[], key: string | null, by: 1 | -1): string | null {
  if (keys.length === 0) return null;
  const index = key === null ? -1 : keys.indexOf(key);
  if (index < 0) return keys[0] ?? null;
  return keys[Math.min(keys.length - 1, Math.max(0, index + by))] ?? null;
}
