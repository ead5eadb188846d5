import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule, Scene } from '../../shapes';
import { tripwiresOf, zonesOf } from '../draft';
import { clockOf, dayRuns, isOverMidnight, presetOf, type Stretch } from './schedule';
import { useDayWord } from './useDayWord';

/** A rule in one line: where, how much, for how long, when. */
export function useRuleLine(scene: Scene): (rule: Rule) => string {
  const { t } = useTranslation();
  const dayWord = useDayWord();

  const stretchWord = useCallback((stretch: Stretch) => {
    const days = dayRuns(stretch.days)
      .map(([first, last]) => (first === last ? dayWord(first) : `${dayWord(first)}–${dayWord(last)}`)).join(', ');
    const words = { days, from: clockOf(stretch.start_minute), to: clockOf(stretch.end_minute) };
    return isOverMidnight(stretch) ? t('rules:schedule.stretch_over', words) : t('rules:schedule.stretch', words);
  }, [t, dayWord]);

  return useCallback((rule: Rule) => {
    const place = rule.kind === 'line_crossing'
      ? tripwiresOf(scene).find((line) => line.id === rule.tripwire_id)?.name
      : (zonesOf(scene).find((zone) => zone.id === rule.zone_id)?.name ?? t('rules:whole'));
    const seconds = rule.dwell_s ?? 0;
    const time = seconds >= 60 && seconds % 60 === 0 ? t('rules:units.min', { count: seconds / 60 }) : t('rules:units.sec', { count: seconds });
    const schedule = rule.schedule ?? [];
    const preset = presetOf(schedule);
    const kind = t(`rules:kind.${rule.kind}`);
    return [
      kind === rule.name ? null : kind,
      place,
      rule.count ? t('rules:crowd_of', { count: rule.count }) : null,
      rule.density_per_m2 ? t('rules:density_of', { count: rule.density_per_m2 }) : null,
      rule.kind === 'speeding' && rule.limit_kmh ? t('rules:faster', { limit: `${rule.limit_kmh} ${t('rules:units.kmh')}` }) : null,
      rule.kind === 'running' ? t('rules:faster', { limit: `${rule.limit_mps ?? 3} ${t('rules:units.mps')}` }) : null,
      seconds > 0 ? t('rules:after', { time }) : null,
      preset ? t(`rules:schedule.${preset}`) : schedule.map(stretchWord).join('; '),
      rule.is_enabled === false ? t('rules:off') : null,
    ].filter(Boolean).join(' · ');
  }, [scene, t, stretchWord]);
}
