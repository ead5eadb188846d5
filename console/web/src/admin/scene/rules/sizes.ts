/** Limits of an object's size in metres, and the usual ones. */

import type { Rule } from '../../shapes';

export type SizeLimits = NonNullable<Rule['size']>;

export const SIZES = {
  any: {},
  person: { min_height_m: 1, max_height_m: 2.3, max_width_m: 1.6 },
  large: { min_height_m: 1, min_width_m: 1.3 },
} as const satisfies Record<string, SizeLimits>;

export type SizeName = keyof typeof SIZES;
export const SIZE_NAMES = Object.keys(SIZES) as SizeName[];
const KEYS = ['min_height_m', 'max_height_m', 'min_width_m', 'max_width_m'] as const;

export function isAnySize(size: SizeLimits): boolean {
  return KEYS.every((key) => typeof size[key] !== 'number');
}

/** Which of the usual limits these are; null for others. */
export function sizeNameOf(size: SizeLimits): SizeName | null {
  return SIZE_NAMES.find((name) => KEYS.every((key) => (size[key] ?? null) === ((SIZES[name] as SizeLimits)[key] ?? null))) ?? null;
}
