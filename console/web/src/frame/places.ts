/** A page of the house: its address and what one must be allowed to do to go there. */
export interface PlaceOfHouse {
  to: string;
  word: 'room' | 'wall' | 'review' | 'exports' | 'health' | 'precision' | 'admin';
  may: string;
}

/** Every page that the top bar leads to, in its order. */
export const PLACES: readonly PlaceOfHouse[] = [
  { to: '/', word: 'room', may: 'room.view' },
  { to: '/wall', word: 'wall', may: 'footage.live' },
  { to: '/review', word: 'review', may: 'footage.playback' },
  { to: '/exports', word: 'exports', may: 'exports.make' },
  { to: '/health', word: 'health', may: 'system.view' },
  { to: '/precision', word: 'precision', may: 'events.judge' },
  { to: '/admin', word: 'admin', may: 'cameras.manage' },
];
