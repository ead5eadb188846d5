import { useTranslation } from 'react-i18next';
import { duration } from '../../time/format';
import { useNow } from '../../time/useNow';
import { useCamera } from './publisher';

/** While the camera is on: whether the room has the picture, and records it. A tap opens the panel. */
export function CameraStrip({ onOpen }: { onOpen: () => void }) {
  const phase = useCamera((state) => state.phase);
  if (phase === 'off' || phase === 'asking') return null;
  return (
    <button type="button" className={`camera-strip camera-${phase}`} onClick={onOpen} aria-haspopup="dialog">
      <CameraWord />
    </button>
  );
}

/** The camera's state in words, with a dot whose shape tells the same. */
export function CameraWord() {
  const { t } = useTranslation();
  const { phase, told, liveSinceMs } = useCamera();
  const now = useNow();
  const recording = told?.is_recorded ? t('unit:camera.recorded') : t('unit:camera.not_recorded');
  return (
    <span className="camera-word" role="status">
      <i className="camera-dot" aria-hidden="true" />
      <strong>{t(`unit:camera_phase.${phase}`)}</strong>
      {phase === 'live' && (
        <>
          <span>{recording}</span>
          <time>{duration(Math.max(0, (now - (liveSinceMs ?? now)) / 1000))}</time>
        </>
      )}
    </span>
  );
}
