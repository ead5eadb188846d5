import type { Topic, Webhook } from './asks';

export const TOPICS: readonly Topic[] = ['incident.closed', 'order.reported', 'event.judged', 'alarm.raised', 'alert.published'];

export type EndpointState = 'paused' | 'failing' | 'retrying' | 'idle' | 'good';

/** A receiver that has taken nothing for so long needs a person. */
const LONG_MS = 15 * 60_000;

/** How an endpoint does: dead letters or a long silence want a person, a short failure is tried again by itself. */
export function endpointState(webhook: Webhook, now: number): EndpointState {
  if (webhook.is_paused) return 'paused';
  if (webhook.dead > 0) return 'failing';
  if (webhook.failing_since) return now - Date.parse(webhook.failing_since) >= LONG_MS ? 'failing' : 'retrying';
  return webhook.delivered_at ? 'good' : 'idle';
}

/** The mark beside it (see `.mood`). */
export const MOODS: Record<EndpointState, string> = { paused: 'off', failing: 'bad', retrying: 'wait', idle: 'off', good: 'good' };

/** `incident.closed` as a key of our words: keys hold no dots. */
export const topicKey = (topic: Topic) => topic.replace('.', '_') as `${string}_${string}`;

/** Whether an address looks like one; the room checks it again. */
export function isAddress(text: string): boolean {
  return /^https?:\/\/[^\s/@#]+(\/[^\s#]*)?(\?[^\s#]*)?$/.test(text.trim());
}

/** What to say of an answer: its status, or that there was none. */
export const answerText = (status: number | null | undefined, text: string | null | undefined): string =>
  [status ? `HTTP ${status}` : '', (text ?? '').slice(0, 300)].filter(Boolean).join(' · ');
