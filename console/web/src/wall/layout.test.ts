import { expect, it } from 'vitest';
import { sampleCamera as camera } from '../test/samples';
import { columnsOf, FIRST_WALL, pagesOf, shownCameras, turned, wallOf } from './layout';

const gate = camera({ id: 'gate', name: 'Gate' });
const yard = camera({ id: 'yard', name: 'A yard' });
const off = camera({ id: 'off', name: 'Off', is_enabled: false });

it('shows all enabled cameras by name when none was chosen', () => {
  expect(shownCameras(FIRST_WALL, [gate, yard, off]).map((one) => one.id)).toEqual(['yard', 'gate']);
});

it('keeps the chosen order and leaves no hole for a camera that is gone', () => {
  const wall = { ...FIRST_WALL, cameras: ['gate', 'sold', 'off', 'yard'] };
  expect(shownCameras(wall, [yard, gate, off]).map((one) => one.id)).toEqual(['gate', 'yard']);
});

it.each([
  [0, 1],
  [16, 1],
  [17, 2],
])('%i cameras on sixteen tiles make %i pages', (count, pages) => expect(pagesOf(count, 16)).toBe(pages));

it('turns round at both ends', () => {
  expect([turned(2, 1, 3), turned(0, -1, 3), turned(0, 1, 1)]).toEqual([0, 2, 0]);
});

it.each([
  [16, 16, 4],
  [16, 5, 3],
  [9, 2, 2],
  [4, 0, 1],
] as const)('a wall of %i with %i tiles has %i columns', (size, count, columns) => {
  expect(columnsOf(size, count)).toBe(columns);
});

it.each([
  ['nothing kept', null],
  ['no JSON', 'sixteen'],
  ['a size that there is not', '{"size": 7}'],
])('begins anew with %s', (_name, kept) => expect(wallOf(kept)).toEqual(FIRST_WALL));

it('remembers a wall', () => {
  const wall = { size: 16, cameras: ['gate'], turnS: 20 } as const;
  expect(wallOf(JSON.stringify(wall))).toEqual(wall);
});
