/** The set-up pages, in the order of the menu, and what one must be allowed to do to see them. */
export const ADMIN_PLACES = [
  { to: 'cameras', may: 'room.view' },
  { to: 'units', may: 'room.view' },
  { to: 'shifts', may: 'roster.view' },
  { to: 'tours', may: 'room.view' },
  { to: 'plans', may: 'room.view' },
  { to: 'ladders', may: 'room.view' },
  { to: 'models', may: 'scenes.manage' },
  { to: 'alerts', may: 'room.view' },
  { to: 'outward', may: 'outward.manage' },
  { to: 'users', may: 'users.manage' },
  { to: 'storage', may: 'system.view' },
  { to: 'system', may: 'system.view' },
] as const;
