import { severityRank } from '../console/severity';
import type { CameraHealth } from './shapes';

/** How badly a camera is doing; more is worse, 0 is well. */
export function badness(camera: CameraHealth): number {
  if (camera.state === 'disabled') return 0;
  const worst = Math.max(0, ...camera.troubles.map((trouble) => 1 + severityRank(trouble.severity)));
  return camera.state === 'online' ? worst : Math.max(worst, 1);
}

/** The worst first, then by name; switched off ones last. */
export function inOrder(cameras: readonly CameraHealth[]): CameraHealth[] {
  const isOff = (camera: CameraHealth) => Number(camera.state === 'disabled');
  return [...cameras].sort(
    (a, b) => isOff(a) - isOff(b) || badness(b) - badness(a) || a.name.localeCompare(b.name),
  );
}

/** `2.1 Mbit/s`, `640 kbit/s` */
export function bitrateText(bps: number): string {
  return bps >= 1e6 ? `${(bps / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bps / 1e3)} kbit/s`;
}

/** The bitrate against its usual, in percent; null where either is unknown. */
export function shareOfUsual(camera: CameraHealth): number | null {
  const { bitrate_bps: now, usual_bps: usual } = camera;
  return now === null || !usual ? null : Math.round((100 * now) / usual);
}

/** `+0.3 s`, `−12 s`; a clock within a tenth of a second is `0 s`. */
export function offsetText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 0.1) return '0 s';
  return `${seconds < 0 ? '−' : '+'}${size < 10 ? size.toFixed(1) : Math.round(size)} s`;
}
