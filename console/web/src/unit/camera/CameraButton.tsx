import { useTranslation } from 'react-i18next';
import { useCamera } from './publisher';

/** Opens the camera's panel; lit while the camera is on. */
export function CameraButton({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  const isOn = useCamera((state) => state.phase !== 'off');
  return (
    <button type="button" className={isOn ? 'camera-button is-on' : 'camera-button'} onClick={onOpen}
      aria-haspopup="dialog" aria-label={t('unit:camera.open')} title={t('unit:camera.open')}>
      <svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden="true">
        <rect x="2.5" y="6" width="13" height="12" rx="2.5" />
        <path d="M15.5 10.5 21.5 7v10l-6-3.5" strokeLinejoin="round" />
      </svg>
    </button>
  );
}
