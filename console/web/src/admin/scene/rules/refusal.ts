/** Where the room's words on a refused scene belong: which rule, which field. */

import type { Rule } from '../../shapes';
import type { Field } from './kinds';

export interface Refusal {
  ruleId: string;
  /** null: of the rule as a whole. */
  field: Field | null;
  words: string;
}

/** Fields by the words that the room uses for them, the more particular first. */
const BY_WORDS: readonly (readonly [RegExp, Field])[] = [
  [/schedule|stretch/, 'schedule'],
  [/tripwire/, 'line'],
  [/square metre need a zone|^zone /, 'place'],
  [/count|square metre|density/, 'crowd'],
  [/\bway\b|arrow|heading|min_travel/, 'way'],
  [/limit_mps/, 'limit_mps'],
  [/away_m/, 'away'],
  [/km\/h|limit_kmh/, 'limit_kmh'],
  [/size|height|width/, 'size'],
  [/dwell|a time/, 'dwell'],
  [/classes/, 'classes'],
  [/name/, 'name'],
];

/** The rule and field that a refusal is about; null where it is about no rule. */
export function refusalOf(message: string, rules: readonly Rule[]): Refusal | null {
  const named = /^rule ([^:\s]+): (.*)$/s.exec(message);
  const counted = /(?:^|\.)rules\.(\d+)\.?([^:]*: .*)$/s.exec(message);
  const ruleId = named?.[1] ?? (counted ? rules[Number(counted[1])]?.id : undefined);
  const words = named?.[2] ?? counted?.[2];
  if (!ruleId || !words || !rules.some((rule) => rule.id === ruleId)) return null;
  return { ruleId, field: BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? null, words };
}
