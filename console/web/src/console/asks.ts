/** What the room asks the server for beside the stream. */
import type { FeatureCollection } from 'geojson';
import { api, take } from '../api/client';
import type { Recommendation, StreamEntry, Timeline, WatchEvent } from '../api/shapes';
import type { Window } from './timebar/timeline';

const iso = (ms: number) => new Date(ms).toISOString();

/** Footage and gaps of a camera. */
export function timelineOf(cameraId: string, window: Window): Promise<Timeline> {
  const query = { start: iso(window.startMs), end: iso(window.endMs) };
  return take(api.GET('/api/cameras/{camera_id}/timeline', { params: { path: { camera_id: cameraId }, query } }));
}

/** Past events of a camera, judged ones too, newest first. */
export async function eventsOf(cameraId: string, window: Window): Promise<WatchEvent[]> {
  const query = { camera_id: [cameraId], start: iso(window.startMs), end: iso(window.endMs), limit: 200 };
  return (await take(api.GET('/api/events', { params: { query } }))).items;
}

export function recommendationFor(incidentId: string): Promise<Recommendation> {
  return take(
    api.GET('/api/incidents/{incident_id}/recommendation', { params: { path: { incident_id: incidentId } } }),
  );
}

export async function journalOf(incidentId: string): Promise<StreamEntry[]> {
  const page = await take(
    api.GET('/api/incidents/{incident_id}/journal', { params: { path: { incident_id: incidentId } } }),
  );
  return page.items;
}

export function playlistUrl(cameraId: string, window: Window): string {
  const query = new URLSearchParams({ start: iso(window.startMs), end: iso(window.endMs) });
  return `/api/cameras/${cameraId}/playlist.m3u8?${query}`;
}

/** The house's own map; null when it has none. */
export async function houseMap(): Promise<FeatureCollection | null> {
  const response = await fetch('/api/map', { credentials: 'same-origin' });
  return response.ok ? ((await response.json()) as FeatureCollection) : null;
}
