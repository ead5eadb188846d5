/** What the review page asks of the room. Every function throws an `ApiFault` when refused. */
import { api, send, take } from '../api/client';
import type { Window } from '../console/timebar/timeline';
import { LineCutter } from './search/lines';
import type { Bookmark, Case, CaseItem, CaseSummary, CustodyLog, FoundLine, Hold, Moment, MotionSearch } from './shapes';

const iso = (ms: number) => new Date(ms).toISOString();
const camera = (camera_id: string) => ({ path: { camera_id } });
const inCase = (case_id: string) => ({ params: { path: { case_id } } });

/** A picture of a past moment: the nearest keyframe, which comes at once, or the very frame. */
export function frameUrl(cameraId: string, atMs: number, width: number, isExact = false): string {
  const query = new URLSearchParams({ at: iso(atMs), width: String(width), exact: String(isExact) });
  return `/api/cameras/${cameraId}/frame.jpg?${query}`;
}

export async function frameTimes(cameraId: string, aroundMs: number): Promise<number[]> {
  const query = { around: iso(aroundMs), before: 5, after: 5 };
  const found = await take(api.GET('/api/cameras/{camera_id}/frames', { params: { ...camera(cameraId), query } }));
  return found.frames.map((frame) => Date.parse(frame.at));
}

/** The next thing of a kind after a moment, or the last before it. */
export async function momentBeside(cameraId: string, atMs: number, kind: Moment['kind'], by: 1 | -1): Promise<Moment | null> {
  const query = by > 0 ? { after: iso(atMs), kind } : { before: iso(atMs), kind };
  return (await take(api.GET('/api/cameras/{camera_id}/moments', { params: { ...camera(cameraId), query } }))).moment;
}

export async function activityOf(cameraId: string, window: Window, buckets: number): Promise<(number | null)[]> {
  const query = { start: iso(window.startMs), end: iso(window.endMs), buckets };
  return (await take(api.GET('/api/cameras/{camera_id}/activity', { params: { ...camera(cameraId), query } }))).levels;
}

/** Findings as they come; ends when all was searched or `signal` says so. */
export async function searchMotion(wanted: MotionSearch, signal: AbortSignal, tell: (lines: FoundLine[]) => void): Promise<void> {
  const answer = await send('/api/search/motion', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(wanted), signal,
  });
  if (!answer.body) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const cutter = new LineCutter<FoundLine>();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = cutter.push(value);
    if (lines.length > 0) tell(lines);
  }
}

export const allHolds = (): Promise<Hold[]> => take(api.GET('/api/holds', { params: { query: { is_active: true } } }));

export const placeHold = (camera_id: string, range: Window, reason: string, until: string | null): Promise<Hold> =>
  take(api.POST('/api/holds', { body: { camera_id, start: iso(range.startMs), end: iso(range.endMs), reason, until } }));

export const releaseHold = (hold_id: string, reason: string): Promise<Hold> =>
  take(api.POST('/api/holds/{hold_id}/release', { params: { path: { hold_id } }, body: { reason } }));

export const allBookmarks = (): Promise<Bookmark[]> => take(api.GET('/api/bookmarks'));

export const addBookmark = (camera_id: string, range: Window, title: string): Promise<Bookmark> =>
  take(api.POST('/api/bookmarks', { body: { camera_id, start: iso(range.startMs), end: iso(range.endMs), title, note: '' } }));

export async function removeBookmark(bookmark_id: string): Promise<void> {
  await take(api.DELETE('/api/bookmarks/{bookmark_id}', { params: { path: { bookmark_id } } }));
}

export const allCases = (): Promise<CaseSummary[]> => take(api.GET('/api/cases'));
export const openCase = (title: string): Promise<Case> =>
  take(api.POST('/api/cases', { body: { title, description: '', number: null, people: [] } }));
export const caseWith = (id: string): Promise<Case> => take(api.GET('/api/cases/{case_id}', inCase(id)));

export const addClip = (id: string, camera_id: string, range: Window, text: string): Promise<CaseItem> =>
  take(api.POST('/api/cases/{case_id}/items', {
    ...inCase(id), body: { kind: 'clip', camera_id, start: iso(range.startMs), end: iso(range.endMs), text },
  }));

export const addNote = (id: string, text: string): Promise<CaseItem> =>
  take(api.POST('/api/cases/{case_id}/items', { ...inCase(id), body: { kind: 'note', text } }));

export const addSnapshot = (id: string, camera_id: string, atMs: number): Promise<CaseItem> =>
  take(api.POST('/api/cases/{case_id}/items', { ...inCase(id), body: { kind: 'snapshot', camera_id, start: iso(atMs), text: '' } }));

export const removeItem = (case_id: string, item_id: string, reason: string, releases_hold: boolean): Promise<CaseItem> =>
  take(api.POST('/api/cases/{case_id}/items/{item_id}/remove', {
    params: { path: { case_id, item_id } }, body: { reason, releases_hold },
  }));

export const closeCase = (held: Case, outcome: string, releases_holds: boolean): Promise<Case> =>
  take(api.POST('/api/cases/{case_id}/close', { ...inCase(held.id), body: { version: held.version, outcome, releases_holds } }));

export const reopenCase = (held: Case): Promise<Case> =>
  take(api.POST('/api/cases/{case_id}/reopen', { ...inCase(held.id), body: { version: held.version } }));

export const custodyOf = (id: string): Promise<CustodyLog> => take(api.GET('/api/cases/{case_id}/custody', inCase(id)));
