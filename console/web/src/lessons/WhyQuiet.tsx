import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../admin/useLoaded';
import type { WatchEvent } from '../api/shapes';
import { listLessons } from './asks';
import { ReasonIcon } from './ReasonIcon';
import { useLessonWords } from './useLessonWords';
import './lessons.css';

/** Why an event calls nobody: the lessons, and the dismissals that taught them. */
export function WhyQuiet({ event }: { event: WatchEvent }) {
  const { t } = useTranslation();
  const words = useLessonWords();
  const cameraId = event.camera_id ?? '';
  const { data } = useLoaded(useCallback(() => listLessons(cameraId), [cameraId]));
  const lessons = data?.filter((lesson) => event.suppressed_by?.includes(lesson.id));
  return (
    <div className="why-quiet">
      <strong>{t('lessons:why')}</strong>
      {lessons?.length === 0 && <p>{t('lessons:why_gone')}</p>}
      {lessons?.map((lesson) => (
        <div key={lesson.id} className="why-lesson">
          <p>
            <ReasonIcon reason={lesson.reason} />{' '}
            {t('lessons:why_lesson', { count: lesson.alike, reason: t(`console:dismiss.${lesson.reason}`), when: words(lesson).when })}
          </p>
          <span className="taught-by">
            {lesson.taught_by.slice(-6).map((one) => (
              <img key={one.event_id} src={`/api/events/${one.event_id}/snapshot.jpg`} alt="" loading="lazy" />
            ))}
          </span>
          <a href={`/admin/cameras/${encodeURIComponent(cameraId)}/lessons#${lesson.id}`}>{t('lessons:show')}</a>
        </div>
      ))}
    </div>
  );
}
