import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tellFault } from '../ui/notify';
import { switchLesson } from './asks';
import { ReasonIcon } from './ReasonIcon';
import type { Lesson } from './shapes';
import { useLessonWords } from './useLessonWords';
import './lessons.css';

/** What a dismissal has just taught, said at once: with the way to see it and the way back. */
export function LessonEffect({ lesson }: { lesson: Lesson }) {
  const { t } = useTranslation();
  const words = useLessonWords();
  const [held, setHeld] = useState(lesson);
  const change = (isOn: boolean) => {
    switchLesson(held, isOn).then(setHeld, (thrown: unknown) => tellFault(t('lessons:failed.switch'), thrown));
  };
  return (
    <div className="lesson-effect" data-state={held.state}>
      <p><ReasonIcon reason={held.reason} /> {words(held).effect}</p>
      <div>
        <a className="act" href={`/admin/cameras/${encodeURIComponent(held.camera_id)}/lessons#${held.id}`}>{t('lessons:show')}</a>
        {held.state === 'quiet' && <button type="button" className="act" onClick={() => change(false)}>{t('lessons:undo')}</button>}
        {held.state === 'off' && <button type="button" className="act" onClick={() => change(true)}>{t('lessons:redo')}</button>}
      </div>
    </div>
  );
}
