import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Camera } from '../api/shapes';
import { selectCamera, showPlace } from '../console/selection';
import { LiveView } from '../console/stage/LiveView';

interface Props {
  camera: Camera;
  onClose: () => void;
  onStep: (by: 1 | -1) => void;
}

/** One camera over the whole wall, at its best picture. */
export function Focus({ camera, onClose, onStep }: Props) {
  const { t } = useTranslation();
  const go = useNavigate();

  useEffect(() => {
    const press = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') onClose();
      else if (key === 'ArrowRight') onStep(1);
      else if (key === 'ArrowLeft') onStep(-1);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [onClose, onStep]);

  const inRoom = () => {
    selectCamera(camera.id);
    showPlace('stage');
    void go('/');
  };
  return (
    <section className="focus" aria-label={camera.name}>
      <header className="focus-head">
        <h2>{camera.name}</h2>
        <button type="button" className="quiet-button" onClick={() => onStep(-1)} aria-label={t('wall:previous')}>‹</button>
        <button type="button" className="quiet-button" onClick={() => onStep(1)} aria-label={t('wall:next')}>›</button>
        <button type="button" className="quiet-button" onClick={inRoom}>{t('wall:in_room')}</button>
        <button type="button" className="quiet-button" onClick={onClose} autoFocus>
          {t('wall:back')} <kbd>Esc</kbd>
        </button>
      </header>
      <LiveView key={camera.id} camera={camera} />
    </section>
  );
}
