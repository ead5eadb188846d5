import { useTranslation } from 'react-i18next';
import { barsOf, DAY_MINUTES, DAYS, type Stretch } from './schedule';
import { useDayWord } from './useDayWord';

const TICKS = [0, 6, 12, 18, 24];

/** A week at a glance: seven days, what of each is in force; what goes on from the evening before is hatched. */
export function WeekBars({ schedule }: { schedule: readonly Stretch[] }) {
  const { t } = useTranslation();
  const dayWord = useDayWord();
  const share = (minutes: number) => `${(minutes / DAY_MINUTES) * 100}%`;
  const bars = barsOf(schedule);
  return (
    <div className="week" role="img" aria-label={t('rules:schedule.week')}>
      {DAYS.map((day) => (
        <div key={day} className="week-day">
          <span>{dayWord(day)}</span>
          <div className="week-bar">
            {(bars[day] ?? []).map((bar, index) => (
              <i key={index} className={bar.isRest ? 'week-rest' : undefined} title={bar.isRest ? t('rules:schedule.rest') : undefined}
                style={{ left: share(bar.from), width: share(bar.to - bar.from) }} />
            ))}
          </div>
        </div>
      ))}
      <div className="week-day week-ticks" aria-hidden="true">
        <span />
        <div>{TICKS.map((hour) => <span key={hour} style={{ left: share(hour * 60) }}>{hour}</span>)}</div>
      </div>
    </div>
  );
}
