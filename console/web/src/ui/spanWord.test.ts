import { expect, it } from 'vitest';
import { whyOf } from './spanWord';

it('knows the reasons that the room gives, and leaves free text alone', () => {
  expect(['no event', 'days', 'disk full', 'camera gate: no packets for 3 s', 'constructor'].map(whyOf)).toEqual([
    'no_event', 'days', 'disk_was_full', null, null,
  ]);
});
