import { Button } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams } from 'react-router';
import { getCamera } from '../admin/asks';
import { ConfirmRemove } from '../admin/ConfirmRemove';
import { PageHead } from '../admin/PageHead';
import { Shown } from '../admin/Shown';
import { useLoaded } from '../admin/useLoaded';
import type { Camera } from '../api/shapes';
import { usePermission } from '../session/session';
import { EmptyState } from '../ui/EmptyState';
import { tellFault } from '../ui/notify';
import { deleteLesson, deleteLessons, listLessons, switchLesson } from './asks';
import { AlwaysCall } from './AlwaysCall';
import { LessonCard } from './LessonCard';
import { LessonPatches } from './LessonPatches';
import type { Lesson } from './shapes';
import './lessons.css';

/** What dismissals taught one camera: on its picture, and one by one. */
export function LessonsPage() {
  const { t } = useTranslation();
  const { cameraId = '' } = useParams();
  const ask = useCallback(async (): Promise<{ camera: Camera; lessons: Lesson[] }> => {
    const [camera, lessons] = await Promise.all([getCamera(cameraId), listLessons(cameraId)]);
    return { camera, lessons };
  }, [cameraId]);
  const loaded = useLoaded(ask);
  const mayDraw = usePermission('scenes.manage');
  return (
    <Shown loaded={loaded}>
      {({ camera, lessons }) => (
        <>
          <PageHead title={t('lessons:title', { name: camera.name })} hint={t('lessons:hint')}
            back={<Link to="/precision" className="back-link">← {t('lessons:precision.title')}</Link>}>
            {lessons.length > 0 && <ForgetAll camera={camera} onDone={loaded.reload} />}
          </PageHead>
          {lessons.length === 0 ? (
            <EmptyState title={t('lessons:none')} hint={t('lessons:none_hint')} />
          ) : (
            <Lessons lessons={lessons} camera={camera} reload={loaded.reload} />
          )}
          {mayDraw && <AlwaysCall cameraId={camera.id} onChanged={loaded.reload} />}
        </>
      )}
    </Shown>
  );
}

function Lessons({ camera, lessons, reload }: { camera: Camera; lessons: Lesson[]; reload: () => void }) {
  const { t } = useTranslation();
  const asked = useLocation().hash.slice(1);
  const [picked, setPicked] = useState<string | null>(asked || null);
  const [isMissing, setMissing] = useState(false);
  const act = (work: Promise<unknown>, failed: string) => {
    work.then(reload, (thrown: unknown) => tellFault(failed, thrown));
  };
  const pickedId = lessons.some((lesson) => lesson.id === picked) ? picked : null;
  return (
    <div className="lessons">
      <div>
        <LessonPatches cameraId={camera.id} lessons={lessons} selectedId={pickedId} onMissing={() => setMissing(true)} />
        {isMissing && <p className="lesson-facts">{t('lessons:no_picture')}</p>}
      </div>
      <ul>
        {lessons.map((lesson) => (
          <LessonCard key={lesson.id} lesson={lesson} isPicked={lesson.id === pickedId}
            onPick={() => setPicked(lesson.id === pickedId ? null : lesson.id)}
            onSwitch={(isOn) => act(switchLesson(lesson, isOn), t('lessons:failed.switch'))}
            onDelete={() => act(deleteLesson(lesson), t('lessons:failed.delete'))} />
        ))}
      </ul>
    </div>
  );
}

function ForgetAll({ camera, onDone }: { camera: Camera; onDone: () => void }) {
  const { t } = useTranslation();
  const mayDelete = usePermission('scenes.manage');
  const [isAsking, setAsking] = useState(false);
  if (!mayDelete) return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>{t('lessons:forget_all')}</Button>
      {isAsking && (
        <ConfirmRemove title={t('lessons:forget_all_title', { name: camera.name })} consequence={t('lessons:forget_all_text')}
          remove={async () => { await deleteLessons(camera.id); }} onDone={() => { setAsking(false); onDone(); }}
          onClose={() => setAsking(false)} />
      )}
    </>
  );
}
