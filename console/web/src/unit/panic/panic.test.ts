import { describe, expect, it } from 'vitest';
import { at, home, T0 } from '../fixtures';
import { nextParcel, type Parcel, put, retryAfterMs, without } from '../parcels/parcel';
import type { Panic } from '../shapes';
import { cameraAskedAt, holdShare, isInPanic, panicMood, placeOfPress } from './panic';

const pressed: Parcel = { kind: 'panic', key: 'k', at: at(0) };

function panic(change: Partial<Panic> = {}): Panic {
  return {
    id: 'pan_1', unit_id: 'unit_1', callsign: 'P-12', state: 'raised', pressed_at: at(0), received_at: at(1),
    last_pressed_at: at(0), presses: 1, position: null, accuracy_m: null, incident_id: 'inc_1', taken_at: null,
    taken_by: null, camera_asked_at: null, camera_asked_by: null, cleared_at: null, cleared_by: null, reason: null, ...change,
  };
}

describe('the panic button', () => {
  it('says that it is not sent while a press waits, whatever stood before', () => {
    expect(panicMood(panic({ state: 'taken' }), [pressed])).toBe('sending');
  });

  it('says what the room made of it once nothing waits', () => {
    expect(panicMood(panic({ state: 'taken' }), [])).toBe('taken');
    expect(panicMood(null, [])).toBeNull();
  });

  it('follows the position closely from the press until the clearing', () => {
    expect(isInPanic(home(), [pressed])).toBe(true);
    expect(isInPanic(home({ panic: panic() }), [])).toBe(true);
    expect(isInPanic(home({ panic: panic({ state: 'cleared' }) }), [])).toBe(false);
  });

  it('sends no place with a press when the last fix is old', () => {
    const fix = { lat: 1, lon: 2, at: at(0), accuracy_m: 9 };
    expect(placeOfPress(fix, T0 + 60_000)).toEqual({ lat: 1, lon: 2, accuracy_m: 9 });
    expect(placeOfPress(fix, T0 + 121_000)).toEqual({});
    expect(placeOfPress(null, T0)).toEqual({});
  });

  it('fills while it is held and is full after a second and a half', () => {
    expect([holdShare(null, 5), holdShare(0, 750), holdShare(0, 1500), holdShare(0, 9000)]).toEqual([0, 0.5, 1, 1]);
  });

  it('offers the camera only while the room can still want it', () => {
    expect(cameraAskedAt(panic({ camera_asked_at: at(5) }))).toBe(at(5));
    expect(cameraAskedAt(panic({ camera_asked_at: at(5), state: 'cleared' }))).toBeNull();
  });
});

describe('the parcels', () => {
  it('keep one of each key', () => {
    expect(put(put([], pressed), pressed)).toHaveLength(1);
    expect(without([pressed], 'k')).toEqual([]);
  });

  it('try a panic again at the same short pause, however often it failed', () => {
    expect([1, 5, 50].map((failures) => retryAfterMs(pressed, failures))).toEqual([2000, 2000, 2000]);
    expect(nextParcel([])).toBeNull();
  });
});
