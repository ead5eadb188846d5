/** One drawing per kind of event, in a frame of 24: an outline, for stroke without fill. */

import type { components } from '../../api/types';

type RuleKind = components['schemas']['RuleKind'];

const RULES: Record<RuleKind, string> = {
  intrusion: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M12 6a2 2 0 110 4 2 2 0 010-4zM8.500 18v-2.500c0-4.500 7-4.500 7 0V18',
  line_crossing: 'M12 3v3.500M12 9.500v1M12 13.500v1M12 17.500V21M3 12h17M16 8l4 4-4 4',
  loitering: 'M8 4a2.200 2.200 0 110 4.400A2.200 2.200 0 018 4zM3.500 20v-4.500c0-6 9-6 9 0V20M18 4a4 4 0 110 8 4 4 0 010-8zM18 6.200V8l1.300 1',
  occupancy: 'M12 6a2 2 0 110 4 2 2 0 010-4zM8.500 19v-3c0-4.500 7-4.500 7 0v3M5 5a1.600 1.600 0 110 3.200A1.600 1.600 0 015 5zM2 16v-2.500c0-1.800 1.200-2.800 3-2.800M19 5a1.600 1.600 0 110 3.200A1.600 1.600 0 0119 5zM22 16v-2.500c0-1.800-1.200-2.800-3-2.800',
  wrong_way: 'M12 3.500a8.500 8.500 0 110 17 8.500 8.500 0 010-17zM7.500 10.700h9v2.600h-9z',
  speeding: 'M4.500 18a9 9 0 1115 0M12 14.500l4.500-5.500M12 14.500v.01M5.500 12H7M17 12.500h1.500M12 6v1.500',
  stopped_vehicle: 'M2.500 17v-5l2.500-4.500h8.500L16 12v5zM2.500 12H16M5.500 17v2M13 17v2M18.700 5v6M21.700 5v6',
  unattended_object: 'M3.500 10h12v9.500h-12zM6.800 10V8.200c0-3.600 5.400-3.600 5.400 0V10M20 5v7M20 16v.01',
  removed_object: 'M4 13v-2h2.500M9.500 11H13v2M13 17v3H9.500M6.500 20H4v-3M11 8l2.500 0M18.500 15V5M15.500 8l3-3 3 3',
  running: 'M15 3.500a1.700 1.700 0 110 3.400 1.700 1.700 0 010-3.400zM6 11.500l3.500-3.200 4.500 1-3.500 5.200 4 2.500-1 4M10 15.500L8 18H4.500M14 9.500l2 2.500h3.500',
};

const CAMERAS_OWN: Record<string, string> = {
  camera_motion: 'M3 8h10v8H3zM13 11l4-2.500v7L13 13M19.500 8c1.500 2.500 1.500 5.500 0 8',
  camera_tamper: 'M3 8h10v8H3zM13 11l4-2.500v7L13 13M3 20L20 4',
  camera_line: 'M3 8h8v8H3zM11 11l3-2v6l-3-2M18 4v3M18 10v4M18 17v3',
  tamper: 'M3 8h10v8H3zM13 11l4-2.500v7L13 13M3 20L20 4',
  gap: 'M3 8h5v8H3zM16 8h5v8h-5zM11 12h.01M13 12h.01',
};

const DRAWINGS: Record<string, string> = { ...RULES, ...CAMERAS_OWN };

/** The outline of a kind; undefined for one that has none. */
export function drawingOf(kind: string): string | undefined {
  return DRAWINGS[kind];
}

export const DRAWN_KINDS: readonly string[] = Object.keys(DRAWINGS);
