import type { Alert, AlertDraft, AlertWords, Incident } from './asks';

export const LANGUAGES = ['en', 'zh'] as const;
export const CATEGORIES = ['Safety', 'Security', 'Rescue', 'Fire', 'Health', 'Met', 'Geo', 'Env', 'Transport', 'Infra', 'CBRNE', 'Other'] as const;
export const URGENCIES = ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] as const;
export const SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const;
export const CERTAINTIES = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] as const;
export const HOURS = [1, 3, 6, 12, 24, 72] as const;

/** The form as it is typed. lat, lon, radiusKm: text, so that half a number can stand there. */
export interface AlertFields {
  incidentId: string | null;
  category: AlertDraft['category'];
  urgency: AlertDraft['urgency'];
  severity: AlertDraft['severity'];
  certainty: AlertDraft['certainty'];
  words: Record<(typeof LANGUAGES)[number], AlertWords>;
  area: string;
  lat: string;
  lon: string;
  radiusKm: string;
  hours: number;
  isExercise: boolean;
}

const blank = (language: AlertWords['language']): AlertWords => ({ language, event: '', headline: '', description: '', instruction: '' });

/** The form of a new alert, or of what is in force. */
export function formOf(alert: Alert | null): AlertFields {
  const said = alert?.said;
  const circle = said?.circle;
  const words = { en: blank('en'), zh: blank('zh') };
  for (const one of said?.words ?? []) words[one.language] = { ...words[one.language], ...one };
  return {
    incidentId: said?.incident_id ?? null,
    category: said?.category ?? 'Safety',
    urgency: said?.urgency ?? 'Immediate',
    severity: said?.severity ?? 'Severe',
    certainty: said?.certainty ?? 'Observed',
    words,
    area: said?.area ?? '',
    lat: circle ? String(circle.centre.lat) : '',
    lon: circle ? String(circle.centre.lon) : '',
    radiusKm: circle ? String(circle.radius_m / 1000) : '1',
    hours: 3,
    isExercise: said?.is_exercise ?? false,
  };
}

/** The form with what the incident knows; what was typed stays where the incident knows nothing. */
export function withIncident(form: AlertFields, incident: Incident | null): AlertFields {
  if (!incident) return { ...form, incidentId: null };
  const place = incident.position;
  return {
    ...form,
    incidentId: incident.id,
    lat: place ? place.lat.toFixed(5) : form.lat,
    lon: place ? place.lon.toFixed(5) : form.lon,
  };
}

const isSaid = (words: AlertWords) => [words.event, words.headline, words.description, words.instruction].some((text) => text?.trim());
const isWhole = (words: AlertWords) => words.event.trim() !== '' && words.headline.trim() !== '';

function within(text: string, least: number, most: number): boolean {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) && value >= least && value <= most;
}

/** What is still missing, the first of it; null: it can be published. */
export function missing(form: AlertFields): 'words' | 'half' | 'area' | 'place' | 'radius' | null {
  const said = LANGUAGES.map((language) => form.words[language]).filter(isSaid);
  if (said.length === 0) return 'words';
  if (!said.every(isWhole)) return 'half';
  if (form.area.trim() === '') return 'area';
  if (!within(form.lat, -90, 90) || !within(form.lon, -180, 180)) return 'place';
  return within(form.radiusKm, 0.01, 200) ? null : 'radius';
}

/** What is sent; only for a form that misses nothing. */
export function draftOf(form: AlertFields, now: number): AlertDraft {
  return {
    incident_id: form.incidentId,
    category: form.category,
    urgency: form.urgency,
    severity: form.severity,
    certainty: form.certainty,
    words: LANGUAGES.map((language) => form.words[language]).filter(isSaid),
    area: form.area.trim(),
    circle: { centre: { lat: Number(form.lat), lon: Number(form.lon) }, radius_m: Number(form.radiusKm) * 1000 },
    polygon: [],
    expires: new Date(now + form.hours * 3_600_000).toISOString(),
    is_exercise: form.isExercise,
  };
}

export type Standing = 'in_force' | 'expired' | 'replaced' | 'cancelled';

/** How an alert stands; a cancellation itself is not listed as one. */
export function standing(alert: Alert, now: number): Standing {
  if (alert.state === 'in_force' && Date.parse(alert.expires) <= now) return 'expired';
  return alert.state;
}
