import { expect, it } from 'vitest';
import { sampleEntry } from '../test/samples';
import { afterEntry, NOT_STEERED, otherHand } from './steered';

const STEERED = sampleEntry(1, 'camera.steered', 'camera:c1', { camera_id: 'c1', by_id: 'a', by: 'Lin' });
const AT = Date.parse(STEERED.at);

it('another hand shows for a while, one’s own does not', () => {
  const after = afterEntry(NOT_STEERED, STEERED);

  expect(otherHand(after, 'b', AT + 1000)).toBe('Lin');
  expect(otherHand(after, 'a', AT + 1000)).toBeNull();
  expect(otherHand(after, 'b', AT + 60_000)).toBeNull();
  expect(otherHand(undefined, 'b', AT)).toBeNull();
});

it('a tour that was switched shows, and other entries change nothing', () => {
  const on = afterEntry(NOT_STEERED, sampleEntry(2, 'camera.tour_changed', 'camera:c1', { is_on: true }));

  expect(on.isTourOn).toBe(true);
  expect(afterEntry(on, sampleEntry(3, 'camera.changed', 'camera:c1', {}))).toBe(on);
});
