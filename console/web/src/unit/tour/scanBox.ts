/**
 * The proofs that have not reached the room yet, oldest first. Pure; `scanSender.ts` does the I/O. Each has a key of its
 * own, so that one which is sent twice because the answer was lost counts once.
 */
import type { components } from '../../api/types';
import type { Checkpoint } from '../../console/patrols/shapes';

export type ScanDraft = components['schemas']['ScanDraft'];

export interface ScanBox {
  waiting: readonly ScanDraft[];
  /** What the room did not take, until the crew has read it. */
  refused: readonly { key: string; reason: string }[];
}

export const EMPTY_BOX: ScanBox = { waiting: [], refused: [] };
const MOST = 500;

/** Adds a proof; the same code within three seconds is the same look of the camera at it. */
export function putScan(box: ScanBox, scan: ScanDraft): ScanBox {
  const isSame = (each: ScanDraft) =>
    each.code === scan.code && each.checkpoint_id === scan.checkpoint_id && Math.abs(Date.parse(each.at) - Date.parse(scan.at)) < 3000;
  if (box.waiting.some(isSame)) return box;
  return { ...box, waiting: [...box.waiting, scan].slice(-MOST) };
}

export function sentScan(box: ScanBox, key: string): ScanBox {
  return { ...box, waiting: box.waiting.filter((scan) => scan.key !== key) };
}

export function refusedScan(box: ScanBox, key: string, reason: string): ScanBox {
  return { waiting: sentScan(box, key).waiting, refused: [...box.refused, { key, reason }] };
}

export function readScan(box: ScanBox, key: string): ScanBox {
  return { ...box, refused: box.refused.filter((each) => each.key !== key) };
}

/** The code in a link or as it was typed: as the room reads it. */
export function codeIn(text: string): string {
  const last = text.trim().split('=').at(-1)?.split('/').at(-1) ?? '';
  return last.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** The low 16 bits of the CRC-32 (IEEE 802.3) of a code. */
export function codeMark(code: string): number {
  let crc = 0xffffffff;
  for (const letter of code) {
    crc ^= letter.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc & 0xffff;
}

/** Which checkpoints the waiting proofs are of, so that the next one is shown without a line. */
export function waitingPoints(box: ScanBox, checkpoints: readonly Checkpoint[]): string[] {
  return box.waiting.flatMap((scan) => {
    if (scan.checkpoint_id) return [scan.checkpoint_id];
    const mark = codeMark(codeIn(scan.code ?? ''));
    const found = checkpoints.find((checkpoint) => checkpoint.code_mark === mark);
    return found ? [found.id] : [];
  });
}
