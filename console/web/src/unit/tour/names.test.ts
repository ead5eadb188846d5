import { expect, it } from 'vitest';
import { namesIn } from './names';

it('reads names by line and by the commas of both scripts, each once', () => {
  expect(namesIn(' Mara  Lindqvist\nJon Ferro, 王芳、王芳\n\n')).toEqual(['Mara Lindqvist', 'Jon Ferro', '王芳']);
  expect(namesIn(' \n, ')).toEqual([]);
});
