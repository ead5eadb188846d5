import { expect, it } from 'vitest';
import { NOTHING_YET, withLines } from './findings';

const hit = { kind: 'hit', camera_id: 'gate', start: '2026-03-01T02:00:00Z', end: '2026-03-01T02:00:04Z', strength: 0.5 } as const;

it('gathers hits, what is not known, and how far it is', () => {
  const first = withLines(NOTHING_YET, [hit, { kind: 'progress', upto: '2026-03-01T03:00:00Z' }]);
  const then = withLines(first, [
    { kind: 'unknown', camera_id: 'gate', start: '2026-03-01T03:00:00Z', end: '2026-03-01T03:01:30Z' },
    { kind: 'done', hits: 1, is_cut: false },
  ]);
  expect(first).toMatchObject({ hits: [hit], uptoMs: Date.parse('2026-03-01T03:00:00Z'), isDone: false });
  expect(then).toMatchObject({ hits: [hit], unknownS: 90, isDone: true, isCut: false });
});
