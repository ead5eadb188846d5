/** Which unit this phone spoke for last: enough to call for help and to go on sending before the room answers. */

import { useSession } from '../session/session';

const PLACE = 'watchroom.unit';

export interface LastUnit {
  id: string;
  callsign: string;
}

export function rememberUnit(unit: LastUnit): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(unit));
  } catch {
    // Private windows may refuse: the page then needs the room to open.
  }
}

/** Signed out: the next who opens this phone in a dead spot is nobody. */
export function forgetUnitWhenSignedOut(): () => void {
  return useSession.subscribe((now) => now.status === 'signed_out' && localStorage.removeItem(PLACE));
}

/** Null when nobody is remembered. */
export function lastUnit(): LastUnit | null {
  return unitOf(localStorage.getItem(PLACE));
}

export function unitOf(kept: string | null): LastUnit | null {
  try {
    const { id, callsign } = JSON.parse(kept ?? '') as Partial<LastUnit>;
    return typeof id === 'string' && typeof callsign === 'string' ? { id, callsign } : null;
  } catch {
    return null;
  }
}
