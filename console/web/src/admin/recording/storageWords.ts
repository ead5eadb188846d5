/** What the storage page says of days and disks. */

import type { CameraStorage, StorageDisk } from './shapes';

/** `9.4`, `14`, `0`: days to at most one decimal, and none from ten on. */
export function daysText(days: number): string {
  return days >= 10 || Number.isInteger(days) ? String(Math.floor(days)) : days.toFixed(1);
}

/** Whether a camera's footage will go before its days are over. */
export function isShort(camera: CameraStorage): boolean {
  const { forecast_days: days, retention_days: wanted } = camera;
  return days !== null && wanted !== null && days < wanted - 0.05;
}

/** The parts of a disk's bar, as shares of it: held footage, other footage, what is not footage. */
export function partsOf(disk: StorageDisk): { held: number; footage: number; other: number } {
  const total = disk.total_bytes ?? 0;
  if (total <= 0) return { held: 0, footage: 0, other: 0 };
  const share = (bytes: number) => Math.min(1, Math.max(0, bytes / total));
  const used = total - (disk.free_bytes ?? 0);
  return {
    held: share(disk.held_bytes),
    footage: share(disk.footage_bytes - disk.held_bytes),
    other: share(used - disk.footage_bytes),
  };
}

/** A day's bytes as megabits a second, which is how cameras are set. */
export function mbitPerS(dailyBytes: number): string {
  const rate = (dailyBytes * 8) / 86_400 / 1e6;
  return rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
}
