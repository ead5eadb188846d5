import { expect, it } from 'vitest';
import { BoxBoard } from './boxes';

const box = (track: number) => ({ track, object_class: 'person', confidence: 1, box: { left: 0, top: 0, right: 1, bottom: 1 } });

function board(): BoxBoard {
  const made = new BoxBoard();
  made.put({ camera_id: 'c', at: '2026-03-01T02:00:00.000Z', boxes: [box(1)] });
  made.put({ camera_id: 'c', at: '2026-03-01T02:00:00.200Z', boxes: [box(2)] });
  return made;
}

it('gives the boxes of the picture that is shown, not the newest', () => {
  expect(board().at('c', Date.parse('2026-03-01T02:00:00.080Z'), 400)).toMatchObject({ boxes: [{ track: 1 }], offMs: 80 });
});

it('gives nothing when the analysis is too far from the picture', () => {
  expect(board().at('c', Date.parse('2026-03-01T02:00:03Z'), 400)).toBeNull();
});

it('keeps cameras apart', () => {
  expect(board().at('other', Date.parse('2026-03-01T02:00:00Z'), 400)).toBeNull();
});
