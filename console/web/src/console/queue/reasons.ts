import type { DismissReason } from '../../api/shapes';

/** Why an event is false, by their digit. */
export const DISMISS_REASONS: readonly DismissReason[] = [
  'shadow', 'rain', 'animal', 'headlight', 'known_activity', 'other',
];
