import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../api/shapes';
import { desk } from './desk';
import { GapCover } from './GapCover';
import { TilePlayer, type TilePhase } from './play/tilePlayer';
import { QuickStill } from './QuickStill';

interface Props {
  camera: Camera;
  isOnly: boolean;
  onRemove: () => void;
}

/** One camera's recording, in step with the others. */
export function ReviewTile({ camera, isOnly, onRemove }: Props) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [phase, setPhase] = useState<TilePhase>('loading');

  useEffect(() => {
    if (!video.current) return;
    return desk.join(new TilePlayer(camera.id, video.current), setPhase);
  }, [camera.id]);

  return (
    <figure className="review-tile picture" data-phase={phase}>
      <video ref={video} muted playsInline onClick={() => desk.toggle()} className={phase === 'gap' ? 'is-hidden' : undefined} />
      {(phase === 'loading' || phase === 'stills') && <QuickStill cameraId={camera.id} isMoving={phase === 'stills'} />}
      {phase === 'gap' && <GapCover cameraId={camera.id} />}
      <figcaption className="review-name">
        <b>{camera.name}</b>
        {!isOnly && (
          <button type="button" onClick={onRemove} aria-label={t('review:remove_camera', { name: camera.name })}>
            ×
          </button>
        )}
      </figcaption>
    </figure>
  );
}
