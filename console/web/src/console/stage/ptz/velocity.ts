/** How fast to turn and zoom, each from -1 to 1: right, up and in are positive. */
export interface Velocity {
  pan: number;
  tilt: number;
  zoom: number;
}

export const STILL: Velocity = { pan: 0, tilt: 0, zoom: 0 };

const BY_KEY: Readonly<Record<string, Partial<Velocity>>> = {
  ArrowLeft: { pan: -1 },
  ArrowRight: { pan: 1 },
  ArrowUp: { tilt: 1 },
  ArrowDown: { tilt: -1 },
  PageUp: { zoom: 1 },
  PageDown: { zoom: -1 },
};
/** Keys know no half: a fair pace that a person can still follow. */
const KEY_PACE = 0.6;
/** So near the middle nothing moves, and what is left is finer near it: speed grows with the square. */
const DEAD = 0.12;

export function isSteeringKey(key: string): boolean {
  return key in BY_KEY;
}

/** The velocity of the keys that are down; opposite ones cancel out. */
export function ofKeys(keys: ReadonlySet<string>): Velocity {
  const sum = { ...STILL };
  for (const key of keys) {
    const part = BY_KEY[key];
    sum.pan += (part?.pan ?? 0) * KEY_PACE;
    sum.tilt += (part?.tilt ?? 0) * KEY_PACE;
    sum.zoom += (part?.zoom ?? 0) * KEY_PACE;
  }
  return sum;
}

/** The velocity of a stick that is pushed to (x, y): right and down from its middle, 1 at its rim. */
export function ofStick(x: number, y: number): Velocity {
  const far = Math.min(1, Math.hypot(x, y));
  if (far < DEAD) return STILL;
  const pace = ((far - DEAD) / (1 - DEAD)) ** 2;
  const angle = Math.atan2(y, x);
  return { pan: round(Math.cos(angle) * pace), tilt: round(-Math.sin(angle) * pace), zoom: 0 };
}

export function isStill(velocity: Velocity): boolean {
  return velocity.pan === 0 && velocity.tilt === 0 && velocity.zoom === 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}
