import { expect, it } from 'vitest';
import type { Checkpoint } from '../../console/patrols/shapes';
import { codeIn, codeMark, EMPTY_BOX, putScan, readScan, refusedScan, type ScanDraft, sentScan, waitingPoints } from './scanBox';

const scan = (key: string, code: string, at = '2026-03-01T22:00:00Z'): ScanDraft => ({ key, via: 'qr', code, at });

it('keeps each proof once, though the camera sees the code in many pictures', () => {
  let box = putScan(EMPTY_BOX, scan('a', 'X'));
  box = putScan(box, scan('b', 'X', '2026-03-01T22:00:01Z'));
  box = putScan(box, scan('c', 'X', '2026-03-01T22:05:00Z'));
  expect(box.waiting.map((each) => each.key)).toEqual(['a', 'c']);
  expect(sentScan(box, 'a').waiting.map((each) => each.key)).toEqual(['c']);
});

it('keeps a refusal until it is read', () => {
  const box = refusedScan(putScan(EMPTY_BOX, scan('a', 'X')), 'a', 'revoked');
  expect(box).toEqual({ waiting: [], refused: [{ key: 'a', reason: 'revoked' }] });
  expect(readScan(box, 'a').refused).toEqual([]);
});

it('knows a point by the mark of its code, as the room makes it', () => {
  expect(codeMark('123456789')).toBe(0x3926); // CRC-32 check value 0xCBF43926
  expect(codeIn(' https://room/unit#checkpoint=ab2cd-3ef4g ')).toBe('AB2CD3EF4G');
  const points = [{ id: 'p', code_mark: codeMark('AB2CD3EF4G') }] as Checkpoint[];
  expect(waitingPoints(putScan(EMPTY_BOX, scan('a', 'ab2cd3ef4g')), points)).toEqual(['p']);
});
