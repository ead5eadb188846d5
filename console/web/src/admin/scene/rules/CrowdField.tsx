import { NumberInput, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../shapes';

interface Props {
  rule: Rule;
  isCalibrated: boolean;
  wrong: string | undefined;
  set: (part: Partial<Rule>) => void;
}

const FIRST_COUNT = 5;
const FIRST_DENSITY = 1;

/** From how many on it is a crowd: by number, or by square metre. */
export function CrowdField({ rule, isCalibrated, wrong, set }: Props) {
  const { t } = useTranslation();
  const isDense = typeof rule.density_per_m2 === 'number';
  const choose = (value: string) =>
    set(value === 'density' ? { count: null, density_per_m2: FIRST_DENSITY } : { count: FIRST_COUNT, density_per_m2: null });
  return (
    <>
      <div className="rule-part">
        <span className="field-label">{t('rules:crowd')}</span>
        <SegmentedControl value={isDense ? 'density' : 'count'} onChange={choose}
          data={[
            { value: 'count', label: t('rules:by_count') },
            { value: 'density', label: t('rules:by_density'), disabled: !isCalibrated && !isDense },
          ]} />
      </div>
      {isDense ? (
        <NumberInput label={t('rules:density')} value={rule.density_per_m2 ?? ''} min={0.05} max={20} step={0.1} decimalScale={2}
          error={wrong} onChange={(value) => set({ density_per_m2: value === '' ? null : Number(value) })} />
      ) : (
        <NumberInput label={t('rules:count')} value={rule.count ?? ''} min={1} max={10000} allowDecimal={false} error={wrong}
          onChange={(value) => set({ count: value === '' ? null : Number(value) })} />
      )}
    </>
  );
}
