import { describe, expect, it } from 'vitest';
import { gateText } from './gate';
import type { Gate } from './shapes';

const GATE: Gate = {
  state: 'shut', reason: null, decoded_share: 0.083, wakes: 3, audits: 200, misses: 2, miss_low: 0.0027, miss_high: 0.0357,
};

describe('gateText', () => {
  it('rounds to what is known', () => {
    expect(gateText(GATE)).toEqual({ share: '8.3', rate: '1.0', low: '0.3', high: '3.6', isBad: false });
  });

  it('says nothing was missed before the first audit', () => {
    expect(gateText({ ...GATE, audits: 0, misses: 0, miss_low: 0, miss_high: 1 }).rate).toBe('0');
  });

  it('is bad once surely more than one in twenty is missed, and where everything is decoded for that', () => {
    expect(gateText({ ...GATE, audits: 50, misses: 12, miss_low: 0.14, miss_high: 0.37 }).isBad).toBe(true);
    expect(gateText({ ...GATE, state: 'all', reason: 'misses' }).isBad).toBe(true);
  });
});
