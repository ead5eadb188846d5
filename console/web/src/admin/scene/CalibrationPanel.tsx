import { ActionIcon } from '@mantine/core';
import { type Dispatch, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera, PicturePoint, Scene } from '../shapes';
import { CalibrationMap } from './CalibrationMap';
import { type Change, pairsOf } from './draft';
import type { GroundFit } from './groundFit';
import { LensLine } from './LensLine';
import { groundView } from './mapShapes';
import { PERSON_M } from './PersonMarks';

interface Props {
  camera: Camera;
  scene: Scene;
  fit: GroundFit | null;
  change: Dispatch<Change>;
  waiting: PicturePoint | null;
  setWaiting: (point: PicturePoint | null) => void;
}

const FEWEST = 4;

/** Picture and map, point by point: click in the picture, then on the map; says how well they agree. */
export function CalibrationPanel({ camera, scene, fit, change, waiting, setWaiting }: Props) {
  const { t } = useTranslation();
  const pairs = pairsOf(scene);
  const worst = fit && pairs.length > FEWEST ? fit.errorsM.indexOf(Math.max(...fit.errorsM)) : -1;
  const view = useMemo(() => (fit ? groundView(fit) : []), [fit]);
  const lacking = FEWEST - pairs.length;
  return (
    <>
      <p className={waiting ? 'calibration-now calibration-now-map' : 'calibration-now'} aria-live="polite">
        {waiting ? t('admin:calibration.click_map') : t('admin:calibration.click_picture')}
      </p>
      <CalibrationMap camera={camera} pairs={pairs} view={view} worst={worst} isWaiting={waiting !== null}
        onPlace={(place) => {
          if (!waiting) return;
          change({ do: 'add_pair', pair: { picture: waiting, place } });
          setWaiting(null);
        }}
        onMove={(index, place) => change({ do: 'move_pair', index, place })} />
      {fit && <p className="form-hint">{t('admin:calibration.people', { height: PERSON_M.toFixed(2) })}</p>}
      {lacking > 0 ? (
        <p className="form-hint">{t('admin:calibration.lacking', { count: lacking })}</p>
      ) : fit ? (
        <p className="calibration-error">
          {t('admin:calibration.error')} <strong>{fit.errorM.toFixed(2)} m</strong>
          {pairs.length === FEWEST && <span className="form-hint"> {t('admin:calibration.exact')}</span>}
          {fit.leftOutM !== null && (
            <span className="calibration-more" title={t('admin:calibration.left_out_hint')}>
              {t('admin:calibration.left_out')} <strong>{fit.leftOutM.toFixed(2)} m</strong>
            </span>
          )}
          <LensLine k1={fit.lensK1} pairs={pairs.length} />
        </p>
      ) : (
        <p className="calibration-bad" role="alert">{t('admin:calibration.on_a_line')}</p>
      )}
      <ol className="pair-list">
        {pairs.map((pair, index) => (
          <li key={index} className={index === worst ? 'pair-worst' : undefined}>
            <b>{index + 1}</b>
            <span>{pair.place.lat.toFixed(6)}, {pair.place.lon.toFixed(6)}</span>
            <span>{index === worst && `▲ ${t('admin:calibration.worst')} `}{fit ? `${(fit.errorsM[index] ?? 0).toFixed(2)} m` : ''}</span>
            <ActionIcon variant="subtle" color="red" aria-label={t('admin:act.remove')}
              onClick={() => change({ do: 'remove_pair', index })}>✕</ActionIcon>
          </li>
        ))}
      </ol>
    </>
  );
}
