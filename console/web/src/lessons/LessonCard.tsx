import { Button, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePermission, useZone } from '../session/session';
import { dateTime } from '../time/format';
import { ReasonIcon } from './ReasonIcon';
import type { Lesson } from './shapes';
import { useLessonWords } from './useLessonWords';

interface Props {
  lesson: Lesson;
  isPicked: boolean;
  onPick: () => void;
  onSwitch: (isOn: boolean) => void;
  onDelete: () => void;
}

/** One lesson: why, when, from which dismissals, what it does; with its switch. */
export function LessonCard({ lesson, isPicked, onPick, onSwitch, onDelete }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const words = useLessonWords()(lesson);
  const mayJudge = usePermission('events.judge');
  const mayDelete = usePermission('scenes.manage');
  const reason = t(`console:dismiss.${lesson.reason}`);
  return (
    <li id={lesson.id} className={`lesson state-${lesson.state}${isPicked ? ' is-picked' : ''}`}>
      <button type="button" className="lesson-head" aria-pressed={isPicked} onClick={onPick}>
        <ReasonIcon reason={lesson.reason} size={20} />
        <span>
          <strong>{reason}</strong>
          <small>{lesson.rule_name ?? t('lessons:rule_gone')}</small>
        </span>
        <em>{t(`lessons:state.${lesson.state}`)}</em>
      </button>
      {lesson.state !== 'quiet' && <p>{words.effect}</p>}
      <p className="lesson-facts">
        {words.when} · {t('lessons:alike', { count: lesson.alike })}
        {lesson.confirmed > 0 && ` · ${t('lessons:confirmed', { count: lesson.confirmed })}`}
        {' · '}{t('lessons:kept', { number: lesson.kept_quiet })}
      </p>
      {isPicked && (
        <span className="taught-by" role="img" aria-label={t('lessons:taught_by')}>
          {lesson.taught_by.map((one) => (
            <img key={one.event_id} src={`/api/events/${one.event_id}/snapshot.jpg`} alt="" loading="lazy" title={dateTime(one.at, zone)} />
          ))}
        </span>
      )}
      <div className="lesson-acts">
        <Switch size="sm" label={t('lessons:on')} checked={lesson.is_on} disabled={!mayJudge}
          aria-label={t('lessons:switch', { reason })} onChange={(change) => onSwitch(change.currentTarget.checked)} />
        <small>{t('lessons:changed', { at: dateTime(lesson.changed_at, zone), by: lesson.changed_by })}</small>
        {mayDelete && <Button variant="subtle" size="compact-sm" className="danger" onClick={onDelete}>{t('lessons:delete')}</Button>}
      </div>
    </li>
  );
}
