import type { Camera } from '../api/shapes';

/** How many tiles a wall may have. */
export const SIZES = [1, 4, 9, 16] as const;
export type Size = (typeof SIZES)[number];

/** What one person has put on their wall; an empty `cameras` means all of them. */
export interface Wall {
  size: Size;
  cameras: string[];
  /** Seconds until the next page comes by itself; 0: never. */
  turnS: number;
}

export const FIRST_WALL: Wall = { size: 9, cameras: [], turnS: 0 };

/** The cameras of the wall in their order; those that are gone or switched off leave no hole. */
export function shownCameras(wall: Wall, all: Iterable<Camera>): Camera[] {
  const enabled = [...all].filter((camera) => camera.is_enabled);
  if (wall.cameras.length === 0) return enabled.sort((a, b) => a.name.localeCompare(b.name));
  const byId = new Map(enabled.map((camera) => [camera.id, camera]));
  return wall.cameras.flatMap((id) => byId.get(id) ?? []);
}

export function pagesOf(count: number, size: Size): number {
  return Math.max(1, Math.ceil(count / size));
}

/** The page `step` further on, round and round. */
export function turned(page: number, step: number, pages: number): number {
  return (((page + step) % pages) + pages) % pages;
}

/** Columns for `count` tiles on a wall of `size`: no wider than they need. */
export function columnsOf(size: Size, count: number): number {
  return Math.max(1, Math.min(Math.sqrt(size), Math.ceil(Math.sqrt(count))));
}

/** A kept wall, or the first one when what was kept cannot be understood. */
export function wallOf(kept: string | null): Wall {
  try {
    const wall = JSON.parse(kept ?? '') as Partial<Wall>;
    const size = SIZES.find((one) => one === wall.size) ?? FIRST_WALL.size;
    const cameras = Array.isArray(wall.cameras) ? wall.cameras.filter((id) => typeof id === 'string') : [];
    const turnS = typeof wall.turnS === 'number' && wall.turnS >= 5 ? wall.turnS : 0;
    return { size, cameras, turnS };
  } catch {
    return FIRST_WALL;
  }
}
