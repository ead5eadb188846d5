import { ActionIcon, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { clockOf, DAYS, isOverMidnight, type Stretch, withClock, withDay } from './schedule';
import { useDayWord } from './useDayWord';

interface Props {
  stretch: Stretch;
  isOnly: boolean;
  onChange: (stretch: Stretch) => void;
  onRemove: () => void;
}

/** One stretch of the week: the days it begins on, from when to when. */
export function StretchRow({ stretch, isOnly, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const dayWord = useDayWord();
  return (
    <div className="stretch">
      <div className="stretch-days" role="group" aria-label={t('rules:schedule.days')}>
        {DAYS.map((day) => (
          <button key={day} type="button" aria-pressed={stretch.days.includes(day)} onClick={() => onChange(withDay(stretch, day))}>
            {dayWord(day)}
          </button>
        ))}
      </div>
      <div className="stretch-times">
        <TextInput type="time" size="xs" w={104} value={clockOf(stretch.start_minute)} aria-label={t('rules:schedule.from')}
          onChange={(event) => onChange(withClock(stretch, 'start', event.currentTarget.value))} />
        <span>{t('rules:schedule.to')}</span>
        <TextInput type="time" size="xs" w={104} value={clockOf(stretch.end_minute)} aria-label={t('rules:schedule.to')}
          onChange={(event) => onChange(withClock(stretch, 'end', event.currentTarget.value))} />
        {isOverMidnight(stretch) && <em className="next-day">☾ {t('rules:schedule.next_day')}</em>}
        {!isOnly && (
          <ActionIcon variant="subtle" color="red" aria-label={t('rules:schedule.remove')} onClick={onRemove}>✕</ActionIcon>
        )}
      </div>
    </div>
  );
}
