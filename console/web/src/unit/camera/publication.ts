/** The decisions of a phone that publishes its camera; no browser in here. */

import type { FaultKind } from '../../api/fault';
import type { components } from '../../api/types';

export type Publication = components['schemas']['PublicationView'];

/** Why publishing ended or did not begin, where trying again by itself makes no sense. */
export type Trouble = 'insecure' | 'no_camera' | 'refused' | 'busy' | 'no_h264' | 'switched_off' | 'signed_out' | 'limited';

export type Phase = 'off' | 'asking' | 'connecting' | 'waiting' | 'live' | 'reconnecting';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10_000;

/** The pause before try number `attempt` (from 0) after a loss. */
export function retryAfterMs(attempt: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
}

/** What the browser's refusal of the camera means. */
export function troubleOfCamera(name: string): Trouble {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'no_camera';
  }
}

/** What the room's refusal means; null: it may work in a moment. */
export function troubleOfRoom(kind: FaultKind): Trouble | null {
  switch (kind) {
    case 'conflict':
      return 'switched_off';
    case 'invalid':
      return 'no_h264';
    case 'unauthenticated':
    case 'forbidden':
      return 'signed_out';
    case 'limited':
      return 'limited';
    default:
      return null;
  }
}

/** The phase of an open connection by what the room says of the camera; null: the room does not answer. */
export function phaseOf(isConnected: boolean, told: Publication | null): Phase {
  if (!isConnected) return 'reconnecting';
  if (!told) return 'waiting';
  if (!told.is_published) return 'reconnecting';
  return told.is_live ? 'live' : 'waiting';
}

/** Codecs in the order in which they should be offered: H.264 alone, constrained baseline first; empty: it has none. */
export function h264First<Codec extends { mimeType: string; sdpFmtpLine?: string }>(codecs: readonly Codec[]): Codec[] {
  const rank = (codec: Codec) => {
    const line = codec.sdpFmtpLine ?? '';
    if (!line.includes('packetization-mode=1')) return 2;
    return line.includes('profile-level-id=42e0') ? 0 : 1;
  };
  const wanted = codecs.filter((codec) => codec.mimeType.toLowerCase() === 'video/h264');
  if (wanted.length === 0) return [];
  const repair = codecs.filter((codec) => codec.mimeType.toLowerCase() === 'video/rtx');
  return [...wanted.sort((a, b) => rank(a) - rank(b)), ...repair];
}
