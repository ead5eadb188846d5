/** What a gate's figures say, as the page words them. */
import type { Gate } from './shapes';

export interface GateText {
  /** Of the pictures, per cent. */
  share: string;
  /** Misses per cent of audited idle groups, and between which bounds the true share lies. */
  rate: string;
  low: string;
  high: string;
  /** Surely more than one in twenty is missed. */
  isBad: boolean;
}

const BAD_SHARE = 0.05;

export function gateText(gate: Gate): GateText {
  return {
    share: percent(gate.decoded_share),
    rate: percent(gate.audits > 0 ? gate.misses / gate.audits : 0),
    low: percent(gate.miss_low),
    high: percent(gate.miss_high),
    isBad: gate.reason === 'misses' || (gate.audits > 0 && gate.miss_low > BAD_SHARE),
  };
}

/** One decimal below ten, none above. */
function percent(share: number): string {
  const value = 100 * share;
  return value > 0 && value < 10 ? value.toFixed(1) : value.toFixed(0);
}
