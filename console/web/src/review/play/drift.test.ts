import { expect, it } from 'vitest';
import { correction } from './drift';

it('leaves a picture alone that is where it should be', () => {
  expect(correction(10, 10, 2, true)).toEqual({ seekS: null, playbackRate: 2 });
  expect(correction(10, 10.01, 1, false)).toEqual({ seekS: null, playbackRate: 1 });
});

it('hurries one that is a little behind and holds back one that is ahead', () => {
  expect(correction(10, 10.1, 1, true).playbackRate).toBeCloseTo(1.15);
  expect(correction(10.1, 10, 1, true).playbackRate).toBeCloseTo(0.85);
});

it('never changes the speed by more than a fifth', () => {
  expect(correction(10, 10.59, 1, true).playbackRate).toBeCloseTo(1.2);
});

it('jumps when it is far off, the sooner the slower time goes', () => {
  expect(correction(10, 11, 1, true).seekS).toBe(11);
  expect(correction(10, 11, 4, true).seekS).toBeNull();
});

it('shows the very frame while time stands still', () => {
  expect(correction(10, 10.04, 1, false).seekS).toBe(10.04);
});

it('comes into step within three seconds from any distance', () => {
  for (const start of [-3, -0.5, -0.1, 0.1, 0.5, 3]) {
    let [shown, wanted] = [100 + start, 100];
    for (let step = 0; step < 30; step++) {
      const { seekS, playbackRate } = correction(shown, wanted, 1, true);
      shown = (seekS ?? shown) + playbackRate * 0.1;
      wanted += 0.1;
    }
    expect(Math.abs(wanted - shown)).toBeLessThan(0.08);
  }
});
