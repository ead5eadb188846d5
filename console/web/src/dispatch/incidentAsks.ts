/** What is asked about an incident's life. Each tells a refusal and answers whether it was done. */
import i18next from 'i18next';
import { api, take } from '../api/client';
import type { components } from '../api/types';
import type { Incident } from '../api/shapes';
import { tellFault } from '../ui/notify';

export type Likeness = components['schemas']['LikenessView'];
export type Guide = components['schemas']['GuideShape'];

async function attempt(what: string, work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (thrown) {
    tellFault(i18next.t(`dispatch:failed.${what}`), thrown);
    return false;
  }
}

const of = (incident_id: string) => ({ params: { path: { incident_id } } });
const check = (incident_id: string, number: number) => ({ params: { path: { incident_id, number } } });

export function setState(incident: Incident, state: Incident['state'], reason = ''): Promise<boolean> {
  const body = { state, seen: incident.state, reason };
  return attempt('state', take(api.POST('/api/incidents/{incident_id}/state', { ...of(incident.id), body })));
}

export function reopen(id: string, reason: string): Promise<boolean> {
  return attempt('reopen', take(api.POST('/api/incidents/{incident_id}/reopen', { ...of(id), body: { reason } })));
}

export function mergeInto(id: string, into: string): Promise<boolean> {
  return attempt('merge', take(api.POST('/api/incidents/{incident_id}/merge', { ...of(id), body: { into } })));
}

export function unmerge(id: string): Promise<boolean> {
  return attempt('unmerge', take(api.POST('/api/incidents/{incident_id}/unmerge', of(id))));
}

export function link(id: string, other: string, kind: 'related' | 'distinct'): Promise<boolean> {
  const body = { incident_id: other, kind };
  return attempt('link', take(api.POST('/api/incidents/{incident_id}/links', { ...of(id), body })));
}

export function unlink(id: string, other: string): Promise<boolean> {
  const body = { incident_id: other };
  return attempt('link', take(api.POST('/api/incidents/{incident_id}/unlink', { ...of(id), body })));
}

export function tick(id: string, number: number, isDone: boolean): Promise<boolean> {
  const asked = isDone
    ? api.POST('/api/incidents/{incident_id}/checks/{number}/tick', check(id, number))
    : api.POST('/api/incidents/{incident_id}/checks/{number}/untick', check(id, number));
  return attempt('tick', take(asked));
}

export function addItem(id: string, text: string): Promise<boolean> {
  return attempt('tick', take(api.POST('/api/incidents/{incident_id}/checks', { ...of(id), body: { text } })));
}

/** The open incidents that may be the same. */
export function duplicatesOf(id: string): Promise<Likeness[]> {
  return take(api.GET('/api/incidents/{incident_id}/duplicates', of(id)));
}

export async function guides(): Promise<Guide[]> {
  return (await take(api.GET('/api/guides'))).guides;
}
