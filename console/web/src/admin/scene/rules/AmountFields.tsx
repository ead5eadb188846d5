import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../shapes';
import { CrowdField } from './CrowdField';
import { hasField, MAY_BE_AT_ONCE } from './kinds';
import type { Words } from './words';

interface Props {
  rule: Rule;
  isCalibrated: boolean;
  wrong: Words;
  set: (part: Partial<Rule>) => void;
}

const SECONDS = [
  'loitering', 'occupancy', 'stopped_vehicle', 'unattended_object', 'removed_object',
] as const;

/** The numbers of a kind: how many, for how long, how fast, how far. */
export function AmountFields({ rule, isCalibrated, wrong, set }: Props) {
  const { t } = useTranslation();
  const { kind } = rule;
  const timed = SECONDS.find((each) => each === kind);
  return (
    <>
      {hasField(kind, 'crowd') && <CrowdField rule={rule} isCalibrated={isCalibrated} wrong={wrong.crowd} set={set} />}
      {timed && (
        <NumberInput label={t(`rules:dwell.${timed}`)} value={rule.dwell_s ?? 0} max={86400} step={5} error={wrong.dwell}
          min={MAY_BE_AT_ONCE.includes(kind) ? 0 : 1} suffix={` ${t('rules:units.s')}`}
          onChange={(value) => set({ dwell_s: Number(value) || 0 })} />
      )}
      {hasField(kind, 'limit_kmh') && (
        <NumberInput label={t('rules:limit_kmh')} value={rule.limit_kmh ?? ''} min={1} max={400} step={5} error={wrong.limit_kmh}
          suffix={` ${t('rules:units.kmh')}`} onChange={(value) => set({ limit_kmh: value === '' ? null : Number(value) })} />
      )}
      {hasField(kind, 'limit_mps') && (
        <NumberInput label={t('rules:limit_mps')} value={rule.limit_mps ?? 3} min={0.5} max={15} step={0.5} decimalScale={1}
          description={t('rules:limit_mps_hint')} error={wrong.limit_mps} suffix={` ${t('rules:units.mps')}`} className="rule-wide"
          onChange={(value) => set({ limit_mps: Number(value) || 3 })} />
      )}
      {hasField(kind, 'away') && (
        <NumberInput label={t('rules:away')} value={rule.away_m ?? 3} min={0.5} max={1000} step={0.5} decimalScale={1} error={wrong.away}
          suffix={` ${t('rules:units.m')}`} onChange={(value) => set({ away_m: Number(value) || 3 })} />
      )}
    </>
  );
}
