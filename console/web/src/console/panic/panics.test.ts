import { describe, expect, it } from 'vitest';
import type { Camera, Unit } from '../../api/shapes';
import { isHeard, panicsInOrder, phoneCameraOf, placeAgeS } from './panics';
import type { Panic } from './shapes';

const T0 = Date.parse('2026-01-05T22:00:00Z');
const at = (seconds: number) => new Date(T0 + seconds * 1000).toISOString();

function panic(id: string, change: Partial<Panic> = {}): Panic {
  return {
    id, unit_id: 'unit_1', callsign: 'P-12', state: 'raised', pressed_at: at(0), received_at: at(1), last_pressed_at: at(0),
    presses: 1, position: null, accuracy_m: null, incident_id: 'inc_1', taken_at: null, taken_by: null, camera_asked_at: null,
    camera_asked_by: null, cleared_at: null, cleared_by: null, reason: null, ...change,
  };
}

describe('panics in the room', () => {
  it('puts those that nobody has first, then the oldest', () => {
    const held = {
      a: panic('a', { state: 'taken', received_at: at(0) }),
      b: panic('b', { received_at: at(9) }),
      c: panic('c', { received_at: at(5) }),
    };
    expect(panicsInOrder(held).map((each) => each.id)).toEqual(['c', 'b', 'a']);
  });

  it('is heard until somebody has each of them', () => {
    expect(isHeard([panic('a', { state: 'taken' }), panic('b')])).toBe(true);
    expect(isHeard([panic('a', { state: 'taken' })])).toBe(false);
  });

  it('finds the camera that the phone is, while it sends', () => {
    const camera = (state: string, address: string) => ({ id: address, address, is_enabled: true, status: { state } }) as unknown as Camera;
    expect(phoneCameraOf(panic('a'), { x: camera('online', 'whip:unit_1') })?.id).toBe('whip:unit_1');
    expect(phoneCameraOf(panic('a'), { x: camera('offline', 'whip:unit_1') })).toBeNull();
    expect(phoneCameraOf(panic('a'), { x: camera('online', 'whip:unit_2') })).toBeNull();
  });

  it('tells how old the place is, from the unit or from the press', () => {
    const unit = { fix: { at: at(50) } } as unknown as Unit;
    expect(placeAgeS(panic('a'), unit, T0 + 60_000)).toBe(10);
    expect(placeAgeS(panic('a', { position: { lat: 1, lon: 2 } }), undefined, T0 + 60_000)).toBe(60);
    expect(placeAgeS(panic('a'), undefined, T0)).toBeNull();
  });
});
