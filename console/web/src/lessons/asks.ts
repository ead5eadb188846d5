/** What the pages about lessons and precision ask of the room. Every function throws an `ApiFault` when refused. */
import { api, take } from '../api/client';
import type { WatchEvent } from '../api/shapes';
import type { Lesson, Precision } from './shapes';

const camera = (camera_id: string) => ({ params: { path: { camera_id } } });
const one = ({ camera_id, id: lesson_id }: Lesson) => ({ params: { path: { camera_id, lesson_id } } });

export const listLessons = (id: string): Promise<Lesson[]> => take(api.GET('/api/cameras/{camera_id}/lessons', camera(id)));

export const switchLesson = (lesson: Lesson, isOn: boolean): Promise<Lesson> =>
  isOn
    ? take(api.POST('/api/cameras/{camera_id}/lessons/{lesson_id}/switch-on', one(lesson)))
    : take(api.POST('/api/cameras/{camera_id}/lessons/{lesson_id}/switch-off', one(lesson)));

export async function deleteLesson(lesson: Lesson): Promise<void> {
  await take(api.DELETE('/api/cameras/{camera_id}/lessons/{lesson_id}', one(lesson)));
}

export const deleteLessons = (id: string): Promise<{ count: number }> =>
  take(api.DELETE('/api/cameras/{camera_id}/lessons', camera(id)));

export const getPrecision = (days: 7 | 30): Promise<Precision> => take(api.GET('/api/precision', { params: { query: { days } } }));

/** What was kept quiet since a time and nobody has judged, newest first. */
export async function quietEvents(sinceMs: number): Promise<WatchEvent[]> {
  const query = { is_quiet: true, verdict: ['none' as const], start: new Date(sinceMs).toISOString(), limit: 200 };
  return (await take(api.GET('/api/events', { params: { query } }))).items;
}

/** The newest events of one rule. */
export async function eventsOfRule(camera_id: string, rule: string, sinceMs: number): Promise<WatchEvent[]> {
  const query = { camera_id: [camera_id], rule, start: new Date(sinceMs).toISOString(), limit: 24 };
  return (await take(api.GET('/api/events', { params: { query } }))).items;
}
