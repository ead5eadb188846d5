import type { StreamEntry } from '../api/shapes';

/** Why a talk ended. detail: what the camera said. */
export interface TalkEnded {
  session: string;
  reason: string;
  detail: string | null;
}

/** What the journal tells of steering and talking, beside a camera's own facts. */
export interface Steered {
  by: { id: string; name: string; atMs: number } | null;
  isTourOn: boolean | null;
  talk: { session: string; id: string; name: string; atMs: number } | null;
  talkEnded: TalkEnded | null;
}

export const NOT_STEERED: Steered = { by: null, isTourOn: null, talk: null, talkEnded: null };
/** Somebody who steers is told of every ten seconds at least. */
const FRESH_MS = 12_000;
/** No talk is longer; one whose end was never told is over by then. */
const LONGEST_TALK_MS = 130_000;

/** What is known after the entry; the same object where it is about something else. */
export function afterEntry(held: Steered, entry: StreamEntry): Steered {
  if (entry.kind === 'camera.steered') {
    return { ...held, by: { id: entry.actor.id, name: entry.actor.name, atMs: Date.parse(entry.at) } };
  }
  if (entry.kind === 'camera.tour_changed') return { ...held, isTourOn: entry.data['is_on'] === true };
  if (entry.kind === 'camera.talk_began') {
    const { id, name } = entry.actor;
    return { ...held, talk: { session: String(entry.data['session']), id, name, atMs: Date.parse(entry.at) } };
  }
  if (entry.kind === 'camera.talk_ended') {
    const { session, reason, detail } = entry.data;
    const talkEnded = { session: String(session), reason: String(reason), detail: detail === null ? null : String(detail) };
    return { ...held, talk: held.talk?.session === session ? null : held.talk, talkEnded };
  }
  return held;
}

/** Who else steers just now; null: nobody, or oneself. */
export function otherHand(steered: Steered | undefined, ownId: string, nowMs: number): string | null {
  const by = steered?.by;
  return by && by.id !== ownId && nowMs - by.atMs < FRESH_MS ? by.name : null;
}

/** Who else talks through the camera just now; null: nobody, or oneself. */
export function otherTalker(steered: Steered | undefined, ownId: string, nowMs: number): string | null {
  const talk = steered?.talk;
  return talk && talk.id !== ownId && nowMs - talk.atMs < LONGEST_TALK_MS ? talk.name : null;
}
