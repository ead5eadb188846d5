import type { StreamEntry } from '../../api/shapes';

export interface JournalLine {
  key: string;
  at: string;
  actor: string;
  /** `order.sent`: the page has words for it. */
  kind: string;
  /** The unit it is about. */
  callsign: string | null;
  /** What somebody wrote. */
  words: string | null;
}

interface Remark {
  callsign?: unknown;
  ended_reason?: unknown;
  notes?: { text: string }[];
  report?: { text: string } | null;
}

/** An entry of an incident's journal as a line to read. */
export function journalLine({ sequence, at, actor, kind, data }: StreamEntry): JournalLine {
  const remark = data as Remark;
  return {
    key: String(sequence),
    at,
    actor: actor.name,
    kind,
    callsign: typeof remark.callsign === 'string' ? remark.callsign : null,
    words: wordsOf(kind, remark),
  };
}

function wordsOf(kind: string, remark: Remark): string | null {
  if (['incident.noted', 'incident.closed', 'incident.reopened'].includes(kind)) return remark.notes?.at(-1)?.text ?? null;
  if (kind === 'order.reported') return remark.report?.text || null;
  if (kind === 'order.declined' || kind === 'order.recalled' || kind === 'order.handed_over') {
    return typeof remark.ended_reason === 'string' ? remark.ended_reason : null;
  }
  return null;
}
