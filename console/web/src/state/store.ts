import { create } from 'zustand';
import type { StreamEntry, UnitPositions } from '../api/shapes';
import { applyEntry, applyPositions } from './reducer';
import { EMPTY_ROOM, type Room } from './room';

export interface RoomStore {
  room: Room;
  isLoaded: boolean;
  link: 'connecting' | 'live' | 'lost';
  /** Milliseconds; set while the link is lost. */
  lostSince: number | null;
  /** Server time minus this machine's time. */
  clockOffsetMs: number;
}

/** The one store of what the room is. Only the stream writes here. */
export const useRoom = create<RoomStore>(() => ({
  room: EMPTY_ROOM,
  isLoaded: false,
  link: 'connecting',
  lostSince: null,
  clockOffsetMs: 0,
}));

/** Several entries in one step, so that a burst draws once. */
export function applyAll(entries: readonly StreamEntry[], positions: readonly UnitPositions[]): void {
  if (entries.length === 0 && positions.length === 0) return;
  useRoom.setState(({ room }) => ({
    room: positions.reduce(applyPositions, entries.reduce(applyEntry, room)),
  }));
}

/** Milliseconds since the epoch by the server's clock. */
export function serverNow(): number {
  return Date.now() + useRoom.getState().clockOffsetMs;
}
