import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../Sheet';
import { CameraWord } from './CameraStrip';
import { setSound, startCamera, stopCamera, turnCamera, useCamera } from './publisher';

/** The phone's camera: its picture, whether the room has it, and the one button that starts and stops it. */
export function CameraSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { phase, trouble, stream, facing, hasSound } = useCamera();
  const isOn = phase !== 'off';
  return (
    <Sheet title={t('unit:camera.title')} onClose={onClose} isTall>
      <div className="camera-view">
        {stream ? (
          <Preview stream={stream} isMirrored={facing === 'user'} />
        ) : (
          <p className="camera-hint">{t('unit:camera.hint')}</p>
        )}
        {isOn && <div className={`camera-badge camera-${phase}`}><CameraWord /></div>}
      </div>
      {trouble && (
        <p className="trouble" role="alert">
          <strong>{t(`unit:camera_trouble.${trouble}`)}</strong>
          <span>{t(`unit:camera_help.${trouble}`)}</span>
        </p>
      )}
      <div className="camera-choices">
        <button type="button" className="wide-button" aria-pressed={hasSound} onClick={() => setSound(!hasSound)}>
          {hasSound ? t('unit:camera.sound_on') : t('unit:camera.sound_off')}
        </button>
        <button type="button" className="wide-button" onClick={() => void turnCamera()}>
          <span aria-hidden="true">⇄&nbsp;</span>{t(`unit:camera_facing.${facing}`)}
        </button>
      </div>
      {isOn ? (
        <button type="button" className="big-button camera-stop" onClick={stopCamera}>{t('unit:camera.stop')}</button>
      ) : (
        <button type="button" className="big-button" onClick={() => void startCamera()}>{t('unit:camera.start')}</button>
      )}
    </Sheet>
  );
}

function Preview({ stream, isMirrored }: { stream: MediaStream; isMirrored: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return <video ref={video} className={isMirrored ? 'is-mirrored' : undefined} muted playsInline autoPlay />;
}
