import { expect, it } from 'vitest';
import { bytesText, figureText } from './bytes';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [812_000_000, '812 MB'],
  [1_420_000_000_000, '1.4 TB'],
])('%d bytes read %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

it.each([
  [12, '12'],
  [1_289_331, '1\u2009289\u2009331'],
  [38.44, '38.4'],
])('the figure %d reads %s', (value, text) => {
  expect(figureText(value)).toBe(text);
});
