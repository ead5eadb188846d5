import type { FoundLine, Hit } from '../shapes';

/** What a search has told so far. */
export interface Findings {
  hits: Hit[];
  unknownS: number;
  uptoMs: number | null;
  isDone: boolean;
  isCut: boolean;
}

export const NOTHING_YET: Findings = { hits: [], unknownS: 0, uptoMs: null, isDone: false, isCut: false };

export function withLines(held: Findings, lines: readonly FoundLine[]): Findings {
  const next = { ...held, hits: [...held.hits] };
  for (const line of lines) {
    if (line.kind === 'hit') next.hits.push(line);
    else if (line.kind === 'unknown') next.unknownS += (Date.parse(line.end) - Date.parse(line.start)) / 1000;
    else if (line.kind === 'progress') next.uptoMs = Date.parse(line.upto);
    else {
      next.isDone = true;
      next.isCut = line.is_cut;
    }
  }
  return next;
}
