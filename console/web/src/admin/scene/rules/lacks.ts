/** What a rule still lacks, field by field: as the room will judge it when the scene is saved, said before. */

import type { Rule, Scene } from '../../shapes';
import { rulesOf } from '../draft';
import { type Field, hasField, MAY_BE_AT_ONCE } from './kinds';

export type Lack = 'name' | 'line' | 'dwell' | 'crowd' | 'zone' | 'way' | 'limit' | 'metres' | 'height_order' | 'width_order' | 'days';
export type Lacks = Partial<Record<Field, Lack>>;

/** One reason at most for each field. A rule that is off may lack what it needs to report. */
export function lacksOf(rule: Rule, isCalibrated: boolean): Lacks {
  const lacks: Lacks = {};
  if (rule.name.trim() === '') lacks.name = 'name';
  if (rule.kind === 'line_crossing' && !rule.tripwire_id) lacks.line = 'line';
  if ((rule.schedule ?? []).some((stretch) => stretch.days.length === 0)) lacks.schedule = 'days';
  const size = rule.size ?? {};
  if (isAbove(size.min_width_m, size.max_width_m)) lacks.size = 'width_order';
  if (isAbove(size.min_height_m, size.max_height_m)) lacks.size = 'height_order';
  return rule.is_enabled === false ? lacks : { ...lacksToReport(rule, isCalibrated), ...lacks };
}

function lacksToReport(rule: Rule, isCalibrated: boolean): Lacks {
  const lacks: Lacks = {};
  const isNumbered = Object.values(rule.size ?? {}).some((limit) => limit !== null && limit !== undefined);
  if (isNumbered && !isCalibrated) lacks.size = 'metres';
  if (hasField(rule.kind, 'dwell') && !MAY_BE_AT_ONCE.includes(rule.kind) && !rule.dwell_s) lacks.dwell = 'dwell';
  if (rule.kind === 'occupancy') {
    if (!rule.count && !rule.density_per_m2) lacks.crowd = 'crowd';
    if (rule.density_per_m2 && !isCalibrated) lacks.crowd = 'metres';
    if (rule.density_per_m2 && !rule.zone_id) lacks.place = 'zone';
  }
  if (rule.kind === 'wrong_way' && !rule.arrow) {
    if (rule.heading_deg === null || rule.heading_deg === undefined) lacks.way = 'way';
    else if (!isCalibrated) lacks.way = 'metres';
  }
  if (rule.kind === 'speeding') {
    if (!isCalibrated) lacks.limit_kmh = 'metres';
    if (!rule.limit_kmh) lacks.limit_kmh = 'limit';
  }
  return lacks;
}

export function areRulesComplete(scene: Scene, isCalibrated: boolean): boolean {
  return rulesOf(scene).every((rule) => Object.keys(lacksOf(rule, isCalibrated)).length === 0);
}

function isAbove(least: number | null | undefined, most: number | null | undefined): boolean {
  return typeof least === 'number' && typeof most === 'number' && least > most;
}
