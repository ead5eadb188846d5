import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../api/shapes';
import { useRoom } from '../../state/store';
import { lookThrough } from '../selection';
import { NeighbourStill } from './NeighbourStill';
import { neighboursOf } from './neighbours';

const EVERY_MS = 5_000;
/** The camera that was asked for comes first: stills of others would take its connections and its processor. */
const FIRST_MS = 1_200;

/** The nearest other cameras as small stills: one press to look through one. */
export function Neighbours({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const cameras = useRoom((state) => state.room.cameras);
  const near = useMemo(() => neighboursOf(camera, Object.values(cameras), 3), [camera, cameras]);
  const [beat, setBeat] = useState(0);

  useEffect(() => {
    setBeat(0);
    const next = () => {
      if (!document.hidden) setBeat((held) => held + 1);
    };
    const first = setTimeout(next, FIRST_MS);
    const timer = setInterval(next, EVERY_MS);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [camera.id]);

  if (near.length === 0) return null;
  return (
    <div className="neighbours" role="group" aria-label={t('console:stage.neighbours')}>
      {near.map((one) => (
        <button key={one.id} type="button" className="neighbour" onClick={() => lookThrough(one.id)}>
          {beat > 0 ? <NeighbourStill camera={one} beat={beat} /> : <span className="neighbour-down" />}
          <span className="neighbour-name">{one.name}</span>
        </button>
      ))}
    </div>
  );
}
