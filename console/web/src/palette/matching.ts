import type { FoundPlace } from '../console/map/roads/shapes';

export type Group = 'incident' | 'camera' | 'unit' | 'place' | 'page';

export type Target =
  | { to: 'incident' | 'camera' | 'unit'; id: string }
  | { to: 'place'; place: FoundPlace }
  | { to: 'page'; path: string };

/** Something that can be gone to. */
export interface Entry {
  key: string;
  group: Group;
  label: string;
  detail: string;
  target: Target;
}

/** In the order in which they are shown. */
export const GROUPS: readonly Group[] = ['incident', 'camera', 'unit', 'place', 'page'];
const LIMIT = 6;

/** How well a word fits: 0 begins the label, 1 begins one of its words, 2 is in it, 3 is in the detail; null: not. */
function fit(word: string, label: string, detail: string): number | null {
  if (label.startsWith(word)) return 0;
  if (label.split(/[\s\-_/·.#]+/).some((part) => part.startsWith(word))) return 1;
  if (label.includes(word)) return 2;
  return detail.includes(word) ? 3 : null;
}

/** Letters as they are looked for: without case and accents. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function score(entry: Entry, words: readonly string[]): number | null {
  const [label, detail] = [plain(entry.label), plain(entry.detail)];
  let sum = 0;
  for (const word of words) {
    const one = fit(word, label, detail);
    if (one === null) return null;
    sum += one;
  }
  return sum;
}

/** Those that have every word of the query, the best of each group first, at most six of a group.
 *
 * Places have been searched for already, by a search that knows more ways to write a street: they stay as they came. */
export function matching(entries: readonly Entry[], query: string): Map<Group, Entry[]> {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const scored = entries.flatMap((entry) => {
    const points = entry.group === 'place' ? 0 : score(entry, words);
    return points === null ? [] : [{ entry, points }];
  });
  scored.sort((a, b) => a.points - b.points);
  const found = new Map<Group, Entry[]>();
  for (const group of GROUPS) {
    const own = scored.filter(({ entry }) => entry.group === group).slice(0, LIMIT);
    if (own.length > 0) found.set(group, own.map(({ entry }) => entry));
  }
  return found;
}
