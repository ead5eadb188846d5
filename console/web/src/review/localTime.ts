import { dateTime } from '../time/format';

/** A moment as `<input type="datetime-local">` wants it, by the clock of `zone`. */
export function localText(atMs: number, zone: string): string {
  return dateTime(atMs, zone).replace(' ', 'T');
}

/**
 * The moment at which the clock of `zone` shows `text`; null when it is no time. Where the clock is put back and shows
 * it twice, the first; where it is put forward and never shows it, the moment as far after the change.
 */
export function momentOf(text: string, zone: string): number | null {
  const wallMs = Date.parse(`${text}Z`);
  if (Number.isNaN(wallMs)) return null;
  const shown = (atMs: number) => Date.parse(`${dateTime(atMs, zone).replace(' ', 'T')}Z`) - Math.floor(atMs / 1000) * 1000;
  const offsets = [shown(wallMs - 86_400_000), shown(wallMs + 86_400_000)];
  const fitting = offsets.map((offset) => wallMs - offset).filter((atMs) => atMs + shown(atMs) === wallMs);
  return fitting.length > 0 ? Math.min(...fitting) : wallMs - (offsets[0] ?? 0);
}
