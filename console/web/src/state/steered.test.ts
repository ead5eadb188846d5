import { expect, it } from 'vitest';
import { sampleEntry } from '../test/samples';
import { afterEntry, NOT_STEERED, otherHand, otherTalker } from './steered';

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

it('who talks shows until the talk has ended, and why it ended is kept', () => {
  const began = afterEntry(NOT_STEERED, sampleEntry(4, 'camera.talk_began', 'camera:c1', { session: 's1' }));
  const by = began.talk;
  expect(by?.session).toBe('s1');
  expect(otherTalker(began, 'b', (by?.atMs ?? 0) + 1000)).toBe(by?.name);
  expect(otherTalker(began, by?.id ?? '', (by?.atMs ?? 0) + 1000)).toBeNull();
  expect(otherTalker(began, 'b', (by?.atMs ?? 0) + 200_000)).toBeNull();

  const ended = afterEntry(began, sampleEntry(5, 'camera.talk_ended', 'camera:c1', { session: 's1', reason: 'limit', detail: null }));
  expect(ended.talk).toBeNull();
  expect(ended.talkEnded).toEqual({ session: 's1', reason: 'limit', detail: null });
});
