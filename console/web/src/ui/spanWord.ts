/** What became of a stretch of camera time, in words. */

import { useTranslation } from 'react-i18next';
import type { Span } from '../api/shapes';

export type SpanState = Span['state'] | 'unknown';

/** The room tells reasons in English words of its own; these have a translation, any other is shown as it came. */
const WHYS = {
  'no event': 'no_event',
  'by schedule': 'by_schedule',
  'recording is switched off': 'recording_off',
  'the camera is switched off': 'camera_off',
  'the camera was removed': 'camera_removed',
  days: 'days',
  camera_bytes: 'camera_bytes',
  house_bytes: 'house_bytes',
  disk_full: 'disk_full',
  'no footage was written': 'no_footage',
  'host down': 'host_down',
  'the recording host was stopped': 'host_stopped',
  'disk full': 'disk_was_full',
  'disk too slow': 'disk_slow',
  'the file is missing from the disk': 'file_lost',
  'the end of the file is missing from the disk': 'end_lost',
  'waiting for a keyframe': 'waiting',
  'not connected yet': 'not_connected',
  'before the camera': 'before',
  'in the future': 'future',
} as const;

export type Why = (typeof WHYS)[keyof typeof WHYS];

/** The reason's word, null for one that is free text. */
export function whyOf(reason: string): Why | null {
  return Object.hasOwn(WHYS, reason) ? WHYS[reason as keyof typeof WHYS] : null;
}

/** `not recorded on purpose: no event` */
export function useSpanWord(): (state: SpanState, reason: string | null) => string {
  const { t } = useTranslation();
  return (state, reason) => {
    const word = t(`recording:state.${state}`);
    if (!reason) return word;
    const why = whyOf(reason);
    return `${word}: ${why ? t(`recording:why.${why}`) : reason}`;
  };
}
