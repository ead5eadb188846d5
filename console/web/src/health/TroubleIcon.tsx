import './health.css';
import type { HealthKind } from './troubles';

/** One drawing per trouble, in a frame of 24: an outline of what is wrong. */
const DRAWINGS: Record<HealthKind, string> = {
  camera_offline: 'M4 4l16 16M8 7h6l2 2 4-2v9M15 17H6a2 2 0 01-2-2V8',
  host_lost: 'M4 5h16v6H4zM4 14h8M4 19h8M15 15l5 5M20 15l-5 5M8 8h.01',
  covered: 'M4 12c2-5 14-5 16 0v6H4zM8 18v-3M12 18v-4M16 18v-3',
  turned_away: 'M5 12a7 7 0 117 7M5 12l-2-3M5 12l3-2M12 9v4l2 2',
  view_moved: 'M3 8V3h5M21 16v5h-5M7 8h12v8M5 8v8h12M10 12h4M12 10v4',
  black: 'M4 5h16v14H4zM7 8h10v8H7zM8 15l8-6M8 12l5-4M11 16l6-4',
  frozen: 'M12 3v18M4 7l16 10M20 7L4 17M9 4l3 3 3-3M9 20l3-3 3 3',
  not_recorded: 'M12 5a7 7 0 110 14 7 7 0 010-14zM5 5l14 14',
  storage_short: 'M4 7c0-4 16-4 16 0v10c0 4-16 4-16 0zM4 7c0 4 16 4 16 0M12 13v3M12 18.500v.01',
  defocused: 'M12 6a6 6 0 110 12 6 6 0 010-12zM12 9.500a2.500 2.500 0 110 5 2.500 2.500 0 010-5zM3 4h3M3 4v3M21 20h-3M21 20v-3',
  bitrate_collapsed: 'M4 5v14h16M7 8l4 1 2 6 6 1',
  clock_wrong: 'M12 4a8 8 0 110 16 8 8 0 010-16zM12 8v5M12 16v.01',
  feed_dropping: 'M5 5h4v4H5zM15 5h4v4h-4zM7 12v3M7 18v2M17 12v8M15 18l2 2 2-2',
  unsteady: 'M3 12h3l2-6 3 12 3-9 2 6 2-3h3',
};

/** What is wrong, drawn. */
export function TroubleIcon({ kind, size = 16 }: { kind: HealthKind; size?: number }) {
  return (
    <svg className="trouble-icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={DRAWINGS[kind]} fill="none" stroke="currentColor" strokeWidth="1.800" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
