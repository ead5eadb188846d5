/** What each kind of rule has to say, and what it begins with. */

import type { PicturePoint, Rule, Scene } from '../../shapes';
import { tripwiresOf, zonesOf } from '../draft';

export type RuleKind = Rule['kind'];
export type Field = 'name' | 'place' | 'line' | 'direction' | 'dwell' | 'crowd' | 'way' | 'limit_kmh' | 'limit_mps' | 'away'
  | 'classes' | 'size' | 'schedule';

const OWN: Record<RuleKind, readonly Field[]> = {
  intrusion: ['place', 'classes', 'size'],
  line_crossing: ['line', 'direction', 'classes', 'size'],
  loitering: ['place', 'dwell', 'classes', 'size'],
  occupancy: ['place', 'crowd', 'dwell', 'classes', 'size'],
  wrong_way: ['place', 'way', 'classes', 'size'],
  speeding: ['place', 'limit_kmh', 'classes', 'size'],
  stopped_vehicle: ['place', 'dwell', 'classes', 'size'],
  unattended_object: ['place', 'dwell', 'away'],
  removed_object: ['place', 'dwell'],
  running: ['place', 'limit_mps', 'classes', 'size'],
};

/** In the order of the list to choose from. */
export const RULE_KINDS = Object.keys(OWN) as RuleKind[];

/** Kinds whose time may be none at all. */
export const MAY_BE_AT_ONCE: readonly RuleKind[] = ['occupancy', 'removed_object'];

const DWELL_S: Partial<Record<RuleKind, number>> = {
  loitering: 30, occupancy: 10, stopped_vehicle: 60, unattended_object: 60, removed_object: 10,
};

const PLAIN = {
  direction: 'both', dwell_s: 0, count: null, density_per_m2: null, arrow: null, heading_deg: null, min_travel_m: 2,
  limit_kmh: null, limit_mps: 3, away_m: 3,
} as const;

export function hasField(kind: RuleKind, field: Field): boolean {
  return field === 'name' || field === 'schedule' || OWN[kind].includes(field);
}

/** Whether the kind can report at all only where the camera is calibrated. */
export function needsMetres(kind: RuleKind): boolean {
  return kind === 'speeding';
}

/** A new rule of a kind, with what it begins with: of the first zone or line, else of the whole picture. */
export function newRule(scene: Scene, id: string, kind: RuleKind, name: string): Rule {
  const zone = zonesOf(scene)[0];
  return withKind(scene, {
    ...PLAIN, id, kind, name, is_enabled: true, severity: 'medium', never_quiet: false, zone_id: zone?.id ?? null, tripwire_id: null,
    classes: [], schedule: [], size: {},
  });
}

/** The rule as another kind: what the new kind does not use is dropped, what it needs is filled in. */
export function ofKind(scene: Scene, rule: Rule, kind: RuleKind): Rule {
  return kind === rule.kind ? rule : withKind(scene, { ...rule, ...PLAIN, kind });
}

function withKind(scene: Scene, rule: Rule): Rule {
  const { kind } = rule;
  const isCrossing = kind === 'line_crossing';
  return {
    ...rule,
    zone_id: isCrossing ? null : (rule.zone_id ?? null),
    tripwire_id: isCrossing ? (rule.tripwire_id ?? tripwiresOf(scene)[0]?.id ?? null) : null,
    classes: hasField(kind, 'classes') ? (rule.classes ?? []) : [],
    size: hasField(kind, 'size') ? (rule.size ?? {}) : {},
    dwell_s: DWELL_S[kind] ?? 0,
    count: kind === 'occupancy' ? 5 : null,
    limit_kmh: kind === 'speeding' ? 30 : null,
    arrow: kind === 'wrong_way' ? arrowIn(scene, rule.zone_id ?? null) : null,
  };
}

/** An arrow to begin with: upwards through the middle of the zone, or of the picture. */
export function arrowIn(scene: Scene, zoneId: string | null): { start: PicturePoint; end: PicturePoint } {
  const polygon = zonesOf(scene).find((zone) => zone.id === zoneId)?.polygon ?? [];
  const corners = polygon.length > 0 ? polygon : [{ x: 0, y: 0.2 }, { x: 1, y: 1 }];
  const xs = corners.map((point) => point.x);
  const ys = corners.map((point) => point.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const x = (left + right) / 2;
  const reach = (bottom - top) * 0.25;
  return { start: { x, y: (top + bottom) / 2 + reach }, end: { x, y: (top + bottom) / 2 - reach } };
}
