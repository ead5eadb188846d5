import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { LessonEffect } from './LessonEffect';
import type { Lesson } from './shapes';

const LEARNING_MS = 5_000;
const QUIET_MS = 15_000;

/** Tell what dismissals taught: each lesson once, as it stood last. */
export function tellEffect(taught: readonly (Lesson | null | undefined)[]): void {
  const last = new Map(taught.flatMap((lesson) => (lesson ? [[lesson.id, lesson] as const] : [])));
  for (const lesson of last.values()) {
    notifications.show({
      id: `${lesson.id}-${lesson.alike}`,
      title: i18next.t('lessons:told', { reason: i18next.t(`console:dismiss.${lesson.reason}`) }),
      message: <LessonEffect lesson={lesson} />,
      autoClose: lesson.state === 'learning' ? LEARNING_MS : QUIET_MS,
    });
  }
}
