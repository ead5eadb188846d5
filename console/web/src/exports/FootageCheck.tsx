import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoom } from '../state/store';
import { duration } from '../time/format';
import { getTimeline } from './asks';
import type { Wish } from './draft';
import { lacking, type Lacking } from './shown';

const SETTLED_MS = 300;

/** What of the chosen time is missing, said before the export is made. */
export function FootageCheck({ wish }: { wish: Wish }) {
  const { t } = useTranslation();
  const cameras = useRoom((state) => state.room.cameras);
  const found = useLacking(wish);
  const lines = Object.entries(found).filter(([id, one]) => wish.cameraIds.includes(id) && one.seconds >= 0.5);
  if (lines.length === 0) return null;
  const lengthS = ((wish.endMs ?? 0) - (wish.startMs ?? 0)) / 1000;
  return (
    <ul className="export-lacks" aria-live="polite">
      {lines.map(([id, one]) => (
        <li key={id}>
          <b>{cameras[id]?.name ?? id}</b>{' '}
          {one.seconds >= lengthS - 0.5
            ? t('exports:lacks.all')
            : t('exports:lacks.some', { time: duration(one.seconds), count: one.gaps })}
        </li>
      ))}
    </ul>
  );
}

function useLacking({ cameraIds, startMs, endMs }: Wish): Readonly<Record<string, Lacking>> {
  const [found, setFound] = useState<Readonly<Record<string, Lacking>>>({});
  const key = cameraIds.join(' ');
  useEffect(() => {
    let isOld = false;
    if (startMs === null || endMs === null || endMs <= startMs || key === '') return;
    const ask = async (id: string) => {
      const timeline = await getTimeline(id, new Date(startMs).toISOString(), new Date(endMs).toISOString());
      return [id, lacking(timeline.spans, startMs, endMs)] as const;
    };
    const wait = setTimeout(() => {
      // A check only: the room says itself what is wrong when the export is asked for.
      Promise.all(key.split(' ').map(ask)).then((all) => !isOld && setFound(Object.fromEntries(all)), () => setFound({}));
    }, SETTLED_MS);
    return () => {
      isOld = true;
      clearTimeout(wait);
    };
  }, [key, startMs, endMs]);
  return found;
}
