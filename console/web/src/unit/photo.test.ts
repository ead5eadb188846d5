import { describe, expect, it } from 'vitest';
import { fittedSize } from './photo';

describe('a photo of a report', () => {
  it.each([
    ['wide is 1600 wide', 4000, 3000, 1600, 1200],
    ['tall is 1600 tall', 3000, 4000, 1200, 1600],
    ['small stays as it is', 640, 480, 640, 480],
    ['thin keeps at least a pixel', 8000, 2, 1600, 1],
  ])('%s', (_name, width, height, toWidth, toHeight) => {
    expect(fittedSize(width, height)).toEqual({ width: toWidth, height: toHeight });
  });
});
