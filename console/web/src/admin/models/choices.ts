/** Which camera is looked at through which model, and how the choice is shown in a list. */

import type { Models } from './shapes';

export const AS_HOUSE = 'as-house';
export const NONE = 'none';
const NAMED = 'model:';

/** The list's value for what is chosen for the camera. */
export function choiceOf(models: Models, cameraId: string): string {
  const own = models.cameras.find((each) => each.camera_id === cameraId);
  if (!own) return AS_HOUSE;
  return own.model === '' ? NONE : NAMED + own.model;
}

/** What the API wants for a value of the list. */
export function wantedOf(choice: string): string | null {
  if (choice === AS_HOUSE) return null;
  return choice === NONE ? '' : choice.slice(NAMED.length);
}

export const valueOf = (name: string): string => NAMED + name;

/** Who looks through the model: ids of cameras, by their own choice or by the house's. */
export function usersOf(models: Models, name: string, cameraIds: readonly string[]): string[] {
  return cameraIds.filter((id) => {
    const own = models.cameras.find((each) => each.camera_id === id);
    return (own ? own.model : models.house_model) === name;
  });
}

/** Pictures a second that the model manages, when they come together or one at a time. */
export function picturesPerSecond(oneMs: number | null, fourMs: number | null): number | null {
  const best = Math.min(oneMs ?? Infinity, fourMs ?? Infinity);
  return Number.isFinite(best) && best > 0 ? Math.round(1000 / best) : null;
}
