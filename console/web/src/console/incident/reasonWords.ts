import { useTranslation } from 'react-i18next';
import type { RankedUnit } from '../../api/shapes';
import { duration } from '../../time/format';

type Reason = RankedUnit['reasons'][number];

/** A reason of the ranking in words: figures in `…_s` become durations. */
export function useReasonWords(): (reason: Reason) => string {
  const { t } = useTranslation();
  return ({ code, values }) => {
    const figures = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        name.endsWith('_s') && typeof value === 'number' ? duration(value) : value,
      ]),
    );
    const state = typeof values['state'] === 'string' ? t(`common:order_state.${values['state']}`) : '';
    return t(`console:reason.${code}`, { ...figures, state, defaultValue: code });
  };
}
