import { useTranslation } from 'react-i18next';
import type { FoundCamera } from './shapes';

interface Props {
  camera: FoundCamera;
  isChosen: boolean;
  onChoose: () => void;
}

/** A camera that answered: what it calls itself, where it is, and whether it is here already. */
export function FoundRow({ camera, isChosen, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <li>
      <button type="button" className="find-row" aria-pressed={isChosen} onClick={onChoose}>
        <span className="find-name">
          {camera.name || t('onvif:find.nameless')}
          {camera.hardware && camera.hardware !== camera.name && <span className="find-model">{camera.hardware}</span>}
        </span>
        <span className="find-where">{camera.device_url.replace(/^https?:\/\//, '').replace(/\/.*$/, '')}</span>
        <span className="find-here">{camera.camera_name && t('onvif:find.here', { name: camera.camera_name })}</span>
      </button>
    </li>
  );
}
