import { create } from 'zustand';
import type { WatchEvent } from '../api/shapes';
import { serverNow, useRoom } from '../state/store';
import { playWindow, type Window } from './timebar/timeline';

export type Kind = 'event' | 'incident' | 'camera' | 'unit';

export interface Selected {
  kind: Kind;
  id: string;
}

/** What the stage plays: now, or a stretch of the past (`atMs`: where to begin). */
export type Playing = { mode: 'live' } | ({ mode: 'recording'; atMs: number } & Window);

interface SelectionStore {
  selected: Selected | null;
  cameraId: string | null;
  playing: Playing;
  queueTab: 'events' | 'incidents' | 'patrols';
  /** The one place shown on a narrow screen. */
  place: 'queue' | 'map' | 'stage';
}

/** What the person looks at. Unlike the room, this is theirs alone. */
export const useSelection = create<SelectionStore>(() => ({
  selected: null,
  cameraId: null,
  playing: { mode: 'live' },
  queueTab: 'events',
  place: 'queue',
}));

const set = useSelection.setState;

/** A closed event is understood from its recording, an ongoing one from what happens now. */
export function selectEvent(id: string): void {
  const event = useRoom.getState().room.events[id];
  if (!event) return;
  set({ selected: { kind: 'event', id }, cameraId: event.camera_id, queueTab: 'events' });
  if (event.phase === 'closed') playEvent(event);
  else showLive();
}

export function selectIncident(id: string): void {
  const { incidents, events } = useRoom.getState().room;
  const incident = incidents[id];
  if (!incident) return;
  const cameraId = incident.camera_id ?? events[incident.event_ids[0] ?? '']?.camera_id ?? useSelection.getState().cameraId;
  set({ selected: { kind: 'incident', id }, cameraId, queueTab: 'incidents', playing: { mode: 'live' } });
}

export function selectCamera(id: string): void {
  set({ selected: { kind: 'camera', id }, cameraId: id, playing: { mode: 'live' } });
}

export function selectUnit(id: string): void {
  set({ selected: { kind: 'unit', id } });
}

export function select({ kind, id }: Selected): void {
  ({ event: selectEvent, incident: selectIncident, camera: selectCamera, unit: selectUnit })[kind](id);
}

/** Another camera in the stage without losing what is selected. */
export function lookThrough(cameraId: string): void {
  set({ cameraId, playing: { mode: 'live' } });
}

export function deselect(): void {
  set({ selected: null });
}

export function showLive(): void {
  set({ playing: { mode: 'live' } });
}

/** Play the recording of the selected camera from a moment on. */
export function playFrom(atMs: number): void {
  set({ playing: { mode: 'recording', atMs, ...playWindow(atMs, serverNow()) } });
}

/** Play what the event is about, with what led to it. */
export function playEvent(event: WatchEvent): void {
  const startMs = Date.parse(event.clip_start);
  const endMs = Math.min(Math.max(Date.parse(event.clip_end), startMs + 5_000), serverNow());
  set({ playing: { mode: 'recording', atMs: startMs, startMs, endMs }, cameraId: event.camera_id });
}

export function showQueue(queueTab: SelectionStore['queueTab']): void {
  set({ queueTab });
}

export function showPlace(place: SelectionStore['place']): void {
  set({ place });
}
