import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../api/shapes';
import { useRoom } from '../../state/store';

/** The latest still of a camera; words instead of an old picture when none comes. */
export function NeighbourStill({ camera, beat }: { camera: Camera; beat: number }) {
  const { t } = useTranslation();
  const isLost = useRoom((state) => state.link === 'lost');
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => setFailed(false), [beat]);

  if (camera.status.state !== 'online') {
    return <span className="neighbour-down">{t(`console:camera_state.${camera.status.state}`)}</span>;
  }
  if (isLost || hasFailed) return <span className="neighbour-down">{t('console:stage.lost')}</span>;
  return <img src={`/api/cameras/${camera.id}/picture.jpg?width=240&n=${beat}`} alt="" onError={() => setFailed(true)} />;
}
