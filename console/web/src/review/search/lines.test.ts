import { expect, it } from 'vitest';
import { LineCutter } from './lines';

it('gives whole lines only, however the text was cut', () => {
  const cutter = new LineCutter<{ n: number }>();
  expect(cutter.push('{"n":1}\n{"n"')).toEqual([{ n: 1 }]);
  expect(cutter.push(':2}')).toEqual([]);
  expect(cutter.push('\n\n{"n":3}\n')).toEqual([{ n: 2 }, { n: 3 }]);
});
