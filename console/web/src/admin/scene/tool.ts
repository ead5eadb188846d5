/** What a click on the picture does. */
export type Tool = 'select' | 'zone' | 'tripwire' | 'pair';

/** An id of the page's own making; the room only asks that it is new within the scene. */
export function newShapeId(prefix: 'zone' | 'line' | 'rule'): string {
  return `${prefix}_${[...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
