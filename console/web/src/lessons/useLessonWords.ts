import { useTranslation } from 'react-i18next';
import type { Lesson } from './shapes';
import { clockOf, daysOf, missing } from './window';

interface LessonWords {
  when: string;
  effect: string;
}

/** A lesson in words: when it holds, and what it does now. */
export function useLessonWords(): (lesson: Lesson) => LessonWords {
  const { t } = useTranslation();
  return (lesson) => {
    const days = daysOf(lesson);
    const range = { from: clockOf(lesson.start_minute), to: clockOf(lesson.end_minute) };
    const on = typeof days === 'string' ? t(`lessons:days.${days}`) : days.map((day) => t(`lessons:day.${day}`)).join(' ');
    const when = days === 'all' ? t('lessons:between', range) : t('lessons:between_on', { ...range, days: on });
    const effect = {
      quiet: () => t('lessons:effect.quiet', { count: lesson.alike, when }),
      learning: () => t('lessons:effect.learning', { count: missing(lesson) }),
      off: () => t('lessons:effect.off'),
      exempt: () => t('lessons:effect.exempt'),
    }[lesson.state]();
    return { when, effect };
  };
}
