import { useTranslation } from 'react-i18next';
import { useRoom } from '../../../state/store';
import { lookThrough, useSelection } from '../../selection';
import { seenAt } from './pursuing';
import { left, stopWatch } from './pursuit';
import type { Pursuit } from './shapes';

interface Props {
  pursuit: Pursuit;
  nowMs: number;
}

/** The cameras that they come past, soonest first: one press opens, another says that they are seen there. */
export function PursuitCameras({ pursuit, nowMs }: Props) {
  const { t } = useTranslation();
  const cameras = useRoom((state) => state.room.cameras);
  const shownId = useSelection((state) => state.cameraId);
  const toldMs = Date.parse(pursuit.at);

  return (
    <>
      <h5>{t('pursuit:cameras')}</h5>
      {pursuit.cameras.length === 0 && <p className="pursuit-hint">{t('pursuit:no_camera')}</p>}
      <ul>
        {pursuit.cameras.map(({ camera_id: id, in_s: inS, position }) => {
          const seconds = left(inS, toldMs, nowMs);
          return (
            <li key={id} className={seconds <= 0 ? 'is-there' : ''}>
              <button type="button" className="pursuit-camera" aria-pressed={shownId === id} onClick={() => lookThrough(id)}>
                <b>{cameras[id]?.name ?? id}</b>
                <small>{seconds > 0 ? t('pursuit:in', { time: stopWatch(seconds) }) : t('pursuit:now')}</small>
              </button>
              <button type="button" className="act" onClick={() => seenAt(position, nowMs)}>
                {t('pursuit:seen_here')}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
